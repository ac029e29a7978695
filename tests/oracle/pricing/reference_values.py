#!/usr/bin/env python3
"""Writes european_values.csv and implied_vols.csv beside this file, worked out with 60 digits.

Needs mpmath. Inputs are doubles, printed so that they round-trip; results have 20 digits.
"""

import csv
import random
from pathlib import Path

from mpmath import mp, mpf

mp.dps = 60
HERE = Path(__file__).parent
SECOND = 1.0 / (365 * 86400)


def tail(z):
    """Phi(-z)."""
    return mp.erfc(z / mp.sqrt(2)) / 2


def density(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def european(call, spot, strike, years, rate, dividend_yield, vol):
    s, k, t, r, q, v = map(mpf, (spot, strike, years, rate, dividend_yield, vol))
    root = mp.sqrt(t)
    d1 = (mp.log(s / k) + (r - q + v * v / 2) * t) / (v * root)
    d2 = d1 - v * root
    side = 1 if call else -1
    on_spot = side * s * mp.exp(-q * t) * tail(-side * d1)
    on_strike = side * k * mp.exp(-r * t) * tail(-side * d2)
    weight = s * mp.exp(-q * t) * density(d1)
    decay = -weight * v / (2 * root)
    absolute = abs(decay) + abs(q * on_spot) + abs(r * on_strike)
    return {"price": on_spot - on_strike, "delta": on_spot / s, "gamma": weight / (s * s * v * root),
            "theta": (decay + q * on_spot - r * on_strike) / 365, "theta_terms": absolute / 365,
            "vega": weight * root / 100, "rho": t * on_strike / 100}


def write(name, rows):
    with open(HERE / name, "w", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def shown(value):
    return mp.nstr(value, 20) if isinstance(value, mpf) else repr(value)


def european_rows():
    chance = random.Random(1973)
    rows = []
    for years in (SECOND, 60 * SECOND, 1 / 365, 7 / 365, 0.25, 1.0, 10.0):
        for vol in (0.001, 0.01, 0.1, 0.25, 0.8, 3.0, 10.0):
            for deviation in (0.0, 1e-4, -0.3, 0.9, -2.5, 6.0, -12.0, 30.0):
                total = vol * years**0.5
                strike = 100.0 * float(mp.exp(deviation * total * (1 + 0.1 * chance.random())))
                if not 1e-4 < strike < 1e9:
                    continue
                rate, carry = chance.choice([(0.0, 0.0), (0.05, 0.01), (-0.01, 0.03), (0.12, 0.0)])
                inputs = {"right": chance.choice(("call", "put")), "spot": 100.0, "strike": strike,
                          "years": years, "rate": rate, "dividend_yield": carry, "vol": vol}
                found = european(inputs["right"] == "call", *list(inputs.values())[1:])
                if found["price"] < mpf("1e-290"):
                    continue
                rows.append({**{k: v if isinstance(v, str) else repr(v) for k, v in inputs.items()},
                             **{k: shown(v) for k, v in found.items()}})
    return rows


def implied(call, price, forward, strike, discount, years, start):
    """The vol of a price that is given as a double, and how many times a relative error of the price
    is larger in it."""
    f, k, d, t = map(mpf, (forward, strike, discount, years))
    side = 1 if call else -1
    vol = mpf(start)
    for _ in range(100):
        s = vol * mp.sqrt(t)
        d1 = mp.log(f / k) / s + s / 2
        value = d * side * (f * tail(-side * d1) - k * tail(-side * (d1 - s)))
        vega = d * f * density(d1) * mp.sqrt(t)
        if price > vega * vol * 10**6:
            return None, None
        step = (mpf(price) - value) / vega
        vol += step
        if abs(step) < vol * mpf("1e-40"):
            return vol, price / (vega * vol)
    return None, None


def implied_rows():
    chance = random.Random(1976)
    rows = []
    for total in (1e-6, 1e-4, 0.003, 0.02, 0.1, 0.24, 0.26, 0.5, 0.9, 1.5, 2.5, 4.0, 7.0):
        for deviation in (0.0, 1e-5, -0.01, 0.2, -0.7, 1.4, -1.6, 3.0, -5.0, 9.0, -17.0, 33.0):
            years = chance.choice((SECOND, 2 / 365, 0.3, 1.0, 10.0))
            vol = total / years**0.5
            forward = chance.choice((0.01, 42.5, 5012.25))
            strike = forward * float(mp.exp(deviation * total))
            discount = chance.choice((1.0, 0.97, 1.01))
            for call in (True, False):
                s = mpf(vol) * mp.sqrt(mpf(years))
                d1 = mp.log(mpf(forward) / mpf(strike)) / s + s / 2
                side = 1 if call else -1
                price = float(mpf(discount) * side * (mpf(forward) * tail(-side * d1)
                                                      - mpf(strike) * tail(-side * (d1 - s))))
                if not 1e-290 < price < discount * min(forward, strike) * 1e6:
                    continue
                found, condition = implied(call, price, forward, strike, discount, years, vol)
                if found is None:
                    continue
                rows.append({"right": "call" if call else "put", "price": repr(price),
                             "forward": repr(forward), "strike": repr(strike),
                             "discount": repr(discount), "years": repr(years), "vol": shown(found),
                             "condition": mp.nstr(condition, 6)})
    return rows


if __name__ == "__main__":
    write("european_values.csv", european_rows())
    write("implied_vols.csv", implied_rows())
