"""What the checks of tools/tidy share: the files of the tree, and how a finding is told.

A check is a function from the root of a tree to a list of findings, so that the tests can run it on
small trees with planted faults (tests/tidy).
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SOURCE_SUFFIXES = (".cpp", ".hpp")


@dataclass(frozen=True)
class Finding:
    """One fault: where it is, what it is, and what to do instead."""

    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


def files(root):
    """Paths below root of every file that belongs to the project, sorted, as strings."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"],
        capture_output=True, check=False)
    if listing.returncode == 0 and (Path(root) / ".git").exists():
        names = [name for name in listing.stdout.decode().split("\0") if name]
        return sorted(name for name in set(names) if (Path(root) / name).is_file())
    return sorted(str(path.relative_to(root)) for path in Path(root).rglob("*") if path.is_file())


def sources(root, *folders):
    """The C++ files below the given top folders."""
    return [name for name in files(root)
            if name.endswith(SOURCE_SUFFIXES) and name.split("/")[0] in folders]


def read(root, name):
    """The text of a file; bytes that are not UTF-8 are replaced."""
    return (Path(root) / name).read_text(encoding="utf-8", errors="replace")


def without_comments_and_strings(text):
    """C++ text of the same length and lines, its comments and literals blanked out."""
    out, at, end = list(text), 0, len(text)

    def blank(first, last):
        for index in range(first, min(last, end)):
            if out[index] != "\n":
                out[index] = " "

    while at < end:
        if text.startswith("//", at):
            stop = text.find("\n", at)
            stop = end if stop < 0 else stop
        elif text.startswith("/*", at):
            stop = text.find("*/", at + 2)
            stop = end if stop < 0 else stop + 2
        elif text.startswith('R"', at):
            opening = text.find("(", at)
            closing = ")" + text[at + 2:opening] + '"'
            stop = text.find(closing, opening)
            stop = end if stop < 0 else stop + len(closing)
        elif text[at] == '"' or (text[at] == "'" and not (at and text[at - 1].isalnum())):
            stop = at + 1
            while stop < end and text[stop] not in (text[at], "\n"):
                stop += 2 if text[stop] == "\\" else 1
            stop += 1
        else:
            at += 1
            continue
        blank(at, stop)
        at = stop
    return "".join(out)


def main(check):
    """Runs a check on the tree given as argument (default: this one); exit 1 on findings."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    findings = check(root)
    for finding in findings:
        print(finding)
    return 1 if findings else 0
