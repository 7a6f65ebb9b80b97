"""Which dictionary a table is read with."""

from __future__ import annotations

from pathlib import Path

from reportgen.configuration import parsed
from reportgen.errors import SettingsError
from reportgen.music import TRACKS, Dictionary, other

_HINT = "Give the path of a TOML file under [columns] dictionary in the settings."


def chosen_dictionary(path: Path | None) -> Dictionary:
    """Return the dictionary that the settings name; by default that of tracks.

    Raises
    ------
    SettingsError
        If the file cannot be read, or something in it is unknown or impossible.
    """
    if path is None:
        return TRACKS
    file = parsed(path, other.DictionaryFile, "dictionary", _HINT)
    try:
        return other.dictionary(file, path.name)
    except ValueError as error:
        raise SettingsError(
            f"The dictionary cannot be used: {error}",
            where=str(path),
            hint="Mend it there.",
        ) from error
