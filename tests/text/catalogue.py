"""The list of all messages, ``reportgen/locale/reportgen.pot``, from source and templates."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import write_po
from jinja2 import nodes
from jinja2.ext import babel_extract

import reportgen
from reportgen import results
from reportgen.compare.method import VERSION
from reportgen.formats import OUR_LEVELS
from reportgen.render import pages
from reportgen.render.context import PARTS
from tests.text.sentences import entries, readers

FILE = Path(reportgen.__file__).parent / "locale" / "reportgen.pot"
HEADER = """\
# Messages of reportgen.  Copy this file to <language>/LC_MESSAGES/reportgen.po, beside it, and
# translate there; words in braces are gaps and stay as they are.
#"""
_SAME_EACH_TIME = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def made() -> Catalog:
    """Return all messages; each says in which module or template it stands."""
    found = Catalog(
        project="reportgen", version=" ", header_comment=HEADER, creation_date=_SAME_EACH_TIME,
        revision_date=_SAME_EACH_TIME, charset="utf-8", msgid_bugs_address=" ",
    )  # fmt: skip
    for reader in readers():
        place = reader.module.__name__.replace(".", "/") + ".py"
        for message in sorted(reader.messages):
            found.add(message, locations=[(place, 0)])
        for pair in sorted(reader.plurals):
            found.add(pair, locations=[(place, 0)])
    for message in entries():
        found.add(message, locations=[("reportgen/music.py", 0)])
    for place, word in fixed():
        found.add(word, locations=[(place, 0)])
    for place, marked in templates():
        found.add(marked, locations=[(place, 0)])
    return found


def fixed() -> Iterator[tuple[str, str]]:
    """Words that results may hold (grades, roles, judgements) and the headings of parts."""
    for kind in vars(results).values():
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            yield from (("reportgen/results", value.value) for value in kind)
    words = (*PARTS.values(), "artists", "tracks")
    yield from (("reportgen/render/context.py", word) for word in words)
    keys = ("track id", "title and artist", "equal rows")
    yield from (("reportgen/analysis/repeats.py", key) for key in keys)
    yield "reportgen/compare/method.py", VERSION
    yield "reportgen/provenance.py", "memory"
    yield from (("reportgen/formats.py", level) for level in OUR_LEVELS)


def templates() -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Messages of the templates: what is marked there, and the nouns that are counted."""
    environment = pages.environment()
    folder = pages.templates_folder()
    for path in sorted(path for path in folder.rglob("*.*") if path.is_file()):
        place = f"templates/{path.relative_to(folder).as_posix()}"
        with path.open("rb") as source:
            options = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}
            marked = babel_extract(source, ("_", "gettext", "ngettext"), (), options)
            for _, function, message, _ in marked:
                words = [str(part) for part in _parts(message) if part]
                if not words:  # a word of a result, listed among the fixed ones
                    continue
                yield place, (words[0], words[1]) if function == "ngettext" else words[0]
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for node in tree.find_all(nodes.Filter):
            words = [a.value for a in node.args if isinstance(a, nodes.Const)]
            if node.name in {"count", "noun"} and words:
                yield place, (words[0], words[1] if len(words) > 1 else f"{words[0]}s")


def _parts(message: str | tuple[str | None, ...] | None) -> tuple[str | None, ...]:
    return message if isinstance(message, tuple) else (message,)


def text(catalogue: Catalog) -> str:
    """Return a catalogue as it stands in its file."""
    target = io.BytesIO()
    write_po(target, catalogue, width=96, sort_output=True, include_lineno=False)
    lines = target.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith('"Generated-By'))


def main() -> None:
    """Write the file anew: ``python -m tests.text.catalogue``, then read the difference."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(made()), encoding="utf-8")


if __name__ == "__main__":
    main()
