"""Every rule: fires, stays silent, does not apply."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from typing import Any

import pytest

from reportgen.findings import RULES
from reportgen.findings.rule import Rule
from reportgen.results import (
    Estimate,
    Exploration,
    Handling,
    Histogram,
    Judgement,
    LedgerStep,
    MethodChange,
    Note,
    Report,
    Role,
    SegmentChange,
    Shape,
    TopShare,
    lookup,
)
from tests.change import change
from tests.example import (
    binary_report,
    no_genre_no_artist_report,
    no_segments_report,
    no_target_report,
    unjudged_report,
)
from tests.findings.rules import SKIPPED, fires, not_applicable, silent

EXAMPLE = unjudged_report()
BARE = no_genre_no_artist_report()
BINARY = binary_report()
AIMLESS = no_target_report()
ONE = no_segments_report()


def about(value: float, half: float) -> Estimate:
    return Estimate(value=value, low=value - half, high=value + half)


def without_role(role: Role) -> Report:
    columns = tuple(c for c in EXAMPLE.data.columns if c.role is not role)
    return change(EXAMPLE, **{"data.columns": columns})


def with_step(name: str, removed: int) -> Report:
    steps = tuple(replace(s, removed=0) for s in EXAMPLE.preparation.steps if s.name != name)
    step = LedgerStep(
        name=name, label="A step", removed=removed, remaining=900, reason="it was told to"
    )
    return change(EXAMPLE, **{"preparation.steps": (*steps, step)})


def without_correlations(exploration: Exploration) -> Exploration:
    return replace(
        exploration, correlations=tuple(replace(c, r=0.01) for c in exploration.correlations)
    )


def effects(**changes: Any) -> dict[str, Any]:
    found = lookup(EXAMPLE, "regression.effects")
    return {"regression.effects": tuple(replace(effect, **changes) for effect in found)}


def losses(**changes: Any) -> dict[str, Any]:
    found = lookup(EXAMPLE, "regression.importance")
    return {"regression.importance": tuple(replace(item, **changes) for item in found)}


def straight() -> dict[str, Any]:
    found = lookup(EXAMPLE, "regression.curves")
    return {"regression.curves": tuple(replace(curve, shape=Shape.LINE) for curve in found)}


def genres(*means: float, half: float = 1.0) -> dict[str, Any]:
    found = lookup(EXAMPLE, "exploration.by_genre")
    groups = zip(found, means, strict=False)
    return {"exploration.by_genre": tuple(replace(g, mean=about(m, half)) for g, m in groups)}


def handled(handling: Handling) -> dict[str, Any]:
    return {"trust.screen[energy].handling": handling, "trust.screen[energy].r2": 0.612}


NO_GAIN = {"trust.ceiling.r2_gain": None, "trust.ceiling.auc_gain": None}
LUMP = Histogram(edges=(-5.0, 5.0, 15.0, 25.0, 35.0), counts=(3_000, 2_000, 18_000, 2_000))
CLEAR = about(0.5, 0.1)
VAGUE = about(0.05, 0.1)
TOP = TopShare(name="top 100", n=100, hits=14, share=about(0.14, 0.07), blind=0.12)

# code, report, changes, a part of the text
UNTOLD = {
    "segments.members[1].difference": about(-2.0, 3.0),
    "segments.members[2].difference": about(1.0, 1.1),
}
"""No segment's popularity can be told from that of the others."""
UNMOVED = {
    "segments.previous.changes": (
        SegmentChange(name="1", label="Loud", share=0.51, share_before=0.53, share_change=-0.02),
        SegmentChange(name="2", label="Calm", share=0.49, share_before=0.47, share_change=0.02),
    )
}

OTHER = (MethodChange(name="segments.k_max", before="8", now="4", parts=("segment",)),)

FIRES: list[tuple[str, Report, dict[str, Any], str]] = [
    ("generated", EXAMPLE, {}, "describe no real catalogue"),
    ("damage", EXAMPLE, {}, "5 rows have neither title nor artist."),
    ("many-missing", EXAMPLE, {"data.columns[tempo].missing": 1_613}, "on 1,613 of 32,240 rows"),
    ("constant-feature", EXAMPLE, {"data.columns[energy].maximum": 0.0}, "same value of energy"),
    ("left-out", EXAMPLE, {"data.columns[playlist_name].role": Role.EXCLUDED}, "playlist_name."),
    ("no-artist", BARE, {}, "may be lower than those shown"),
    ("no-date", BARE, {}, "no release date"),
    ("no-genre", BARE, {}, "names no genre"),
    ("repeated-tracks", EXAMPLE, {}, "3,086 tracks stand on more than one row"),
    (
        "conflicting-popularity",
        EXAMPLE,
        {},
        "for 212 of 3,086 repeated tracks",
    ),
    ("conflicting-genre", EXAMPLE, {}, "given for 1,670 of 3,086 repeated tracks"),
    ("rows-lost", EXAMPLE, {}, "of a track. After that step, 28,068 rows remained."),
    ("rows-lost", with_step("missing_target", 1), {}, "After that step, 900 rows remained."),
    (
        "gaps-filled",
        EXAMPLE,
        {"preparation.missing[tempo].fill_value": 120.0},
        "Gaps of tempo are filled with what is typical of each training part, 7 in all.",
    ),
    (
        "gaps-filled",
        EXAMPLE,
        {
            "preparation.missing[tempo].fill_value": 120.0,
            "preparation.missing[valence].fill_value": 0.5,
        },
        "of each training part, most of them, 47, in valence.",
    ),
    (
        "gaps-beside-target",
        EXAMPLE,
        {"preparation.missing[valence].difference": about(-9.0, 4.0)},
        "mean of popularity there differs by −9 (−13 to −5) points from",
    ),
    (
        "gaps-beside-target",
        BINARY,
        {"preparation.missing[valence].difference": about(-0.09, 0.04)},
        "percentage points",
    ),
    ("outliers", EXAMPLE, {}, "loudness, duration and tempo. They are flagged and kept."),
    (
        "outliers",
        EXAMPLE,
        {"preparation.outlier_action": "remove", "preparation.rows_modelled": 27_854},
        "still predicted: 28,068 tracks are scored, 27,854 described.",
    ),
    ("outliers", EXAMPLE, {"preparation.outliers": ()}, "214 tracks are far out. They are"),
    ("dropped-columns", EXAMPLE, {}, "Playlist name: names the playlist"),
    (
        "moved-headline",
        EXAMPLE,
        {
            "preparation.sensitivity.alternatives[repeats].score": about(0.12, 0.01),
            "preparation.sensitivity.alternatives[outliers].score": about(0.06, 0.01),
        },
        "R² would be 0.120 on 32,188 tracks, where the headline is 0.083 (0.071 to 0.095)",
    ),
    (
        "moved-headline",
        BINARY,
        {"preparation.sensitivity.alternatives[repeats].score": about(0.75, 0.01)},
        "AUC would be 0.750",
    ),
    (
        "zeros-spike",
        EXAMPLE,
        {"preparation.zeros.zeros": 2_401},
        "2,401 tracks have a popularity of exactly zero; the most frequent of the five scores",
    ),
    (
        "zeros-spike",
        EXAMPLE,
        {
            "preparation.zeros.zeros": 2_401,
            "preparation.sensitivity.alternatives[zeros].score": about(0.06, 0.01),
        },
        "Without these tracks, R² would be 0.060 (0.050 to 0.070).",
    ),
    ("few-tracks", EXAMPLE, {"preparation.rows_modelled": 999}, "Only 999 tracks"),
    ("few-artists", EXAMPLE, {"preparation.artists": 299}, "from 299 artists only"),
    ("zeros", EXAMPLE, {"exploration.target.zeros": 0.05}, "5.0 % of the tracks"),
    ("lumpy-target", EXAMPLE, {"exploration.target.histogram": LUMP}, "18,000 tracks lie between"),
    ("genre-gap", EXAMPLE, {}, "highest among pop tracks, 46.9 (45.7 to 48.1)"),
    ("small-genre", EXAMPLE, {"exploration.by_genre[edm].n": 1}, "edm, has 1 track:"),
    ("trend", EXAMPLE, {}, "47.8 (46.3 to 49.3) for tracks of 2019"),
    ("strongest-correlation", EXAMPLE, {}, "instrumentalness with popularity is −0.15"),
    ("redundant-features", EXAMPLE, {}, "Energy and loudness have a correlation of 0.68"),
    ("real-segments", EXAMPLE, {}, "silhouette is 0.246, against 0.122"),
    ("no-real-segments", ONE, {}, "no number of groups is more distinct"),
    ("overlapping-segments", EXAMPLE, {}, "the silhouette is 0.246, which is low"),
    ("dominant-segment", EXAMPLE, {"segments.members[1].share": 0.6}, "60 % of the tracks"),
    (
        "not-comparable",
        EXAMPLE,
        {
            "comparison.comparable": False,
            "comparison.reasons": (Note(code="method", text="seven was six and is seven"),),
        },
        "Since the run of 22 November 2026, seven was six and is seven: a difference",
    ),
    (
        "loaded-twice",
        EXAMPLE,
        {"comparison.repeats.risen": True, "comparison.repeats.now": 0.4},
        "40 % repeat a track, where 7.1 % did. There are about as many tracks as before",
    ),
    ("rows-moved", EXAMPLE, {"comparison.counts[read].moved": True}, "32,100 in the earlier run"),
    ("schema-changed", EXAMPLE, {}, "These differ: mood (gone)."),
    ("columns-drifted", EXAMPLE, {}, "of energy is 0.31, where up to 0.101 is usual. The mean"),
    (
        "columns-drifted",
        EXAMPLE,
        {"comparison.drift[energy].psi": 0.05},
        "Drifted: energy. The mean of energy moved by +0.220 (+0.204 to +0.235) standard",
    ),
    (
        "gaps-changed",
        EXAMPLE,
        {"comparison.drift[tempo].emptied": True, "comparison.drift[tempo].missing": 0.35},
        "Changed: tempo. Of the rows, 35 % miss tempo, where none did.",
    ),
    (
        "results-changed",
        EXAMPLE,
        {},
        "Changed: “energy” (reversed). For “energy” it was −1.3 and is 1.2",
    ),
    ("results-changed", EXAMPLE, {}, "of 15.7 standard errors, where 3.5 are needed so that 30"),
    ("other-settings", EXAMPLE, {"comparison.method": OTHER}, "They differ in: segments.k_max."),
    ("asked-segments", EXAMPLE, {"segments.asked": True}, "ask for 3 segments"),
    ("segment-gap", EXAMPLE, {}, "less popular than the others: mean popularity is 39.4"),
    ("segment-gap", EXAMPLE, {}, "a difference of −2.4 (−3.5 to −1.3)"),
    ("segments-alike", EXAMPLE, UNTOLD, "between a segment and all other tracks is −2 (−5 to +1)"),
    ("segments-changed", EXAMPLE, {}, "New: “acoustic and calm”. Gone: “fast and live”. “Wordy"),
    ("segments-changed", EXAMPLE, {}, "held 25 % of the tracks and now holds 32 %"),
    ("strongest-effect", EXAMPLE, {}, "deviation (0.181) higher in energy is associated with"),
    ("next-effect", EXAMPLE, {}, "a difference of +2.9 (+2.3 to +3.5) points"),
    ("other-effects", EXAMPLE, {}, "duration, instrumentalness, danceability and liveness"),
    ("unclear-effects", EXAMPLE, {}, "includes zero for tempo and valence"),
    (
        "reversal",
        EXAMPLE,
        {"regression.effects[energy].pooled": about(2.0, 0.5)},
        "is +2.0 (+1.5 to +2.5) points across all tracks, and −3.4 (−4.1 to −2.7) within genres",
    ),
    (
        "turns-in-genre",
        EXAMPLE,
        {"regression.genres[rap].effects[energy].per_sd": about(2.0, 0.5)},
        "of +2.0 (+1.5 to +2.5) points in popularity; over all genres together it is −3.4",
    ),
    ("pooled-only", EXAMPLE, {}, "for speechiness"),
    ("little-explained", EXAMPLE, {}, "explain 5.2 % (4.3 % to 6.1 %) of the differences"),
    (
        "nothing-explained",
        EXAMPLE,
        {"regression.scores[full].r2": about(0.005, 0.01)},
        "its R² is 0.005 (−0.005 to 0.015)",
    ),
    (
        "genre-against-audio",
        EXAMPLE,
        {
            "regression.scores[genre].r2": about(0.2, 0.01),
            "regression.scores[genre].over_features": about(0.148, 0.01),
        },
        "R² is 0.200 (0.190 to 0.210) for genre alone",
    ),
    ("genre-adds", EXAMPLE, {}, "With genre beside them it is higher by 0.031 (0.024 to 0.038)"),
    ("most-missed", EXAMPLE, {}, "Without duration, R² on artists the model never saw is lower by"),
    ("departure", EXAMPLE, {}, "may bend once, at 0.5 min, raises R² on artists the model never"),
    ("departure", EXAMPLE, {}, "Departures are also clear for instrumentalness."),
    (
        "uneven-misses",
        EXAMPLE,
        {"regression.misses.ratio": about(1.4, 0.1)},
        "A typical miss is 23.1 points where predictions are highest and 20.6 points",
    ),
    (
        "influential-artist",
        EXAMPLE,
        {"regression.influence.artist.errors": 1.4},
        "a difference of −0.6 instead of −0.7 points in popularity: a move of 1.4 standard errors",
    ),
    ("collinearity", EXAMPLE, {"regression.effects[energy].vif": 11.0}, "of energy is 11,"),
    ("collinearity", EXAMPLE, {"regression.condition_number": 31.0}, "of the features is 31,"),
    ("clipped", EXAMPLE, {"regression.clipped": 0.02}, "2.0 % of the predictions"),
    ("typical-error", EXAMPLE, {}, "typically 22.7 points"),
    ("overfit", EXAMPLE, {"regression.r2_training": 0.2}, "R² is 0.2 on the tracks it learnt from"),
    ("useful-ranking", EXAMPLE, {}, "ranked highest, 34 are popular (25 % to 43 %), against 12 %"),
    ("useless-ranking", EXAMPLE, {"classification.top": (TOP,)}, "14 are popular (7 % to 21 %)"),
    ("accuracy-below-majority", EXAMPLE, {}, "frequent answer is right on 88.0 %"),
    ("near-chance", EXAMPLE, {"classification.auc": about(0.51, 0.02)}, "AUC is 0.510"),
    ("calibration", EXAMPLE, {"classification.calibration_slope": about(0.7, 0.1)}, "too extreme"),
    ("calibration", EXAMPLE, {"classification.calibration_slope": about(1.4, 0.1)}, "too timid"),
    ("separation", EXAMPLE, {"classification.separated": ("genre: edm",)}, "in: “genre: edm”."),
    ("separation", EXAMPLE, {"classification.penalty": 0.5}, "a penalty of 0.5 was added"),
    ("cutoff-sensitivity", EXAMPLE, {}, "If tracks from 80 on count as popular, AUC is 0.742"),
    ("rare-hits", EXAMPLE, {"classification.prevalence": 0.049}, "Only 3,368 of 28,068 tracks"),
    ("accuracy-below-majority", EXAMPLE, {}, "difference is +0.03 (−0.06 to +0.12) percentage"),
    ("misses", EXAMPLE, {}, "finds 2,088 and misses 1,280"),
    ("misses", EXAMPLE, {}, "that it calls popular, 21 are; of a hundred that it does not, 7 are"),
    ("misses", EXAMPLE, {"classification.rates.precision": None}, "false alarms. The threshold"),
    ("strongest-odds", EXAMPLE, {}, "differs by −3.7 (−4.5 to −3.0) percentage points"),
    ("flattering-rows", EXAMPLE, {}, "come, R² is 0.118. That is 0.035 (0.029 to 0.041) more"),
    ("flattering-rows", BINARY, {}, "come, AUC is 0.722. That is 0.019 (0.012 to 0.026) more"),
    ("leak", EXAMPLE, {}, "an R² of 0.38 (0.34 to 0.42). On artists the model never saw"),
    ("leak", BINARY, {}, "the same trees reach 0.68 (0.65 to 0.71): what they learnt by heart"),
    ("weaker-future", EXAMPLE, {}, "R² is 0.061. Against a test without regard to time that"),
    ("headroom", EXAMPLE, {}, "reaches an R² of 0.127 (0.112 to 0.142)"),
    (
        "no-headroom",
        EXAMPLE,
        {"trust.ceiling.r2_gain": about(0.002, 0.01)},
        "tracks is +0.002 (−0.008 to +0.012), so that no gain",
    ),
    ("headroom", BINARY, {}, "an AUC of 0.721 (0.701 to 0.741). That is +0.016"),
    (
        "too-good",
        EXAMPLE,
        {"trust.bounds[r2].value": about(0.36, 0.01), "trust.bounds[r2].exceeded": True},
        "alone is 0.360 (0.350 to 0.370), above the limit of 0.35; published is about 0.13.",
    ),
    (
        "too-good",
        BINARY,
        {"trust.bounds[auc].value": about(0.97, 0.01), "trust.bounds[auc].exceeded": True},
        "AUC is 0.970 (0.960 to 0.980), above the limit of 0.95. Before",
    ),
    ("made-from-target", EXAMPLE, handled(Handling.LEFT_OUT), "energy explains 61 % of"),
    ("made-from-target", EXAMPLE, handled(Handling.LEFT_OUT), "taken to be made from the"),
    ("doubtful-column", EXAMPLE, handled(Handling.DOUBTED), "energy explains 61 % of"),
    ("doubtful-column", EXAMPLE, handled(Handling.ASKED_FOR), "It is kept."),
]

SILENT: list[tuple[str, Report, dict[str, Any]]] = [
    ("generated", EXAMPLE, {"generated": False}),
    ("damage", EXAMPLE, {"data.problems": ()}),
    ("many-missing", EXAMPLE, {"data.columns[tempo].missing": 1_612}),
    ("constant-feature", EXAMPLE, {}),
    ("left-out", EXAMPLE, {}),
    ("no-artist", EXAMPLE, {}),
    ("no-date", EXAMPLE, {}),
    ("no-genre", EXAMPLE, {}),
    ("repeated-tracks", EXAMPLE, {"preparation.repeats.extra_rows": 0}),
    ("conflicting-popularity", EXAMPLE, {"preparation.repeats.conflicting_target": 0}),
    ("conflicting-genre", EXAMPLE, {"preparation.repeats.conflicting_genre": 0}),
    ("rows-lost", EXAMPLE, {"preparation.steps[missing].removed": 0}),
    ("gaps-beside-target", EXAMPLE, {}),
    (
        "gaps-beside-target",
        EXAMPLE,
        {
            # Clear on its own, not as the larger of two.
            "preparation.missing[valence].difference": about(-4.2, 4.0),
            "preparation.missing[tempo].difference": about(1.0, 4.0),
        },
    ),
    ("outliers", EXAMPLE, {"preparation.outlier_rows": 0}),
    ("dropped-columns", EXAMPLE, {"preparation.dropped_columns": ()}),
    ("moved-headline", EXAMPLE, {}),
    ("zeros-spike", EXAMPLE, {"preparation.zeros.zeros": 2_400}),
    ("zeros-spike", EXAMPLE, {"preparation.zeros.zeros": 2_401, "preparation.zeros.share": 0.009}),
    ("few-tracks", EXAMPLE, {"preparation.rows_modelled": 1_000}),
    ("few-artists", EXAMPLE, {"preparation.artists": 300}),
    ("zeros", EXAMPLE, {"exploration.target.zeros": 0.049}),
    ("lumpy-target", EXAMPLE, {}),
    ("genre-gap", EXAMPLE, genres(40.0, 39.0, 38.5)),
    ("small-genre", EXAMPLE, {"exploration.by_genre[edm].n": 100}),
    ("trend", EXAMPLE, {"exploration.by_year[2019].mean": about(34.0, 1.0)}),
    (
        "strongest-correlation",
        change(EXAMPLE, exploration=without_correlations(EXAMPLE.exploration)),
        {},
    ),
    (
        "redundant-features",
        change(EXAMPLE, exploration=without_correlations(EXAMPLE.exploration)),
        {},
    ),
    ("not-comparable", EXAMPLE, {}),
    ("loaded-twice", EXAMPLE, {}),
    ("loaded-twice", EXAMPLE, {"comparison.repeats": None}),
    ("rows-moved", EXAMPLE, {}),
    ("schema-changed", EXAMPLE, {"comparison.columns": ()}),
    ("columns-drifted", EXAMPLE, {"comparison.drift[energy].drifted": False}),
    ("gaps-changed", EXAMPLE, {}),
    ("results-changed", EXAMPLE, {"comparison.results[energy].judgement": Judgement.CONFIRMED}),
    ("other-settings", EXAMPLE, {}),
    ("real-segments", ONE, {}),
    ("no-real-segments", EXAMPLE, {}),
    ("overlapping-segments", EXAMPLE, {"segments.silhouette": 0.44}),
    ("dominant-segment", EXAMPLE, {}),
    ("asked-segments", EXAMPLE, {}),
    ("segment-gap", EXAMPLE, UNTOLD),
    ("segments-changed", EXAMPLE, UNMOVED),
    ("segments-alike", EXAMPLE, {}),
    ("strongest-effect", EXAMPLE, effects(per_sd=VAGUE)),
    ("strongest-effect", EXAMPLE, effects(p_adjusted=0.05)),
    ("next-effect", EXAMPLE, effects(per_sd=VAGUE)),
    ("other-effects", EXAMPLE, effects(per_sd=VAGUE)),
    ("unclear-effects", EXAMPLE, effects(per_sd=CLEAR)),
    ("reversal", EXAMPLE, {}),
    ("reversal", EXAMPLE, {"regression.effects[speechiness].pooled": about(0.8, 0.1)}),
    ("turns-in-genre", EXAMPLE, {}),
    ("turns-in-genre", EXAMPLE, {"regression.genres[rap].effects[energy].per_sd": about(2, 3)}),
    ("turns-in-genre", EXAMPLE, {"regression.genres[rap].effects[energy].per_sd": None}),
    ("pooled-only", EXAMPLE, effects(per_sd=CLEAR)),
    ("little-explained", EXAMPLE, {"regression.scores[features].r2": about(0.1, 0.01)}),
    ("nothing-explained", EXAMPLE, {}),
    ("genre-against-audio", EXAMPLE, {}),
    ("genre-adds", EXAMPLE, {"regression.scores[full].over_features": about(0.006, 0.01)}),
    ("most-missed", EXAMPLE, losses(loss=VAGUE)),
    ("most-missed", EXAMPLE, losses(loss=about(-0.5, 0.1))),
    ("departure", EXAMPLE, straight()),
    ("uneven-misses", EXAMPLE, {}),
    ("uneven-misses", EXAMPLE, {"regression.misses.ratio": about(1.4, 0.5)}),
    ("influential-artist", EXAMPLE, {"regression.influence.artist.errors": 1.0}),
    ("collinearity", EXAMPLE, {"regression.effects[energy].vif": 10.0}),
    ("clipped", EXAMPLE, {}),
    ("overfit", EXAMPLE, {}),
    ("useful-ranking", EXAMPLE, {"classification.top": (TOP,)}),
    ("useless-ranking", EXAMPLE, {}),
    ("accuracy-below-majority", EXAMPLE, {"classification.gains.accuracy": about(0.02, 0.01)}),
    ("near-chance", EXAMPLE, {}),
    ("calibration", EXAMPLE, {}),
    ("separation", EXAMPLE, {}),
    (
        "cutoff-sensitivity",
        EXAMPLE,
        {
            "classification.cutoffs[42].auc": about(0.7, 0.01),
            "classification.cutoffs[80].auc": about(0.72, 0.01),
        },
    ),
    ("rare-hits", EXAMPLE, {}),
    (
        "strongest-odds",
        EXAMPLE,
        {
            "classification.odds": tuple(
                replace(odds, marginal=VAGUE) for odds in lookup(EXAMPLE, "classification.odds")
            )
        },
    ),
    ("flattering-rows", EXAMPLE, {"trust.audit[rows].r2_gap": about(0.002, 0.01)}),
    ("flattering-rows", EXAMPLE, {"trust.audit[rows].r2_gap": about(-0.05, 0.01)}),
    ("leak", EXAMPLE, {"trust.audit[rows].flexible.r2_gap": about(0.02, 0.03)}),
    ("leak", EXAMPLE, {"trust.audit[rows].flexible.r2_gap": about(0.01, 0.005)}),
    ("weaker-future", EXAMPLE, {"trust.audit[future].r2_gap": about(-0.01, 0.011)}),
    ("headroom", EXAMPLE, {"trust.ceiling.r2_gain": about(0.01, 0.011)}),
    ("made-from-target", EXAMPLE, handled(Handling.DOUBTED)),
    ("doubtful-column", EXAMPLE, handled(Handling.LEFT_OUT)),
    ("no-headroom", EXAMPLE, {}),
    ("too-good", EXAMPLE, {}),
]

NO_SCORES = change(
    EXAMPLE, **{"regression.scores": (), "regression.headline": "full", "regression.effects": ()}
)

NOT_APPLICABLE: list[tuple[str, Report, dict[str, Any], str]] = [
    ("repeated-tracks", EXAMPLE, {"preparation.repeats": SKIPPED}, "skipped"),
    ("conflicting-popularity", AIMLESS, {}, "no target"),
    ("conflicting-genre", BARE, {}, "no genre"),
    ("moved-headline", AIMLESS, {}, "no model was scored"),
    ("gaps-filled", EXAMPLE, {}, "no gap is filled"),
    ("gaps-beside-target", EXAMPLE, {"preparation.missing": ()}, "enough values to compare"),
    ("zeros-spike", BINARY, {}, "not a score from 0 to 100"),
    ("few-artists", BARE, {}, "no artist"),
    ("few-artists", AIMLESS, {"preparation.artists": 9}, "nothing is scored"),
    ("few-tracks", AIMLESS, {}, "nothing is learnt or tested"),
    ("no-artist", AIMLESS, {"data.columns": ()}, "nothing is scored"),
    ("no-date", AIMLESS, {"data.columns": ()}, "nothing is predicted"),
    ("no-genre", AIMLESS, {"data.columns": ()}, "nothing is explained"),
    ("zeros", AIMLESS, {}, "no target"),
    ("zeros", BINARY, {}, "yes or no"),
    ("lumpy-target", BINARY, {}, "yes or no"),
    ("genre-gap", BARE, {}, "no genre"),
    ("genre-gap", EXAMPLE, genres(40.0), "fewer than two genres"),
    ("small-genre", BARE, {}, "no genre"),
    ("trend", BARE, {}, "no release date"),
    ("strongest-correlation", AIMLESS, {}, "no target"),
    ("redundant-features", EXAMPLE, {"exploration.correlations": ()}, "fewer than two features"),
    ("real-segments", EXAMPLE, {"segments": SKIPPED}, "skipped"),
    ("real-segments", EXAMPLE, {"segments.asked": True}, "was given"),
    ("real-segments", EXAMPLE, {"segments.candidates": ()}, "not among those tried"),
    ("segments-changed", EXAMPLE, {"segments.previous": None}, "no previous run"),
    ("segments-changed", EXAMPLE, {"segments.previous.changes": ()}, "no segments, or shares"),
    ("overlapping-segments", ONE, {}, "no real segments"),
    ("dominant-segment", ONE, {}, "no real segments"),
    ("segment-gap", ONE, {}, "no real segments"),
    ("segment-gap", AIMLESS, {}, "no target"),
    ("segments-alike", AIMLESS, {}, "no target"),
    ("strongest-effect", BINARY, {}, "hit or not"),
    ("reversal", BARE, {}, "no genre"),
    ("turns-in-genre", BARE, {}, "no genre"),
    ("pooled-only", BARE, {}, "no genre"),
    ("uneven-misses", EXAMPLE, {"regression.misses.ratio": None}, "do not differ"),
    ("influential-artist", BARE, {}, "not known"),
    ("influential-artist", EXAMPLE, {"regression.influence.artist": None}, "too many"),
    ("genre-against-audio", BARE, {}, "no genre"),
    ("genre-adds", BARE, {}, "no genre"),
    ("little-explained", NO_SCORES, {}, "no score"),
    ("nothing-explained", NO_SCORES, {}, "no headline"),
    ("typical-error", NO_SCORES, {}, "no target on a scale"),
    ("overfit", NO_SCORES, {}, "no headline"),
    ("useful-ranking", EXAMPLE, {"classification.top": ()}, "too few tracks"),
    ("useless-ranking", EXAMPLE, {"classification.top": ()}, "too few tracks"),
    ("cutoff-sensitivity", BINARY, {}, "only one cut-off"),
    ("misses", EXAMPLE, {"classification.positives": 0}, "no track is popular"),
    ("accuracy-below-majority", AIMLESS, {}, "no target"),
    ("flattering-rows", BARE, {}, "could not be compared"),
    ("weaker-future", BARE, {}, "no test on later tracks"),
    ("leak", BARE, {}, "no flexible model"),
    (
        "asked-segments",
        EXAMPLE,
        {"segments.asked": True, "segments.candidates": ()},
        "not among those tried",
    ),
    ("headroom", AIMLESS, {}, "no target"),
    ("headroom", EXAMPLE, NO_GAIN, "no other model"),
    ("no-headroom", EXAMPLE, NO_GAIN, "no other model"),
    ("too-good", AIMLESS, {}, "nothing is published"),
    ("made-from-target", AIMLESS, {}, "no target to compare"),
    ("doubtful-column", AIMLESS, {}, "no target to compare"),
]


@pytest.mark.parametrize(("code", "report", "changes", "part"), FIRES)
def test_a_rule_fires(code: str, report: Report, changes: dict[str, Any], part: str) -> None:
    found = fires(code, report, **changes)
    assert part in found.text.replace("\N{NO-BREAK SPACE}", " ")
    assert found.title


@pytest.mark.parametrize(("code", "report", "changes"), SILENT)
def test_a_rule_stays_silent(code: str, report: Report, changes: dict[str, Any]) -> None:
    assert silent(code, report, **changes)


@pytest.mark.parametrize(("code", "report", "changes", "part"), NOT_APPLICABLE)
def test_a_rule_does_not_apply(
    code: str, report: Report, changes: dict[str, Any], part: str
) -> None:
    assert part in not_applicable(code, report, **changes)


def test_every_rule_is_tested_firing_and_silent() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    always = {"typical-error", "misses", "gaps-filled"}
    assert {code for code, *_ in FIRES} == set(codes)
    assert {code for code, *_ in SILENT} == set(codes) - always


def test_every_rule_that_may_not_apply_is_tested_so() -> None:
    tested = {code for code, *_ in NOT_APPLICABLE}
    may_not = {rule.code for rule in RULES if _says_not_applicable(rule)}
    assert may_not - tested == set()
    assert len(may_not) >= 20


def _says_not_applicable(rule: Rule) -> bool:
    """Say whether a rule, or a function of its module that it calls, says so."""
    module = inspect.getmodule(rule.judge)
    text = inspect.getsource(rule.judge)
    called = [getattr(module, name, None) for name in re.findall(r"\b(_\w+)\(", text)]
    bodies = [inspect.getsource(f) for f in called if inspect.isfunction(f)]
    return any("NotApplicable(" in body for body in (text, *bodies))


SKIPPABLE = ("comparison",
             "regression", "classification", "segments", "trust.ceiling", "preparation.repeats",
             "preparation.zeros", "preparation.sensitivity",
             "exploration.target", "exploration.by_genre", "exploration.by_year")  # fmt: skip


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.part in SKIPPABLE])
def test_a_skipped_part_gives_its_reason(rule: Rule) -> None:
    assert not_applicable(rule.code, EXAMPLE, **{rule.part: SKIPPED}) == SKIPPED.reason


def test_every_part_is_one_that_can_be_skipped_or_never_is() -> None:
    always = {"data", "preparation", "exploration", "trust"}
    assert {rule.part for rule in RULES} <= {*SKIPPABLE, *always}
