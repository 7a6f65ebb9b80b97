"""What the report is about, in the words that charts need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from reportgen import formats, music
from reportgen.charts.words import lower, sentence, short
from reportgen.results import Column, Estimate, Report, Role
from reportgen.text import translate

LOGARITHM = "log10 "
"""What the unit of a logarithm begins with."""
SCALES = ("", "0–100")
"""Units that are no unit: a score on a scale."""

Side = Literal["more", "fewer", "higher", "lower"]
"""How the target of some tracks compares: the key of the sentence that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The target and the labels of the columns.

    ``binary`` is whether the target is hit or not already; ``counted`` whether it is a
    number of things, of which there are more or fewer; ``adjectives`` are what tracks with
    much of a column are called.
    """

    target: str
    label: str
    unit: str
    binary: bool
    counted: bool
    labels: Mapping[str, str]
    adjectives: Mapping[str, str]

    @property
    def logarithm(self) -> bool:
        """Whether the target is analysed by its logarithm, so that differences are ratios."""
        return self.unit.startswith(LOGARITHM)

    @property
    def noun(self) -> str:
        """The target within a sentence."""
        return lower(self.label)

    @property
    def points(self) -> str:
        """What stands behind a difference of the target."""
        if not self.logarithm:
            return translate("points") if self.unit in SCALES else formats.unit_name(self.unit)
        if self.counted:
            return translate("times as many {target}").format(target=self.noun)
        return translate("times the {target}").format(target=self.noun)

    @property
    def scale(self) -> str:
        """The target with its unit, for an axis."""
        if self.binary:
            return translate("Share of hits")
        if self.logarithm:
            return self.label
        unit = formats.unit_name(self.unit)
        if not unit or self.noun in unit:
            return sentence(unit) or self.label
        return f"{self.label} ({unit})"

    @property
    def predicted(self) -> str:
        """What is predicted, with its unit, for an axis."""
        return translate("Predicted {scale}").format(scale=lower(self.scale))

    @property
    def mean(self) -> str:
        """The mean of the target with its unit, for an axis."""
        if self.binary:
            return translate("Share of hits")
        said = translate("Geometric mean of {scale}" if self.logarithm else "Mean {scale}")
        return said.format(scale=lower(self.scale))

    @property
    def differences(self) -> str:
        """What an effect on the target is counted in, for an axis."""
        if self.noun in self.points:
            return sentence(self.points)
        return sentence(translate("{unit} of {target}").format(unit=self.points, target=self.noun))

    @property
    def differences_per_sd(self) -> str:
        """What an effect per standard deviation of a feature is counted in, for an axis."""
        if self.noun in self.points:
            said = translate("{unit} per standard deviation")
        else:
            said = translate("{unit} of {target} per standard deviation")
        return sentence(said.format(unit=self.points, target=self.noun))

    def original(self, value: float) -> float:
        """Return a value of the target as it is counted: of a logarithm, what it stands for."""
        return float(10.0**value) if self.logarithm else value

    def originals(self, e: Estimate) -> Estimate:
        """Return an estimate as it is counted; differences of logarithms become ratios."""
        low, high = (None if end is None else self.original(end) for end in (e.low, e.high))
        return replace(e, value=self.original(e.value), low=low, high=high)

    def level(self, e: Estimate) -> str:
        """Return a mean of the target with its interval; of logarithms, what they stand for."""
        if self.binary:
            return formats.percent_estimate(e)
        if not self.logarithm:
            return formats.estimate(e)
        if e.low is None or e.high is None:
            return formats.antilog(e.value)
        low, high = formats.antilog(e.low), formats.antilog(e.high)
        span = translate("{low} to {high}").format(low=low, high=high)
        return f"{formats.antilog(e.value)} ({span})"

    def point(self, e: Estimate) -> str:
        """Return a mean of the target alone."""
        if self.logarithm:
            return formats.antilog(e.value)
        return formats.percent_point(e) if self.binary else formats.point(e)

    def value(self, value: float) -> str:
        """Return a value of the target; of a logarithm, what it stands for."""
        if self.logarithm:
            return formats.antilog(value)
        return formats.percent(value) if self.binary else formats.number(value)

    def difference(self, e: Estimate) -> str:
        """Return a difference of the target with its interval; of logarithms, a ratio."""
        return formats.ratio(e) if self.logarithm else formats.signed_estimate(e)

    def side(self, *, rising: bool) -> Side:
        """Return how the target compares: things that are counted are more or fewer."""
        if self.counted:
            return "more" if rising else "fewer"
        return "higher" if rising else "lower"

    @property
    def hits(self) -> str:
        """What the classification looks for."""
        return translate("hits") if self.binary else translate("popular tracks")

    def name(self, column: str) -> str:
        """Return the label of a column, or its name in words where there is none."""
        return self.labels.get(column) or column.replace("_", " ").capitalize()

    def tracks_with(self, feature: str) -> str:
        """Return what tracks with much of a feature are called."""
        adjective = self.adjectives.get(feature, "")
        if adjective and " " not in adjective:
            return translate(f"{adjective} tracks")
        return translate("tracks with more {feature}").format(
            feature=lower(short(self.name(feature)))
        )


def subject(report: Report) -> Subject:
    """Return what the report is about."""
    columns = report.data.columns
    target = next((column for column in columns if column.role is Role.TARGET), None)
    return Subject(
        target=target.name if target else "popularity",
        label=target.label if target else translate("Popularity"),
        unit=target.unit if target else "",
        binary=target is not None and (target.distinct == 2 or target.name == "hit"),
        counted=target is not None and _english(target).endswith("s"),
        labels={column.name: column.label for column in columns},
        adjectives={column.name: column.high for column in columns},
    )


def _english(column: Column) -> str:
    """Return the label of a column as its dictionary has it, in whatever language it is shown."""
    known = music.entry(column.name)
    same = known is not None and column.label in (known.label, translate(known.label))
    return known.label if known is not None and same else column.label
