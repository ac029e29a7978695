#!/usr/bin/env bash
# What 185 features of 12 tickers over five years cost, chains of about 1,000 rows a day included: from
# the session tapes and from Parquet, on one core and on two, and stored by `aots features build`. Run by
# tools/bench.
set -euo pipefail

work=${BENCH_WORK:?run this through tools/bench}
program=${AOTS_PROGRAM:?run this through tools/bench}
result=${BENCH_RESULT:?run this through tools/bench}
bench=$(dirname "$program")/benches/feature_lake_bench
[ -x "$bench" ] || { echo "there is no $bench: build the preset bench" >&2; exit 77; }

lake=${AOTS_BENCH_LAKE:-$work/lake}
[ -f "$lake/catalog.json" ] ||
  "$program" data synth --lake "$lake" --from 2019-01-02 --to 2023-12-29 --seed 1 --progress never >&2
cp -al "$lake" "$work/parquet"
rm -rf "$work/parquet/tapes" "$work/parquet/derived"
cp -al "$lake" "$work/stored"
rm -rf "$work/stored/derived"

measure() {
  AOTS_BENCH_LAKE=$1 "$bench" --benchmark_filter="$2" --benchmark_out="$work/$3.json" \
    --benchmark_out_format=json >&2
}
measure "$lake" . tape
measure "$work/parquet" BM_Features parquet
for round in 1 2 3; do
  rm -rf "$work/stored/derived"
  /usr/bin/env time -f %e -o "$work/build.$round" "$program" features build --lake "$work/stored" \
    --jobs 2 --progress never >&2
done

/usr/bin/env python3 - "$work" "$result" <<'PY'
import json, sys
from pathlib import Path
work, result = Path(sys.argv[1]), Path(sys.argv[2])
rows = []
for source in ("tape", "parquet"):
    for run in json.loads((work / f"{source}.json").read_text())["benchmarks"]:
        name = f"{source}: {run['name'].removeprefix('BM_').split('/process_time')[0]}"
        for key, what in (("real_time", "time"), ("cpu_time", "processor time")):
            rows.append({"name": f"{name}: {what}", "value": run[key], "unit": run["time_unit"]})
        for counter in ("feature_rows", "chain_rows"):
            if counter in run:
                rows.append({"name": f"{name}: {counter}", "value": run[counter], "unit": "rows"})
stored = min(float((work / f"build.{i}").read_text().split()[-1]) for i in (1, 2, 3))
rows.append({"name": "tape: aots features build, whole program", "value": stored, "unit": "s"})
result.write_text(json.dumps(rows))
PY
