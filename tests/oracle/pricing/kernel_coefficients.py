#!/usr/bin/env python3
"""Prints the coefficients of src/pricing/detail/elementary.hpp as hexadecimal doubles. Needs mpmath.

Each is an interpolation at Chebyshev nodes, worked out with 60 digits.
"""

from mpmath import mp, mpf

mp.dps = 60


def mills(a):
    return mp.sqrt(mp.pi / 2) * mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2))


def rational(f, above, below, centre):
    """P/Q in y >= 0 with Q's last coefficient one, at nodes of (y - centre)/(y + centre)."""
    count = above + below + 1
    matrix, right = mp.matrix(count, count), mp.matrix(count, 1)
    for j in range(count):
        z = mp.cos(mp.pi * (2 * j + 1) / (2 * count))
        y = centre * (1 + z) / (1 - z)
        value = f(y)
        for i in range(above + 1):
            matrix[j, i] = y**i
        for i in range(below):
            matrix[j, above + 1 + i] = -value * y**i
        right[j] = value * y**below
    found = list(mp.lu_solve(matrix, right))
    return found[:above + 1], found[above + 1:] + [mpf(1)]


def polynomial(f, count, low, high):
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * j + 1) / (2 * count))
             for j in range(count)]
    matrix = mp.matrix(count, count)
    for j, x in enumerate(nodes):
        for i in range(count):
            matrix[j, i] = x**i
    return list(mp.lu_solve(matrix, mp.matrix([f(x) for x in nodes])))


def show(name, coefficients):
    print(name, ", ".join(float(c).hex() for c in coefficients))


if __name__ == "__main__":
    half = mp.log(2) / 2 * mpf("1.001")
    show("exp", polynomial(lambda r: (mp.expm1(r) - r) / r**2, 10, -half, half))
    widest = mpf("0.17158")**2 * mpf("1.0005")
    show("log", polynomial(lambda w: (mp.atanh(mp.sqrt(w)) / mp.sqrt(w) - 1) / w, 8, mpf("1e-40"),
                           widest))
    above, below = rational(lambda y: mills(y - mpf(1) / 2), 10, 11, mpf("3.5"))
    show("mills_ratio above", above)
    show("mills_ratio below", below)
