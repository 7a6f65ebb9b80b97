"""Everything a user can set, read once and handed on in parts.

A flag beats ``reportgen.toml``, which beats the default here.  Nothing comes from
the environment but secrets: ``sql_url_env`` names the variable that holds one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, Lt, MinLen

from reportgen.engine_settings import EngineSettings
from reportgen.mailing import MailSettings

Format = Literal["pdf", "html", "json", "md", "png"]
Share = Annotated[float, Ge(0.0), Lt(1.0)]
LONGEST_LINE = 80
"""Characters of a line of the brand: what fits at the foot of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """``[report]``: what the outputs are called, which are made, and in which language.

    ``templates`` is a folder of templates that go before those of reportgen; its path
    starts from the folder of the settings file.  ``language`` is an identifier of CLDR,
    such as ``de`` or ``en_GB``: numbers, dates and lists are written as it has them, and
    words as far as there is a catalogue of them.  ``catalogue`` is a ``.po`` file with
    words that go before those that come along; its path starts from that folder, too.
    """

    title: str | None = None
    formats: Annotated[tuple[Format, ...], MinLen(1)] = ("pdf", "html", "json")
    output: Path = Path("output")
    templates: Path | None = None
    language: str = "en"
    catalogue: Path | None = None


_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|", "space": " "}


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSettings:
    """``[input]``: how a table is read, where it does not say so itself.

    ``delimiter`` is one character, or comma, semicolon, tab, bar or space; ``encoding``
    a name such as cp1251; ``decimal`` the mark before decimals in numbers kept as text.
    ``sheet`` names the sheet of a workbook, ``member`` the file in a zip archive,
    ``table`` the table of a database file.  ``sql`` is the query whose rows are the
    table; ``sql_url_env`` names the environment variable that holds the address of the
    database, so that its password stands on no command line.
    """

    delimiter: str | None = None
    encoding: str | None = None
    decimal: Literal[".", ","] | None = None
    sheet: str | None = None
    member: str | None = None
    table: str | None = None
    sql: str | None = None
    sql_url_env: str | None = None

    def __post_init__(self) -> None:
        """Refuse a delimiter that cannot separate cells, and an address without a query."""
        if self.delimiter is not None and self.separator in ("", '"', "\n", "\r", "\0"):
            raise ValueError("delimiter has to be one ASCII character, or the name of one")
        if self.sql_url_env is not None and self.sql is None:
            raise ValueError("sql_url_env needs a query in sql")

    @property
    def separator(self) -> str | None:
        """The delimiter as its character; empty where it is no single one."""
        if self.delimiter is None:
            return None
        mark = _DELIMITERS.get(self.delimiter.casefold(), self.delimiter)
        return mark if len(mark) == 1 and mark.isascii() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandSettings:
    """``[brand]``: whose report it is.

    ``name`` stands in the masthead, in the author of the metadata and at the foot of
    printed pages; ``logo`` is the path of an SVG or PNG that takes the place of the name
    in the masthead, and starts from the folder of the settings file.  ``accent`` is the
    colour of rules, marks and charts, as ``#rrggbb``; it needs a contrast of 4.5 against
    the white page, and a lighter one is made from it for dark screens.  ``footer`` is a
    line at the foot of pages, beside the name; ``confidentiality`` one that every printed
    page and the top of the others carry.
    """

    name: str | None = None
    logo: Path | None = None
    accent: str | None = None
    footer: str = ""
    confidentiality: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no line of text, or too long for the foot of a page."""
        for label, text in (
            ("name", self.name),
            ("footer", self.footer),
            ("confidentiality", self.confidentiality),
        ):
            if text is not None and (not text.isprintable() or len(text) > LONGEST_LINE):
                raise ValueError(f"{label} is not one line of at most {LONGEST_LINE} characters")
        if self.name is not None and not self.name.strip():
            raise ValueError("name is empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSettings:
    """``[sections]``: sections that installed packages add.

    ``disabled`` names those that do not run.  A section that fails is said to be not
    available, with the reason, and the rest of the report is made; with ``strict`` it is
    an error instead.
    """

    disabled: tuple[str, ...] = ()
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSettings:
    """``[columns]``: which column of the table plays which part.

    Values are names as they stand in the table.  What is not named is found by the
    dictionary of track features.

    ``read_as`` says of columns, by their names in the table, what the dictionary calls
    them, for columns that it does not recognise.  ``genre_list`` says what becomes of a
    cell that lists several genres: the first one counts, or the one of them that most rows
    name (``common``), or the list as it stands (``whole``).  ``dictionary`` is a TOML file
    that takes the place of the dictionary of track features, for tables of something else.
    """

    target: str | None = None
    genre: str | None = None
    artist: str | None = None
    id: str | None = None
    title: str | None = None
    date: str | None = None
    features: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    read_as: Mapping[str, str] = field(default_factory=dict)
    genre_list: Literal["first", "common", "whole"] = "first"
    dictionary: Path | None = None


OutlierRule = Literal["iqr", "mad", "z", "isolation-forest"]
WIDE: dict[OutlierRule, float] = {"iqr": 3.0, "mad": 5.0, "z": 4.0}
"""How wide the limits of each rule are where the settings do not say."""
FAR_OUT = 0.01
"""Share of the sample that the isolation forest takes to be far out by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationSettings:
    """``[preparation]``: cleaning.

    ``max_missing`` is the share of missing values above which a column is left out
    instead of its rows; ``missing`` says what happens to rows with other gaps: they are
    dropped, or their gaps are filled with the median or the most frequent level of the
    training part.

    ``outliers`` is the rule that finds values far out: beyond the quartiles by a multiple
    of the distance between them (``iqr``), beyond the median by a multiple of the median
    absolute deviation (``mad``, scaled to agree with the standard deviation of a normal
    distribution), beyond the mean by a multiple of the standard deviation (``z``), or a
    track that random cuts set apart quickly (``isolation-forest``).  ``outlier_factor``
    is that multiple, by default 3, 5 and 4; ``outlier_share`` the share of its sample
    that the isolation forest takes to be far out, by default 0.01; either one may be set
    only with a rule that uses it.  ``outlier_action`` says whether such tracks are
    flagged only, or removed from the training part as well; they are always scored.

    ``min_level_rows`` are the rows below which a level of a category is folded into
    ``other``; ``max_levels`` the most levels that a category may keep.
    """

    max_missing: Share = 0.3
    missing: Literal["drop", "impute"] = "drop"
    outliers: OutlierRule = "iqr"
    outlier_factor: Annotated[float, Gt(0.0), Le(1e6)] | None = None
    outlier_share: Annotated[float, Gt(0.0), Le(0.5)] | None = None
    outlier_action: Literal["flag", "remove"] = "flag"
    min_level_rows: Annotated[int, Ge(2)] = 20
    max_levels: Annotated[int, Ge(2), Le(250)] = 200

    def __post_init__(self) -> None:
        """Refuse a width that the rule does not use."""
        forest = self.outliers == "isolation-forest"
        if forest and self.outlier_factor is not None:
            raise ValueError("outlier_factor has no meaning for isolation-forest")
        if not forest and self.outlier_share is not None:
            raise ValueError(f"outlier_share has no meaning for {self.outliers}")

    @property
    def width(self) -> float:
        """The multiple of the rule, or the share of the isolation forest."""
        if self.outliers == "isolation-forest":
            return FAR_OUT if self.outlier_share is None else self.outlier_share
        return WIDE[self.outliers] if self.outlier_factor is None else self.outlier_factor


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationSettings:
    """``[validation]``: how scores are made: folds of artists, bootstrap replicates."""

    folds: Annotated[int, Ge(2), Le(20)] = 5
    replicates: Annotated[int, Ge(50), Le(10_000)] = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSettings:
    """``[segments]``: the search for groups of tracks.

    ``k`` sets their number, 1 for none; by default it is chosen, up to ``k_max``, on a
    ``sample`` of tracks.  ``min_share`` is the smallest share of the tracks that a segment
    may hold, ``min_stability`` the lowest mean agreement between resamples.
    """

    k: Annotated[int, Ge(1), Le(20)] | None = None
    k_max: Annotated[int, Ge(2), Le(20)] = 8
    sample: Annotated[int, Ge(500)] = 10_000
    min_share: Share = 0.05
    min_stability: Share = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionSettings:
    """``[regression]``: how p-values are adjusted for the number of effects.

    ``holm`` keeps the chance of a single false alarm among all effects at 5 %,
    ``benjamini-hochberg`` the expected share of false alarms among those called clear.
    """

    adjust: Literal["holm", "benjamini-hochberg"] = "holm"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassificationSettings:
    """``[classification]``: from which value on a track counts as popular."""

    cutoff: float | None = None


_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0}
_AGE = re.compile(r"(\d+(?:\.\d+)?) *([hdw])")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """``[[gates]]``: limits on one number of the report.

    ``path`` leads to it (``reportgen paths`` lists all); ``name`` is what the gate is called,
    by default its path.  ``min`` and ``max`` bound the number; ``max_change`` bounds the
    size of its change since the previous run and ``max_drop`` that of its fall, in its own
    unit; ``min_rows`` asks for so many rows behind it (with no ``path``: tracks analysed).
    ``fresh_within``, such as ``36h``, ``7d`` or ``2w``, is the greatest age of the date at
    ``path`` on the day of the report.

    ``on`` says whether limits apply to the ``estimate`` or to the worse ``bound`` of its
    95 % interval.  ``severity`` says whether a gate that is not passed ends the run with
    exit code 10 (``fail``) or is only reported (``warn``).
    """

    path: str = ""
    name: str = ""
    min: float | None = None
    max: float | None = None
    max_change: Annotated[float, Ge(0.0)] | None = None
    max_drop: Annotated[float, Ge(0.0)] | None = None
    fresh_within: str | None = None
    min_rows: Annotated[int, Ge(1)] | None = None
    severity: Literal["fail", "warn"] = "fail"
    on: Literal["estimate", "bound"] = "estimate"

    def __post_init__(self) -> None:
        """Refuse a gate that could never be held against anything."""
        if not self.limits:
            raise ValueError(f"the gate {self.label} has no limit")
        if not self.path and set(self.limits) != {"min_rows"}:
            raise ValueError(f"the gate {self.label} has limits but no path")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"the gate {self.label} has a min above its max")

    @property
    def label(self) -> str:
        """What the gate is called."""
        return self.name or self.path or "rows analysed"

    @property
    def limits(self) -> dict[_Limit, float]:
        """The limits that are set, by name; an age in hours."""
        numbers: dict[_Limit, float | None] = {
            "min": self.min,
            "max": self.max,
            "max_change": self.max_change,
            "max_drop": self.max_drop,
            "fresh_within": None if self.fresh_within is None else _hours(self.fresh_within),
            "min_rows": self.min_rows,
        }
        return {name: float(limit) for name, limit in numbers.items() if limit is not None}


_Limit = Literal["min", "max", "max_change", "max_drop", "fresh_within", "min_rows"]


def _hours(age: str) -> float:
    match = _AGE.fullmatch(age.strip())
    if match is None:
        raise ValueError(f"{age!r} is no age such as 36h, 7d or 2w")
    return float(match[1]) * _HOURS[match[2]]


_PASSWORD = re.compile(r"://[^/@]*:[^/@]*@|[?&][^=&]*pass[^=&]*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySettings:
    """``[history]``: where runs are remembered, and which of them one is compared with.

    ``url`` is the address of a database, by default the file ``history.sqlite`` in the
    output folder; ``url_env`` names the environment variable that holds it, which is where
    a password belongs.  ``subject`` is what runs that follow each other have in common, by
    default the name of the table with each number in it left out.  ``baseline`` names the
    run to compare with (see ``reportgen history baseline``), by default the one before.
    Without ``enabled`` nothing is remembered.
    """

    enabled: bool = True
    url: str | None = None
    url_env: str | None = None
    subject: str | None = None
    baseline: str | None = None

    def __post_init__(self) -> None:
        """Refuse two addresses, and one with a password in it."""
        if self.url is not None and self.url_env is not None:
            raise ValueError("url and url_env cannot both be set")
        if self.url is not None and _PASSWORD.search(self.url):
            raise ValueError("url holds a password; put it into a variable named by url_env")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """``[archive]``: whether each run gets a folder of its own.

    With ``enabled`` the files of a run go to ``<date>-<hash>/`` in the output folder, where
    ``latest`` leads to the newest of them and ``index.html`` lists all runs.
    """

    enabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All groups together; functions take the group they need, never the whole."""

    seed: Annotated[int, Ge(0)] = 42
    threads: Annotated[int, Ge(1)] | None = None
    report: ReportSettings = field(default_factory=ReportSettings)
    input: InputSettings = field(default_factory=InputSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    brand: BrandSettings = field(default_factory=BrandSettings)
    sections: SectionSettings = field(default_factory=SectionSettings)
    columns: ColumnSettings = field(default_factory=ColumnSettings)
    preparation: PreparationSettings = field(default_factory=PreparationSettings)
    validation: ValidationSettings = field(default_factory=ValidationSettings)
    segments: SegmentSettings = field(default_factory=SegmentSettings)
    regression: RegressionSettings = field(default_factory=RegressionSettings)
    classification: ClassificationSettings = field(default_factory=ClassificationSettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    gates: tuple[GateSettings, ...] = ()
    mail: MailSettings = field(default_factory=MailSettings)

    def __post_init__(self) -> None:
        """Refuse an archive of which nothing is remembered."""
        if self.archive.enabled and not self.history.enabled:
            raise ValueError("archive.enabled needs history.enabled: its page lists the history")
