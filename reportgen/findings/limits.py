"""What page one says of columns that the table lacks."""

from __future__ import annotations

from reportgen.formats import listing
from reportgen.results import Report, Role

_ABSENT = (
    (Role.ARTIST, "artist", "tracks of one artist cannot be kept apart, and scores may flatter"),
    (Role.GENRE, "genre", "sound cannot be told from genre"),
    (Role.DATE, "release date", "nothing is tested on later tracks"),
)
_NO_TARGET = (
    "nothing can be explained or predicted: only segments and a profile of the tracks are shown"
)
_NO_ID = "repeated tracks are found by equal rows alone"


def limits(report: Report) -> str:
    """Return which columns are absent, and what they would have told; empty where none is."""
    roles = {column.role for column in report.data.columns}
    absent = [(name, loss) for role, name, loss in _ABSENT if role not in roles]
    if Role.TRACK_ID not in roles and not {Role.TITLE, Role.ARTIST} <= roles:
        absent.append(("track id", _NO_ID))
    losses = [loss for _, loss in absent]
    if Role.TARGET not in roles:
        absent.insert(0, ("anything to be explained", ""))
        losses = [_NO_TARGET]
    if not absent:
        return ""
    return f"Not in the table: {listing([n for n, _ in absent])}. Hence {'; '.join(losses)}."
