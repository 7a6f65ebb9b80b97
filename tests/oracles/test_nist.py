"""The certified values belong to the data beside them: refits in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest

from tests.oracles.nist import LINEAR

Matrix = list[list[Fraction]]


def inverse(matrix: Matrix) -> Matrix:
    """Gauss-Jordan elimination without rounding."""
    size = len(matrix)
    rows = [[*row, *(Fraction(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = rows[i][i]
        assert pivot, "positive definite"
        rows[i] = [value / pivot for value in rows[i]]
        for k in range(size):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


def dot(a: object, b: object) -> Fraction:
    return sum((p * q for p, q in zip(a, b, strict=True)), Fraction(0))  # type: ignore[call-overload]


def root(value: Fraction) -> float:
    """Square root to twenty digits."""
    return float(Fraction(isqrt(int(value * 10**80)), 10**40))


@pytest.mark.parametrize("name", LINEAR)
def test_certified_values_are_those_of_an_exact_fit(name: str) -> None:
    certified = LINEAR[name]
    *features, y = certified.columns.values()
    x = [(Fraction(1),) * len(y), *features]
    unscaled = inverse([[dot(a, b) for b in x] for a in x])
    moments = [dot(column, y) for column in x]
    slopes = [dot(row, moments) for row in unscaled]
    left = [value - dot(slopes, row) for value, *row in zip(y, *x, strict=True)]
    mean = sum(y, Fraction(0)) / len(y)
    rss, tss = dot(left, left), dot(y, y) - len(y) * mean**2
    variance = rss / (len(y) - len(x))
    errors = [root(variance * unscaled[j][j]) for j in range(len(x))]
    assert [float(b) for b in slopes] == pytest.approx(certified.coefficients, rel=1e-14)
    assert errors == pytest.approx(certified.errors, rel=1e-14, abs=0)
    assert root(variance) == pytest.approx(certified.residual_sd, rel=1e-14, abs=0)
    assert float(1 - rss / tss) == pytest.approx(certified.r2, rel=1e-14)
