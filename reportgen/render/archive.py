"""The runs of an archive → one static page with trends, gates and links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from pathlib import Path

from reportgen import formats
from reportgen.render import fonts, pages
from reportgen.render.brand import HOUSE, Brand
from reportgen.render.fonts import FontFace
from reportgen.results import Estimate, PastRun, PastValue, RunStatus
from reportgen.text import translate, using

INDEX = "archive.html.j2"
WIDTH, HEIGHT, EDGE = 240.0, 64.0, 4.0
"""Size of a trend, and the margin that its line keeps."""
FILES = {
    "report.html": "HTML",
    "report.pdf": "PDF",
    "report.json": "JSON",
    "report.md": "Markdown",
    "report.png": "PNG",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A file of a run."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRun:
    """A run as the page shows it; ``state`` is how it ended, where that needs words."""

    title: str
    created: str
    source: str
    rows: int
    answer: str
    since: str
    gated: str
    passed: bool
    state: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A number from run to run: a line through its values, and a band of its intervals.

    ``line`` and ``band`` are points of SVG, ``band`` is empty where a value has no interval;
    ``x`` and ``y`` are those of the last value; ``scale`` says where the drawing begins and
    ends, ``alt`` says all of it in words.
    """

    label: str
    value: str
    line: str
    band: str
    x: str
    y: str
    scale: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Runs that belong together, the newest first."""

    title: str
    trends: tuple[Trend, ...]
    runs: tuple[IndexRun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What the template of the page may name."""

    lang: str
    brand: Brand
    fonts: tuple[FontFace, ...]
    paged: bool
    subjects: tuple[Subject, ...]


def headlines() -> dict[str, str]:
    """Return the numbers that have a trend, path → what they are called."""
    return {
        "regression.scores[full].r2": translate("R², attributes and genre"),
        "classification.auc": translate("AUC"),
        "data.rows": translate("Rows"),
    }


PATHS = ("regression.scores[full].r2", "classification.auc", "data.rows")


def page(
    runs: Sequence[PastRun],
    series: Mapping[str, Mapping[str, tuple[PastValue, ...]]],
    root: Path,
    *,
    language: str = "en",
    brand: Brand = HOUSE,
    templates: Path | None = None,
) -> bytes:
    """Return the page, as UTF-8.

    Parameters
    ----------
    runs : sequence of PastRun
        The newest first.
    series : mapping
        Subject → path (of :data:`PATHS`) → values, the oldest first.
    root : Path
        The output folder: files of runs that are not there have no links.
    language : str
        Identifier of CLDR.
    brand : Brand
        Whose reports they are.
    templates : Path, optional
        A folder of templates that go before those of reportgen.

    Raises
    ------
    RenderError
        If the template has a fault.
    """
    with using(language):
        subjects = tuple(_subjects(runs, series, root))
        lang = language.replace("_", "-")
        bare = Index(lang=lang, brand=brand, fonts=(), paged=False, subjects=subjects)
        faces = fonts.subset_faces(_rendered(bare, templates))
        return _rendered(replace(bare, fonts=faces), templates).encode()


def _shallow(index: Index) -> dict[str, object]:
    return {field.name: getattr(index, field.name) for field in fields(index)}


def _rendered(index: Index, templates: Path | None) -> str:
    return pages.filled(pages.environment(templates), _shallow(index), INDEX)


def _subjects(
    runs: Sequence[PastRun],
    series: Mapping[str, Mapping[str, tuple[PastValue, ...]]],
    root: Path,
) -> list[Subject]:
    order = {name: i for i, name in enumerate(dict.fromkeys(run.subject for run in runs))}
    ranked = sorted(runs, key=lambda run: order[run.subject])
    found = []
    for name, group in groupby(ranked, key=lambda run: run.subject):
        members = _once(tuple(group))
        trends = (
            _trend(label, series.get(name, {}).get(path, ())) for path, label in headlines().items()
        )
        found.append(
            Subject(
                title=members[0].title,
                trends=tuple(trend for trend in trends if trend is not None),
                runs=tuple(_run(run, root) for run in members),
            )
        )
    return found


def _once(runs: Sequence[PastRun]) -> list[PastRun]:
    """Leave out runs that were repeated: the same report lies in the same folder."""
    seen: dict[tuple[str, str], PastRun] = {}
    for run in runs:
        key = (run.folder or run.id, "" if run.folder else run.report_sha256)
        seen.setdefault(key, run)
    return list(seen.values())


def _run(run: PastRun, root: Path) -> IndexRun:
    gated = translate("{passed} of {n} gates passed").format(
        passed=formats.integer(run.gates_passed), n=formats.integer(run.gates)
    )
    return IndexRun(
        title=run.title,
        created=f"{run.created}T00:00:00+00:00",
        source=run.source,
        rows=run.rows,
        answer=run.answer,
        since=run.since,
        gated=gated if run.gates else "",
        passed=run.gates == run.gates_passed,
        state=_state(run),
        links=_links(run, root),
    )


def _state(run: PastRun) -> str:
    if run.status is RunStatus.FAILED:
        return translate("Its files could not be made.")
    if run.status is RunStatus.ANALYSED:
        return translate("It was not finished.")
    return ""


def _links(run: PastRun, root: Path) -> tuple[Link, ...]:
    if not run.folder or "/" in run.folder or run.folder.startswith("."):
        return ()
    return tuple(
        Link(label=label, href=f"{run.folder}/{name}")
        for name, label in FILES.items()
        if (root / run.folder / name).is_file()
    )


def _trend(label: str, values: Sequence[PastValue]) -> Trend | None:
    """Draw a trend; a single value has none."""
    if len(values) < 2:
        return None
    lows = [value.value if value.low is None else value.low for value in values]
    highs = [value.value if value.high is None else value.high for value in values]
    least, most = min(lows), max(highs)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    xs = [EDGE + i * step for i in range(len(values))]

    def y(number: float) -> float:
        share = (number - least) / (most - least) if most > least else 0.5
        return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)

    line = [(x, y(value.value)) for x, value in zip(xs, values, strict=True)]
    band = [(x, y(high)) for x, high in zip(xs, highs, strict=True)]
    band += [(x, y(low)) for x, low in zip(reversed(xs), reversed(lows), strict=True)]
    bare = all(value.low is None for value in values)
    return Trend(
        label=label,
        value=_number(values[-1]),
        line=_points(line),
        band="" if bare else _points(band),
        x=f"{line[-1][0]:.1f}",
        y=f"{line[-1][1]:.1f}",
        scale=translate("drawn from {least} to {most}").format(
            least=_plain(least), most=_plain(most)
        ),
        alt=_said(label, values),
    )


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _number(value: PastValue) -> str:
    if value.low is None or value.high is None:
        return _plain(value.value)
    return formats.estimate(Estimate(value=value.value, low=value.low, high=value.high))


def _plain(value: float) -> str:
    return formats.number(value, 3) if value % 1 else formats.integer(value)


def _said(label: str, values: Sequence[PastValue]) -> str:
    return translate(
        "{label}, {n} runs from {first} to {last}: {start} at first, {end} now."
    ).format(
        label=label,
        n=formats.integer(len(values)),
        first=formats.date(values[0].created),
        last=formats.date(values[-1].created),
        start=_number(values[0]),
        end=_number(values[-1]),
    )
