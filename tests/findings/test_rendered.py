"""No number on a page without its origin: the text of whole reports, read back."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from reportgen.charts import draw_card
from reportgen.findings import key_findings
from reportgen.render import context, pages
from reportgen.render.context import PARTS
from reportgen.render.markdown import markdown
from reportgen.results import Report
from tests.findings.conftest import rendered
from tests.findings.origins import CONSTANTS, Origins, is_tick, plain, told, written
from tests.findings.reading import Block, blocks, summary_blocks

Page = tuple[Report, str]

# Pages are made once: all of these run in one process.


def test_every_number_of_a_page_has_its_origin(page: Page) -> None:
    report, text = page
    origins = Origins(report)
    strange = [(b.part, b.place, b.text, found) for b in blocks(text)
               if (found := origins.strangers(b))]  # fmt: skip
    assert not strange


def test_every_number_of_a_summary_has_its_origin(page: Page) -> None:
    report, _ = page
    found = _summary(report)
    kinds = Counter(block.kind for block in found)
    assert kinds["finding"] >= 3
    assert kinds["answer"] == 1
    assert kinds["tile"] == 12
    origins = Origins(report)
    assert [(b.text, strange) for b in found if (strange := origins.strangers(b))] == []


def test_every_number_of_a_picture_has_its_origin(page: Page) -> None:
    report, _ = page
    text = pages.render(pages.environment(), context.card(report, draw_card(report)), pages.CARD)
    found = [b if b.kind == "prose" else replace(b, part="verdict") for b in blocks(text)]
    assert Counter(block.kind for block in found)["tile"] == 12
    origins = Origins(report)
    assert [(b.text, strange) for b in found if (strange := origins.strangers(b))] == []


def test_a_wrong_digit_in_a_summary_is_seen(example: tuple[Origins, list[Block]]) -> None:
    origins, _ = example
    tried, seen = _planted((origins, _summary(origins.report)), least=1)
    for kind in ("finding", "tile", "answer"):
        assert tried[kind] == seen[kind] > 0
    long, found = _planted((origins, _summary(origins.report)), least=3)
    assert found["prose"] >= long["prose"] - 1 >= 5, "one may turn into a bound of its interval"


def _summary(report: Report) -> list[Block]:
    said = [(kind, plain(sentence)) for kind, sentence, _ in told(report)]
    return list(summary_blocks(plain(markdown(report).decode()), said))


def test_what_is_shown_is_what_stands_at_the_path(page: Page) -> None:
    report, _ = page
    for _, sentence, evidence in told(report):
        for item in evidence:
            assert written(report, item.path, plain(item.shown)), (sentence, item)


def test_a_page_says_all_its_findings_tiles_and_its_answer(page: Page) -> None:
    report, text = page
    said = {block.text for block in blocks(text)}
    for where, sentence, _ in told(report):
        assert any(line.startswith(plain(sentence)) for line in map(plain, said)), (where, sentence)


def test_each_key_finding_names_the_part_that_proves_it(page: Page) -> None:
    report, text = page
    proofs = [b.text for b in blocks(text) if b.part == "verdict" and _PROOF.fullmatch(b.text)]
    assert proofs == [
        f"{found.grade} evidence · Part {list(PARTS).index(found.slice) + 1}"
        for found in key_findings(report)
    ]


@pytest.fixture(scope="module")
def example() -> tuple[Origins, list[Block]]:
    report, text = rendered("example")
    return Origins(report), blocks(text)


def test_a_wrong_digit_in_a_sentence_is_always_seen(example: tuple[Origins, list[Block]]) -> None:
    tried, seen = _planted(example, least=1)
    for kind in ("finding", "tile", "answer"):
        assert tried[kind] == seen[kind] > 0


def test_a_wrong_digit_elsewhere_is_nearly_always_seen(
    example: tuple[Origins, list[Block]],
) -> None:
    """Unseen are those that turn into another number of the same table, or a round tick."""
    tried, seen = _planted(example, least=3)
    assert tried["cell"] > 900
    assert seen["cell"] > 0.9 * tried["cell"]
    assert seen["fact"] > 0.85 * tried["fact"]
    assert seen["alt"] > 0.8 * tried["alt"]


def _planted(example: tuple[Origins, list[Block]], least: int) -> tuple[Counter[str], Counter[str]]:
    """Change the last digit of each number of ``least`` digits or more, one at a time."""
    origins, found = example
    found = [block for block in found if not _PROOF.fullmatch(block.text)]
    tried: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for block in found:
        numbers = [m for m in _NUMBER.finditer(block.text) if _digits(m[0]) >= least]
        for place in (match.end() - 1 for match in numbers):
            digit = str((int(block.text[place]) + 1) % 10)
            wrong = replace(block, text=block.text[:place] + digit + block.text[place + 1 :])
            tried[block.kind] += 1
            seen[block.kind] += bool(origins.strangers(wrong))
    return tried, seen


_PROOF = re.compile(r"\w+ evidence · Part \d")
_NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")


def _digits(number: str) -> int:
    return sum(map(str.isdigit, number))


@pytest.mark.parametrize(
    ("part", "kind", "text"),
    [
        ("verdict", "prose", "Of 3,217 tracks all matter."),
        ("regression", "caption", "Energy accounts for 12.34 % of popularity"),
        ("segments", "prose", "On 4,321 tracks, 95 % of the groups hold."),
        ("regression", "alt", "3 of 99 bins"),
        ("regression", "alt", "12 of 10 bins"),
        ("trust", "cell", "0.118 (0.108 to 0.129)"),
        ("exploration", "drawing", "46.8"),
        ("finding", "finding", "All else equal, energetic tracks are less popular by 3."),
    ],
)
def test_a_number_from_nowhere_is_seen(
    example: tuple[Origins, list[Block]], part: str, kind: str, text: str
) -> None:
    assert example[0].strangers(Block(part, "", kind, text))


def test_every_constant_is_needed(example: tuple[Origins, list[Block]]) -> None:
    texts = [plain(block.text) for name in ("example", "sample", "streams", "hits", "leak")
             for block in blocks(rendered(name)[1])]  # fmt: skip
    for pattern, reason in CONSTANTS:
        assert any(re.search(pattern, text) for text in texts), (pattern, reason)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", True), ("−0.25", True), ("1,500", True), ("100 %", True), ("2.5 m", True),
     ("46.8", False), ("0.118", False), ("1,234", False)],
)  # fmt: skip
def test_ticks_are_round(text: str, *, expected: bool) -> None:
    assert is_tick(text) is expected


def test_a_page_is_read_block_by_block() -> None:
    page = (
        '<section id="data"><h2><span>2</span> Data</h2><p>One <b>two</b>.</p>'
        '<table id="table-a"><tr><td>3</td><td class="num">4 %</td></tr></table>'
        '<figure id="figure-b"><img alt="Five"><svg><text>6</text></svg></figure>'
        '<style>p { margin: 7 }</style><li class="finding"><p>Eight.</p></li></section>'
    )
    assert blocks(page) == [
        Block("data", "", "prose", "2 Data"),
        Block("data", "", "prose", "One two."),
        Block("data", "table-a", "cell", "3"),
        Block("data", "table-a", "cell", "4 %"),
        Block("data", "figure-b", "alt", "Five"),
        Block("data", "figure-b", "drawing", "6"),
        Block("data", "", "finding", "Eight."),
    ]
