#!/usr/bin/env python3
"""Draws docs/images/pricing-*.svg from the errors that pricing_errors writes.

    build/dev/tests/oracle/pricing/pricing_errors | tests/oracle/pricing/error_plots.py
"""

import csv
import math
import sys
from pathlib import Path

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, EDGE = 720, 380, 74, 52, 34, 16
COLOURS = ("#1f6fb4", "#d1661f")
FARTHEST = 45.0  # deviations; past them options without vol to speak of are their intrinsic value
PLOTS = {
    "european": ("European price and vega against 60 digits",
                 "deviations of the strike from the forward", False, (-17, -11), ()),
    "implied": ("Implied vol against 60 digits",
                "condition: growth of a relative error of the price", True, (-17, -9),
                ((1e-12, "target 1e-12"),)),
    "american": ("American price against QuantLib's QdFp with 72 nodes",
                 "carry over the life, in deviations of the spot", True, (-17, -4),
                 ((1e-5, "fast, target"), (1e-7, "accurate, target"))),
}


def scale(values, logarithmic):
    if logarithmic:
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        ticks = [10.0**power for power in range(low, high + 1)]
        return lambda x: (math.log10(x) - low) / (high - low), [(t, f"{t:g}") for t in ticks]
    low, high = min(values), max(values)
    step = 10 if high - low > 25 else 5
    ticks = range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step)
    return lambda x: (x - low) / (high - low), [(t, f"{t}") for t in ticks]


def draw(name, points):
    title, label, logarithmic, (least, most), targets = PLOTS[name]
    across, ticks = scale([x for _, x, _ in points], logarithmic)

    def at_x(x):
        return LEFT + across(x) * (WIDTH - LEFT - EDGE)

    def at_y(y):
        power = max(math.log10(y) if y > 0 else least, least)
        return TOP + (most - power) / (most - least) * (HEIGHT - TOP - BOTTOM)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
           f'<text x="{LEFT}" y="20" font-size="14">{title}: relative error</text>']
    for power in range(least, most + 1, 2):
        y = at_y(10.0**power)
        out.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - EDGE}" stroke="#dddddd"/>')
        out.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">1e{power}</text>')
    for tick, text in ticks:
        x = at_x(tick)
        out.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eeeeee"/>')
        out.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" '
                   f'text-anchor="middle">{text}</text>')
    for target, text in targets:
        y = at_y(target)
        out.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - EDGE}" stroke="#b00020" '
                   'stroke-dasharray="5 4"/>')
        out.append(f'<text x="{WIDTH - EDGE}" y="{y - 4:.1f}" text-anchor="end" '
                   f'fill="#b00020">{text}</text>')
    series = list(dict.fromkeys(one for one, _, _ in points))
    for colour, one in zip(COLOURS, series):
        marks = "".join(f"M{at_x(x):.1f} {at_y(y):.1f}h0" for s, x, y in points if s == one)
        out.append(f'<path d="{marks}" stroke="{colour}" stroke-width="4" stroke-linecap="round" '
                   'stroke-opacity="0.6"/>')
        x = LEFT + 110 * series.index(one)
        out.append(f'<text x="{x}" y="{HEIGHT - 8}" fill="{colour}">{one}</text>')
    out.append(f'<text x="{WIDTH - EDGE}" y="{HEIGHT - 8}" text-anchor="end">{label}</text></svg>')
    (IMAGES / f"pricing-{name}.svg").write_text("\n".join(out) + "\n")


def main():
    points = {name: [] for name in PLOTS}
    for row in csv.DictReader(sys.stdin):
        x = float(row["x"])
        # An option without carry has no place on a logarithmic axis, and no error to show.
        logarithmic = PLOTS[row["plot"]][2]
        if x <= 0.0 if logarithmic else abs(x) > FARTHEST:
            continue
        points[row["plot"]].append((row["series"], x, float(row["y"])))
    for name, of_plot in points.items():
        draw(name, of_plot)


if __name__ == "__main__":
    main()
