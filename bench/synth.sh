#!/usr/bin/env bash
# How long a synthetic market takes: six years of twelve tickers into a lake of their own, and chains
# anchored to SPY and VIX from 2012 on (where the recorded bars are). Run by tools/bench.
set -euo pipefail

work=${BENCH_WORK:?run this through tools/bench}
program=${AOTS_PROGRAM:?run this through tools/bench}
result=${BENCH_RESULT:?run this through tools/bench}
shared=${AOTS_SHARED:-$(cd "$(dirname "$0")/.." && pwd)/../shared}

# seconds, peak memory in KiB and the report of one command
timed() {
  local name=$1
  shift
  /usr/bin/env python3 - "$work/$name.json" "$@" <<'PY'
import resource, subprocess, sys, time
out, command = sys.argv[1], sys.argv[2:]
start = time.monotonic()
with open(out, "wb") as file:
    code = subprocess.run(command, stdout=file, check=False).returncode
print(time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
PY
}

timed market "$program" data synth --lake "$work/market" --from 2019-01-02 --to 2024-12-31 --seed 1 \
  --json --progress never >"$work/market.time"

if [ -d "$shared/data/market/daily" ]; then
  "$program" data import --lake "$work/bars" --progress never "$shared/data/market/daily/SPY.csv" \
    "$shared/data/market/daily/VIX.csv" "$shared/data/market/actions.csv" "$shared/data/rates/DTB3.csv" >/dev/null
  timed anchored "$program" data synth --lake "$work/bars" --anchor-index --symbols SPY \
    --from 2012-01-03 --to 2026-08-07 --json --progress never >"$work/anchored.time"
else
  echo "no recorded bars below $shared: only the market is timed" >&2
fi

/usr/bin/env python3 - "$work" "$result" <<'PY'
import json, sys
from pathlib import Path
work, result = Path(sys.argv[1]), Path(sys.argv[2])
rows = []
for name in ("market", "anchored"):
    if not (work / f"{name}.time").exists():
        continue
    seconds, peak = map(float, (work / f"{name}.time").read_text().split())
    report = json.loads((work / f"{name}.json").read_text())
    rows += [{"name": f"{name}: rows", "value": report["rows"], "unit": "rows"},
             {"name": f"{name}: time", "value": seconds, "unit": "s"},
             {"name": f"{name}: rate", "value": report["rows"] / seconds, "unit": "rows/s"},
             {"name": f"{name}: peak memory", "value": peak / 1024, "unit": "MiB"}]
    for chains in report["datasets"]:
        rows.append({"name": f"{name}: fewest contracts a day, {chains['symbol']}",
                     "value": chains["contracts_min"], "unit": "contracts"})
result.write_text(json.dumps(rows))
PY
