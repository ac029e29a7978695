#!/usr/bin/env python3
"""Own implied vols against a vendor's: how far apart, where, and why (docs/own-iv.md).

Takes options with 0.1 <= |vendor delta| <= 0.9 and more than 5 days to expiry for which both sides have
a vol. Differences are own minus vendor, in vol points. Run by bench/own_iv_vs_vendor.sh.
"""

import argparse
import csv
import datetime
import gzip
import io
import json
import math
import random
import statistics
import subprocess
from collections import defaultdict
from pathlib import Path

DTE_BANDS = ((6, 30), (31, 60), (61, 120), (121, 365), (366, 2000))
DELTA_BANDS = ((0.10, 0.25), (0.25, 0.45), (0.45, 0.55), (0.55, 0.75), (0.75, 0.90))
TREE_STEPS = 101
SAMPLE = 1000


class Lake:
    """The program's view of one underlying: its sessions, rows and carry."""

    def __init__(self, program, lake, symbol):
        self.command = [program, "chain", symbol, "--lake", lake, "--date"]

    def rows(self, session):
        done = subprocess.run(self.command + [session, "--csv"], capture_output=True, text=True, check=False)
        return list(csv.DictReader(io.StringIO(done.stdout))) if done.returncode == 0 else []

    def document(self, session):
        done = subprocess.run(self.command + [session, "--json"], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)


def read_vendor(path):
    with gzip.open(path, "rt") as file:
        return {row["option"]: row for row in csv.DictReader(file)}


def compare(lake, folder):
    """One record for each option that both sides have a vol of."""
    records = []
    labels = sorted(path.name.removesuffix(".csv.gz") for path in folder.glob("*.csv.gz"))
    sessions = set(labels)
    for label in labels:  # which may be a day or a weekend after the session that the file holds
        day = datetime.date.fromisoformat(label)
        sessions.update(str(day - datetime.timedelta(days=back)) for back in (1, 2, 3))
    for session in sorted(sessions):
        own = lake.rows(session)
        if not own:
            continue
        label = next(name for name in labels if name >= session)
        vendor = read_vendor(folder / f"{label}.csv.gz")
        for row in own:
            theirs = vendor.get(row["contract"])
            if theirs is None or not row["iv"] or float(theirs["iv"]) <= 0.0:
                continue
            delta = float(theirs["delta"])
            if not 0.1 <= abs(delta) <= 0.9 or int(row["dte"]) <= 5:
                continue
            records.append({
                "session": session, "right": row["right"], "dte": int(row["dte"]), "expiry": row["expiry"],
                "strike": float(row["strike"]), "mid": float(row["mid"]), "delta": abs(delta),
                "spread": float(row["ask"]) - float(row["bid"]), "spot": float(row["spot"]),
                "forward": float(row["forward"]), "vega": float(row["vega"]), "own": float(row["iv"]),
                "vendor": float(theirs["iv"])})
    return records


def quantile(values, share):
    values = sorted(values)
    return values[int(share * (len(values) - 1))]


def describe(differences):
    """Count, median and 90th percentile of the absolute difference, median with its sign; vol points."""
    sizes = [abs(value) * 100 for value in differences]
    return (len(sizes), quantile(sizes, 0.5), quantile(sizes, 0.9), statistics.median(differences) * 100)


def line(name, differences):
    if differences:
        print("{:<34}{:>8}{:>9.3f}{:>9.3f}{:>+9.3f}".format(name, *describe(differences)))


def table(title, records, key="own"):
    print(f"\n{title}\n{'':<34}{'options':>8}{'median':>9}{'p90':>9}{'signed':>9}")
    def show(name, chosen):
        line(name, [r[key] - r["vendor"] for r in chosen])
    show("all", records)
    for right in ("call", "put"):
        show(f"{right}s", [r for r in records if r["right"] == right])
    for low, high in DTE_BANDS:
        for right in ("call", "put"):
            show(f"{right}s, {low} to {high} days",
                 [r for r in records if r["right"] == right and low <= r["dte"] <= high])
    for low, high in DELTA_BANDS:
        for right in ("call", "put"):
            show(f"{right}s, |delta| {low:.2f} to {high:.2f}",
                 [r for r in records if r["right"] == right and low <= r["delta"] < high])
    tight = [r for r in records if r["spread"] < 0.005 * 100 * r["vega"]]
    show("spread below half a vol point", tight)


# ------------------------------------------------------------------------------ rates in the chains

def box_rates(lake, session):
    """Rates by expiry from put-call parity of a European chain: the slope of C - P in strike is -D."""
    strikes = defaultdict(lambda: defaultdict(dict))
    for row in lake.rows(session):
        if row["mid"] and float(row["bid"]) > 0 and 0.8 < float(row["strike"]) / float(row["spot"]) < 1.2:
            strikes[(int(row["dte"]), row["contract"][:-15])][float(row["strike"])][row["right"]] = (
                float(row["mid"]), float(row["ask"]) - float(row["bid"]))
    rates = {}
    for (dte, _), quotes in strikes.items():
        pairs = [(k, q["call"][0] - q["put"][0], 1 / (q["call"][1] ** 2 + q["put"][1] ** 2 + 1e-4))
                 for k, q in quotes.items() if len(q) == 2]
        if dte < 45 or len(pairs) < 20:
            continue
        weight = sum(w for _, _, w in pairs)
        mean_k = sum(w * k for k, _, w in pairs) / weight
        mean_y = sum(w * y for _, y, w in pairs) / weight
        slope = (sum(w * (k - mean_k) * (y - mean_y) for k, y, w in pairs) /
                 sum(w * (k - mean_k) ** 2 for k, _, w in pairs))
        rates[dte] = -math.log(-slope) / (dte / 365)
    return rates


def rate_at(rates, dte):
    """Linear between the expiries that there are, flat beyond them."""
    days = sorted(rates)
    later = next((d for d in days if d >= dte), days[-1])
    earlier = next((d for d in reversed(days) if d <= dte), days[0])
    if later == earlier or later < dte or earlier > dte:
        return rates[later if later >= dte else earlier]
    share = (dte - earlier) / (later - earlier)
    return rates[earlier] + share * (rates[later] - rates[earlier])


# ------------------------------------------------------------------------------ American exercise

def projected_dividends(data):
    """Last year's SPY dividends, repeated 52 weeks later for three years: (ex date, amount)."""
    with open(data / "market" / "actions.csv") as file:
        past = [(datetime.date.fromisoformat(row["ex_date"]), float(row["value"])) for row in csv.DictReader(file)
                if row["ticker"] == "SPY" and row["kind"] == "dividend" and row["ex_date"] > "2025-08-01"]
    return sorted((day + datetime.timedelta(weeks=52 * years), amount) for day, amount in past
                  for years in (1, 2, 3))


def tree_price(right, spot, strike, years, rate, vol, dividends):
    """American option by a Leisen-Reimer tree on the spot less its escrowed dividends (1996)."""
    n = TREE_STEPS
    base = spot - sum(amount * math.exp(-rate * when) for when, amount in dividends)
    total = vol * math.sqrt(years)
    d1 = (math.log(base / strike) + (rate + vol * vol / 2) * years) / total

    def peizer_pratt(z):
        scaled = z / (n + 1 / 3 + 0.1 / (n + 1))
        return 0.5 + math.copysign(math.sqrt(0.25 - 0.25 * math.exp(-scaled * scaled * (n + 1 / 6))), z)

    up, up_share = peizer_pratt(d1 - total), peizer_pratt(d1)
    growth = math.exp(rate * years / n)
    u = growth * up_share / up
    d = (growth - up * u) / (1 - up)
    weight_up, weight_down = up / growth, (1 - up) / growth
    sign = 1 if right == "call" else -1
    ratio = u / d
    values = [max(0.0, sign * (base * u ** j * d ** (n - j) - strike)) for j in range(n + 1)]
    for step in range(n - 1, -1, -1):
        now = step * years / n
        ahead = sum(amount * math.exp(-rate * (when - now)) for when, amount in dividends if when > now)
        level, next_values = base * d ** step, []
        for j in range(step + 1):
            held = weight_up * values[j + 1] + weight_down * values[j]
            exercised = sign * (level + ahead - strike)
            next_values.append(held if held > exercised else exercised)
            level *= ratio
        values = next_values
    return values[0]


def tree_vol(right, price, **terms):
    """The vol at which the tree gives the price, by false position (Illinois); None without one."""
    low, high = 0.02, 1.5
    at_low = tree_price(right, vol=low, **terms) - price
    at_high = tree_price(right, vol=high, **terms) - price
    if at_low > 0 or at_high < 0:
        return None
    side = 0
    for _ in range(60):
        vol = (low * at_high - high * at_low) / (at_high - at_low)
        off = tree_price(right, vol=vol, **terms) - price
        if abs(off) < 2e-4:
            return vol
        if off < 0:
            low, at_low = vol, off
            at_high = at_high / 2 if side < 0 else at_high
            side = -1
        else:
            high, at_high = vol, off
            at_low = at_low / 2 if side > 0 else at_low
            side = 1
    return None


def american_vols(sample, spy, rates_of, data):
    """Adds tree vols at the bill rate and at the box rates to the sampled records."""
    dividends, terms_of = projected_dividends(data), {}
    for session in sorted({r["session"] for r in sample}):
        document = spy.document(session)
        today = datetime.date.fromisoformat(session)
        first_ex = min(day for day, _ in dividends if day > today)
        near = [e["forward"] * math.exp(-document["rate"] * e["years"]) for e in document["expiries"]
                if e["forward"] and e["dte"] > 0 and e["expiry"] < str(first_ex)]
        terms_of[session] = (today, statistics.median(near), document["rate"],
                             {e["expiry"]: e["years"] for e in document["expiries"]})
    for record in sample:
        today, spot, bill, years_of = terms_of[record["session"]]
        years = years_of[record["expiry"]]
        ahead = [((day - today).days / 365, amount) for day, amount in dividends
                 if day > today and (day - today).days / 365 < years]
        for key, rate in (("tree_bill", bill), ("tree_box", rate_at(rates_of[record["session"]], record["dte"]))):
            vol = tree_vol(record["right"], record["mid"], spot=spot, strike=record["strike"], years=years,
                           rate=rate, dividends=ahead)
            record[key] = vol
        record["implied_spot"] = spot
    return [r for r in sample if r["tree_bill"] and r["tree_box"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("program", "lake", "data", "result"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    data = Path(options.data)
    chains = data / "chains" / "cboe_delayed_2026"
    spy, spx = (Lake(options.program, options.lake, symbol) for symbol in ("SPY", "SPX"))

    american = compare(spy, chains / "SPY")
    european = compare(spx, chains / "_SPX")
    table("SPY (American exercise), own European vol against the vendor's", american)
    table("SPX (European exercise), the same vendor and sessions", european)

    print("\nRates implied by put-call parity in SPX (box), and the bill rate used, in per cent")
    spx_sessions = sorted({r["session"] for r in european})
    rates_of = {session: box_rates(spx, session) for session in spx_sessions}
    for session in spx_sessions:
        bands = [statistics.median([rate for dte, rate in rates_of[session].items() if low <= dte <= high])
                 for low, high in ((45, 120), (121, 365), (366, 2000))]
        print("{}  45-120 days {:.2f}  121-365 {:.2f}  366+ {:.2f}  bill {:.2f}".format(
            session, *(100 * rate for rate in bands), 100 * spx.document(session)["rate"]))

    both = [r for r in american if r["session"] in rates_of]
    sample = american_vols(random.Random(1).sample(both, SAMPLE), spy, rates_of, data)
    table("A sample of SPY: own European vol", sample)
    table("The same options: American tree, bill rate", sample, "tree_bill")
    table("The same options: American tree, box rates", sample, "tree_box")

    print("\nThe recorded spot against the spot that the near expiries imply")
    for session in sorted({r["session"] for r in sample}):
        record = next(r for r in sample if r["session"] == session)
        print("{}  recorded {:.2f}  implied {:.2f}  ({:+.2f}%)".format(
            session, record["spot"], record["implied_spot"], 100 * (record["implied_spot"] / record["spot"] - 1)))

    if options.result:
        rows = []
        for name, records, key in (("spy", american, "own"), ("spx", european, "own"),
                                   ("spy_sample_american", sample, "tree_box")):
            count, median, p90, _ = describe([r[key] - r["vendor"] for r in records])
            rows += [{"name": f"own_iv_vs_vendor/{name}/options", "value": count, "unit": "options"},
                     {"name": f"own_iv_vs_vendor/{name}/median", "value": median, "unit": "vol points"},
                     {"name": f"own_iv_vs_vendor/{name}/p90", "value": p90, "unit": "vol points"}]
        Path(options.result).write_text(json.dumps(rows))


if __name__ == "__main__":
    main()
