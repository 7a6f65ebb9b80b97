"""Reading a PDF and its layout back: boxes, lines of text, structure."""

from __future__ import annotations

import io
import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2

LEFT, RIGHT = 20 / 25.4 * 72, 190 / 25.4 * 72
"""The sides of the text, in points."""


@dataclass(frozen=True)
class Piece:
    """Some letters in a row, with their box in points from the lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    text: str


def pieces(pdf: bytes) -> list[Piece]:
    """Return all text of a PDF with its places."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    found = []
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        for i in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(i)
            words = text.get_text_bounded(left, bottom, right, top).strip()
            if words:
                found.append(Piece(number, left, bottom, right, top, words))
        text.close()
        page.close()
    document.close()
    return found


def overlapping(found: list[Piece], least: float = 1.0) -> list[tuple[str, str]]:
    """Return pairs of texts that share more than ``least`` points in both directions."""
    pairs = []
    for _, group in itertools.groupby(found, key=lambda piece: piece.page):
        for a, b in itertools.combinations(group, 2):
            wide = min(a.right, b.right) - max(a.left, b.left)
            high = min(a.top, b.top) - max(a.bottom, b.bottom)
            if wide > least and high > least:
                pairs.append((a.text, b.text))
    return pairs


def boxes(document: Any) -> Iterator[tuple[int, Any]]:
    """Yield the page and each box of a document as WeasyPrint has laid it out."""
    for number, page in enumerate(document.pages, 1):
        for box in page._page_box.descendants():
            yield number, box


def fragments(document: Any, tag: str, kind: str) -> dict[Any, list[tuple[int, Any]]]:
    """Return the pieces into which pages cut each element of a tag, in order."""
    cut = defaultdict(list)
    for number, box in boxes(document):
        if box.element_tag == tag and type(box).__name__ == kind and box.element is not None:
            cut[box.element].append((number, box))
    return cut


def lines(box: Any) -> int:
    """Return the number of lines of a block."""
    return sum(type(child).__name__ == "LineBox" for child in box.children)


def words(box: Any) -> str:
    """Return the text in a box."""
    return "".join(part.text for part in box.descendants() if type(part).__name__ == "TextBox")
