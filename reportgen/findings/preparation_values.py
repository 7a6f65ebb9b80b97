"""What single values tell: gaps, values far out, scores of zero."""

from __future__ import annotations

from reportgen import formats
from reportgen.findings.grade import FACT, clear_of, grade, widened
from reportgen.findings.naming import is_binary, label_path, target_column, target_name, unit_words
from reportgen.findings.phrase import Slot, at, lower, show, word, words
from reportgen.findings.rule import NotApplicable, Outcome, RuleTable, draft
from reportgen.results import (
    Gap,
    Outliers,
    Preparation,
    Report,
    Sensitivity,
    Severity,
    Skipped,
    Zeros,
)
from reportgen.text import translate

SPIKE = 3.0
"""Times the most frequent neighbour from which on the tracks at zero stand out."""
SPIKE_SHARE = 0.01
MANY = 0.05
"""Share of tracks above which values far out say more of a feature than of errors."""


def gaps_filled(report: Report, preparation: Preparation) -> Outcome:
    """Say how many rows stay because their gaps were filled."""
    filled = [g for g in preparation.missing if g.fill_value is not None or g.fill_level]
    if not filled:
        return NotApplicable("no gap is filled")
    filled = _by_size(filled)
    slots = {
        "n": show(f"{at('preparation.missing', preparation.missing, filled[0])}.n"),
        "labels": words([label_path(report, gap.name) for gap in filled], lower),
    }
    text = "Gaps of {labels} are filled with what is typical of each training part"
    if len(filled) > 1:
        slots["most"] = word(label_path(report, filled[0].name), lower)
        text += ", most of them, {n}, in {most}"
    else:
        text += ", {n} in all"
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=26,
        title="Missing values were filled",
        text=text + ". Tracks so filled look more alike than they are.",
        **slots,
    )


def _by_size(gaps: list[Gap]) -> list[Gap]:
    return sorted(gaps, key=lambda gap: -gap.n)


def gaps_beside_target(report: Report, preparation: Preparation) -> Outcome:
    """Warn where tracks that miss a value differ in popularity from the rest."""
    compared = [g for g in preparation.missing if g.difference is not None]
    if not compared or target_column(report) is None:
        return NotApplicable("no column misses enough values to compare with the rest")
    clear = [g for g in compared if g.difference and clear_of(widened(g.difference, len(compared)))]
    if not clear:
        return None
    most = max(clear, key=lambda gap: gap.n)
    path = at("preparation.missing", preparation.missing, most)
    assert most.difference is not None  # noqa: S101  said above
    return draft(
        report,
        severity=Severity.WARNING,
        grade=grade(most.difference, most.n),
        rank=58,
        title="Missing values go along with {target}",
        text=(
            "{label} is missing on {n} rows. The mean of {target} there differs by {difference} "
            "{unit} from that of the other rows, so that rows with gaps are not like the rest."
        ),
        label=word(label_path(report, most.name)),
        n=show(f"{path}.n"),
        target=target_name(report),
        difference=_difference(report, f"{path}.difference"),
        unit=_unit(report),
    )


def _difference(report: Report, path: str) -> Slot:
    return show(path, formats.percentage_points if is_binary(report) else formats.signed_estimate)


def _unit(report: Report) -> Slot:
    target = target_column(report)
    assert target is not None  # noqa: S101  a difference was computed
    path = f"data.columns[{report.data.columns.index(target)}].unit"
    return word(
        path, lambda unit: translate("percentage points") if is_binary(report) else unit_words(unit)
    )


def outliers(report: Report, preparation: Preparation) -> Outcome:
    """Say how many tracks are far out, in which features, and what became of them."""
    if preparation.outlier_rows == 0:
        return None
    found = sorted(preparation.outliers, key=_outside, reverse=True)
    found = [outlier for outlier in found if _outside(outlier)]
    paths = [f"{at('preparation.outliers', preparation.outliers, o)}.label" for o in found[:3]]
    slots = {"rows": show("preparation.outlier_rows")}
    text = "{rows} tracks are far out"
    if paths:
        text += ", most often by their {labels}"
        slots["labels"] = words(paths, lower)
    if preparation.outlier_action == "remove":
        text += (
            ". They are neither described nor learnt from, and still predicted: {scored} "
            "tracks are scored, {modelled} described."
        )
        slots["scored"] = show("preparation.rows_scored")
        slots["modelled"] = show("preparation.rows_modelled")
    else:
        text += ". They are flagged and kept."
        if preparation.outlier_rows > MANY * preparation.rows_modelled:
            text += " So many speak of lopsided features rather than of errors."
    return draft(
        report,
        severity=Severity.NOTE,
        grade=FACT,
        rank=25,
        title="{rows} tracks have unusual values",
        text=text,
        **slots,
    )


def _outside(outlier: Outliers) -> int:
    return outlier.below + outlier.above


def spikes(zeros: Zeros | Skipped) -> bool:
    """Say whether zero stands out from the scores beside it."""
    if isinstance(zeros, Skipped) or zeros.share < SPIKE_SHARE:
        return False
    return zeros.zeros > SPIKE * max(zeros.neighbours)


def zeros_spike(report: Report, zeros: Zeros) -> Outcome:
    """Ask whether zero means "not known" where it stands out from the scores beside it."""
    if not spikes(zeros):
        return None
    most = max(zeros.neighbours)
    slots = {
        "zeros": show("preparation.zeros.zeros"),
        "most": show(f"preparation.zeros.neighbours[{zeros.neighbours.index(most)}]"),
        "target": target_name(report),
    }
    text = (
        "{zeros} tracks have a {target} of exactly zero; the most frequent of the five scores "
        "next to it has {most}. That asks whether zero stands for “not known” here."
    )
    without = _without_zeros(report)
    if without is not None:
        text += " Without these tracks, {measure} would be {score}."
        slots["measure"] = word("preparation.sensitivity.measure")
        slots["score"] = show(without, formats.estimate)
    return draft(
        report,
        severity=Severity.WARNING,
        grade=FACT,
        rank=56,
        title="Zero stands out from the scores beside it",
        text=text,
        **slots,
    )


def _without_zeros(report: Report) -> str | None:
    """Return the path of the headline without tracks at zero, where it was computed."""
    found = report.preparation.sensitivity
    if not isinstance(found, Sensitivity):
        return None
    if not any(a.name == "zeros" and a.score is not None for a in found.alternatives):
        return None
    return "preparation.sensitivity.alternatives[zeros].score"


_TABLE = RuleTable("preparation", "preparation")

RULES = (
    _TABLE.rule("gaps-filled", "Missing values filled", gaps_filled),
    _TABLE.rule(
        "gaps-beside-target",
        "Gaps beside the target",
        gaps_beside_target,
        clear="Rows with gaps do not clearly differ from the rest.",
    ),
    _TABLE.rule("outliers", "Unusual values", outliers),
    _TABLE.rule(
        "zeros-spike",
        "Zero beside its neighbours",
        zeros_spike,
        part="preparation.zeros",
        clear="Zero does not stand out from the scores next to it.",
    ),
)
