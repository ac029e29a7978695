#!/usr/bin/env bash
# How long a backtest takes: SPX on the recorded chains of 2019 (skipped, saying so, without them), and
# five years of a synthetic market of twelve tickers, with the chain rows read and the peak memory. Every
# figure is the fastest of three runs of the whole program. Run by tools/bench.
set -euo pipefail

work=${BENCH_WORK:?run this through tools/bench}
program=${AOTS_PROGRAM:?run this through tools/bench}
result=${BENCH_RESULT:?run this through tools/bench}
shared=${AOTS_SHARED:-$(cd "$(dirname "$0")/.." && pwd)/../shared}

if [ -d "$shared/data/chains/cboe_spx_2019" ]; then
  "$program" data import --lake "$work/spx" --progress never "$shared/data/chains/cboe_spx_2019" \
    "$shared/data/market/daily/SPX.csv" "$shared/data/market/daily/SPY.csv" \
    "$shared/data/market/daily/VIX.csv" "$shared/data/rates/DTB3.csv" >/dev/null
else
  echo "no recorded chains below $shared: only the synthetic market is timed" >&2
fi
"$program" data synth --lake "$work/market" --from 2017-10-02 --to 2023-12-29 --seed 1 \
  --progress never >/dev/null

python3 - "$program" "$work" "$result" <<'PY'
import json, os, shutil, subprocess, sys, time
from pathlib import Path

program, work, result = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])


def run(lake, arguments):
    """Seconds, and peak memory in MiB, of the fastest of three runs."""
    best = None
    for _ in range(3):
        shutil.rmtree(work / "run", ignore_errors=True)
        start = time.monotonic()
        child = subprocess.Popen([program, "backtest", "--lake", str(work / lake), "--out",
                                  str(work / "run"), "--progress", "never", *arguments],
                                 stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        if status:
            sys.exit(f"backtest.sh: the backtest on {lake} failed")
        figures = (time.monotonic() - start, usage.ru_maxrss / 1024)
        best = min(best, figures) if best else figures
    return best


rows = []


def note(name, value, unit):
    rows.append({"name": name, "value": value, "unit": unit})
    print(f"{name}: {value:.6g} {unit}")


if (work / "spx").exists():
    seconds, peak = run("spx", ["--symbols", "SPX"])
    note("spx_2019: time", seconds, "s")
    note("spx_2019: peak memory", peak, "MiB")
catalog = json.loads((work / "market" / "catalog.json").read_text())
chain_rows = sum(part["rows"] for part in catalog["parts"] if part["table"] == "chains")
note("five_years: chain rows in the lake", chain_rows, "rows")
for name, first in (("five_years", "2019-01-02"), ("one_year", "2023-01-03")):
    seconds, peak = run("market", ["--from", first, "--to", "2023-12-29"])
    note(f"{name}: time", seconds, "s")
    note(f"{name}: peak memory", peak, "MiB")
result.write_text(json.dumps(rows))
PY
