#!/usr/bin/env python3
"""Compiles every header of the rooms alone: tools/tidy/headers.py BUILD_DIR.

The shared precompiled header hides a missing include, so each header is compiled without it, with
the flags of a source of its own room. A header that passed is remembered until it or a header of
ours that it includes changes.
"""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lint import ROOT, git, included


def flags_of(entry):
    """The compile command of a source, without its precompiled header and its input and output."""
    words = shlex.split(entry["command"])
    while words and not re.search(r"(g\+\+|c\+\+)(-\d+)?$", words[0]):
        words.pop(0)
    kept, at = [], 0
    while at < len(words):
        if words[at] in ("-o", "-include"):
            at += 1
        elif words[at] not in ("-c", "-Winvalid-pch", "-fpch-preprocess", entry["file"]):
            kept.append(words[at])
        at += 1
    return kept


def main():
    build = Path(sys.argv[1]).resolve()
    passed_folder = build / "headers"
    passed_folder.mkdir(exist_ok=True)
    by_folder = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        by_folder.setdefault(os.path.relpath(os.path.dirname(entry["file"]), ROOT), entry)

    def compile_alone(header):
        entry = by_folder[os.path.dirname(header)]
        flags = flags_of(entry)
        digest = hashlib.sha256(" ".join(flags).encode())
        for part in sorted(included(header)):
            digest.update(part.encode() + b"\0" + (ROOT / part).read_bytes())
        stamp = passed_folder / digest.hexdigest()
        if stamp.exists():
            return ""
        # -include rather than the header itself as input, which would warn about #pragma once.
        done = subprocess.run([*flags, "-fsyntax-only", "-x", "c++", "-include", str(ROOT / header),
                               "/dev/null"], cwd=entry["directory"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        if done.returncode == 0:
            stamp.touch()
            return ""
        return f"{header} does not compile alone:\n{done.stderr.replace(str(ROOT) + '/', '').rstrip()}"

    headers = [name for name in git("ls-files", "-co", "--exclude-standard", "src", "apps") or []
               if name.endswith(".hpp") and (ROOT / name).is_file()
               and os.path.dirname(name) in by_folder]
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        faults = [fault for fault in pool.map(compile_alone, headers) if fault]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
