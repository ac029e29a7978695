#!/usr/bin/env bash
# Imports the recorded SPX chains of 2019 (467,342 rows in 34 gzip files) into a new lake and prints one
# JSON line: rows, seconds of the fastest of three runs, rows per second. Skips, saying so, without the
# data. tools/bench sets AOTS_PROGRAM, BENCH_WORK and BENCH_RESULT; alone it uses build/aots.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
program=${AOTS_PROGRAM:-$root/build/aots}
chains=${AOTS_SHARED:-$root/../shared}/data/chains/cboe_spx_2019
if [ ! -d "$chains" ]; then
  echo "import_cboe_spx_2019: skipped, there is no recorded data at $chains; set AOTS_SHARED" >&2
  exit 77
fi
work=${BENCH_WORK:-$(mktemp -d)}
[ -n "${BENCH_WORK:-}" ] || trap 'rm -rf "$work"' EXIT

best=
for run in 1 2 3; do
  rm -rf "$work/lake"
  start=$(date +%s%N)
  "$program" data import "$chains" --lake "$work/lake" --jobs 2 --progress never --json >"$work/report.json"
  nanoseconds=$(($(date +%s%N) - start))
  if [ -z "$best" ] || [ "$nanoseconds" -lt "$best" ]; then best=$nanoseconds; fi
done

python3 - "$work/report.json" "$best" "${BENCH_RESULT:-}" <<'END'
import json, sys

report, nanoseconds, result = sys.argv[1:]
sets = json.load(open(report))["datasets"]
rows = sum(s["rows_read"] for s in sets)
lost = rows - sum(s["rows_stored"] + s["rows_quarantined"] + s["duplicates"] for s in sets)
if lost:
    sys.exit(f"import_cboe_spx_2019: {lost} rows are not accounted for")
seconds = int(nanoseconds) / 1e9
print(json.dumps({"name": "import_cboe_spx_2019", "rows": rows, "seconds": round(seconds, 3),
                  "rows_per_second": round(rows / seconds)}))
if result:
    values = [("rows", rows, "rows"), ("seconds", seconds, "s"),
              ("rows_per_second", rows / seconds, "rows/s")]
    with open(result, "w") as out:
        json.dump([{"name": f"import_cboe_spx_2019/{name}", "value": value, "unit": unit}
                   for name, value, unit in values], out)
END
