#!/usr/bin/env python3
"""Follows the relative links of every *.md: tools/tidy/docs_links.py [ROOT].

A target must exist, and an anchor must be a heading of the page it points into (in GitHub's
spelling) or an explicit id. Links to other sites are not followed.
"""

import re
import sys
from pathlib import Path
from urllib.parse import unquote

from tree import Finding, files, main, read

LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DEFINITION = re.compile(r"^\[[^\]]+\]:\s*(\S+)", re.M)
HTML_TARGET = re.compile(r"<(?:a|img|source)\s[^>]*(?:href|src|srcset)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.M)
EXPLICIT = re.compile(r"(?:id|name)=\"([^\"]+)\"")


def without_code(text):
    """The page with code blocks and code spans blanked, lines kept."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found.group(0))
    text = re.sub(r"^(```|~~~).*?^\1", blank, text, flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", blank, text)


def slug(heading):
    """GitHub's anchor of a heading."""
    heading = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    heading = re.sub(r"[^\w\- ]", "", heading.replace("`", "").replace("*", "").lower())
    return heading.strip().replace(" ", "-")


def anchors(text):
    """All anchors of a page; a repeated heading gets -1, -2 and so on."""
    found, count = set(EXPLICIT.findall(text)), {}
    body = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.S | re.M)
    for heading in HEADING.findall(body):
        name = slug(heading)
        seen = count.get(name, 0)
        count[name] = seen + 1
        found.add(f"{name}-{seen}" if seen else name)
    return found


def check_link(root, name, line, target, findings):
    if re.match(r"[a-z][a-z0-9+.-]*:", target) or target.startswith("//"):
        return
    path, _, anchor = unquote(target).partition("#")
    page = (Path(root) / name).parent / path if path else Path(root) / name
    try:
        inside = page.resolve().relative_to(Path(root).resolve())
    except ValueError:
        findings.append(Finding(name, line, f"{target} leaves the project"))
        return
    if not page.exists():
        findings.append(Finding(name, line, f"{target} does not exist; correct the link or write the page"))
    elif anchor and page.suffix == ".md" and anchor not in anchors(page.read_text(encoding="utf-8")):
        findings.append(Finding(name, line, f"{inside} has no heading #{anchor}"))


def check(root):
    """All findings of a tree."""
    findings = []
    for name in files(root):
        if not name.endswith(".md"):
            continue
        text = without_code(read(root, name))
        for pattern in (LINK, DEFINITION, HTML_TARGET):
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                check_link(root, name, line, found.group(1), findings)
    return findings


if __name__ == "__main__":
    sys.exit(main(check))
