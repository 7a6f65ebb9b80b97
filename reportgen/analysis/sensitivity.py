"""What the headline would be had the table been prepared otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from reportgen.analysis.classification import predicted_hits
from reportgen.analysis.cleaning import Only, cleaned, too_few
from reportgen.analysis.cutoffs import choose, labelled
from reportgen.analysis.intervals import Bootstrap, Resampled
from reportgen.analysis.preparation import Prepared
from reportgen.analysis.ranking import area
from reportgen.analysis.rows import ARTISTS, Rows
from reportgen.analysis.scoring import linear_scores, predict
from reportgen.analysis.settle import varied
from reportgen.analysis.trust import Models
from reportgen.analysis.zeros import NotZero
from reportgen.errors import AnalysisError
from reportgen.results import Alternative, Preparation, Sensitivity, Skipped, Zeros
from reportgen.text import translate

STEP = "sensitivity"
HALF = 0.5
"""Where a target that is yes or no is cut."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Another choice of preparation; ``paired`` if it scores the same rows."""

    name: str
    label: str
    rows: Rows
    paired: bool = False


def with_consequences(prepared: Prepared, models: Models, bootstrap: Bootstrap) -> Preparation:
    """Return the account with the headline as other choices would make it."""
    found = sensitivity(prepared, models, bootstrap)
    return replace(prepared.account, sensitivity=found)


def sensitivity(prepared: Prepared, models: Models, bootstrap: Bootstrap) -> Sensitivity | Skipped:
    """Score the model of the headline under each choice that would change any row.

    Artists are kept apart as for the headline, and resampled with the same weights.
    """
    if models.headline is not None:
        measure, headline, draw = "R²", models.headline, _r2
    elif models.auc is not None:
        measure, headline, draw = "AUC", models.auc, _auc
    else:
        return Skipped(step=STEP, reason=translate("no model was scored on unseen artists"))
    base: Resampled | None = None
    found = []
    for choice in _choices(prepared):
        if choice.paired and base is None:
            base = draw(prepared.rows, bootstrap)
        found.append(_alternative(choice, draw, base, bootstrap))
    return Sensitivity(
        measure=measure,
        n=prepared.account.rows_scored,
        score=headline,
        alternatives=tuple(found),
    )


def _choices(prepared: Prepared) -> Iterator[Choice]:
    """Yield each other choice that changes rows."""
    rows, cleaning = prepared.rows, prepared.cleaning
    source = _narrow(prepared.source, cleaning.needed)
    if prepared.repeated.whole.rows > rows.whole.rows:
        yield Choice("repeats", translate("Repeated tracks left in"), prepared.repeated)
    if prepared.account.gap_rows and _with_gaps(prepared):
        other = replace(cleaning, impute=not cleaning.impute)
        label = (
            translate("Rows with missing values dropped")
            if cleaning.impute
            else translate("Missing values filled")
        )
        yield Choice("missing", label, _settled(cleaned(source, other, (ARTISTS,))))
    if prepared.account.outlier_rows:
        other = replace(cleaning, remove=not cleaning.remove)
        label = (
            translate("Outliers kept")
            if cleaning.remove
            else translate("Outliers kept out of training")
        )
        known = {ARTISTS: prepared.far_out.screens}
        cleaner = _settled(cleaned(source, other, (ARTISTS,), known))
        yield Choice("outliers", label, cleaner, paired=True)
    found = prepared.account.zeros
    if isinstance(found, Zeros) and found.zeros:
        some = _settled(rows.derive(NotZero(str(rows.target))))
        yield Choice("zeros", translate("Tracks with a score of zero left out"), some)


def _narrow(rows: Rows, needed: tuple[str, ...]) -> Rows:
    """Return the rows with the columns alone that cleaning and models read."""
    categories = (*rows.factors, *(() if rows.genre is None else (rows.genre,)))
    used = (*needed, *rows.features, *(factor.name for factor in categories))
    others = (str(rows.target), ARTISTS, "cluster", "row")
    return rows.derive(Only(tuple(dict.fromkeys((*used, *others)))))


def _with_gaps(prepared: Prepared) -> bool:
    """Whether any row of the source misses a column in use."""
    complete = replace(prepared.cleaning, impute=False).complete(prepared.source.engine)
    return complete.rows < prepared.source.n


def _settled(rows: Rows) -> Rows:
    """Leave out what does not vary on these rows, unless hardly any are left."""
    return rows if too_few(rows) else varied(rows)[0]


Draw = Callable[[Rows, Bootstrap], Resampled | None]


def _alternative(
    choice: Choice, draw: Draw, base: Resampled | None, bootstrap: Bootstrap
) -> Alternative:
    drawn = None if too_few(choice.rows) else draw(choice.rows, bootstrap)
    difference = None
    if choice.paired and drawn is not None and base is not None:
        difference = drawn.minus(base)
    return Alternative(
        name=choice.name,
        label=choice.label,
        n=choice.rows.whole.rows,
        score=None if drawn is None else drawn.estimate,
        difference=difference,
    )


def _r2(rows: Rows, bootstrap: Bootstrap) -> Resampled | None:
    predicted = predict(rows, rows.design(rows.moments()), ARTISTS)
    return linear_scores(predicted.engine, bootstrap).drawn


def _auc(rows: Rows, bootstrap: Bootstrap) -> Resampled | None:
    """Return the AUC of hits; ``None`` where a class is too small or the fit fails."""
    if choose(rows, None) is None:
        return None
    try:
        _, scored = predicted_hits(labelled(rows, HALF), ARTISTS)
    except AnalysisError:
        return None
    return area(scored.engine, bootstrap)
