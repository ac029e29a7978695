#!/usr/bin/env python3
"""Holds the edges of the house: tools/tidy/layering.py [ROOT].

The order of the rooms is cmake/Rooms.txt, the same as on docs/architecture.md; the edges are the
DEPENDS of each aots_room. An include under src/ must point to its own room or to a room above it
that the room names in DEPENDS, directly or through rooms that it names. A third-party header may
appear only where THIRD_PARTY allows it.
"""

import re
import sys
from pathlib import Path

from tree import Finding, files, main, read, sources

ROOMS = "cmake/Rooms.txt"
PAGE = "docs/architecture.md"

# Libraries that are spoken to in one place; every other one stays in .cpp files.
THIRD_PARTY = {
    "duckdb.h": ("src/data/store/",),
    "ql/": ("tests/oracle/", "bench/"),
    "yaml-cpp/": ("src/base/", "tests/base/"),
    "CLI/": ("apps/",),
    "gtest/": ("tests/",),
    "rapidcheck": ("tests/",),
    "benchmark/": ("bench/",),
}
# What headers may include from outside, besides the standard library.
IN_HEADERS = ("fmt/", "tl/")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
ROOM_CALL = re.compile(r"aots_room\s*\(([^)]*)\)", re.S)
KEYWORDS = ("NAME", "DEPENDS", "SOURCES", "HEADERS", "LIBRARIES")


def room_order(root):
    """The rooms as folders of src/, top first."""
    lines = read(root, ROOMS).splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def call_arguments(text):
    """The keyword lists of one aots_room call."""
    arguments, key = {}, None
    for word in re.sub(r"#[^\n]*", "", text).split():
        if word in KEYWORDS:
            key = word
            arguments[key] = []
        elif key:
            arguments[key].append(word)
    return arguments


def declared_rooms(root, order, findings):
    """room -> its CMake arguments, for every room that has a CMakeLists.txt."""
    declared = {}
    for name in files(root):
        if not (name.startswith("src/") and name.endswith("/CMakeLists.txt")):
            continue
        folder = name[len("src/"):-len("/CMakeLists.txt")]
        calls = ROOM_CALL.findall(read(root, name))
        if folder not in order:
            findings.append(Finding(name, 1, f"{folder} is not a room of {ROOMS}; name it there, "
                                             "in its place, or move the files into a room"))
        elif len(calls) != 1:
            findings.append(Finding(name, 1, "a room is declared by exactly one aots_room"))
        else:
            arguments = call_arguments(calls[0])
            expected = folder.replace("/", "_")
            if arguments.get("NAME") != [expected]:
                findings.append(Finding(name, 1, f"the room of src/{folder} is named {expected}"))
            declared[folder] = arguments
    return declared


def check_edges(order, declared, findings):
    """DEPENDS must name rooms that exist and stand above."""
    by_name = {room.replace("/", "_"): room for room in order}
    edges = {}
    for room, arguments in declared.items():
        where = f"src/{room}/CMakeLists.txt"
        edges[room] = set()
        for name in arguments.get("DEPENDS", []):
            target = by_name.get(name)
            if target is None or target not in declared:
                findings.append(Finding(where, 1, f"DEPENDS {name}: there is no such room"))
            elif order.index(target) >= order.index(room):
                findings.append(Finding(where, 1, f"DEPENDS {name}: {target} is not above {room} "
                                                  f"in {ROOMS}; move what is shared to a room above both"))
            else:
                edges[room].add(target)
    return edges


def closure(room, edges):
    """The room and all that it may see."""
    seen, waiting = set(), [room]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(edges.get(here, ()))
    return seen


def room_of(path, order):
    """The room that holds a path below src/, or None; the longest folder wins."""
    holders = [room for room in order if path.startswith(room + "/")]
    return max(holders, key=len, default=None)


def includes(root, name):
    """(line, is_ours, path) of every include of a file."""
    text = read(root, name)
    for found in INCLUDE.finditer(text):
        line = text.count("\n", 0, found.start(2)) + 1
        yield line, found.group(1) == '"', found.group(2)


def check_third_party(name, line, path, findings):
    """Outside headers only where they are allowed, and out of our headers."""
    for prefix, places in THIRD_PARTY.items():
        if path.startswith(prefix) and not name.startswith(places):
            findings.append(Finding(name, line, f"<{path}> may be included only below "
                                                f"{' and '.join(places)}; go through the room there"))
            return
    standard = re.fullmatch(r"[a-z0-9_]+", path)
    if name.startswith("src/") and name.endswith(".hpp") and not standard and \
            not path.startswith(IN_HEADERS):
        findings.append(Finding(name, line, f"<{path}> in a header; third-party and system headers "
                                            "stay in .cpp files (fmt and tl/expected excepted)"))


def check_own(root, name, line, path, order, edges, findings):
    """An include of ours from a file below src/."""
    if path.startswith("embedded/"):
        return  # written by aots_embed, which is linked explicitly
    here = room_of(name[len("src/"):], order)
    if not (Path(root) / "src" / path).is_file():
        findings.append(Finding(name, line, f'"{path}" is no file below src/; write includes from '
                                            'src/, such as "pricing/black_scholes.hpp"'))
        return
    there = room_of(path, order)
    if there is None:
        findings.append(Finding(name, line, f'"{path}" lies in no room'))
    elif there not in closure(here, edges):
        above = order.index(there) < order.index(here)
        advice = (f"name {there.replace('/', '_')} in its DEPENDS" if above else
                  "move what is shared to a room above both, or hand it in from apps/")
        findings.append(Finding(name, line, f'{here} may not include "{path}"; {advice}'))


def check_listed(root, declared, findings):
    """Every source of a room is listed by it: an unlisted file is dead or forgotten."""
    for name in sources(root, "src"):
        room = room_of(name[len("src/"):], list(declared))
        if room is None:
            findings.append(Finding(name, 1, f"lies in no room of {ROOMS} that has a CMakeLists.txt"))
            continue
        listed = declared[room].get("SOURCES", []) + declared[room].get("HEADERS", [])
        if name[len(f"src/{room}/"):] not in listed:
            findings.append(Finding(name, 1, f"is not listed in src/{room}/CMakeLists.txt; list or delete it"))


def check_page(root, order, findings):
    """The table of docs/architecture.md has a row for every room, in the order of Rooms.txt.

    A room inside another (data/source/synthetic) may share the row of the outer one.
    """
    if not (Path(root) / PAGE).is_file():
        return
    text = read(root, PAGE)
    rows = [(found.group(1), text.count("\n", 0, found.start()) + 1)
            for found in re.finditer(r"^\| `([a-z_/]+)` \|", text, re.M)
            if not found.group(1).startswith("apps/")]
    places = []
    for room, line in rows:
        if room not in order:
            findings.append(Finding(PAGE, line, f"{room} is not a room of {ROOMS}"))
        elif places and order.index(room) < places[-1]:
            findings.append(Finding(PAGE, line, f"{room} stands below {order[places[-1]]}, which it "
                                                f"precedes in {ROOMS}; make them agree"))
        else:
            places.append(order.index(room))
    for room in order:
        if f"`{room}`" not in text:
            findings.append(Finding(PAGE, rows[0][1] if rows else 1, f"has no row for the room {room}"))


def check(root):
    """All findings of a tree."""
    findings = []
    order = room_order(root)
    declared = declared_rooms(root, order, findings)
    edges = check_edges(order, declared, findings)
    check_listed(root, declared, findings)
    check_page(root, order, findings)
    for name in sources(root, "src", "apps", "tests", "bench", "fuzz"):
        for line, ours, path in includes(root, name):
            if not ours:
                check_third_party(name, line, path, findings)
            elif name.startswith("src/") and room_of(name[len("src/"):], list(declared)):
                check_own(root, name, line, path, order, edges, findings)
    return findings


if __name__ == "__main__":
    sys.exit(main(check))
