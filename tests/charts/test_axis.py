from __future__ import annotations

import pytest

from reportgen import formats
from reportgen.charts.axis import bounds, new_figure, panel, percents, reach, scale
from reportgen.results import Estimate


@pytest.mark.parametrize(
    ("limits", "labels"),
    [
        ((0, 10), ["0", "2", "4", "6", "8", "10"]),
        ((-0.3, 0.3), ["−0.2", "−0.1", "0.0", "0.1", "0.2"]),
        ((0, 0.000004), ["0.000000", "0.000001", "0.000002", "0.000003", "0.000004"]),
        ((0, 4e9), ["0", "1 bn", "2 bn", "3 bn", "4 bn"]),
        ((0, 3e6), ["0", "0.5 m", "1.0 m", "1.5 m", "2.0 m", "2.5 m", "3.0 m"]),
    ],
)
def test_ticks_are_few_round_and_written_alike(
    limits: tuple[float, float], labels: list[str]
) -> None:
    axes = panel(new_figure(2), 0.5, 0.4, 0.2, 0.2)
    scale(axes, "x", limits)
    assert [
        label.get_text().replace(formats.SPACE, " ") for label in axes.get_xticklabels()
    ] == labels


def test_ticks_of_shares_are_percentages() -> None:
    axes = panel(new_figure(2), 0.5, 0.4, 0.2, 0.2)
    scale(axes, "y", (0, 0.5), write=percents)
    assert axes.get_yticklabels()[1].get_text() == f"10{formats.SPACE}%"


def test_a_narrow_axis_gets_fewer_ticks() -> None:
    axes = panel(new_figure(2, 1.5), 0.5, 0.4, 0.2, 0.2)
    scale(axes, "x", (0, 99_999))
    assert len(axes.get_xticks()) <= 3


def test_reach_holds_all_values_and_a_single_one() -> None:
    low, high = reach([3, 7])
    assert low < 3
    assert high > 7
    low, high = reach([5])
    assert low < 5 < high


def test_bounds_leave_out_what_is_undefined() -> None:
    assert bounds([Estimate(value=1), Estimate(value=2, low=1.5, high=2.5)]) == [1, 2, 1.5, 2.5]


def test_a_panel_has_margins_in_inches() -> None:
    axes = panel(new_figure(2.0, 4.0), 0.5, 0.4, 0.3, 0.2)
    box = axes.get_position()
    assert (box.x0 * 4, (1 - box.x1) * 4) == pytest.approx((0.5, 0.3))
    assert (box.y0 * 2, (1 - box.y1) * 2) == pytest.approx((0.4, 0.2))
