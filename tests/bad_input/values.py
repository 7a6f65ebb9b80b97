"""Cells that hold something else than they should."""

from __future__ import annotations

from pathlib import Path

from tests.bad_input.corpus import HEADER, ROWS, changed, renamed, rows, saved, text, theme

case = theme("values")


def _with(folder: Path, column: str, *cells: str) -> Path:
    """Save the table with the first cells of a column set anew."""
    body = changed(column, lambda n, cell: cells[n] if n < len(cells) else cell)
    return saved(folder, text(body=body))


@case("a feature all missing")
def _(folder: Path) -> Path:
    return _with(folder, "energy", *[""] * ROWS)


@case("the target all missing")
def _(folder: Path) -> Path:
    return _with(folder, "popularity", *[""] * ROWS)


@case("everything missing")
def _(folder: Path) -> Path:
    return saved(folder, text(body=[[""] * len(HEADER)] * ROWS))


@case("half of the cells missing")
def _(folder: Path) -> Path:
    body = [["" if (n + m) % 2 else c for m, c in enumerate(row)] for n, row in enumerate(rows())]
    return saved(folder, text(body=body))


@case("words for missing values")
def _(folder: Path) -> Path:
    words = ("NA", "N/A", "null", "None", "-", "--", "?", "unknown", "nan", "#N/A", "missing")
    return _with(folder, "energy", *words)


@case("errors of a spreadsheet")
def _(folder: Path) -> Path:
    return _with(folder, "energy", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?")


@case("infinities")
def _(folder: Path) -> Path:
    return _with(folder, "loudness", "inf", "-inf", "Infinity", "-Infinity", "+inf", "∞")


@case("infinities in the target")
def _(folder: Path) -> Path:
    return _with(folder, "popularity", "inf", "-inf")


@case("numbers beyond all numbers")
def _(folder: Path) -> Path:
    return _with(folder, "loudness", "1e400", "-1e400", "1e308", "1e-400")


@case("a number of seventy digits")
def _(folder: Path) -> Path:
    return _with(folder, "tempo", "1" * 70)


@case("a feature of huge numbers")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("tempo", lambda n, _: f"{(n + 1) * 1e300:g}")))


@case("numbers with a percent sign")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("energy", lambda _, c: f"{float(c) * 100:.1f}%")))


@case("numbers with a unit")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("tempo", lambda _, c: f"{c} BPM")))


@case("numbers with an apostrophe before them")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("energy", lambda _, c: f"'{c}")))


@case("a typographic minus")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("loudness", lambda _, c: c.replace("-", "−"))))


@case("minus signs behind the number")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("loudness", lambda _, c: f"{c.lstrip('-')}-")))


@case("numbers in parentheses")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("loudness", lambda _, c: f"({c.lstrip('-')})")))


@case("Arabic digits")
def _(folder: Path) -> Path:
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    return saved(folder, text(body=changed("popularity", lambda _, c: c.translate(digits))))


@case("hexadecimal numbers")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("popularity", lambda _, c: hex(int(c)))))


@case("numbers with underscores")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("popularity", lambda n, _: f"1_{n:03}")))


@case("fractions")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("energy", lambda n, _: f"{n % 9 + 1}/10")))


@case("dates in a feature")
def _(folder: Path) -> Path:
    return _with(folder, "energy", "2026-01-04", "04-Apr", "4/4")


@case("one word in a column of numbers")
def _(folder: Path) -> Path:
    return _with(folder, "tempo", "fast")


@case("words in half a column of numbers")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("tempo", lambda n, c: "fast" if n % 2 else c)))


@case("a feature without variation")
def _(folder: Path) -> Path:
    return _with(folder, "energy", *["0.5"] * ROWS)


@case("all features without variation")
def _(folder: Path) -> Path:
    body = [[*row[:4], "0.5", "0.5", "-8", "120", row[8]] for row in rows()]
    return saved(folder, text(body=body))


@case("the target without variation")
def _(folder: Path) -> Path:
    return _with(folder, "popularity", *["50"] * ROWS)


@case("the target zero but once")
def _(folder: Path) -> Path:
    return _with(folder, "popularity", "7", *["0"] * (ROWS - 1))


@case("a target below zero")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("popularity", lambda n, _: str(-n))))


@case("a target of words")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("popularity", lambda n, _: ("low", "high")[n % 2])))


@case("a target of true and false")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("popularity", lambda n, _: ("true", "False")[n % 2])))


@case("one row a hundred times")
def _(folder: Path) -> Path:
    return saved(folder, text(body=[rows()[0]] * 100))


@case("every row twice")
def _(folder: Path) -> Path:
    return saved(folder, text(body=[*rows(), *rows()]))


@case("one identifier for all rows")
def _(folder: Path) -> Path:
    return _with(folder, "track_id", *["t1"] * ROWS)


@case("one artist")
def _(folder: Path) -> Path:
    return _with(folder, "artist_name", *["Prince"] * ROWS)


@case("an artist for each track")
def _(folder: Path) -> Path:
    return _with(folder, "artist_name", *(f"Artist {n}" for n in range(ROWS)))


@case("a genre for each track")
def _(folder: Path) -> Path:
    return _with(folder, "genre", *(f"genre {n}" for n in range(ROWS)))


@case("lists of genres")
def _(folder: Path) -> Path:
    return _with(folder, "genre", *["['pop', 'dance pop']", "['rock']", "[]"] * 40)


@case("tempo zero in a third of the rows")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("tempo", lambda n, c: c if n % 3 else "0")))


@case("impossible features")
def _(folder: Path) -> Path:
    return _with(folder, "energy", "-4", "17", "1000")


@case("features written 0 to 100")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("energy", lambda _, c: f"{float(c) * 100:.0f}")))


@case("durations as minutes and seconds")
def _(folder: Path) -> Path:
    body = changed("tempo", lambda n, _: f"{2 + n % 4}:{n % 60:02}")
    return saved(folder, text(renamed(tempo="duration"), body))


@case("a copy of the target under another name")
def _(folder: Path) -> Path:
    body = [[*row[:7], row[8], row[8]] for row in rows()]
    return saved(folder, text(renamed(tempo="hotness"), body))
