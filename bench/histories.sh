# Sourced by the benches of whole backtests: two histories of SPY-like chains with contracts that persist,
# 17 years of 25.7 million rows and five years of 3.9 million, made where they are not there yet.
# AOTS_BENCH_HISTORIES names a folder that keeps them; else they lie in BENCH_WORK. Sets work, program,
# result (as tools/bench gives them) and lakes, the folder of both histories.

work=${BENCH_WORK:?run this through tools/bench}
program=${AOTS_PROGRAM:?run this through tools/bench}
result=${BENCH_RESULT:?run this through tools/bench}
lakes=${AOTS_BENCH_HISTORIES:-$work}

synth() {
  [ -f "$lakes/$1/catalog.json" ] && return
  "$program" data synth --lake "$lakes/$1" --symbols SPY --seed 1 --progress never \
    --from "$2" --to "$3" --contracts "$4" >&2
}
synth seventeen_years 2016-10-03 2033-09-30 5700
synth five_years 2019-01-02 2023-12-29 3000
