#!/usr/bin/env bash
# How fast a whole backtest runs on one core: the program from its start to the written run folder,
# fills, costs, daily marks, Greeks and report included, one book without benchmarks
# (backtest.books: configured, backtest.benchmarks: none, backtest.entry_odds: lognormal) unless it
# says otherwise, over bench/histories.sh. Each figure is the fastest of several runs after one that
# warmed the system's cache; processor time stands beside the time on the clock, which other work on
# the machine lengthens. Anonymous memory is the largest RssAnon that /proc/PID/status showed, sampled
# every millisecond: pages of files that the program maps are not in it. Run by tools/bench.
set -euo pipefail

. "$(dirname "$0")/histories.sh"

python3 - "$program" "$work" "$lakes" "$result" <<'PY'
import json, os, shutil, subprocess, sys, time
from pathlib import Path

program, work, lakes, result = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
ONE_CORE = {min(os.sched_getaffinity(0))}


def anonymous_kib(pid):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def once(lake, arguments, sample):
    """Seconds on the clock, of the processor, and the peak of anonymous memory in MiB (if sampled)."""
    shutil.rmtree(work / "run", ignore_errors=True)
    command = [program, "backtest", "--lake", str(lake), "--out", str(work / "run"),
               "--progress", "never", *arguments]
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                             preexec_fn=lambda: os.sched_setaffinity(0, ONE_CORE))
    peak = 0
    while sample and child.poll() is None:
        peak = max(peak, anonymous_kib(child.pid))
        time.sleep(0.001)
    if sample:
        return None, None, peak / 1024
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"backtest_speed.sh: the backtest on {lake} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, None


rows = []


def note(name, value, unit):
    rows.append({"name": name, "value": value, "unit": unit})
    print(f"{name}: {value:.6g} {unit}", flush=True)


def measure(name, lake, arguments, times):
    once(lake, arguments, False)
    runs = [once(lake, arguments, False) for _ in range(times)]
    note(f"{name}: time", min(run[0] for run in runs), "s")
    note(f"{name}: processor time", min(run[1] for run in runs), "s")
    note(f"{name}: anonymous memory", once(lake, arguments, True)[2], "MiB")


NONE = ["--set", "backtest.benchmarks=none", "--set", "backtest.entry_odds=lognormal"]
ONE = ["--set", "backtest.books=configured", *NONE]
for name in ("seventeen_years", "five_years"):
    lake = lakes / name
    catalog = json.loads((lake / "catalog.json").read_text())
    parts = [part for part in catalog["parts"] if part["table"] == "chains"]
    note(f"{name}: chain rows", sum(part["rows"] for part in parts), "rows")
    note(f"{name}: sessions", sum(len(part["sessions"]) for part in parts), "sessions")
    for preset in ("seed", "exercise"):
        measure(f"{name}, {preset}, tape", lake, ["--config", preset, *ONE], 7)
    measure(f"{name}, exercise, tape, four fill models", lake, ["--config", "exercise", *NONE], 5)
    measure(f"{name}, exercise, tape, four fill models, benchmarks, odds by smiles", lake,
            ["--config", "exercise"], 3)
    bare = work / f"{name}_without_tapes"
    bare.mkdir()
    for entry in lake.iterdir():
        if entry.name != "tapes":
            (bare / entry.name).symlink_to(entry.resolve())
    measure(f"{name}, exercise, Parquet", bare, ["--config", "exercise", *ONE], 2)
result.write_text(json.dumps(rows))
PY
