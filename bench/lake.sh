#!/usr/bin/env bash
# What the store does with a lake of about 25 million rows, made by `aots data synth`: opening it,
# scanning it from Parquet and from the session tapes, with resident memory. Run by tools/bench.
set -euo pipefail

work=${BENCH_WORK:?run this through tools/bench}
program=${AOTS_PROGRAM:?run this through tools/bench}
result=${BENCH_RESULT:?run this through tools/bench}
bench=$(dirname "$program")/benches/lake_bench
[ -x "$bench" ] || { echo "there is no $bench: build the preset bench" >&2; exit 77; }

lake=${AOTS_BENCH_LAKE:-$work/lake}
[ -f "$lake/catalog.json" ] ||
  "$program" data synth --lake "$lake" --from 2019-01-02 --to 2025-10-31 --seed 1 --progress never >&2
AOTS_BENCH_LAKE=$lake "$bench" --benchmark_filter='open|scan|read' --benchmark_out="$work/lake.json" \
  --benchmark_out_format=json >&2

/usr/bin/env python3 - "$work/lake.json" "$result" <<'PY'
import json, sys
rows = []
for run in json.load(open(sys.argv[1]))["benchmarks"]:
    name = run["name"].split("/process_time")[0]
    rows.append({"name": f"{name}: processor time", "value": run["cpu_time"], "unit": run["time_unit"]})
    if "items_per_second" in run:
        rows.append({"name": f"{name}: rate per core", "value": run["items_per_second"], "unit": "rows/s"})
    for counter in ("rows", "bytes_a_row", "rss_1", "rss_2", "rss_3", "rss_4", "peak_rss_mib"):
        if counter in run:
            unit = "MiB" if "rss" in counter else counter
            rows.append({"name": f"{name}: {counter}", "value": run[counter], "unit": unit})
json.dump(rows, open(sys.argv[2], "w"))
PY
