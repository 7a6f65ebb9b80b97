"""What a table cannot tell, judged by the columns that it lacks."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.ingest.notes import Notes
from reportgen.ingest.roles import Part
from reportgen.results import Role, Vocabulary
from reportgen.text import translate


def note_limits(parts: Iterable[Part], notes: Notes, words: Vocabulary) -> None:
    """Record what the absent columns would have told."""
    about_tracks = words == Vocabulary()
    roles = {part.role for part in parts}
    for role, code, text in _absences():
        if role not in roles:
            notes.limit(code, text)
    if Role.TRACK_ID not in roles:
        notes.limit("no_track_id", _identity(roles))
    if Role.TARGET in roles and about_tracks:
        notes.limit(
            "no_snapshot_date",
            translate(
                "The table does not say on which day popularity was measured, though it changes "
                "from day to day."
            ),
        )
    notes.limit("no_context", _context(words))


def _absences() -> tuple[tuple[Role, str, str], ...]:
    """Return what cannot be told without a column, by its role, with the code of the note."""
    return (
        (
            Role.DATE,
            "no_release_date",
            translate(
                "There is no release date, so that it cannot be tested whether what held for older "
                "tracks holds for newer ones."
            ),
        ),
        (
            Role.ARTIST,
            "no_artist",
            translate(
                "There is no artist, so that the tracks of one artist cannot be kept apart and "
                "scores may flatter."
            ),
        ),
        (
            Role.GENRE,
            "no_genre",
            translate(
                "There is no genre, so that differences between genres cannot be told from "
                "differences in sound."
            ),
        ),
        (
            Role.TARGET,
            "no_target",
            translate(
                "There is no popularity, number of streams or hit mark, so that nothing can be "
                "predicted."
            ),
        ),
    )


def _context(words: Vocabulary) -> str:
    """Return what goes with the target and is in no such table."""
    if words == Vocabulary():
        return translate(
            "The models know nothing of marketing, playlist placement or the fame of the artist, "
            "which all go with popularity."
        )
    return translate("The models know nothing of {context}.").format(context=words.context)


def _identity(roles: set[Role]) -> str:
    if {Role.TITLE, Role.ARTIST} <= roles:
        return translate(
            "There is no track id, so that repeated tracks are found by title and artist, and "
            "versions under other titles stay apart."
        )
    return translate(
        "There is neither a track id nor both title and artist, so that only rows with the same "
        "content can be found to repeat a track."
    )
