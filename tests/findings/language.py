"""A lint for what readers read: words that claim too much, and slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.findings.origins import plain
from tests.findings.reading import Block

CAUSAL = (
    r"boost(s|ed|ing)?", r"driv(e|es|en|ing|er|ers)", r"leads? to", r"leading to", r"led to",
    r"causes?", r"caused", r"causing", r"because of", r"due to", r"thanks to", r"owing to",
    r"results? in", r"increases?", r"increased", r"decreases?", r"decreased", r"reduces?",
    r"improves?", r"improved", r"raises popularity", r"lowers popularity", r"impacts?",
    r"(effects?|influences?) on (?!popularity per standard|streams per standard|hit)",
    r"influences?", r"affects?", r"determines?", r"makes? \w+ (more|less) popular",
    r"hit potential",
)  # fmt: skip
"""Words that claim a cause.

"Effect" is the name of a coefficient; "determines" and "driver" claim as much as "causes".
"""

CLAIMS = (r"significan\w*", r"prov(e|es|ed|en)", r"proof", r"obviously", r"clearly shows?")
"""Words that claim more than an interval holds."""

ALLOWED = (
    r"because an artist's tracks resemble one another",
    r"Effects on \w+( \w+)? per standard deviation, largest first",
    r"No single column nearly determines the target",
    r"[Gg]radient[- ]boost(ing|ed trees)",
    r"^Influence$",
    r"the words NA, N/A, NaN and null",
)
"""Fixed text that uses such a word of a method or the table, not of popularity."""

CELLS = {"a value rounded to nothing": r"^[+−]?0\.000+$"}
"""What is wrong in a table; the tick of an axis is exact."""

SPOKEN = {
    "a share of nothing or all": r"(?<![\d.,])(0|100) %",
}
"""What is wrong in a sentence; axes and tables name such shares where they are exact."""

SLIPS = {
    "a value rounded to nothing": r"p = 0\.000(?!\d)",
    "a hyphen for a minus": r"(?<![\w–-])-\d",
    "a hyphen for a range": r"(?<![\w–-])\d+-\d+(?![\w-])",
    "something undefined": r"\b(nan|NaN|None|inf|undefined|null)\b",
    "two blanks": r"\S  +\S",
    "a blank before a mark": r" [,;.:?!](?!\w)",
    "a doubled word": r"(?i)\b([a-z]+) \1\b",
    "a doubled mark": r"\.\.(?!\.)|,,|;;",
    "one of many": r"(?<![\d.,])1 (tracks|rows|artists|values|genres|intervals|features|bins)\b",
    "many of one": r"(?<![\d.,])(?!1 )[\d,]+ (track|row|artist|value|genre|bin)\b",
    "a typewriter's quotation mark": r"[\"`]|(?<!\w)'|'(?!\w)",
    "a gap left open": r"\{\w*\}|\(\s*\)",
}
"""What is wrong, and how it looks."""


def slips(block: Block) -> Iterator[str]:
    """Say what is wrong with a block of text."""
    text = plain(block.text)
    free = re.sub("|".join(ALLOWED), "that", text)
    for word in (*CAUSAL, *CLAIMS):
        if re.search(rf"\b({word})\b", free, re.IGNORECASE):
            yield f"claims a cause or a certainty: {word}"
    for what, pattern in SLIPS.items():
        if re.search(pattern, free):
            yield what
    for what, pattern in CELLS.items():
        if block.kind in {"cell", "fact"} and re.search(pattern, free):
            yield what
    for what, pattern in SPOKEN.items():
        if block.kind in {"finding", "answer", "tile", "prose"} and re.search(pattern, free):
            yield what
    if block.kind in {"finding", "answer"} and not _BEGINNING.match(text):
        yield "a sentence that begins with a small letter"


def crowded(text: str) -> bool:
    """Say whether a clause has more than one number with its interval."""
    clauses = re.split(r"[,;:.] ", plain(text))
    return any(len(_INTERVAL.findall(clause)) > 1 for clause in clauses)


_BEGINNING = re.compile(r"[A-Z0-9“(]|\w+ evidence · Part \d$")
_INTERVAL = re.compile(r"\([+−]?[\d.,]+(?: %)? to [+−]?[\d.,]+(?: %)?\)")
