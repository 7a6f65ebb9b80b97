"""Where the numbers of a rendered page come from.

A number is traced if it is one of the ways in which :mod:`reportgen.formats` writes a
value of the report that belongs to the part of the page, stands in a text of the report,
or is one of the constants of the fixed text that :data:`CONSTANTS` lists with a reason.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from reportgen import formats, music
from reportgen.results import (
    Classification,
    Comparison,
    Estimate,
    Evidence,
    Report,
    Segments,
    Skipped,
    Trends,
    lookup,
)
from tests.findings.reading import Block

ROOTS: dict[str, tuple[str, ...]] = {
    "": ("title", "data.rows", "provenance"),
    "verdict": ("regression", "classification", "data.rows", "comparison", "gates", "trends"),
    "data": ("data",),
    "preparation": ("preparation", "regression"),
    "exploration": ("exploration", "preparation.rows_modelled", "classification"),
    "segments": ("segments", "preparation.rows_modelled"),
    "regression": ("regression", "trust.ceiling"),
    "classification": ("classification",),
    "trust": ("trust", "comparison", "gates", "trends"),
    "method": ("provenance", "execution"),
    "summary": (
        *("title", "data.rows", "provenance", "trust.audit", "segments.members"),
        "comparison.tracks",
    ),
}
"""Part of the page → the results whose numbers it may show."""

PLACES: dict[str, tuple[str, ...]] = {
    "table-columns": ("data.columns",),
    "figure-ledger": ("preparation.rows_read", "preparation.rows_modelled", "preparation.steps"),
    "figure-by_genre": (
        *("exploration.by_genre", "exploration.genres", "exploration.target.mean"),
        "exploration.target.n",
    ),
    "figure-by_year": ("exploration.by_year", "exploration.target.n"),
    "figure-correlations": ("exploration.correlations", "preparation.rows_modelled"),
    "figure-effects_compact": ("regression.effects", "regression.n"),
    "figure-effects": ("regression.effects", "regression.n"),
    "table-effects": ("regression.effects",),
    "table-coefficients": ("regression.coefficients",),
    "figure-roc": ("classification.roc", "classification.auc", "classification.n"),
    "figure-gain": ("classification.gain", "classification.n"),
    "figure-odds": ("classification.odds", "classification.n"),
    "table-odds": ("classification.odds",),
    "table-log-odds": ("classification.coefficients",),
    "table-top": ("classification.top",),
    "table-cutoffs": ("classification.cutoffs",),
    "table-audit": ("trust.audit",),
    "table-audit-flexible": ("trust.audit",),
    "figure-audit": ("trust.audit",),
    "figure-trends": ("trends",),
    "table-ceiling": ("trust.ceiling",),
    "table-bounds": ("trust.bounds",),
    "table-screen": ("trust.screen",),
    "table-changes": ("comparison.results",),
    "table-drift": ("comparison.drift",),
    "table-gates": ("gates",),
}
"""Figure or table → the results whose numbers it may show, where that is less than its part."""

CONSTANTS: tuple[tuple[str, str], ...] = (
    (r"95 % (intervals?|of those scores)", "the level of every interval"),
    (r"^\d (?=The|Prep|Expl|Segm|What|Pred|How|Method)", "numbering of the parts"),
    (r"\b(Figure|Table|Part|part) \d+", "numbering and references"),
    (r"\((\D+ (19|20)\d\d[;,]? ?)+(Ecography 40)?\)", "years of publications"),
    (r"(?<=picked blind )100 %|Of 100 pairs", "a natural frequency"),
    (r"0\.01 is one more popular track in a hundred", "how to read a fraction"),
    (r"from −1 to 1, ?|, from −1 to 1|between −1 and 1|1 where they agree",
     "the range of silhouette and Rand index"),
    (r"1 where the segments of|\(1: the same groups each time\)", "the highest Rand index"),
    (r"\(1 is ideal\)|\(0 is ideal\)|\(0: maximum likelihood\)", "what a fitted value should be"),
    (r"0: the mean of all tracks|0 is what the mean of all tracks scores", "the baseline of R²"),
    (r"0\.5: chance|0\.5 is chance", "the baseline of AUC"),
    (r"about 20,000 tracks", "the size of the flexible model's sample"),
    (r"where 20 rows of 10 (artists|tracks) miss", "when means beside a gap are compared"),
    (r"\bSHA-256\b|\bHC3\b|\b[Ll]og10\b", "a name"),
)  # fmt: skip
"""Numbers of the fixed text: pattern, and why it may stand there."""

BASELINES = {"0", "0.5", "50 %"}
"""Cells of what is reached without a model: R² of the mean, AUC and balance of a coin."""

LARGEST_LOGARITHM = 15
"""Beyond this a number is no logarithm of something counted."""
MOST_STEPS = 40
"""How many steps from zero a tick may lie."""

_PLAIN = r"[+−]?\d+(?:,\d{3})*(?:\.\d+)?"
_NUMBER = re.compile(rf"{_PLAIN}(?: %)?")
_INTERVAL = re.compile(rf"{_PLAIN}(?: %)? \({_PLAIN}(?: %)? to {_PLAIN}(?: %)?\)")
_COUNTED = re.compile(
    r"\b(?:(?:The )?(\d+) (?:largest )?of |in )(\d+) (bins|effects|intervals|pairs|segments)"
)


def plain(text: str) -> str:
    """Return text with common blanks."""
    return text.replace(formats.SPACE, " ")


def leaves(value: Any) -> Iterator[Any]:
    """Walk over numbers, texts and estimates of a part of a report."""
    if isinstance(value, Estimate):
        yield value
    if is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            if (type(value).__name__, field.name) in _UNREAD:
                yield len(inner) if isinstance(inner, tuple) else 0
                if isinstance(value, Segments):
                    yield from _places(value)
            else:
                yield from leaves(inner)
    elif isinstance(value, tuple):
        yield len(value)
        for item in value:
            yield from leaves(item)
    elif isinstance(value, int | float | str):
        yield value


def _places(segments: Segments) -> Iterator[float]:
    """Return means of the points of each segment, and quartiles of all, on both axes."""
    for axis in ("x", "y"):
        groups: dict[int, list[float]] = {}
        for point in segments.points:
            groups.setdefault(point.segment, []).append(getattr(point, axis))
        yield from map(statistics.fmean, groups.values())
        together = list(chain.from_iterable(groups.values()))
        if len(together) > 1:
            yield from statistics.quantiles(together, n=4, method="inclusive")


def _ticks_far_from_zero(trends: Trends) -> Iterator[float]:
    """Return round numbers about as far as counts reach, which an axis of theirs may bear."""
    for series in trends.series:
        values = [p.value.value for p in series.points if p.value is not None]
        if series.kind == "count" and max(values) > min(values):
            step = 10 ** int(math.log10(max(values) - min(values)))
            first, last = int(min(values) // step) - 2, int(max(values) // step) + 3
            yield from (float(step * k) for k in range(first, last))


_UNREAD = {("Estimate", "level"), ("Segments", "points"), ("Report", "format_version"),
    ("Report", "imprint")}  # fmt: skip
"""Fields whose values no reader sees; of the points of the map only their number."""


def ways(value: Any) -> set[str]:
    """Return all ways in which :mod:`reportgen.formats` writes a value."""
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, Estimate):
        return {plain(text) for text in _estimate_ways(value)}
    if isinstance(value, int | float):
        return {plain(text) for text in _number_ways(float(value))}
    return {plain(str(value))}


def _estimate_ways(e: Estimate) -> Iterator[str]:
    for write in (formats.estimate, formats.point, formats.signed_estimate, formats.size_of,
                  formats.percentage_points):  # fmt: skip
        yield write(e)
    yield from (formats.number(e.value), formats.number(abs(e.value)))
    if -1 <= e.value <= 1:
        yield formats.per_hundred(e.value)
    whole = formats.percent_estimate(e)
    yield from (whole, formats.percent_point(e), whole.partition("(")[2].rstrip(")"))
    if e.low is not None:
        yield formats.interval(e)
        yield f"{formats.percent(e.low, formats.percent_digits(e))} or more"
    if all(abs(bound) < LARGEST_LOGARITHM for bound in (e.value, e.low or 0, e.high or 0)):
        yield from (formats.ratio(e), formats.factor(e.value))


def _number_ways(value: float) -> Iterator[str]:
    size = abs(value)
    if value == int(value) or size >= 10:
        yield from (formats.integer(value), formats.integer(size), formats.integer(-value))
    for written in (value, size):
        yield from (formats.number(written), formats.number(written, 2))
        yield from (formats.decimal(written, digits) for digits in (1, 2, 3, 4))
    yield from (formats.signed(value, digits) for digits in (1, 2))
    yield from (formats.small(value, 3), formats.small(value, 4))
    if value == int(value):
        yield str(int(value))
    if 0 <= value <= 1:
        yield from (formats.percent(value), formats.per_hundred(value), formats.p_cell(value))
        yield from (formats.percent(value, digits) for digits in (0, 1))
    if size < LARGEST_LOGARITHM:
        yield formats.factor(value)


def _counted_ways(value: Any) -> Iterator[str]:
    """Return how what a logarithm stands for is written, of a target that is counted."""
    if isinstance(value, Estimate) and value.low is not None and value.high is not None:
        low, high = formats.antilog(value.low), formats.antilog(value.high)
        yield f"{formats.antilog(value.value)} ({low} to {high})"
    elif isinstance(value, int | float) and abs(value) < LARGEST_LOGARITHM:
        yield formats.antilog(value)


@dataclass(frozen=True)
class Origins:
    """What the numbers of one report can be."""

    report: Report

    @cached_property
    def _places(self) -> dict[str, frozenset[str]]:
        """Part, figure or table → its numbers as text; a place without its results has none."""
        parts = {part: frozenset(self._known(roots, part)) for part, roots in ROOTS.items()}
        there = {place: roots for place, roots in PLACES.items() if self._has(roots)}
        return {**parts, **{place: frozenset(self._known(r, place)) for place, r in there.items()}}

    def _has(self, roots: tuple[str, ...]) -> bool:
        slices = {root.partition(".")[0] for root in roots}
        return not any(isinstance(getattr(self.report, name), Skipped) for name in slices)

    def _known(self, roots: tuple[str, ...], part: str = "") -> Iterator[str]:
        values = {leaf for root in roots for leaf in leaves(self._root(root))}
        for value in (*values, *self._derived(part)):
            if not isinstance(value, str) or _NUMBER.fullmatch(value):
                yield from ways(value)
                yield from _counted_ways(value) if self._counted else ()

    @cached_property
    def _counted(self) -> bool:
        """Whether the target is analysed by its logarithm."""
        return any(c.unit.startswith("log10 ") for c in self.report.data.columns)

    def _root(self, path: str) -> Any:
        """Return the result at a path, or what was skipped on the way to it."""
        value: Any = self.report
        for step in path.split("."):
            value = value if isinstance(value, Skipped) else getattr(value, step)
        return value

    def _derived(self, part: str) -> Iterator[float]:
        """Shares and sums that a chart or table makes of counts."""
        model = self.report.classification
        if part == "classification" and isinstance(model, Classification):
            c = model.confusion
            for hit, miss in ((c.true_positive, c.false_negative),
                              (c.false_positive, c.true_negative)):  # fmt: skip
                yield from (hit / max(hit + miss, 1), miss / max(hit + miss, 1), hit + miss)
        if part == "segments" and isinstance(self.report.segments, Segments):
            yield sum(self.report.segments.explained)
        if part in {"exploration", "figure-by_year"}:
            years = self.report.exploration.by_year
            found = () if isinstance(years, Skipped) else years
            yield sum(group.n for group in found)
            yield from _years([int(group.name) for group in found if group.name.isdigit()])
        if part == "figure-trends" and not isinstance(self.report.trends, Skipped):
            yield from _ticks_far_from_zero(self.report.trends)
        target = self.report.exploration.target
        if part == "exploration" and not isinstance(target, Skipped):
            yield round(target.zeros * target.n)
        if part == "exploration" and isinstance(model, Classification):
            yield model.n - model.positives

    @cached_property
    def _texts(self) -> list[str]:
        """Texts of the report with a digit, the longest first; findings are no source."""
        report, made = self.report, self.report.provenance
        roots = [getattr(report, f.name) for f in fields(report) if f.name not in _SAID]
        found = {plain(leaf) for root in roots for leaf in leaves(root) if isinstance(leaf, str)}
        found |= {formats.date(made.created), formats.timestamp(made.created)}
        if isinstance(report.comparison, Comparison):
            found.add(formats.date(report.comparison.created))
        if not isinstance(report.trends, Skipped):
            found |= {formats.date(p.created) for s in report.trends.series for p in s.points}
        found |= {plain(formats.size(made.size))}
        if report.execution is not None and report.execution.peak_memory is not None:
            found.add(plain(formats.size(report.execution.peak_memory)))
        found |= {entry.description for entry in (*music.FEATURES, *music.TARGETS)}
        found |= {text[:1].lower() + text[1:] for text in found}
        told = [text for text in found if re.search(r"\d", text) and not _NUMBER.fullmatch(text)]
        return sorted(told, key=len, reverse=True)

    def strangers(self, block: Block) -> list[str]:
        """Return the numbers of a block that come from nowhere."""
        text = plain(block.text)
        if not re.search(r"\d", text):
            return []
        if block.kind in {"finding", "tile", "answer"}:
            return self._beyond_evidence(block.kind, text)
        return list(self._strangers(block, text))

    def strangers_on(self, text: str, page: int, pages: int) -> list[str]:
        """Return the numbers of a printed page that come from nowhere in the report.

        The layout mixes blocks, so that a number may come from any part; ``page`` and
        ``pages`` are those of its foot and of the contents.
        """
        text = " ".join(plain(text).split())
        for where, sentence, _ in told(self.report):
            text = text if where == "tile" else text.replace(plain(sentence), "")
        text = re.sub(" ?".join(self.report.provenance.sha256), "", text)
        known = frozenset[str]().union(*self._places.values())
        known |= {str(n) for n in range(1, pages + 1)} | BASELINES
        text = re.sub(rf"Page {page} of {pages}\b", "", text)
        found = self._untraced(Block("", "", "prose", text), text, known)
        return [number for number in found if not (_NUMBER.fullmatch(number) and is_tick(number))]

    def _beyond_evidence(self, kind: str, text: str) -> list[str]:
        """Return what is left of a sentence once the numbers of its evidence are gone."""
        said = [evidence for where, sentence, evidence in told(self.report)
                if where == kind and text.startswith(plain(sentence))]  # fmt: skip
        if kind == "tile":
            said = [e for where, sentence, e in told(self.report)
                    if where == kind and text == plain(sentence)]  # fmt: skip
        if not said:
            return [] if re.fullmatch(r"\w+ evidence · Part \d", text) else [text]
        left = text
        for item in sorted((e for group in said[:1] for e in group), key=lambda e: -len(e.shown)):
            left = re.sub(rf"(?<![0-9.,]){re.escape(plain(item.shown))}(?![0-9])", "", left)
        return re.findall(r"[0-9][0-9.,]*", left)

    def _strangers(self, block: Block, text: str) -> Iterator[str]:
        known = self._places.get(block.place or block.part, self._places[block.part])
        if text in known or (block.kind == "cell" and text in BASELINES):
            return
        yield from self._untraced(block, text, known)

    def _untraced(self, block: Block, text: str, known: frozenset[str]) -> Iterator[str]:
        for pattern, _ in CONSTANTS:
            text = re.sub(pattern, "", text)
        for whole in self._texts:
            if whole in text:
                text = re.sub(rf"(?<![\d.,]){re.escape(whole)}(?![\d.,]*\d)", "", text)
        yield from self._miscounted(text, known)
        text = _COUNTED.sub("", text)
        for numbers in (_INTERVAL, _NUMBER):
            for match in numbers.findall(text):
                if not self._fits(block, match, text, known):
                    yield match
            text = numbers.sub("", text)

    def _fits(self, block: Block, number: str, text: str, known: frozenset[str]) -> bool:
        if number in known or block.kind != "drawing":
            return number in known
        alone = re.fullmatch(rf"{re.escape(number)}(?: m| bn)?", text.strip())
        alone = alone and _NUMBER.fullmatch(number)
        return is_tick(number) if alone else self._shortened(block.text)

    def _shortened(self, text: str) -> bool:
        """Say whether a text of the drawing is the beginning of one of the report."""
        start = plain(text).rstrip("…").rstrip()
        return text.endswith("…") and any(whole.startswith(start) for whole in self._texts)

    @staticmethod
    def _miscounted(text: str, known: frozenset[str]) -> Iterator[str]:
        """Return counts "m of n bins" that cannot be: n is no number of members, or m > n."""
        for some, whole, thing in _COUNTED.findall(text):
            if whole not in known or (some and int(some) > int(whole)):
                yield f"{some} of {whole} {thing}"


_SAID = {"findings", "verdict"}


def told(report: Report) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    """Walk over sentences that carry evidence: where they stand, text, evidence."""
    yield "answer", report.verdict.answer, report.verdict.evidence
    for tile in report.verdict.tiles:
        for text in (tile.value, tile.label, tile.note):
            yield "tile", text, tile.evidence
    for found in report.findings:
        yield "finding", f"{found.title}. {found.text}", found.evidence


def written(report: Report, path: str, shown: str) -> bool:
    """Say whether a text is a way to write the value at a path, with a unit or a noun behind."""
    value = lookup(report, path)
    if isinstance(value, str):
        return _from_text(plain(value), shown)
    return any(shown == way or re.fullmatch(rf"{re.escape(way)} \D+", shown) for way in ways(value))


def _from_text(value: str, shown: str) -> bool:
    """Say whether a text is quoted, in lower case, or cut at its end."""
    start = shown.strip("“”").removesuffix(" …").removesuffix("…").lower()
    return value.lower().rstrip(".").startswith(start.rstrip(".")) or start.endswith(value.lower())


def _years(known: list[int]) -> range:
    """Return the years that an axis of years can name."""
    return range(min(known), max(known) + 1) if known else range(0)


def is_tick(text: str) -> bool:
    """Say whether a number is a round step from zero, as the ticks of an axis are."""
    written = re.sub(r"[,+ %mbn]", "", text).replace(formats.MINUS, "-")
    value = abs(float(written))
    steps = [base * 10.0**power for power in range(-6, 9) for base in (1, 2, 2.5, 5)]
    near = [value / step for step in steps if 0.5 < value / step < MOST_STEPS + 0.5]
    return value == 0 or any(abs(count - round(count)) < 1e-6 for count in near)
