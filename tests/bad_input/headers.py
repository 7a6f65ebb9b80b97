"""Names of columns that are no names, or too many."""

from __future__ import annotations

from pathlib import Path

from tests.bad_input.corpus import HEADER, renamed, rows, saved, text, theme

case = theme("header")


@case("one name twice")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="energy")))


@case("one name twice, the second in capitals")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="ENERGY")))


@case("two names for the target")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="track_popularity")))


@case("two names for a feature")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="energy_%")))


@case("all in capitals with spaces")
def _(folder: Path) -> Path:
    return saved(folder, text([f" {name.upper().replace('_', ' ')} " for name in HEADER]))


@case("no names at all")
def _(folder: Path) -> Path:
    return saved(folder, text([""] * len(HEADER)))


@case("one empty name")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="")))


@case("numbers for names")
def _(folder: Path) -> Path:
    return saved(folder, text([str(n) for n in range(len(HEADER))]))


@case("a line break in a name")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="tempo\n(BPM)")))


@case("a name of a hundred thousand letters")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="x" * 100_000)))


@case("names in Greek and Chinese")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="ρυθμός", loudness="响度")))


@case("names with a slip of the pen")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(danceability="dancability", popularity="popularty")))


@case("names that Python uses")
def _(folder: Path) -> Path:
    return saved(folder, text(renamed(tempo="__class__", loudness="self")))


@case("names that a page could take for code")
def _(folder: Path) -> Path:
    hostile = renamed(tempo="<script>alert(1)</script>", loudness="{{ 7 * 7 }}")
    return saved(folder, text(hostile))


@case("ten thousand columns")
def _(folder: Path) -> Path:
    extra = [f"column_{n}" for n in range(10_000)]
    body = [[*row, *["1"] * 10_000] for row in rows()[:40]]
    return saved(folder, text([*HEADER, *extra], body))


@case("two thousand features that vary")
def _(folder: Path) -> Path:
    extra = [f"feature_{n}" for n in range(2_000)]
    body = [
        [*row, *(str((n * 31 + m * 17) % 97) for m in range(2_000))] for n, row in enumerate(rows())
    ]
    return saved(folder, text([*HEADER, *extra], body))


@case("a header longer than its rows")
def _(folder: Path) -> Path:
    return saved(folder, text([*HEADER, "label", "country"]))


@case("a header shorter than its rows")
def _(folder: Path) -> Path:
    return saved(folder, text(HEADER[:-1]))
