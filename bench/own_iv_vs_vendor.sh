#!/usr/bin/env bash
# Compares own implied vols with the vendor's on the recorded SPY and SPX chains of July and August 2026
# and takes the difference apart (docs/own-iv.md). Skips, saying so, without the data. tools/bench sets
# AOTS_PROGRAM, BENCH_WORK and BENCH_RESULT; alone it uses build/aots.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
program=${AOTS_PROGRAM:-$root/build/aots}
data=${AOTS_SHARED:-$root/../shared}/data
if [ ! -d "$data/chains/cboe_delayed_2026" ]; then
  echo "own_iv_vs_vendor: skipped, there is no recorded data at $data; set AOTS_SHARED" >&2
  exit 77
fi
work=${BENCH_WORK:-$(mktemp -d)}
[ -n "${BENCH_WORK:-}" ] || trap 'rm -rf "$work"' EXIT

"$program" data import "$data/chains/cboe_delayed_2026" "$data/rates/DTB3.csv" \
  "$data/market/actions.csv" "$data/market/daily/SPY.csv" "$data/market/daily/SPX.csv" \
  --lake "$work/lake" --progress never >/dev/null
python3 "$root/bench/own_iv_vs_vendor.py" --program "$program" --lake "$work/lake" --data "$data" \
  --result "${BENCH_RESULT:-}"
