"""Whether two reports were made in the same way, and which results a difference touches."""

from __future__ import annotations

from reportgen.formats import unit_name
from reportgen.results import Column, MethodChange, Note, Provenance, Report, Role, Skipped
from reportgen.text import translate

VERSION = "version of reportgen"
"""What stands in the place of the name of a setting for the version."""
ALL = ("effect", "odds", "score", "segment")
TOUCHED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("report.", ()),
    ("sections.", ()),
    ("gates", ()),
    ("history", ()),
    ("archive", ()),
    ("mail", ()),
    ("validation.replicates", ()),
    ("regression.adjust", ()),
    ("segments.", ("segment",)),
    ("classification.", ("odds", "auc")),
    ("", ALL),
)
"""How the name of a setting begins → kinds of results that it changes; the first that fits.

A setting that is not known here is taken to change everything.
"""


def method_changes(now: Report, before: Report) -> tuple[MethodChange, ...]:
    """Return versions and settings that differ and change a result."""
    old, new = _method(before.provenance), _method(now.provenance)
    names = (*old, *(name for name in new if name not in old))
    changes = (
        MethodChange(
            name=name, before=old.get(name, ""), now=new.get(name, ""), parts=touched(name)
        )
        for name in names
        if old.get(name) != new.get(name)
    )
    return tuple(change for change in changes if change.parts)


def touched(name: str) -> tuple[str, ...]:
    """Return the kinds of results that a setting of that name changes."""
    return next(parts for start, parts in TOUCHED if name.startswith(start))


def barriers(now: Report, before: Report) -> tuple[Note, ...]:
    """Return why no result means the same in both reports, if so.

    Another version of reportgen may compute otherwise, another target is another question;
    in either case a difference cannot be told from noise.
    """
    notes = []
    old, new = _target(before), _target(now)
    if _described(old) != _described(new):
        text = translate("the target was {before} and is {now}")
        notes.append(Note(code="target", text=text.format(before=_words(old), now=_words(new))))
    for change in method_changes(now, before):
        if set(change.parts) >= set(ALL):
            text = translate("{setting} was {before} and is {now}").format(
                setting=translate(change.name),
                before=change.before or translate("not set"),
                now=change.now or translate("not set"),
            )
            notes.append(Note(code="method", text=text))
    return tuple(notes)


def common_method(provenance: Provenance) -> dict[str, str]:
    """Return what two runs must have in common for any result to mean the same in both."""
    method = _method(provenance)
    return {name: method[name] for name in sorted(method) if set(touched(name)) >= set(ALL)}


def _method(provenance: Provenance) -> dict[str, str]:
    return {
        VERSION: provenance.version,
        **{setting.name: setting.value for setting in provenance.settings},
    }


def _target(report: Report) -> Column | None:
    return next((c for c in report.data.columns if c.role is Role.TARGET), None)


def _described(column: Column | None) -> tuple[object, ...] | None:
    """Return what makes a target the same question: name, kind and unit."""
    return None if column is None else (column.name, column.kind, column.unit)


def _words(column: Column | None) -> str:
    if column is None:
        return translate("not there")
    return f"{column.label} ({unit_name(column.unit)})" if column.unit else column.label


def inputs(report: Report) -> dict[str, str]:
    """Return the columns that the models of a report rest on, name → label."""
    model, hits = report.regression, report.classification
    labels = {column.name: column.label for column in report.data.columns}
    if not isinstance(model, Skipped):
        found = {effect.name: effect.label for effect in model.effects}
        categories = (reference.category for reference in model.references)
        return found | {name: labels.get(name, name) for name in categories}
    return {} if isinstance(hits, Skipped) else {odds.name: odds.label for odds in hits.odds}
