"""No words for a reader stand in the source outside of the catalogue."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

from babel.messages.pofile import read_po

import reportgen
from tests.text.catalogue import FILE
from tests.text.literals import untranslated

SOURCE = Path(reportgen.__file__).parent
ROOMS = ("ingest", "analysis", "compare", "gates")
HINTS_ONLY = {"kinds.py", "source.py", "dictionary.py", "files.py", "flow.py", "understand.py"}
"""Modules whose words are those of errors, in the terminal."""
NO_WORDS = {
    # Names of formats, told by `reportgen inspect`, and of columns that have none.
    *("SQLite database", "Excel workbook", "JSON lines", "pandas frame", " query", " files of "),
    *(" in ", "(spare)", "(row name)", "(unnamed)", "(unnamed ", "(unnamed\\d*)?"),
    # Parts of errors.
    *("no table ", " tables", "lacks ", "has ", " besides", "The columns are: ", "Did you mean "),
    "Give a list of records, or one record a line.",
    # What stands in tables and in databases.
    *(" flat", " sharp", "not hit", "file:", ":memory:", "PRAGMA query_only = ON"),
    *("PRAGMA trusted_schema = OFF", "SET TRANSACTION READ ONLY"),
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "SELECT name, type FROM sqlite_schema",
    "In CSV column #(\\d+): ",
    # Names of columns, of cut-offs, of settings and of results, by which they are found.
    *("bend of ", "above the median", "top tenth", "top ", "segment ", " before", "--read-as "),
    # What machines read.
    *("reportgen gates", ") of ", "warning, ", " groups of artists"),
    # What a pipeline is told where there is no report, and so no language of one.
    *("the report is made", "### No report was made\n\n", "\n\nNo gate was checked.\n"),
}
PATTERNS = {"times.py": r"[^\W\d_]{3,4}( [^\W\d_]{3,4})*", "damage.py": r"\S+\|\S+"}
"""Months in many languages, and words for sums."""


def test_no_words_stand_outside_of_the_catalogue() -> None:
    with FILE.open("rb") as source:
        listed = [m.id for m in read_po(source) if m.id]
    messages = set(chain.from_iterable((i,) if isinstance(i, str) else i for i in listed))
    files = [
        SOURCE / "pipeline.py",
        SOURCE / "history" / "back.py",
        *chain(*((SOURCE / room).rglob("*.py") for room in ROOMS)),
    ]
    found = {
        f"{path.name}: {text}"
        for path in files
        if path.name not in HINTS_ONLY
        for _, text in untranslated(path, messages)
        if text not in NO_WORDS and not re.fullmatch(PATTERNS.get(path.name, ""), text)
    }
    assert found == set()


def test_words_outside_of_the_catalogue_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        '"""Of a module."""\n'
        "def said(n):\n"
        '    """Return two words."""\n'
        '    notes.assume("code", f"{n} without any value")\n'
        '    raise DataError("The table is empty", hint="Give another one.")\n'
        '    reason = translate("the table has no target")\n'
        '    label = "Outliers kept"\n'
        '    return "listed as it stands"\n'
    )
    found = [text for _, text in untranslated(path, {"listed as it stands"})]
    assert sorted(found) == [" without any value", "Outliers kept"]
