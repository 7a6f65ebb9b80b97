"""Words in another language: one ``.po`` file each, read as it stands.

A message that a catalogue lacks, or that is marked as fuzzy, stays English.
"""

from __future__ import annotations

import gettext
import io
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.errors import SettingsError

if TYPE_CHECKING:
    from babel.messages import Message

DOMAIN = "reportgen"
_GAP = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
_BARE = re.compile(r"%(?!%|\(\w+\)s)")
NOTHING = gettext.NullTranslations()
"""The catalogue of English, in which messages stand for themselves."""


class _Words(gettext.GNUTranslations):
    """Translations that know the singular of a message with a plural, on any Python.

    The first releases of 3.11 find such a message by ``ngettext`` alone.
    """

    def gettext(self, message: str) -> str:
        """Return the translation of a message, or of the singular of one."""
        found = super().gettext(message)
        return found if found != message else self.ngettext(message, message, 1)


@cache
def catalogue(language: str, path: Path | None = None) -> gettext.NullTranslations:
    """Return the words of a language.

    Parameters
    ----------
    language : str
        Its identifier; ``de_AT`` falls back on ``de``.
    path : Path, optional
        A ``.po`` file that goes before the one of the package.

    Raises
    ------
    SettingsError
        If the file cannot be read.
    """
    found = path or _shipped(language)
    return NOTHING if found is None else _read(found, language)


def _shipped(language: str) -> Path | None:
    root = Path(str(files("reportgen"))) / "locale"
    for name in (language, language.partition("_")[0]):
        path = root / name / "LC_MESSAGES" / f"{DOMAIN}.po"
        if path.is_file():
            return path
    return None


def _read(path: Path, language: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as source:
            read = read_po(source, language, DOMAIN, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise SettingsError(
            f"The catalogue of words cannot be read ({error})",
            where=str(path),
            hint="Give the path of a PO file.",
        ) from error
    for message in read:
        _require_gaps(message, path)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return _Words(compiled)


def _require_gaps(message: Message, path: Path) -> None:
    """Refuse a translation that loses a gap, has another one, or a sign that would make one."""
    said = message.id if isinstance(message.id, str) else message.id[-1]
    other = message.string if isinstance(message.string, str) else " ".join(message.string or ())
    if not said or not other or message.fuzzy:
        return
    gaps, found = (set(_GAP.findall(text)) for text in (said, other))
    if gaps != found or (_BARE.search(_even(other)) and not _BARE.search(_even(said))):
        raise SettingsError(
            f"The translation of {said!r} has other gaps or percent signs",
            where=str(path),
            hint="Keep words in braces and after %, and write %% where the English does.",
        )


def _even(text: str) -> str:
    """Return a text without its doubled percent signs."""
    return text.replace("%%", "")
