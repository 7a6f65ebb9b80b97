"""How sentences call the target, its units and the features."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reportgen import formats
from reportgen.findings.phrase import Slot, lower, word
from reportgen.results import Column, Estimate, Report, Role
from reportgen.text import translate

SCALES = frozenset({"", "0–100"})
"""Units that are no unit: a score on a scale."""
LOGARITHM = "log10 "
"""What the unit of a logarithm begins with."""


def target_column(report: Report) -> Column | None:
    """Return the column that is explained, if the table has one."""
    return next((c for c in report.data.columns if c.role is Role.TARGET), None)


def is_binary(report: Report) -> bool:
    """Say whether the target is yes or no, so that its mean is a share."""
    target = target_column(report)
    if target is None or target.distinct is None:
        return False
    return (target.minimum, target.maximum, target.distinct) == (0.0, 1.0, 2)


def target_name(report: Report) -> Slot:
    """Return the target as it stands inside a sentence, ``popularity`` or ``being popular``."""
    if is_binary(report):
        return _target_label(report, lambda _: translate("being popular"))
    return _target_label(report, lower)


def target_mean(report: Report) -> Slot:
    """Return what the mean of the target is called at the start of a sentence."""
    if is_binary(report):
        return _target_label(report, lambda _: translate("The share of popular tracks"))
    target = target_column(report)
    if target is not None and target.unit not in SCALES:
        path = f"data.columns[{report.data.columns.index(target)}].unit"
        return word(
            path, lambda unit: translate("Mean {unit}").format(unit=formats.unit_name(unit))
        )
    return _target_label(
        report, lambda label: translate("Mean {target}").format(target=lower(label))
    )


def mean_format(report: Report) -> Callable[[Estimate], str]:
    """Return how a mean of the target is written: a share where it is yes or no."""
    return formats.percent_estimate if is_binary(report) else formats.estimate


def difference_format(report: Report) -> Callable[[Estimate], str]:
    """Return how a difference of means is written: in points where the target is yes or no."""
    return formats.percentage_points if is_binary(report) else formats.signed_estimate


def _target_label(report: Report, write: Callable[[str], str]) -> Slot:
    target = target_column(report)
    if target is None:
        raise ValueError("the report has no target to name")
    return word(f"data.columns[{report.data.columns.index(target)}].label", write)


def unit_words(unit: str) -> str:
    """Return what stands behind a difference of the target, ``points``."""
    return translate("points") if unit in SCALES else formats.unit_name(unit)


def is_logarithm(report: Report) -> bool:
    """Say whether the target is analysed as a logarithm, so that a difference is a ratio."""
    target = target_column(report)
    return target is not None and target.unit.startswith(LOGARITHM)


def difference(report: Report, size: Slot, unit: Slot) -> tuple[str, dict[str, Slot]]:
    """Return words for a difference in the target, and what fills their gaps.

    A difference of logarithms is told as a ratio.
    """
    slots = {"size": size, "unit": unit, "target": target_name(report)}
    if is_logarithm(report):
        slots["size"] = replace(size, write=formats.ratio)
        return "a ratio of {size} in {target}, where one is no difference", slots
    return "a difference of {size} {unit} in {target}", slots


def tracks_with(report: Report, path: str, name: str, label: str) -> Slot:
    """Name tracks with much of a feature, ``loud tracks``; ``path`` leads to its label."""
    column = next((c for c in report.data.columns if c.name == name), None)
    same = column is not None and column.label == label
    if column is not None and same and column.high and " " not in column.high:
        return word(path, lambda _: translate(f"{column.high} tracks"))
    return word(
        path, lambda text: translate("tracks with more {feature}").format(feature=lower(text))
    )


def label_path(report: Report, name: str) -> str:
    """Return the path of the label of a column, by its canonical name."""
    for i, column in enumerate(report.data.columns):
        if column.name == name:
            return f"data.columns[{i}].label"
    raise KeyError(f"no column is called {name!r}")


def is_category(report: Report, name: str) -> bool:
    """Say whether a term of a model is a level of a category, ``mode: minor``."""
    return any(c.name == name and c.role is Role.CATEGORY for c in report.data.columns)
