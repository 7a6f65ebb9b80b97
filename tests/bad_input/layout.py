"""Delimiters, quotes, line ends, and what spreadsheets add around a table."""

from __future__ import annotations

from pathlib import Path

from tests.bad_input.corpus import HEADER, changed, lines, renamed, rows, saved, text, theme

case = theme("layout")

NUMBERS = HEADER[4:]


def _decimal_comma() -> list[list[str]]:
    return [[*row[:4], *(cell.replace(".", ",") for cell in row[4:])] for row in rows()]


@case("tabs")
def _(folder: Path) -> Path:
    return saved(folder, text(delimiter="\t"), "tracks.tsv")


@case("tabs in a file called CSV")
def _(folder: Path) -> Path:
    return saved(folder, text(delimiter="\t"))


@case("semicolons")
def _(folder: Path) -> Path:
    return saved(folder, text(delimiter=";"))


@case("bars")
def _(folder: Path) -> Path:
    return saved(folder, text(delimiter="|"))


@case("carets")
def _(folder: Path) -> Path:
    return saved(folder, text(delimiter="^"))


@case("colons")
def _(folder: Path) -> Path:
    return saved(folder, text(delimiter=":"))


@case("the unit separator of ASCII")
def _(folder: Path) -> Path:
    return saved(folder, text(delimiter="\x1f"))


@case("spaces")
def _(folder: Path) -> Path:
    body = [[cell.replace(" ", "_") for cell in row] for row in rows()]
    return saved(folder, text(body=body, delimiter=" "))


@case("semicolons and a decimal comma")
def _(folder: Path) -> Path:
    return saved(folder, text(body=_decimal_comma(), delimiter=";"))


@case("commas between cells and a decimal comma in quotes")
def _(folder: Path) -> Path:
    return saved(folder, text(body=_decimal_comma()))


@case("thousands separators in a count")
def _(folder: Path) -> Path:
    body = changed("popularity", lambda n, _: f"{(n * n + 11) * 1_003:,}")
    return saved(folder, text(renamed(popularity="streams"), body))


@case("spaces for thousands in a count")
def _(folder: Path) -> Path:
    body = changed("popularity", lambda n, _: f"{(n * n + 11) * 1_003:,}".replace(",", "\u00a0"))
    return saved(folder, text(renamed(popularity="streams"), body))


@case("points for thousands in a count")
def _(folder: Path) -> Path:
    body = changed("popularity", lambda n, _: f"{(n * n + 1_100) * 1_003:,}".replace(",", "."))
    return saved(folder, text(renamed(popularity="streams"), body, delimiter=";"))


@case("half the rows with semicolons")
def _(folder: Path) -> Path:
    mixed = [line if n % 2 else line.replace(",", ";") for n, line in enumerate(lines())]
    return saved(folder, "\n".join(mixed))


@case("a first line that names the delimiter")
def _(folder: Path) -> Path:
    return saved(folder, "sep=;\n" + text(delimiter=";"))


@case("single quotes")
def _(folder: Path) -> Path:
    quoted = (",".join(f"'{cell}'" for cell in line.split(",")) for line in lines())
    return saved(folder, "\n".join(quoted))


@case("every cell in quotes")
def _(folder: Path) -> Path:
    quoted = (",".join(f'"{cell}"' for cell in line.split(",")) for line in lines())
    return saved(folder, "\n".join(quoted))


@case("a quote that never closes")
def _(folder: Path) -> Path:
    return saved(folder, text().replace("Song 7,", '"Song 7,', 1))


@case("quotes inside unquoted cells")
def _(folder: Path) -> Path:
    return saved(folder, text().replace("Song 7,", 'The "Song" 7,'))


@case("backslashes before quotes")
def _(folder: Path) -> Path:
    return saved(folder, text().replace("Song 7,", '"The \\"Song\\" 7",'))


@case("line breaks inside cells")
def _(folder: Path) -> Path:
    return saved(folder, text(body=changed("track_name", lambda _, name: f"{name}\n(live)")))


@case("old Macintosh line ends")
def _(folder: Path) -> Path:
    return saved(folder, text(end="\r"))


@case("Windows line ends")
def _(folder: Path) -> Path:
    return saved(folder, text(end="\r\n"))


@case("three kinds of line ends")
def _(folder: Path) -> Path:
    ends = ("\n", "\r\n", "\r")
    return saved(folder, "".join(line + ends[n % 3] for n, line in enumerate(lines())))


@case("an empty line after each row")
def _(folder: Path) -> Path:
    return saved(folder, text(end="\n\n"))


@case("spaces around cells")
def _(folder: Path) -> Path:
    return saved(folder, text().replace(",", " , "))


@case("a delimiter at the end of each row")
def _(folder: Path) -> Path:
    return saved(folder, text(end=",\n"))


@case("a delimiter at the end of each row but the header")
def _(folder: Path) -> Path:
    head, *rest = lines()
    return saved(folder, head + "\n" + "".join(f"{line},\n" for line in rest))


@case("a delimiter at the end of some rows")
def _(folder: Path) -> Path:
    return saved(
        folder,
        "".join(f"{line},\n" if n % 7 == 3 else f"{line}\n" for n, line in enumerate(lines())),
    )


@case("no header")
def _(folder: Path) -> Path:
    return saved(folder, text().partition("\n")[2])


@case("two headers")
def _(folder: Path) -> Path:
    return saved(folder, ",".join(HEADER) + "\n" + text())


@case("the header again in the middle")
def _(folder: Path) -> Path:
    whole = list(lines())
    return saved(folder, "\n".join([*whole[:60], whole[0], *whole[60:]]))


@case("a title and a date above the header")
def _(folder: Path) -> Path:
    return saved(folder, "Our catalogue\nExported on 2026-11-01\n\n" + text())


@case("comments above the header")
def _(folder: Path) -> Path:
    return saved(folder, "# made by an export\n# version 3\n" + text())


@case("a row of units below the header")
def _(folder: Path) -> Path:
    return saved(folder, text(body=[["", "", "", "", "0-1", "0-1", "dB", "BPM", "0-100"], *rows()]))


@case("a row of totals")
def _(folder: Path) -> Path:
    total = ["Total", "", "", "", "60.1", "59.8", "-960.0", "14400.0", "6000"]
    return saved(folder, text(body=[*rows(), total]))


@case("a footer of one cell")
def _(folder: Path) -> Path:
    return saved(folder, text() + "Source: our own database; all rights reserved\n")


@case("an index column without a name")
def _(folder: Path) -> Path:
    body = [[str(n), *row] for n, row in enumerate(rows())]
    return saved(folder, text(("", *HEADER), body))


@case("an index column with the name that pandas gives")
def _(folder: Path) -> Path:
    body = [[str(n), *row] for n, row in enumerate(rows())]
    return saved(folder, text(("Unnamed: 0", *HEADER), body))


@case("empty columns without names")
def _(folder: Path) -> Path:
    body = [[*row, "", ""] for row in rows()]
    return saved(folder, text((*HEADER, "", ""), body))


@case("rows shifted by one cell")
def _(folder: Path) -> Path:
    body = [["", *row[:-1]] if n in {30, 31, 77} else row for n, row in enumerate(rows())]
    return saved(folder, text(body=body))


@case("three rows with too many cells")
def _(folder: Path) -> Path:
    body = [[*row, "x", "y"] if n in {10, 50, 90} else row for n, row in enumerate(rows())]
    return saved(folder, text(body=body))


@case("three rows with too few cells")
def _(folder: Path) -> Path:
    body = [row[:4] if n in {10, 50, 90} else row for n, row in enumerate(rows())]
    return saved(folder, text(body=body))


@case("every other row with too few cells")
def _(folder: Path) -> Path:
    return saved(folder, text(body=[row[: 9 - n % 2] for n, row in enumerate(rows())]))


@case("one column")
def _(folder: Path) -> Path:
    return saved(folder, "energy\n" + "\n".join(row[5] for row in rows()))


@case("no delimiter that could be told")
def _(folder: Path) -> Path:
    return saved(folder, "\n".join("·".join(line.split(",")) for line in lines()))


@case("rows and columns exchanged")
def _(folder: Path) -> Path:
    first, *others = zip(HEADER, *rows(), strict=True)
    return saved(folder, text(first, others))
