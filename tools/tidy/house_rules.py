#!/usr/bin/env python3
"""The house rules that a program can check: tools/tidy/house_rules.py [ROOT].

Each rule says what is wrong and what to use instead. A line that must break a rule has no way out:
change the rule here, with its reason, where the rule is wrong.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tree import Finding, files, main, read, sources, without_comments_and_strings

CODE = ("src", "apps", "tests", "bench", "fuzz")
TEXT_SUFFIXES = (".cpp", ".hpp", ".py", ".md", ".txt", ".cmake", ".yaml", ".yml", ".json", ".html",
                 ".css", ".js", ".sh", ".sql", ".csv")
LINES_MAX = 500
COLUMNS_MAX = 100
BYTES_MAX = 1_000_000


@dataclass(frozen=True)
class Ban:
    """A pattern that must not occur in C++ code below `below`, except below `allowed`."""

    pattern: str
    advice: str
    below: tuple = ("src/",)
    allowed: tuple = ()
    in_comments: bool = False


RIM = ("src/base/", "src/data/source/")
BANS = (
    Ban(r"\b(TODO|FIXME|XXX|HACK)\b", "finish it, or leave it out and say so in docs",
        below=("src/", "apps/", "tests/", "bench/", "fuzz/"), in_comments=True),
    Ban(r"\b(class|struct|using|concept)\s+(\[\[\w+\]\]\s*)?\w+(Manager|Helper|Util|Utils|Processor|Data|Info)\b",
        "name the thing by a precise noun", below=("src/", "apps/")),
    Ban(r"\b(std::|::)?(secure_)?getenv\b", "read the environment in apps/ and pass the value on",
        allowed=RIM),
    Ban(r"\b(system_clock|steady_clock|high_resolution_clock|utc_clock)::now\b",
        "take a Clock (base/clock.hpp)", allowed=RIM),
    Ban(r"(?<![\w.>:])(std::|::)?(time|gettimeofday|clock_gettime)\s*\(\s*(NULL|nullptr|0|&|CLOCK_)",
        "take a Clock (base/clock.hpp)", allowed=RIM),
    Ban(r"\bstd::random_device\b|\bstd::s?rand\b|(?<![\w.>:])s?rand\s*\(",
        "take an Rng with a seed (base/rng.hpp)", below=("src/", "tests/", "bench/"),
        allowed=("src/base/",)),
    Ban(r"\bstd::(mt19937(_64)?|default_random_engine|minstd_rand0?)\b|\bstd::\w+_distribution\b",
        "take an Rng (base/rng.hpp): the standard distributions differ between libraries",
        allowed=("src/base/",)),
    Ban(r"\bstd::(jthread|thread|async)\b",
        "stay single-threaded: threads live at the edges, in base/, apps/, adapters and run_in_order",
        allowed=RIM),
    Ban(r"\bis_live\b|\bis_backtest\b|\bis_paper\b",
        "inject the Clock, the source of events and the Broker instead of asking for the mode"),
    Ban(r"\bcatch\s*\(\s*\.\.\.\s*\)", "catch what the library throws, std::exception at the widest",
        below=("src/", "apps/", "tests/")),
    Ban(r"\bstd::(shared_ptr|make_shared|weak_ptr)\b",
        "own by value, by unique_ptr or by a member; refer by reference"),
    Ban(r"\b[gG]et_?[iI]nstance\b", "pass the object in: there are no singletons", below=("src/", "apps/")),
    Ban(r"^\s*using\s+namespace\s+(?!std::(chrono_literals|string_literals|string_view_literals|literals)\b)(std|aots)\b",
        "name what is used: using std::chrono::year, or a namespace alias",
        below=("src/", "apps/")),
    Ban(r"\bSUCCEED\s*\(\s*\)|\b(EXPECT|ASSERT)_TRUE\s*\(\s*true\s*\)",
        "assert what the test is about: a test must be able to fail", below=("tests/",)),
    Ban(r"\b(year_month_day|sys_days|floor<(std::chrono::)?days>)[^;\n]*::now\b",
        "write test dates as literals", below=("tests/",)),
    Ban(r"\b(issue|ticket|task|sprint|milestone)\s+#?\d+|\B#\d{1,5}\b(?!\s*\()",
        "say the reason itself: a number of a tracker tells a reader nothing",
        below=("src/", "apps/", "tests/", "bench/", "fuzz/"), in_comments=True),
)

TYPE_DEFINITION = re.compile(r"^(?:template\s*<.*>\s*)?(?:class|struct|enum class)\s+(?:\[\[\w+\]\]\s*)?(\w+)[^;]*$", re.M)
UNORDERED = re.compile(r"\bstd::unordered_(?:multi)?(?:map|set)\s*<[^;{}()]*>\s*&?\s*(\w+)\s*[;={(,)]")
# One machine's folders say nothing on another.
MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(work|farm|root)/|bash_jobs")


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def check_bans(name, text, code, findings):
    for ban in BANS:
        if not name.startswith(ban.below) or (ban.allowed and name.startswith(ban.allowed)):
            continue
        body = text if ban.in_comments else code
        for found in re.finditer(ban.pattern, body, re.M):
            shown = " ".join(found.group(0).split())
            findings.append(Finding(name, line_of(body, found.start()), f"{shown}: {ban.advice}"))


def check_shape(name, text, findings):
    """Length of files and lines, and how a header begins."""
    lines = text.splitlines()
    if len(lines) > LINES_MAX:
        findings.append(Finding(name, LINES_MAX, f"{len(lines)} lines where {LINES_MAX} is the limit; "
                                                 "two things may share this file: part them"))
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX and not line.lstrip().startswith("#include"):
            findings.append(Finding(name, number, f"{len(line)} columns where {COLUMNS_MAX} is the limit"))
    if name.endswith(".hpp"):
        if "#pragma once" not in lines:
            findings.append(Finding(name, 1, "a header needs #pragma once"))
        if not text.startswith("//"):
            findings.append(Finding(name, 1, "a header opens with what it is, its units and its conventions"))


def check_unordered(name, code, findings):
    """Iteration over an unordered container declared in the same file."""
    for container in set(UNORDERED.findall(code)):
        walk = rf"\bfor\s*\([^;)]*:\s*(\w+(\.|->))*{container}\s*\)|\b{container}\.c?begin\s*\("
        for found in re.finditer(walk, code):
            findings.append(Finding(name, line_of(code, found.start()),
                                    f"iterates over the unordered {container}, whose order is not ours; "
                                    "use std::map, a sorted vector, or walk sorted keys"))


def check_one_type_one_name(root, findings):
    """A public type name means one thing in the whole library."""
    seen = {}
    for name in sources(root, "src"):
        if not name.endswith(".hpp"):
            continue
        code = without_comments_and_strings(read(root, name))
        for found in TYPE_DEFINITION.finditer(code):
            first = seen.setdefault(found.group(1), name)
            if first != name:
                findings.append(Finding(name, line_of(code, found.start(1)),
                                        f"{found.group(1)} is already a type of {first}; one concept, one name"))


def check_every_file(root, findings):
    """Rules on any file of the project, code or not."""
    for name in files(root):
        size = (Path(root) / name).stat().st_size
        if size > BYTES_MAX:
            findings.append(Finding(name, 1, f"{size} bytes where {BYTES_MAX} is the limit; generate it, "
                                             "or fetch it in tools/setup"))
        elif name.endswith(TEXT_SUFFIXES) or name.startswith(("tools/", ".ci/")) or name == "Makefile":
            if name == "tools/tidy/house_rules.py" or name.startswith("tests/tidy/"):
                continue  # they name what they look for
            text = read(root, name)
            for found in MACHINE_PATH.finditer(text):
                findings.append(Finding(name, line_of(text, found.start()),
                                        f"{found.group(0)} is a path of one machine; write it relative to the project"))


def check(root):
    """All findings of a tree."""
    findings = []
    for name in sources(root, *CODE):
        text = read(root, name)
        code = without_comments_and_strings(text)
        check_bans(name, text, code, findings)
        check_shape(name, text, findings)
        if name.startswith("src/"):
            check_unordered(name, code, findings)
    check_one_type_one_name(root, findings)
    check_every_file(root, findings)
    return findings


if __name__ == "__main__":
    sys.exit(main(check))
