#!/usr/bin/env bash
# What a sweep of 100 configurations costs beside a single backtest of one book on the same history (no
# fill models, benchmarks or odds by smiles beside it), each on one core, and the same sweep on all cores,
# over bench/histories.sh. Processor time, the least of several runs after one that warmed the system's
# cache; both write their results whole. The swept keys are of the strategy and the risk gate, so that all
# trials share one pass. The cost of a further trial is the slope between sweeps of 20 and 100. Run by
# tools/bench.
set -euo pipefail

. "$(dirname "$0")/histories.sh"

python3 - "$program" "$work" "$lakes" "$result" <<'PY'
import json, os, shutil, subprocess, sys, time
from pathlib import Path

program, work, lakes, result = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
CORES = sorted(os.sched_getaffinity(0))
GRID = {  # trials: the values of each key
    100: ["strategy.iv_rank.sell_threshold=0.3,0.4,0.5,0.6,0.7", "strategy.iv_rank.target_delta=0.15,0.2,0.25,0.3,0.35",
          "risk.max_risk_per_trade=0.005,0.01,0.02,0.04"],
    20: ["strategy.iv_rank.sell_threshold=0.3,0.5", "strategy.iv_rank.target_delta=0.15,0.2,0.25,0.3,0.35",
         "risk.max_risk_per_trade=0.01,0.02"],
}


def once(command, cores, lake):
    """Seconds on the clock and of the processor, of a run that finds no result and no log of tries."""
    shutil.rmtree(work / "out", ignore_errors=True)
    (lake / "trials.log").unlink(missing_ok=True)
    start = time.monotonic()
    child = subprocess.Popen([program, *command, "--lake", str(lake), "--out", str(work / "out"), "--progress", "never"],
                             stdout=subprocess.DEVNULL, preexec_fn=lambda: os.sched_setaffinity(0, cores))
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"sweep.sh: {' '.join(command)} failed on {lake}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime


def least(command, cores, lake, times):
    once(command, cores, lake)
    runs = [once(command, cores, lake) for _ in range(times)]
    return min(run[0] for run in runs), min(run[1] for run in runs)


rows = []


def note(name, value, unit):
    rows.append({"name": name, "value": value, "unit": unit})
    print(f"{name}: {value:.6g} {unit}", flush=True)


def sweep(trials, jobs):
    return ["sweep", "--config", "exercise", "--jobs", str(jobs), *(f"--grid={grid}" for grid in GRID[trials])]


for name in ("five_years", "seventeen_years"):
    lake = work / f"{name}_lake"  # a log of tries of its own
    lake.mkdir()
    for entry in (lakes / name).iterdir():
        if entry.name != "trials.log":
            (lake / entry.name).symlink_to(entry.resolve())
    one = {CORES[0]}
    single = least(["backtest", "--config", "exercise", "--set", "backtest.books=configured", "--set",
                    "backtest.benchmarks=none", "--set", "backtest.entry_odds=lognormal"], one, lake, 5)[1]
    small = least(sweep(20, 1), one, lake, 3)[1]
    whole = least(sweep(100, 1), one, lake, 3)[1]
    note(f"{name}: single run, processor time", single, "s")
    note(f"{name}: 100 trials on one core, processor time", whole, "s")
    note(f"{name}: 100 trials on one core, in single runs", whole / single, "runs")
    note(f"{name}: a further trial", (whole - small) / 80 * 1000, "ms")
    note(f"{name}: a further trial, of a single run", (whole - small) / 80 / single, "share")
    if len(CORES) > 1:
        clock = least(sweep(100, len(CORES)), set(CORES), lake, 3)[0]
        note(f"{name}: 100 trials on {len(CORES)} cores, time", clock, "s")
result.write_text(json.dumps(rows))
PY
