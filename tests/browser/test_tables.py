"""Tables that sort, and that are taken away as a file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reportgen.results import Report, Skipped
from tests.browser.conftest import ODD_TITLE, Opener, Reading

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLUMN = """([table, column]) => [...document.querySelector(table).tBodies[0].rows]
  .map((row) => row.cells[column].textContent.trim())"""
CELLS = """(table) => [...document.querySelector(table).rows].map(
  (row) => [...row.cells].map((cell) => cell.textContent.replace(/\\s+/g, " ").trim()))"""
FILL = """(texts) => {
  const body = document.querySelector("#table-ledger").tBodies[0];
  body.replaceChildren(...texts.map((text, i) => {
    const row = document.createElement("tr");
    for (const value of [text, String(i)]) row.insertCell().textContent = value;
    return row;
  }));
}"""


def _press(page: Page, table: str, column: int) -> str | None:
    head = page.locator(f"{table} thead th").nth(column)
    head.locator("button").focus()
    page.keyboard.press("Enter")
    return head.get_attribute("aria-sort")


@pytest.mark.parametrize(
    ("rising", "rest"),
    [
        (["−1,234.5", "−3", "0", "2.5", "1,000", "28,068"], []),
        (
            ["−2.7 (−3.5 to −1.9)", "−0.4 (−1.1 to +0.3)", "+0.1 (−0.2 to +0.4)", "+4 (+3 to +5)"],
            [],
        ),
        (["< 0.001", "0.001", "0.049", "0.5", "> 0.999", "1"], []),
        (
            [
                "less than 0.1\u00a0%",
                "0.1\u00a0%",
                "7.6\u00a0%",
                "34\u00a0% (25\u00a0% to 43\u00a0%)",
            ],
            [],
        ),
        (["0.5\u00a0dB", "1\u00a0min", "10\u00a0BPM"], ["could not be fitted", ""]),
        (["80s", "90s", "acid jazz", "Blues", "çalgı", "Zouk"], [""]),
    ],
)
def test_a_column_sorts_by_what_its_cells_mean(
    opened: Opener, rising: list[str], rest: list[str]
) -> None:
    page = opened().page
    page.evaluate(FILL, [*rest[::-1], *rising[::-1]])
    assert _press(page, "#table-ledger", 0) == "ascending"
    assert page.evaluate(COLUMN, ["#table-ledger", 0]) == rising + rest
    assert _press(page, "#table-ledger", 0) == "descending"
    assert page.evaluate(COLUMN, ["#table-ledger", 0]) == rising[::-1] + rest


def test_equal_cells_keep_their_order_both_ways(opened: Opener) -> None:
    page = opened().page
    page.evaluate(FILL, ["2", "1", "2", "1", "2"])
    _press(page, "#table-ledger", 0)
    assert page.evaluate(COLUMN, ["#table-ledger", 1]) == ["1", "3", "0", "2", "4"]
    _press(page, "#table-ledger", 0)
    assert page.evaluate(COLUMN, ["#table-ledger", 1]) == ["0", "2", "4", "1", "3"]


def test_one_heading_at_a_time_says_how_a_table_is_sorted(opened: Opener) -> None:
    page = opened().page
    _press(page, "#table-effects", 0)
    _press(page, "#table-effects", 1)
    sorts = page.locator("#table-effects thead th").evaluate_all(
        "(heads) => heads.map((head) => head.getAttribute('aria-sort'))"
    )
    assert sorts == [None, "ascending", *[None] * 5]
    assert page.evaluate("document.activeElement.closest('th').cellIndex") == 1


def _taken(page: Page, button: str, folder: Path) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(button).first.click()
    path = folder / "taken.csv"
    download.value.save_as(path)
    return download.value.suggested_filename, path.read_bytes()


def _read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _plain(text: str) -> str:
    """Return a cell as the file holds it: one number for a program, no sign that says nothing."""
    if re.fullmatch(r"[+−]?\d[\d,]*(\.\d+)?", text):
        return text.replace(",", "").replace("−", "-").removeprefix("+")
    return re.sub(r"(^|\(|to )\+(?=\d)", r"\1", text)


def test_the_file_of_a_table_holds_its_cells(opened: Opener, tmp_path: Path) -> None:
    page = opened().page
    for name in ("effects", "ledger", "checks"):
        table = f"#table-{name}"
        button = f".scroll:has({table}) + .download"
        filename, content = _taken(page, button, tmp_path)
        number = page.locator(f"{table} .label").inner_text().lower().replace(" ", "-")
        assert filename == f"Example-catalogue-{number}.csv"
        shown = page.evaluate(CELLS, table)
        assert _read(content) == [[_plain(cell) for cell in row] for row in shown]


def test_a_small_drawing_is_taken_as_its_description(opened: Opener, tmp_path: Path) -> None:
    page = opened().page
    _, content = _taken(page, ".scroll:has(#table-columns) + .download", tmp_path)
    cells = {row[0]: row[-1] for row in _read(content)}
    assert re.fullmatch(r"From 0 to 1, half of the values at or below 0\.\d+\.", cells["Energy"])


def test_the_file_of_a_figure_holds_its_numbers(
    opened: Opener, reports: dict[str, Report], tmp_path: Path
) -> None:
    page = opened("odd").page
    filename, content = _taken(page, "#figure-by_genre .download", tmp_path)
    number = page.locator("#figure-by_genre .label").inner_text().lower().replace(" ", "-")
    assert filename.endswith(f"-{number}.csv")
    assert not set(filename) & set('<>=/\\:*?"|')
    assert ODD_TITLE.split()[0] in filename
    groups = reports["odd"].exploration.by_genre
    assert not isinstance(groups, Skipped)
    head, *rows = _read(content)
    level = "Mean popularity (0–100)"
    assert head == ["Genre", "Tracks", level, f"{level}, low", f"{level}, high"]
    ends = [(float(g.n), g.mean.value, g.mean.low, g.mean.high) for g in groups]
    assert [tuple(map(float, row[1:])) for row in rows] == ends
    assert rows[-1][0] == groups[-1].name


def test_what_a_figure_does_not_know_is_an_empty_cell(opened: Opener, tmp_path: Path) -> None:
    page = opened().page
    page.evaluate(
        "document.querySelector('#figure-effects tbody tr').cells[1].dataset.value = '1.5,,'"
    )
    _, content = _taken(page, "#figure-effects .download", tmp_path)
    assert _read(content)[1][1:4] == ["1.5", "", ""]


def test_every_table_can_be_taken(reading: Reading) -> None:
    names = reading.page.locator(".download").evaluate_all(
        "(buttons) => buttons.map((button) => button.getAttribute('aria-label'))"
    )
    assert len(names) == len(set(names)) == reading.page.locator("table.sortable").count() > 30


def test_no_cell_is_taken_for_a_formula(opened: Opener, tmp_path: Path) -> None:
    page = opened().page
    texts = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        'a "b", c',
        "−2.5",
        "+1,234",
        "+4 (+3 to +5)",
    ]
    page.evaluate(FILL, texts)
    _, content = _taken(page, ".scroll:has(#table-ledger) + .download", tmp_path)
    assert [row[0] for row in _read(content)[1:]] == [
        *("'=1+1", "'+cmd|' /C calc'!A0", "'-2+3", "'@SUM(A1)", 'a "b", c'),
        *("-2.5", "1234", "4 (3 to 5)"),
    ]
