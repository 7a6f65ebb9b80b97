"""The nouns of a report: frozen values that carry no rows, frames or figures.

A :class:`Report` is a tree.  Every number in it has a *path*, written with dots
and, for members of a tuple, the member's ``name`` (or its position) in brackets::

    regression.scores[full].r2.value
    segments.members[2].share

Findings quote numbers only by such paths, and gates will watch them by the same.
``None`` stands for "undefined"; ``NaN`` and infinities never occur.
"""

from __future__ import annotations

from reportgen.results.classification import (
    Classification,
    Confusion,
    CurvePoint,
    CutoffScore,
    Gains,
    Odds,
    Rates,
    TopShare,
)
from reportgen.results.common import Estimate, Histogram, Skipped
from reportgen.results.data import Column, Data, Field, Kind, Level, Note, Reading, Role
from reportgen.results.diagnostics import (
    Curve,
    CurveBin,
    GenreEffect,
    GenreFit,
    Influence,
    InfluentialArtist,
    Misses,
    Shape,
    Spread,
)
from reportgen.results.exploration import (
    Correlation,
    Exploration,
    GroupMean,
    TargetProfile,
)
from reportgen.results.extra import (
    After,
    Cell,
    ExtraContent,
    ExtraList,
    ExtraSection,
    ExtraTable,
    ExtraValue,
)
from reportgen.results.findings import Evidence, Finding, Grade, Severity, Tile, Verdict
from reportgen.results.paths import lookup
from reportgen.results.preparation import (
    Alternative,
    Gap,
    GapPattern,
    LedgerStep,
    Outliers,
    Preparation,
    Repeats,
    Sensitivity,
    Zeros,
)
from reportgen.results.provenance import Package, Provenance, Setting
from reportgen.results.regression import (
    Adjustment,
    Bin,
    Coefficient,
    Effect,
    Importance,
    Reference,
    Regression,
    Score,
)
from reportgen.results.report import FORMAT_VERSION, Report
from reportgen.results.segments import (
    Candidate,
    MapPoint,
    PreviousSegments,
    Segment,
    SegmentChange,
    Segments,
    Track,
    Trait,
)
from reportgen.results.trust import (
    AuditScore,
    Bound,
    Ceiling,
    Check,
    FlexibleScore,
    Handling,
    ScreenedColumn,
    Status,
    Trust,
)
from reportgen.results.vocabulary import Vocabulary

__all__ = [
    "FORMAT_VERSION",
    "Adjustment",
    "After",
    "Alternative",
    "AuditScore",
    "Bin",
    "Bound",
    "Candidate",
    "Ceiling",
    "Cell",
    "Check",
    "Classification",
    "Coefficient",
    "Column",
    "Confusion",
    "Correlation",
    "Curve",
    "CurveBin",
    "CurvePoint",
    "CutoffScore",
    "Data",
    "Effect",
    "Estimate",
    "Evidence",
    "Exploration",
    "ExtraContent",
    "ExtraList",
    "ExtraSection",
    "ExtraTable",
    "ExtraValue",
    "Field",
    "Finding",
    "FlexibleScore",
    "Gains",
    "Gap",
    "GapPattern",
    "GenreEffect",
    "GenreFit",
    "Grade",
    "GroupMean",
    "Handling",
    "Histogram",
    "Importance",
    "Influence",
    "InfluentialArtist",
    "Kind",
    "LedgerStep",
    "Level",
    "MapPoint",
    "Misses",
    "Note",
    "Odds",
    "Outliers",
    "Package",
    "Preparation",
    "PreviousSegments",
    "Provenance",
    "Rates",
    "Reading",
    "Reference",
    "Regression",
    "Repeats",
    "Report",
    "Role",
    "Score",
    "ScreenedColumn",
    "Segment",
    "SegmentChange",
    "Segments",
    "Sensitivity",
    "Setting",
    "Severity",
    "Shape",
    "Skipped",
    "Spread",
    "Status",
    "TargetProfile",
    "Tile",
    "TopShare",
    "Track",
    "Trait",
    "Trust",
    "Verdict",
    "Vocabulary",
    "Zeros",
    "lookup",
]
