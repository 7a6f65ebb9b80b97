"""Scores against what is published for musical attributes."""

from __future__ import annotations

from reportgen import music
from reportgen.analysis.classification import Hits
from reportgen.analysis.regression import Straight
from reportgen.analysis.rows import Rows
from reportgen.formats import integer
from reportgen.results import Bound, Ceiling, Estimate, Role, Skipped
from reportgen.text import translate

PUBLISHED_R2 = 0.13
PUBLISHED_IN = "Music4All, {n} tracks: audio descriptors of Spotify alone"
PUBLISHED_N = 113_000
UNHEARD = "no study with artists kept apart comes near"
MOST_R2 = 0.35
MOST_FLEXIBLE = 0.7
MOST_AUC = 0.95


def bounds(
    rows: Rows, straight: Straight | Skipped, hits: Hits | Skipped, above: Ceiling | Skipped
) -> tuple[Bound, ...]:
    """Compare R² and AUC with the limits above which they are suspicious.

    Nothing is published for tables of something else than music: without a feature of the
    dictionary there are no bounds.  Nor are there for targets other than popularity, streams
    or hits.
    """
    names = (*rows.features, *(factor.name for factor in rows.factors))
    target = _entry(rows, str(rows.target))
    known = any(_entry(rows, name) for name in names)
    if not known or target is None or target.role is not Role.TARGET:
        return ()
    found = []
    if not isinstance(straight, Skipped):
        alone = {score.name: score.r2 for score in straight.result.scores}["features"]
        found.append(
            Bound(
                name="r2",
                label=translate("R² of musical attributes alone"),
                path="regression.scores[features].r2",
                value=alone,
                published=PUBLISHED_R2,
                source=translate(PUBLISHED_IN).format(n=integer(PUBLISHED_N)),
                limit=MOST_R2,
                exceeded=alone.value > MOST_R2,
            )
        )
    if not isinstance(above, Skipped) and above.r2 is not None:
        flexible = ("flexible", translate("R² of the flexible model"), "trust.ceiling.r2")
        found.append(_unheard(*flexible, above.r2, MOST_FLEXIBLE))
    if not isinstance(hits, Skipped):
        found.append(_unheard("auc", "AUC", "classification.auc", hits.result.auc, MOST_AUC))
    return tuple(found)


def _entry(rows: Rows, name: str) -> music.Entry | None:
    """Return what the dictionary of tracks knows of a column that was read by it."""
    entry, field = music.entry(name), rows.fields.get(name)
    if entry is None or field is None:
        return None
    return entry if field.description == entry.description else None


def _unheard(name: str, label: str, path: str, value: Estimate, limit: float) -> Bound:
    """Return a bound for which nothing is published, only a limit set."""
    return Bound(
        name=name,
        label=label,
        path=path,
        value=value,
        published=None,
        source=translate(UNHEARD),
        limit=limit,
        exceeded=value.value > limit,
    )
