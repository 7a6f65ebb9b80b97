"""Tables without a target, genre, artist, id or date: the report shrinks and says so."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pypdf import PdfReader

from reportgen import analyze
from reportgen.render import make
from reportgen.results import Report, Skipped
from tests.whole.tables import QUICK, first_page, tracks, without

if TYPE_CHECKING:
    import pandas as pd

BARE = ("track_id", "track_name", "artist_name", "genre", "release_date")
APART = "tracks of one artist cannot be kept apart, and scores may flatter"
SOUND = "sound cannot be told from genre"
LATER = "nothing is tested on later tracks"
EQUAL = "repeated tracks are found by equal rows alone"
PROFILE = (
    "nothing can be explained or predicted: only segments and a profile of the tracks are shown"
)

LIMITS = {
    (): "",
    ("artist_name",): f"Not in the table: artist. Hence {APART}.",
    ("genre",): f"Not in the table: genre. Hence {SOUND}.",
    ("release_date",): f"Not in the table: release date. Hence {LATER}.",
    ("track_id",): "",
    ("track_id", "track_name"): f"Not in the table: track id. Hence {EQUAL}.",
    BARE: (
        "Not in the table: artist, genre, release date and track id. "
        f"Hence {APART}; {SOUND}; {LATER}; {EQUAL}."
    ),
    ("popularity",): f"Not in the table: anything to be explained. Hence {PROFILE}.",
    (*BARE, "popularity"): (
        "Not in the table: anything to be explained, artist, genre, release date and track id. "
        f"Hence {PROFILE}."
    ),
}


def made(frame: pd.DataFrame, *formats: str) -> tuple[Report, dict[str, bytes]]:
    report = analyze(frame, QUICK)
    return report, make(report, formats)


def test_nothing_but_features() -> None:
    report, files = made(without(*BARE, "popularity"), "html", "json")
    page = first_page(files["html"].decode())
    assert LIMITS[*BARE, "popularity"] in page
    assert report.title == "Tracks in table"
    assert report.regression == Skipped(step="regression", reason="the table has no target column")
    assert isinstance(report.classification, Skipped)
    assert not isinstance(report.segments, Skipped)
    assert report.trust.audit == ()
    assert [step.name for step in report.preparation.steps] == ["repeats", "missing", "outliers"]
    assert json.loads(files["json"])["verdict"]["limits"] == report.verdict.limits
    codes = {note.code for note in report.data.limitations}
    assert {"no_target", "no_genre", "no_artist", "no_track_id", "no_release_date"} <= codes
    assert "no_snapshot_date" not in codes
    silent = {"few-tracks", "few-artists", "no-artist", "no-genre", "no-date"}
    assert not silent & {finding.code for finding in report.findings}


@pytest.mark.long
@pytest.mark.parametrize("absent", LIMITS, ids=lambda names: "+".join(names) or "none")
def test_page_one_says_what_the_table_cannot_tell(absent: tuple[str, ...]) -> None:
    report, files = made(without(*absent), "html", "json", "pdf")
    assert report.verdict.limits == LIMITS[absent]
    assert LIMITS[absent] in first_page(files["html"].decode())
    printed = " ".join(PdfReader(io.BytesIO(files["pdf"])).pages[0].extract_text().split())
    assert " ".join(LIMITS[absent].split()) in printed
    roles = {column.source for column in report.data.columns}
    assert roles == set(tracks().columns) - set(absent)
    assert isinstance(report.exploration.by_genre, Skipped) == bool(
        {"genre", "popularity"} & {*absent}
    )
    assert isinstance(report.exploration.by_year, Skipped) == (
        "release_date" in absent or "popularity" in absent
    )
    assert isinstance(report.regression, Skipped) == ("popularity" in absent)
    assert (report.preparation.artists is None) == ("artist_name" in absent)


@pytest.mark.long
def test_a_yes_or_no_gets_the_logistic_part_alone() -> None:
    frame = without("popularity").assign(hit=(tracks()["popularity"] > 55).astype(int))
    report, files = made(frame, "html")
    assert report.regression == Skipped(
        step="regression",
        reason="Hit is yes or no, which a straight line does not describe",
    )
    assert not isinstance(report.classification, Skipped)
    assert "hit is yes or no, which a straight line does not describe" in first_page(
        files["html"].decode()
    )


@pytest.mark.long
def test_a_count_is_told_as_a_ratio_and_rows_without_it_are_counted() -> None:
    noise = np.random.default_rng(1).normal(0, 2, len(tracks()))
    streams = np.exp(9 + 3 * tracks()["energy"] + noise).round()
    streams[tracks().index % 40 == 0] = np.nan
    report, files = made(without("popularity").assign(streams=streams), "html")
    assert report.data.columns[-1].unit == "log10 streams"
    step = next(s for s in report.preparation.steps if s.name == "missing_target")
    assert step.removed == 9
    assert "associated with a ratio of" in first_page(files["html"].decode())
