"""The words on the pages of a PDF, and the tables in it, beside what its numbers make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from reportgen.verify import Difference

ABSENT = "nothing"


def apart(report: Sequence[str], here: Sequence[str]) -> tuple[int, tuple[Difference, ...]]:
    """Return how many words are the same, and where pages differ.

    Parameters
    ----------
    report, here : sequence of str
        The text of each page: of the file, and of the file made anew from its numbers.

    Notes
    -----
    Pages are held against each other one by one; where there are more or fewer of them,
    all words in one row.
    """
    if len(report) != len(here):
        report, here = [" ".join(report)], [" ".join(here)]
        names = ["all pages"]
    else:
        names = [f"page {number}" for number in range(1, len(report) + 1)]
    same, found = 0, list[Difference]()
    for name, one, other in zip(names, report, here, strict=True):
        words = one.split(), other.split()
        if words[0] == words[1]:
            same += len(words[0])
            continue
        changes = list(_changes(*words))
        same += len(words[0]) - sum(len(gone) for gone, _ in changes)
        found += [Difference(place=name, report=_text(a), here=_text(b)) for a, b in changes]
    return same, tuple(found)


def _changes(report: list[str], here: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    matcher = SequenceMatcher(a=report, b=here, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield report[a:b], here[c:d]


def _text(words: list[str]) -> str:
    return " ".join(words) or ABSENT


def files_apart(report: Mapping[str, bytes], here: Mapping[str, bytes]) -> tuple[Difference, ...]:
    """Return which of the attached tables are not what the attached numbers make."""
    names = [*report, *(name for name in here if name not in report)]
    return tuple(
        Difference(
            place=name,
            report=f"{len(report[name])} bytes" if name in report else ABSENT,
            here=f"{len(here[name])} bytes" if name in here else ABSENT,
        )
        for name in names
        if report.get(name) != here.get(name)
    )
