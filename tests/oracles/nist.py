"""Certified linear regressions of the NIST Statistical Reference Datasets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from statsmodels.datasets import longley

Column = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A data set with its certified fit, intercept first.

    ``columns`` holds the numbers as they are printed, the response last.  Where errors and
    residual deviation are certified to be zero, the polynomial goes through every point.
    """

    columns: Mapping[str, Column]
    coefficients: tuple[float, ...]
    errors: tuple[float, ...]
    residual_sd: float
    r2: float

    @property
    def data(self) -> dict[str, NDArray[np.float64]]:
        """The columns, each number rounded once to floating point."""
        return {name: np.array([float(v) for v in c]) for name, c in self.columns.items()}


def _numbers(text: str) -> Column:
    return tuple(Fraction(word) for word in text.split())


def _polynomial(x: Column, y: Column, degree: int) -> dict[str, Column]:
    powers = {f"x{k}": tuple(value**k for value in x) for k in range(1, degree + 1)}
    return {**powers, "y": y}


def _value(coefficients: Sequence[Fraction], x: int) -> Fraction:
    return sum((c * x**k for k, c in enumerate(coefficients)), Fraction(0))


NORRIS = Certified(
    columns={
        "x": _numbers("""
0.2 337.4 118.2 884.6 10.1 226.5 666.3 996.3 448.6 777.0 558.2 0.4 0.6 775.5 666.9 338.0 447.5 11.6
556.0 228.1 995.8 887.6 120.2 0.3 0.3 556.8 339.1 887.2 999.0 779.0 11.1 118.3 229.2 669.1 448.9 0.5
"""),
        "y": _numbers("""
0.1 338.8 118.1 888.0 9.2 228.1 668.5 998.5 449.1 778.9 559.2 0.3 0.1 778.1 668.8 339.3 448.9 10.8
557.7 228.3 998.0 888.8 119.6 0.3 0.6 557.6 339.3 888.0 998.5 778.9 10.2 117.6 228.9 668.4 449.2 0.2
"""),
    },
    coefficients=(-0.262323073774029, 1.00211681802045),
    errors=(0.232818234301152, 0.429796848199937e-03),
    residual_sd=0.884796396144373,
    r2=0.999993745883712,
)
"""Calibration of ozone monitors: low difficulty."""

PONTIUS = Certified(
    columns=_polynomial(
        tuple(Fraction(150_000 * load) for load in range(1, 21)) * 2,
        _numbers("""
.11019 .21956 .32949 .43899 .54803 .65694 .76562 .87487 .98292 1.09146
1.20001 1.30822 1.41599 1.52399 1.63194 1.73947 1.84646 1.95392 2.06128 2.16844
.11052 .22018 .32939 .43886 .54798 .65739 .76596 .87474 .98300 1.09150
1.20004 1.30818 1.41613 1.52408 1.63159 1.73965 1.84696 1.95445 2.06177 2.16829
"""),
        2,
    ),
    coefficients=(0.673565789473684e-03, 0.732059160401003e-06, -0.316081871345029e-14),
    errors=(0.107938612033077e-03, 0.157817399981659e-09, 0.486652849992036e-16),
    residual_sd=0.205177424076185e-03,
    r2=0.999999900178537,
)
"""Calibration of a load cell, a parabola: lower difficulty."""


def _longley() -> dict[str, Column]:
    loaded = longley.load_pandas()
    frame = loaded.exog.assign(y=loaded.endog)
    return {str(name): tuple(Fraction(repr(float(v))) for v in frame[name]) for name in frame}


LONGLEY = Certified(
    columns=_longley(),
    coefficients=(
        -3482258.63459582,
        15.0618722713733,
        -0.358191792925910e-01,
        -2.02022980381683,
        -1.03322686717359,
        -0.511041056535807e-01,
        1829.15146461355,
    ),
    errors=(
        890420.383607373,
        84.9149257747669,
        0.334910077722432e-01,
        0.488399681651699,
        0.214274163161675,
        0.226073200069370,
        455.478499142212,
    ),
    residual_sd=304.854073561965,
    r2=0.995479004577296,
)
"""Six collinear economic series over sixteen years: higher difficulty."""

FILIP = Certified(
    columns=_polynomial(
        _numbers("""
-6.860120914 -4.324130045 -4.358625055 -4.358426747 -6.955852379 -6.661145254 -6.355462942
-6.118102026 -7.115148017 -6.815308569 -6.519993057 -6.204119983 -5.853871964 -6.109523091
-5.79832982 -5.482672118 -5.171791386 -4.851705903 -4.517126416 -4.143573228 -3.709075441
-3.499489089 -6.300769497 -5.953504836 -5.642065153 -5.031376979 -4.680685696 -4.329846955
-3.928486195 -8.56735134 -8.363211311 -8.107682739 -7.823908741 -7.522878745 -7.218819279
-6.920818754 -6.628932138 -6.323946875 -5.991399828 -8.781464495 -8.663140179 -8.473531488
-8.247337057 -7.971428747 -7.676129393 -7.352812702 -7.072065318 -6.774174009 -6.478861916
-6.159517513 -6.835647144 -6.53165267 -6.224098421 -5.910094889 -5.598599459 -5.290645224
-4.974284616 -4.64454848 -4.290560426 -3.885055584 -3.408378962 -3.13200249 -8.726767166
-8.66695597 -8.511026475 -8.165388579 -7.886056648 -7.588043762 -7.283412422 -6.995678626
-6.691862621 -6.392544977 -6.067374056 -6.684029655 -6.378719832 -6.065855188 -5.752272167
-5.132414673 -4.811352704 -4.098269308 -3.66174277 -3.2644011
"""),
        _numbers("""
0.8116 0.9072 0.9052 0.9039 0.8053 0.8377 0.8667 0.8809 0.7975 0.8162 0.8515 0.8766 0.8885 0.8859
0.8959 0.8913 0.8959 0.8971 0.9021 0.909 0.9139 0.9199 0.8692 0.8872 0.89 0.891 0.8977 0.9035
0.9078 0.7675 0.7705 0.7713 0.7736 0.7775 0.7841 0.7971 0.8329 0.8641 0.8804 0.7668 0.7633 0.7678
0.7697 0.77 0.7749 0.7796 0.7897 0.8131 0.8498 0.8741 0.8061 0.846 0.8751 0.8856 0.8919 0.8934
0.894 0.8957 0.9047 0.9129 0.9209 0.9219 0.7739 0.7681 0.7665 0.7703 0.7702 0.7761 0.7809 0.7961
0.8253 0.8602 0.8809 0.8301 0.8664 0.8834 0.8898 0.8964 0.8963 0.9074 0.9119 0.9228
"""),
        10,
    ),
    coefficients=(
        -1467.48961422980,
        -2772.17959193342,
        -2316.37108160893,
        -1127.97394098372,
        -354.478233703349,
        -75.1242017393757,
        -10.8753180355343,
        -1.06221498588947,
        -0.670191154593408e-01,
        -0.246781078275479e-02,
        -0.402962525080404e-04,
    ),
    errors=(
        298.084530995537,
        559.779865474950,
        466.477572127796,
        227.204274477751,
        71.6478660875927,
        15.2897178747400,
        2.23691159816033,
        0.221624321934227,
        0.142363763154724e-01,
        0.535617408889821e-03,
        0.896632837373868e-05,
    ),
    residual_sd=0.334801051324544e-02,
    r2=0.996727416185620,
)
"""A polynomial of degree ten over values far from zero: the hardest of all."""

_STEPS = tuple(Fraction(x) for x in range(21))
_ONES = (Fraction(1),) * 6
_TENTHS = tuple(Fraction(1, 10**k) for k in range(6))
_AWAY = tuple(
    int(delta)
    for delta in """
759 -2048 2048 -2048 2523 -2048 2048 -2048 1838 -2048 2048
-2048 1838 -2048 2048 -2048 2523 -2048 2048 -2048 759
""".split()
)
_ERRORS = (
    2152.32624678170,
    2363.55173469681,
    779.343524331583,
    101.475507550350,
    5.64566512170752,
    0.112324854679312,
)


def _wampler(coefficients: Sequence[Fraction], times: int, r2: float) -> Certified:
    """Polynomial of degree five, and a disturbance orthogonal to all of its powers."""
    y = tuple(_value(coefficients, x) + times * _AWAY[x] for x in range(21))
    return Certified(
        columns=_polynomial(_STEPS, y, 5),
        coefficients=tuple(float(c) for c in coefficients),
        errors=tuple(times * error for error in _ERRORS),
        residual_sd=times * 2360.14502379268,
        r2=r2,
    )


WAMPLER = (
    _wampler(_ONES, 0, 1.0),
    _wampler(_TENTHS, 0, 1.0),
    _wampler(_ONES, 1, 0.999995559025820),
    _wampler(_ONES, 100, 0.957478440825662),
    _wampler(_ONES, 10_000, 0.224668921574940e-02),
)
"""Polynomials of degree five, exact and with noise up to twenty times the signal."""

LINEAR: Mapping[str, Certified] = {
    "Norris": NORRIS,
    "Pontius": PONTIUS,
    "Longley": LONGLEY,
    "Filip": FILIP,
    **{f"Wampler {number}": data for number, data in enumerate(WAMPLER, start=1)},
}
"""All nine, from easy to hard."""
