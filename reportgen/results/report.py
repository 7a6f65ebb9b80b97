"""The whole report."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results.classification import Classification
from reportgen.results.common import Skipped
from reportgen.results.comparison import Comparison
from reportgen.results.data import Data
from reportgen.results.exploration import Exploration
from reportgen.results.extra import ExtraSection
from reportgen.results.findings import Finding, Verdict
from reportgen.results.gates import Gates
from reportgen.results.imprint import Imprint
from reportgen.results.preparation import Preparation
from reportgen.results.provenance import Execution, Provenance
from reportgen.results.regression import Regression
from reportgen.results.segments import Segments
from reportgen.results.trends import Trends
from reportgen.results.trust import Trust

FORMAT_VERSION = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a report says; what the templates, the JSON and the gates read.

    ``language`` is that of its sentences, numbers and dates: an identifier of CLDR, or
    ``en`` for the English of the house.  ``execution`` is ``None`` where it was not measured,
    as it is where the same table has to give the same bytes.
    """

    title: str
    generated: bool
    verdict: Verdict
    findings: tuple[Finding, ...]
    data: Data
    preparation: Preparation
    exploration: Exploration
    segments: Segments | Skipped
    regression: Regression | Skipped
    classification: Classification | Skipped
    trust: Trust
    comparison: Comparison | Skipped
    trends: Trends | Skipped
    gates: Gates | Skipped
    provenance: Provenance
    imprint: Imprint
    language: str = "en"
    execution: Execution | None = None
    extra: tuple[ExtraSection, ...] = ()
    format_version: int = FORMAT_VERSION
