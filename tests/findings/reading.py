"""Reading a rendered page back, block by block, as a reader meets it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_BLOCKS = {
    *("h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "td", "th", "caption", "figcaption"),
    *("summary", "title", "desc", "text", "header", "section", "article", "svg", "body"),
}
_SILENT = {"style", "script"}
_VOID = {"meta", "img", "col", "br", "link", "input", "hr", "path", "use", "image", "circle"}
_SPOKEN = ("alt", "aria-label")
_KINDS = {
    "td": "cell",
    "th": "cell",
    "dd": "fact",
    "dt": "fact",
    "caption": "caption",
    "figcaption": "caption",
    "desc": "alt",
    "title": "caption",
    "text": "drawing",
}


@dataclass(frozen=True)
class Block:
    """A piece of text that stands by itself.

    ``part`` is the id of its section (empty above the first); ``place`` the id of the
    figure or table that it belongs to; ``kind`` says how it is read: ``finding``, ``tile``,
    ``answer``, ``cell``, ``fact``, ``caption``, ``alt``, ``drawing`` (text in a chart) or
    ``prose``.
    """

    part: str
    place: str
    kind: str
    text: str


def summary_blocks(text: str, told: Iterable[tuple[str, str]]) -> Iterator[Block]:
    """Return the text of a Markdown summary, block by block.

    ``told`` are the sentences of the report and where they stand: a block that begins with
    one is of that kind.  Titles of findings inside other blocks are left out.
    """
    page = MarkdownIt("commonmark").enable("table").render(text)
    said = [(kind, " ".join(sentence.split())) for kind, sentence in told if sentence]
    for block in blocks(page):
        plain = " ".join(block.text.split())
        kind = next((kind for kind, sentence in said if _is_said(kind, sentence, plain)), "")
        for title in (sentence.partition(". ")[0] for name, sentence in said if name == "finding"):
            plain = plain if kind else plain.replace(title, "")
        yield Block("summary", "", kind or block.kind, plain)


def _is_said(kind: str, sentence: str, text: str) -> bool:
    return text == sentence if kind == "tile" else text.startswith(sentence)


def blocks(page: str) -> list[Block]:
    """Return all text of an HTML page that is seen or spoken."""
    reader = _Reader()
    reader.feed(page)
    return [block for block in reader.found if block.text]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Block] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        for name in _SPOKEN:
            if name in attributes:
                self._add("alt", attributes[name])
        if tag in _BLOCKS:
            self._flush()
        if tag == "span":
            self._text.append(" ")
        if tag not in _VOID:
            self._open.append((tag, attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag not in _VOID:
            while self._open and self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1][0] not in _SILENT:
            self._text.append(data)

    def _flush(self) -> None:
        self._add(self._kind(), "".join(self._text))
        self._text = []

    def _add(self, kind: str, text: str) -> None:
        plain = re.sub(r"[ \n]+", " ", text).strip()
        self.found.append(Block(self._id("section"), self._id("figure", "table"), kind, plain))

    def _id(self, *tags: str) -> str:
        return next((a["id"] for t, a in reversed(self._open) if t in tags and "id" in a), "")

    def _kind(self) -> str:
        classes = {name for _, a in self._open for name in a.get("class", "").split()}
        for kind in ("finding", "tile", "answer"):
            if kind in classes:
                return kind
        tags = [tag for tag, _ in self._open]
        return next((_KINDS[tag] for tag in reversed(tags) if tag in _KINDS), "prose")


def sentences(text: str) -> Iterator[str]:
    """Split text where a full stop, question mark or semicolon ends a clause."""
    yield from (part.strip() for part in re.split(r"(?<=[.?!])\s+(?=[^a-z])", text) if part.strip())
