"""Digits of certified regressions that the fits reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportgen.analysis.linear import fit_all
from tests.analysis.straight import raw, straight
from tests.oracles.nist import LINEAR, Certified

MOST_DIGITS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Fewest correct digits of each kind, and the condition of the scaled regressors.

    ``in_errors`` counts digits of the coefficients in units of their standard errors:
    where errors dwarf coefficients, that is what a reader would see of a mistake.
    """

    name: str
    condition: float
    coefficients: float
    in_errors: float | None
    errors: float | None
    residual_sd: float
    r2: float


def digits(found: Sequence[float], certified: Sequence[float]) -> float:
    """Fewest correct significant digits, 15 at most (the log relative error of NIST).

    A certified zero counts by the absolute error, as NIST does.
    """
    size = np.abs(certified)
    error = np.abs(np.subtract(found, certified)) / np.where(size > 0, size, 1.0)
    return float(min(-np.log10(max(error.max(), 1e-300)), MOST_DIGITS))


def reached(name: str, certified: Certified, places: Sequence[int] = ()) -> Reached:
    """Fit a certified data set by the aggregates, its rows cut into blocks at ``places``."""
    fit = fit_all(straight(certified.data, places))
    values, errors = raw(fit)
    exact = certified.residual_sd == 0
    return Reached(
        name=name,
        condition=fit.condition_number,
        coefficients=digits(values, certified.coefficients),
        in_errors=None if exact else _in_errors(values, certified),
        errors=None if exact else digits(errors, certified.errors),
        residual_sd=digits([np.sqrt(fit.variance)], [certified.residual_sd]),
        r2=digits([fit.r2], [certified.r2]),
    )


def _in_errors(values: Sequence[float], certified: Certified) -> float:
    off = np.subtract(values, certified.coefficients) / certified.errors
    return digits((1.0 + off).tolist(), [1.0] * len(off))


def all_reached() -> tuple[Reached, ...]:
    """Fit all certified data sets, each in three blocks of rows."""
    return tuple(reached(name, data, (7, 12)) for name, data in LINEAR.items())
