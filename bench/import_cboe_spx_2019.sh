#!/usr/bin/env bash
# Imports the recorded SPX chains of 2019 (467,342 rows in 34 gzip files) into a lake that knows the rates, with cleaning,
# own vols and Greeks, on one thread, and prints one JSON line: rows, seconds of the fastest of three runs, rows per second
# of wall time and of CPU time. Skips, saying so, without the data. tools/bench sets AOTS_PROGRAM, BENCH_WORK and
# BENCH_RESULT; alone it uses build/aots.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
program=${AOTS_PROGRAM:-$root/build/aots}
data=${AOTS_SHARED:-$root/../shared}/data
chains=$data/chains/cboe_spx_2019
if [ ! -d "$chains" ]; then
  echo "import_cboe_spx_2019: skipped, there is no recorded data at $chains; set AOTS_SHARED" >&2
  exit 77
fi
work=${BENCH_WORK:-$(mktemp -d)}
[ -n "${BENCH_WORK:-}" ] || trap 'rm -rf "$work"' EXIT

python3 - "$program" "$data" "$work" "${BENCH_RESULT:-}" <<'END'
import json, resource, shutil, subprocess, sys, time

program, data, work, result = sys.argv[1:]
lake = work + "/lake"


def run(path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    out = subprocess.run([program, "data", "import", path, "--lake", lake, "--jobs", "1", "--progress", "never", "--json"],
                         check=True, stdout=subprocess.PIPE).stdout
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(out), seconds, cpu


best = None
for _ in range(3):
    shutil.rmtree(lake, ignore_errors=True)
    run(data + "/rates/DTB3.csv")
    report, seconds, cpu = run(data + "/chains/cboe_spx_2019")
    if best is None or seconds < best[1]:
        best = (report, seconds, cpu)
report, seconds, cpu = best
rows = sum(s["rows_read"] for s in report["datasets"])
lost = rows - sum(s["rows_stored"] + s["rows_quarantined"] + s["duplicates"] for s in report["datasets"])
if lost:
    sys.exit(f"import_cboe_spx_2019: {lost} rows are not accounted for")
if report["enriched"]["with_iv"] < rows / 2:
    sys.exit("import_cboe_spx_2019: fewer than half of the rows got a vol of their own")
print(json.dumps({"name": "import_cboe_spx_2019", "rows": rows, "with_iv": report["enriched"]["with_iv"],
                  "seconds": round(seconds, 3), "rows_per_second": round(rows / seconds),
                  "cpu_seconds": round(cpu, 3), "rows_per_cpu_second": round(rows / cpu)}))
if result:
    values = [("rows", rows, "rows"), ("seconds", seconds, "s"), ("rows_per_second", rows / seconds, "rows/s"),
              ("rows_per_cpu_second", rows / cpu, "rows/s")]
    with open(result, "w") as out:
        json.dump([{"name": f"import_cboe_spx_2019/{name}", "value": value, "unit": unit}
                   for name, value, unit in values], out)
END
