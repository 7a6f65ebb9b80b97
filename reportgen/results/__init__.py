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
from reportgen.results.comparison import (
    Alteration,
    ColumnChange,
    Comparison,
    CountChange,
    Drift,
    Judgement,
    MethodChange,
    RepeatChange,
    ResultChange,
)
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
from reportgen.results.findings import (
    Evidence,
    Finding,
    Grade,
    Severity,
    Statement,
    Tile,
    Verdict,
)
from reportgen.results.gates import GateLimit, GateOutcome, Gates, GateStatus
from reportgen.results.paths import kinds_at, lookup, paths, patterns
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

__all__ = [
    "FORMAT_VERSION",
    "Adjustment",
    "Alteration",
    "Alternative",
    "AuditScore",
    "Bin",
    "Bound",
    "Candidate",
    "Ceiling",
    "Check",
    "Classification",
    "Coefficient",
    "Column",
    "ColumnChange",
    "Comparison",
    "Confusion",
    "Correlation",
    "CountChange",
    "Curve",
    "CurveBin",
    "CurvePoint",
    "CutoffScore",
    "Data",
    "Drift",
    "Effect",
    "Estimate",
    "Evidence",
    "Exploration",
    "Field",
    "Finding",
    "FlexibleScore",
    "Gains",
    "Gap",
    "GapPattern",
    "GateLimit",
    "GateOutcome",
    "GateStatus",
    "Gates",
    "GenreEffect",
    "GenreFit",
    "Grade",
    "GroupMean",
    "Handling",
    "Histogram",
    "Importance",
    "Influence",
    "InfluentialArtist",
    "Judgement",
    "Kind",
    "LedgerStep",
    "Level",
    "MapPoint",
    "MethodChange",
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
    "RepeatChange",
    "Repeats",
    "Report",
    "ResultChange",
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
    "Statement",
    "Status",
    "TargetProfile",
    "Tile",
    "TopShare",
    "Track",
    "Trait",
    "Trust",
    "Verdict",
    "Zeros",
    "kinds_at",
    "lookup",
    "paths",
    "patterns",
]
