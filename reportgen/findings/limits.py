"""What page one says of columns that the table lacks."""

from __future__ import annotations

from reportgen.formats import listing
from reportgen.results import Report, Role
from reportgen.text import translate


def limits(report: Report) -> str:
    """Return which columns are absent, and what they would have told; empty where none is."""
    roles = {column.role for column in report.data.columns}
    absent = [(name, loss) for role, name, loss in _absences() if role not in roles]
    if Role.TRACK_ID not in roles and not {Role.TITLE, Role.ARTIST} <= roles:
        loss = translate("repeated tracks are found by equal rows alone")
        absent.append((translate("track id"), loss))
    losses = [loss for _, loss in absent]
    if Role.TARGET not in roles:
        absent.insert(0, (translate("anything to be explained"), ""))
        losses = [
            translate(
                "nothing can be explained or predicted: only segments and a profile of the tracks "
                "are shown"
            )
        ]
    if not absent:
        return ""
    said = translate("Not in the table: {columns}. Hence {losses}.")
    return said.format(columns=listing([n for n, _ in absent]), losses="; ".join(losses))


def _absences() -> tuple[tuple[Role, str, str], ...]:
    """Return what columns are called, and what goes with them, by their role."""
    return (
        (
            Role.ARTIST,
            translate("artist"),
            translate("tracks of one artist cannot be kept apart, and scores may flatter"),
        ),
        (Role.GENRE, translate("genre"), translate("sound cannot be told from genre")),
        (Role.DATE, translate("release date"), translate("nothing is tested on later tracks")),
    )
