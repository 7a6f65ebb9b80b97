"""Paths that lead to no table, or to several."""

from __future__ import annotations

import os
from pathlib import Path

from tests.bad_input.corpus import rows, saved, text, theme

case = theme("place")

SOUND = text().encode()


@case("nothing there")
def _(folder: Path) -> Path:
    saved(folder, SOUND)
    return folder / "track.csv"


@case("an empty folder")
def _(folder: Path) -> Path:
    (folder / "tables").mkdir()
    return folder / "tables"


@case("a folder of two files of one shape")
def _(folder: Path) -> Path:
    for name, body in (("a", rows()[:60]), ("b", rows()[60:])):
        saved(folder, text(body=body), f"tables/{name}.csv")
    return folder / "tables"


@case("a folder of two shapes")
def _(folder: Path) -> Path:
    saved(folder, SOUND, "tables/a.csv")
    saved(folder, "energy,price\n0.5,3\n0.6,4\n", "tables/b.csv")
    return folder / "tables"


@case("a folder with a table and a picture")
def _(folder: Path) -> Path:
    saved(folder, SOUND, "tables/a.csv")
    saved(folder, b"\x89PNG\r\n\x1a\n" + bytes(90), "tables/b.png")
    return folder / "tables"


@case("a pipe without a writer")
def _(folder: Path) -> Path:
    os.mkfifo(folder / "tracks.csv")
    return folder / "tracks.csv"


@case("an endless device")
def _(folder: Path) -> Path:
    return Path("/dev/zero")


@case("the empty device")
def _(folder: Path) -> Path:
    return Path("/dev/null")


@case("a link to nothing")
def _(folder: Path) -> Path:
    (folder / "tracks.csv").symlink_to(folder / "gone.csv")
    return folder / "tracks.csv"


@case("links in a circle")
def _(folder: Path) -> Path:
    (folder / "a.csv").symlink_to(folder / "b.csv")
    (folder / "b.csv").symlink_to(folder / "a.csv")
    return folder / "a.csv"


@case("a name longer than names can be")
def _(folder: Path) -> Path:
    return folder / ("x" * 5_000 + ".csv")


@case("a name with a zero byte")
def _(folder: Path) -> Path:
    return folder / "tracks\0.csv"


@case("a name with spaces, quotes and a line break")
def _(folder: Path) -> Path:
    return saved(folder, SOUND, "my \"best\" 'tracks'\n<b>.csv")


@case("a name with the signs of a pattern")
def _(folder: Path) -> Path:
    return saved(folder, SOUND, "tracks[1]*.csv")


@case("a pattern that nothing fits")
def _(folder: Path) -> Path:
    return folder / "*.csv"


@case("a file below a file")
def _(folder: Path) -> Path:
    return saved(folder, SOUND) / "tracks.csv"
