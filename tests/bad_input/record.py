"""Tries every case and writes down how it ended: for the tests, and as a page to read.

``python -m tests.bad_input.record``
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from tests.bad_input.cases import BY_KEY
from tests.bad_input.trial import Outcome, trials

KEPT = Path(__file__).with_name("outcomes.json")
PAGE = Path(__file__).parents[2] / "docs" / "bad-input.md"

INTRODUCTION = """# What becomes of bad tables

A sound table of 120 tracks, spoilt in one way each, goes through the whole command. It ends
in a report that lists what was assumed and found damaged, or in a message with its exit code
and nothing written. Made by `make corpus`; the tests insist on each line.
"""
SOUND = "layout: Windows line ends"
"""A case of which nothing has to be said but what holds for the sound table."""
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")
_LONGEST = 420


def main() -> None:
    """Try, write, count."""
    with trials() as run:
        outcomes = {key: run.ask(key) for key in BY_KEY}
    kept = {key: {"code": end.code, "said": end.said} for key, end in outcomes.items()}
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(outcomes), encoding="utf-8")


def page(outcomes: Mapping[str, Outcome]) -> str:
    """Return the outcomes as Markdown, a table for each theme."""
    codes = Counter(end.code for end in outcomes.values())
    reports, messages = codes.pop(0, 0), ", ".join(f"{n} with code {c}" for c, n in codes.items())
    peak = max(end.megabytes for end in outcomes.values())
    counted = f"{len(outcomes)} cases: {reports} reports; messages: {messages}. "
    counted += f"Highest memory of one case: {peak / 1000:.1f} GB, libraries included.\n"
    usual = frozenset(_SENTENCE.split(outcomes[SOUND].said))
    parts = [
        INTRODUCTION,
        counted,
    ]
    for theme, keys in groupby(outcomes, lambda key: BY_KEY[key].theme):
        parts.append(f"## {theme[0].upper()}{theme[1:]}\n")
        parts.append("| table | ends in | what is said |\n|---|---|---|")
        parts.extend(_row(BY_KEY[key].name, outcomes[key], usual) for key in keys)
        parts.append("")
    return "\n".join(parts)


def _row(name: str, end: Outcome, usual: frozenset[str]) -> str:
    sentences = _SENTENCE.split(end.said.removeprefix("Error: "))
    said = " ".join(sentence for sentence in sentences if sentence not in usual)
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]} […]"
    return f"| {name} | {'report' if end.code == 0 else f'code {end.code}'} | {_cell(said)} |"


def _cell(text: str) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    for sign in "\\|<>*_`[]":
        shown = shown.replace(sign, f"\\{sign}")
    return shown


if __name__ == "__main__":
    main()
