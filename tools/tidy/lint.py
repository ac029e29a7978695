#!/usr/bin/env python3
"""clang-tidy on what changed: tools/tidy/lint.py BUILD_DIR [FILE...].

Without files: those that differ from the base, which is CHECK_BASE, else the upstream branch where it
differs from HEAD, else the previous commit; all of them where none of these is known or where the
rules themselves changed. A header is linted through a source that includes it. Flags that only GCC
knows are taken out of the compile commands, and so is GCC's precompiled header.

A file that passed is not linted again until it, a header of ours that it includes, or .clang-tidy
changes. After CHECK_TIDY_SECONDS (default 480; 0 is no limit) no further file is begun, and what
remains is named.
"""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLANG_TIDY = "clang-tidy-14"
TOP = ("src/", "apps/", "tests/", "bench/", "fuzz/")
RULES = (".clang-tidy", "tools/tidy/lint.py")
OURS = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
GCC_ONLY = ("-fpch-preprocess", "-Winvalid-pch", "-Wduplicated-branches", "-Wduplicated-cond",
            "-Wlogical-op", "-Wuseless-cast", "-Wno-restrict", "-Wno-maybe-uninitialized",
            "-fprofile-abs-path", "-Werror")
DIAGNOSTIC = re.compile(r"^(\S+?):(\d+):(\d+): (warning|error): (.*?) \[([\w.,-]+)\]$", re.M)


def git(*arguments):
    """Output lines of a git command, or None where it fails."""
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True,
                          check=False)
    return done.stdout.splitlines() if done.returncode == 0 else None


def base_commit():
    """The commit to compare with, or None."""
    if os.environ.get("CHECK_BASE"):
        found = git("rev-parse", "--verify", "--quiet", os.environ["CHECK_BASE"] + "^{commit}")
        if not found:
            sys.exit(f"CHECK_BASE is {os.environ['CHECK_BASE']}, which git does not know as a commit")
        return found[0]
    head = git("rev-parse", "HEAD")
    upstream = git("merge-base", "HEAD", "@{upstream}")
    if upstream and upstream != head:
        return upstream[0]
    previous = git("rev-parse", "--verify", "--quiet", "HEAD~1")
    return previous[0] if previous else None


def changed_files(everything):
    """(files to lint, why these)."""
    base = base_commit()
    if base is None:
        return everything, "no base to compare with: all files"
    changed = set(git("diff", "--name-only", "--diff-filter=d", base) or [])
    changed |= set(git("ls-files", "-o", "--exclude-standard") or [])
    if changed & set(RULES):
        return everything, "the rules changed: all files"
    return [name for name in everything if name in changed], f"changed since {base[:10]}"


def included(name, seen=None):
    """Every header of ours that a file sees, itself included."""
    seen = seen if seen is not None else set()
    seen.add(name)
    text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
    for path in OURS.findall(text):
        for place in (f"src/{path}", path, str(Path(name).parent / path)):
            if place not in seen and (ROOT / place).is_file():
                included(place, seen)
                break
    return seen


def units_to_lint(names, units):
    """The translation units that show every given file: name -> files it answers for."""
    chosen = {name: [name] for name in names if name in units}
    sees = None
    for header in (name for name in names if name.endswith(".hpp")):
        own = str(Path(header).with_suffix(".cpp"))
        if own not in units:
            sees = sees or {unit: included(unit) for unit in units}
            own = next((unit for unit in [*chosen, *units] if header in sees[unit]), None)
        if own:
            chosen.setdefault(own, []).append(header)
    return chosen


def arguments_for_clang(entry):
    """The compile command without what only GCC understands."""
    words = shlex.split(entry["command"])
    while words and not re.search(r"(g\+\+|c\+\+)(-\d+)?$", words[0]):
        words.pop(0)  # the launcher and its environment
    kept, at = ["clang++"], 1
    while at < len(words):
        word = words[at]
        if word == "-include" and "cmake_pch" in words[at + 1]:
            at += 1
        elif word in ("-o", "-c"):
            at += 1 if word == "-o" else 0
        elif word not in GCC_ONLY and word != entry["file"]:
            kept.append(word)
        at += 1
    return [*kept, entry["file"]]


class Linter:
    """Runs clang-tidy on units, remembers which passed."""

    def __init__(self, build, units):
        self.build, self.units = build, units
        self.passed_folder = build / "tidy"
        self.passed_folder.mkdir(exist_ok=True)
        self.database = self.passed_folder / "database"
        self.database.mkdir(exist_ok=True)
        commands = [{"directory": entry["directory"], "file": entry["file"],
                     "arguments": arguments_for_clang(entry)} for entry in units.values()]
        (self.database / "compile_commands.json").write_text(json.dumps(commands))
        limit = int(os.environ.get("CHECK_TIDY_SECONDS", "480"))
        self.deadline = time.monotonic() + limit if limit else None

    def key(self, name):
        """Hash of all that the verdict depends on."""
        digest = hashlib.sha256(" ".join(arguments_for_clang(self.units[name])).encode())
        for part in [*RULES, *sorted(included(name))]:
            digest.update(part.encode() + b"\0" + (ROOT / part).read_bytes())
        return digest.hexdigest()

    def lint(self, name):
        """(name, verdict, output); verdict is passed, failed or not begun."""
        stamp = self.passed_folder / self.key(name)
        if stamp.exists():
            return name, "passed", ""
        if self.deadline and time.monotonic() > self.deadline:
            return name, "not begun", ""
        done = subprocess.run(
            [CLANG_TIDY, "--quiet", "-p", str(self.database), self.units[name]["file"]],
            cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        output = (done.stdout or done.stderr).replace(str(ROOT) + "/", "").strip()
        faults = DIAGNOSTIC.findall(output)
        # What GCC compiles and clang 14 does not (parts of C++20) is a limit of the tool.
        real = [fault for fault in faults if not fault[5].startswith("clang-diagnostic")]
        if real or (done.returncode and not faults):
            return name, "failed", output
        stamp.touch()
        return name, "passed", "".join(f"note: clang 14 could not read all of {name}: {fault[4]}\n"
                                       for fault in faults[:1])


def main():
    build = Path(sys.argv[1]).resolve()
    entries = json.loads((build / "compile_commands.json").read_text())
    units = {}
    for entry in entries:
        name = os.path.relpath(entry["file"], ROOT)
        if name.startswith(TOP):
            units[name] = entry
    everything = [name for name in git("ls-files", "-co", "--exclude-standard") or []
                  if name.startswith(TOP) and name.endswith((".cpp", ".hpp")) and (ROOT / name).is_file()]
    names, why = (sys.argv[2:], "as asked") if len(sys.argv) > 2 else changed_files(everything)
    chosen = units_to_lint(names, units)
    linter = Linter(build, units)
    told, left, failed = set(), [], 0
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        for name, verdict, output in pool.map(linter.lint, chosen):
            failed += verdict == "failed"
            if verdict == "not begun":
                left.append(name)
            for block in re.split(r"\n(?=\S+:\d+:\d+: (?:warning|error):)", output):
                if block.strip() and block not in told:  # one header is seen by many units
                    told.add(block)
                    print(block.rstrip(), flush=True)
    print(f"clang-tidy: {len(chosen) - len(left)} of {len(chosen)} units ({why}), {failed} with findings")
    if left:
        print(f"clang-tidy: out of time, not linted: {' '.join(left)}; "
              "run make check again to go on, or set CHECK_TIDY_SECONDS=0")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
