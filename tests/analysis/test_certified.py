"""Digits of least squares: certified data, bad condition, any cutting of the rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.aggregates.design import Design, Factor
from reportgen.aggregates.moments import Moments
from reportgen.analysis.linear import Predicted, collect, fit_all, fit_folds, pooled
from reportgen.engine import MemoryEngine
from tests.analysis.straight import raw, straight
from tests.builders import block, cut, whole
from tests.oracles.nist import FILIP, LINEAR, LONGLEY
from tests.simulation.certified import reached

# Digits of coefficients, standard errors and residual deviation.  Where the coefficient is
# 1 and its error 20 million (Wampler 5), eight digits of the error are lost to the first.
WANTED = {
    "Norris": (11.5, 13.0, 13.0),
    "Pontius": (11.5, 12.5, 12.5),
    "Longley": (12.5, 13.0, 14.0),
    "Filip": (7.0, 7.0, 7.5),
    "Wampler 1": (8.5, None, 9.0),
    "Wampler 2": (12.0, None, 13.5),
    "Wampler 3": (8.5, 11.5, 13.0),
    "Wampler 4": (7.5, 11.5, 13.0),
    "Wampler 5": (5.5, 11.5, 13.0),
}
every_set = pytest.mark.parametrize("name", LINEAR)
blocks = pytest.mark.parametrize("places", [(), (3, 4, 11)], ids=["one block", "four blocks"])


@every_set
@blocks
def test_certified_digits(name: str, places: Sequence[int]) -> None:
    found = reached(name, LINEAR[name], places)
    coefficients, errors, residual = WANTED[name]
    assert found.coefficients >= coefficients
    assert found.residual_sd >= residual
    assert found.r2 >= (10 if name == "Filip" else 13)
    if errors is None:
        assert found.errors is None
        return
    assert found.errors is not None
    assert found.errors >= errors
    assert found.in_errors is not None
    assert found.in_errors >= (7 if name == "Filip" else 10)


@every_set
def test_folds_left_out_are_direct_fits_of_the_others(name: str) -> None:
    columns = LINEAR[name].data
    fits = fit_folds(straight(columns, (5, 6), folds=3))
    sums = straight(columns)
    y = list(columns.values())[-1]
    x = np.stack([columns[n] for n in sums.design.features])
    x = (x - np.array(sums.design.shift)[:, None]) / np.array(sums.design.scale)[:, None]
    fold = np.arange(len(y)) % 3
    size = float(np.ptp(y)) * (1e-7 if name == "Filip" else 1e-10)
    for f in range(3):
        train = fold != f
        wanted, _, rank, _ = np.linalg.lstsq(
            np.vstack([np.ones(train.sum()), x[:, train]]).T, y[train], rcond=1e-15
        )
        assert rank == len(x) + 1
        predicted = fits.intercepts[f, 0] + fits.slopes[f] @ x
        np.testing.assert_allclose(predicted, wanted[0] + wanted[1:] @ x, rtol=0, atol=size)


@pytest.mark.parametrize(("condition", "off"), [(1e3, 1e-11), (1e6, 1e-8), (1e9, 1e-5)])
def test_fold_predictions_lose_no_more_than_rounding(condition: float, off: float) -> None:
    # Rounding of the stored values alone moves predictions by about eps times condition.
    draw = np.random.default_rng(8)
    n, groups = 600, 6
    group, fold = draw.integers(0, groups, n), draw.integers(0, 5, n)
    a, near, c = draw.normal(size=(3, n)) + 3.0 * np.arange(groups)[group]
    y = a + c + draw.normal(size=n)
    data = block(
        a=a, b=a + near / condition, c=c, y=y, g=group.astype(np.int32), fold=fold.astype(np.int32)
    )
    engine = MemoryEngine(tuple(cut(data, (100, 101, 400))))
    names = ("a", "b", "c")
    (moments,) = engine.run(Moments(names))
    shift, scale = tuple(moments.mean.tolist()), tuple(moments.sd.tolist())
    sums = collect(engine, Design(names, shift, scale, (), "g", groups), "y", "fold", 5)
    assert sums.design.features == names
    assert fit_all(sums).condition_number > condition / 3
    step = Predicted(sums.design, fit_folds(sums), "y", "fold")
    predicted = whole(engine.derive(step))["predicted"]
    x = np.column_stack([sums.design.matrix(data, slice(None)).T, np.eye(groups)[group]])
    for f in range(5):
        train, test = fold != f, fold == f
        slopes = np.linalg.lstsq(x[train], y[train], rcond=1e-15)[0]
        np.testing.assert_allclose(predicted[test], x[test] @ slopes, rtol=0, atol=off)


@settings(max_examples=30, deadline=None)
@given(places=st.lists(st.integers(0, 16), max_size=5))
def test_cutting_changes_no_printed_digit(places: list[int]) -> None:
    one, many = (fit_all(straight(LONGLEY.data, cuts, folds=2)) for cuts in ((), places))
    np.testing.assert_allclose(raw(many), raw(one), rtol=1e-11)
    np.testing.assert_allclose(many.r2, one.r2, rtol=1e-13)


def test_threads_change_no_digit() -> None:
    places = (5, 20, 21, 60)
    one, three = (straight(FILIP.data, places, folds=3, threads=t) for t in (1, 3))
    np.testing.assert_array_equal(fit_all(one).slopes, fit_all(three).slopes)
    np.testing.assert_array_equal(fit_folds(one).slopes, fit_folds(three).slopes)


@settings(max_examples=40, deadline=None)
@given(
    n=st.integers(60, 400),
    mean=st.sampled_from([0.0, 3.0, 2_000.0, 1e6]),
    factor=st.floats(0.01, 1e4),
    seed=st.integers(0, 10_000),
)
def test_copies_are_recognised_wherever_their_values_lie(
    n: int, mean: float, factor: float, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    a, b, near = (mean + draw.normal(size=(3, n))).round(4)
    near = a + 1e-3 * near
    columns = {"a": a, "b": b, "near": near, "twice": factor * a + 7, "sum": a + b - near}
    sums = straight({**columns, "y": draw.normal(size=n)}, (n // 3,), folds=2)
    assert sums.design.features == ("a", "b", "near")


def test_the_pooled_sums_keep_their_folds() -> None:
    draw = np.random.default_rng(5)
    g, fold = draw.integers(0, 4, 200), draw.integers(0, 3, 200)
    x, z = draw.normal(size=(2, 200)) + g
    data = block(x=x, z=z, y=x - z + 5 * g, g=g.astype(np.int32), fold=fold.astype(np.int32))
    design = Design(("x", "z"), (0.4, 0.1), (1.0, 2.0), (), "g", 4)
    found = fit_folds(pooled(collect(MemoryEngine((data,)), design, "y", "fold", 3)))
    alone = collect(MemoryEngine((data,)), design.without_group(), "y", "fold", 3)
    np.testing.assert_allclose(found.slopes, fit_folds(alone).slopes, rtol=1e-11)
    np.testing.assert_allclose(found.intercepts, fit_folds(alone).intercepts, rtol=1e-11)


def test_a_level_that_a_training_part_lacks_gets_no_slope_there() -> None:
    draw = np.random.default_rng(5)
    fold = draw.integers(0, 3, 150)
    level = np.where(fold == 1, draw.integers(0, 3, 150), draw.integers(0, 2, 150))
    x = draw.normal(size=150)
    data = block(x=x, c=level.astype(np.int32), y=x + level, fold=fold.astype(np.int32))
    design = Design(("x",), (0.0,), (1.0,), (Factor("c", ("a", "b", "d")),))
    fits = fit_folds(collect(MemoryEngine((data,)), design, "y", "fold", 3))
    np.testing.assert_allclose(fits.slopes[0], [1.0, 1.0, 2.0], rtol=1e-12)
    np.testing.assert_allclose(fits.slopes[1], [1.0, 1.0, 0.0], rtol=1e-12)
