"""The ledger: rows read are rows modelled and rows removed for each reason, to the row."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results import LedgerStep
from reportgen.settings import PreparationSettings
from reportgen.text import translate


@dataclass(frozen=True, slots=True)
class Losses:
    """Rows that steps ought to have removed, each counted on its own."""

    repeats: int
    missing_target: int
    outliers: int


def ledger(
    read: int,
    remaining: tuple[int, int, int, int],
    losses: Losses,
    settings: PreparationSettings,
    *,
    explained: bool = True,
) -> tuple[LedgerStep, ...]:
    """Return the steps from rows read to rows modelled.

    Parameters
    ----------
    read : int
        Rows of the table.
    remaining : tuple of int
        Rows after repeats, missing targets, missing values and outliers.
    losses : Losses
        What the first, second and last of these should have cost.
    explained : bool
        Whether the table has a target, so that rows can lack it.

    Raises
    ------
    ValueError
        If rows that went are not rows that a reason accounts for.
    """
    removed = [a - b for a, b in zip((read, *remaining[:-1]), remaining, strict=True)]
    told = (losses.repeats, losses.missing_target, removed[2], losses.outliers)
    if tuple(removed) != told or removed[2] < 0:
        raise ValueError(f"the ledger does not reconcile: {removed} rows went, {told} were told")
    words = _words(settings)
    return tuple(
        LedgerStep(name=name, label=label, removed=gone, remaining=left, reason=reason)
        for (name, label, reason), gone, left in zip(words, removed, remaining, strict=True)
        if explained or name != "missing_target"
    )


def _words(settings: PreparationSettings) -> tuple[tuple[str, str, str], ...]:
    gaps = {
        "drop": translate("rows that miss a feature or category in use"),
        "impute": translate(
            "gaps are filled with the median or the most frequent level, learnt from each training "
            "part"
        ),
    }
    far_out = {
        "flag": translate("flagged and kept: the limits are wide and removal is a choice"),
        "remove": translate(
            "neither described nor learnt from, by limits of the training part; still scored, so "
            "that the test part stays whole"
        ),
    }
    return (
        (
            "repeats",
            translate("Repeated tracks"),
            translate("one row per track, so that none is counted twice"),
        ),
        (
            "missing_target",
            translate("No popularity"),
            translate("rows without the target can teach nothing"),
        ),
        ("missing", translate("Missing values"), gaps[settings.missing]),
        ("outliers", translate("Outliers"), far_out[settings.outlier_action]),
    )
