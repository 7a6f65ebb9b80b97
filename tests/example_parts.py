"""What came in, its cleaning, its look and its trust, in the hand-written report."""

from __future__ import annotations

from dataclasses import replace

from reportgen import music
from reportgen.results import (
    Alternative,
    Column,
    Correlation,
    Data,
    Exploration,
    Gap,
    GapPattern,
    GroupMean,
    Histogram,
    Kind,
    LedgerStep,
    Level,
    Note,
    Outliers,
    Preparation,
    Repeats,
    Role,
    Sensitivity,
    TargetProfile,
    Zeros,
)
from tests.example_models import (
    ARTISTS,
    FEATURES,
    LABELS,
    MODELLED,
    UNITS,
    estimate,
    spread,
)

ROWS = 32_240
REPEATED = 4_120
INCOMPLETE = 52

_POPULARITY_SHAPE = (9, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 8, 8, 7, 6, 5, 4, 3, 1.5, 0.5)
_BELL = (1, 2, 4, 7, 11, 14, 15, 14, 12, 9, 6, 3, 1.5, 0.5)
_FALLING = (30, 16, 11, 8, 6, 5, 4, 4, 3, 3, 3, 3, 2, 2)

# name: minimum, lower quartile, median, upper quartile, maximum, mean, sd, shape
_NUMBERS: dict[str, tuple[float, float, float, float, float, float, float, tuple[float, ...]]] = {
    "danceability": (0.08, 0.56, 0.67, 0.76, 0.98, 0.65, 0.145, _BELL),
    "energy": (0.0, 0.58, 0.72, 0.84, 1.0, 0.7, 0.181, _BELL[::-1]),
    "loudness": (-46.4, -8.2, -6.2, -4.6, 1.3, -6.7, 2.99, _BELL[::-1]),
    "tempo": (35.5, 99.9, 121.9, 133.9, 239.4, 120.9, 26.9, _BELL),
    "acousticness": (0.0, 0.02, 0.08, 0.26, 0.99, 0.175, 0.22, _FALLING),
    "speechiness": (0.0, 0.04, 0.06, 0.13, 0.92, 0.107, 0.101, _FALLING),
    "instrumentalness": (0.0, 0.0, 0.0, 0.005, 0.99, 0.085, 0.224, _FALLING),
    "liveness": (0.0, 0.09, 0.13, 0.25, 1.0, 0.19, 0.154, _FALLING),
    "valence": (0.0, 0.33, 0.51, 0.69, 0.99, 0.51, 0.233, _BELL),
    "duration": (0.07, 3.13, 3.6, 4.23, 8.63, 3.76, 1.0, _BELL),
}

_CORRELATED = {
    ("energy", "loudness"): 0.68,
    ("energy", "acousticness"): -0.54,
    ("loudness", "acousticness"): -0.36,
    ("danceability", "valence"): 0.33,
    ("danceability", "speechiness"): 0.18,
    ("danceability", "tempo"): -0.18,
    ("loudness", "instrumentalness"): -0.15,
    ("energy", "tempo"): 0.15,
    ("energy", "valence"): 0.15,
    ("energy", "liveness"): 0.16,
    ("duration", "popularity"): -0.14,
    ("instrumentalness", "popularity"): -0.15,
    ("energy", "popularity"): -0.11,
    ("acousticness", "popularity"): 0.09,
    ("danceability", "popularity"): 0.06,
    ("loudness", "popularity"): 0.06,
}

_GENRES = (
    ("pop", 4_790, 46.9),
    ("latin", 4_210, 44.8),
    ("rap", 5_180, 42.2),
    ("rock", 4_240, 40.3),
    ("r&b", 4_560, 37.8),
    ("edm", 5_088, 32.4),
)

_YEARS = (
    (2008, 1_020, 33.4),
    (2009, 1_060, 33.9),
    (2010, 1_140, 35.2),
    (2011, 1_210, 34.7),
    (2012, 1_350, 35.1),
    (2013, 1_530, 35.0),
    (2014, 1_840, 34.6),
    (2015, 2_090, 36.0),
    (2016, 2_480, 38.1),
    (2017, 2_960, 40.7),
    (2018, 4_128, 44.5),
    (2019, 7_260, 47.8),
)


def data() -> Data:
    """Return the data part."""
    columns = tuple(_described(column) for column in _columns())
    return Data(
        rows=ROWS,
        columns=columns,
        assumptions=(
            Note(code="delimiter", text="Columns are separated by commas."),
            Note(code="encoding", text="The text is UTF-8."),
            Note(
                code="renamed",
                text="Column duration_ms was read as duration, in minutes.",
            ),
        ),
        problems=(Note(code="unnamed-tracks", text="5 rows have neither title nor artist."),),
        limitations=(
            Note(code="no-fame", text="Nothing is known of an artist's following."),
            Note(code="no-marketing", text="Nothing is known of marketing or playlists."),
        ),
    )


def _described(column: Column) -> Column:
    """Return a column with what the dictionary says of it."""
    known = music.entry(column.name)
    if known is None:
        return column
    return replace(column, description=known.description, high=known.high, low=known.low)


def _columns() -> tuple[Column, ...]:
    return (
        _text("track_id", "Track id", Role.TRACK_ID, distinct=28_120),
        _text("track_name", "Title", Role.TITLE, distinct=23_410, missing=5),
        _text("artist", "Artist", Role.ARTIST, distinct=10_142, missing=5),
        Column(
            name="release_date",
            source="track_album_release_date",
            label="Release date",
            role=Role.DATE,
            kind=Kind.DATE,
            unit="",
            n=ROWS,
            missing=0,
            distinct=4_390,
        ),
        _category("genre", "playlist_genre", "Genre", Role.GENRE, _genre_levels()),
        _text("playlist_name", "Playlist name", Role.IGNORED, distinct=449),
        _target_column(),
        *(_number_column(name) for name in FEATURES),
        _category("key", "key", "Key", Role.CATEGORY, _key_levels()),
        _category("mode", "mode", "Mode", Role.CATEGORY, _split(("major", 57), ("minor", 43))),
    )


def _text(name: str, label: str, role: Role, *, distinct: int, missing: int = 0) -> Column:
    return Column(
        name=name,
        source=name,
        label=label,
        role=role,
        kind=Kind.TEXT,
        unit="",
        n=ROWS - missing,
        missing=missing,
        distinct=distinct,
    )


def _category(name: str, source: str, label: str, role: Role, levels: tuple[Level, ...]) -> Column:
    return Column(
        name=name,
        source=source,
        label=label,
        role=role,
        kind=Kind.CATEGORY,
        unit="",
        n=ROWS,
        missing=0,
        distinct=len(levels),
        levels=levels,
    )


def _split(*parts: tuple[str, float]) -> tuple[Level, ...]:
    counts = spread(ROWS, tuple(weight for _, weight in parts))
    return tuple(Level(name=name, n=n) for (name, _), n in zip(parts, counts, strict=True))


def _genre_levels() -> tuple[Level, ...]:
    return _split(
        ("edm", 18.4),
        ("rap", 17.5),
        ("pop", 16.8),
        ("r&b", 16.5),
        ("latin", 15.7),
        ("rock", 15.1),
    )


def _key_levels() -> tuple[Level, ...]:
    names = ("C#", "C", "G", "D", "B", "A", "F", "F#", "G#", "A#", "E", "D#")
    weights = (12.2, 10.5, 10.2, 9, 9, 9, 8, 8, 7.4, 7.2, 6.7, 2.8)
    return _split(*zip(names, weights, strict=True))


def _number_column(name: str) -> Column:
    low, lower, median, upper, high, mean, sd, shape = _NUMBERS[name]
    missing = 7 if name == "tempo" else 4
    return Column(
        name=name,
        source="duration_ms" if name == "duration" else name,
        label=LABELS[name],
        role=Role.FEATURE,
        kind=Kind.NUMBER,
        unit=UNITS[name],
        n=ROWS - missing,
        missing=missing,
        distinct=5_000,
        minimum=low,
        lower_quartile=lower,
        median=median,
        upper_quartile=upper,
        maximum=high,
        mean=mean,
        sd=sd,
        histogram=histogram(low, high, ROWS - missing, shape),
    )


def _target_column() -> Column:
    return Column(
        name="popularity",
        source="track_popularity",
        label="Popularity",
        role=Role.TARGET,
        kind=Kind.NUMBER,
        unit="0–100",
        n=ROWS,
        missing=0,
        distinct=101,
        minimum=0.0,
        lower_quartile=24.0,
        median=45.0,
        upper_quartile=62.0,
        maximum=100.0,
        mean=42.4,
        sd=25.0,
        histogram=histogram(0.0, 100.0, ROWS, _POPULARITY_SHAPE),
    )


def histogram(low: float, high: float, n: int, shape: tuple[float, ...]) -> Histogram:
    """Return ``n`` rows spread over equally wide bins in the proportions of ``shape``."""
    width = (high - low) / len(shape)
    edges = tuple(round(low + i * width, 6) for i in range(len(shape) + 1))
    return Histogram(edges=edges, counts=spread(n, shape))


def preparation() -> Preparation:
    """Return the preparation part."""
    whole = ROWS - REPEATED
    return Preparation(
        rows_read=ROWS,
        rows_modelled=MODELLED,
        rows_scored=MODELLED,
        steps=(
            LedgerStep(
                name="repeats",
                label="Repeated tracks collapsed",
                removed=REPEATED,
                remaining=whole,
                reason="a track counts once, however many playlists hold it",
            ),
            LedgerStep(
                name="missing",
                label="Rows with missing values",
                removed=INCOMPLETE,
                remaining=MODELLED,
                reason="a model needs every feature of a track",
            ),
            LedgerStep(
                name="outliers",
                label="Outliers",
                removed=0,
                remaining=MODELLED,
                reason="flagged and kept",
            ),
        ),
        repeats=Repeats(
            key="track id",
            rule="the highest popularity and the first genre are kept",
            tracks=3_086,
            extra_rows=REPEATED,
            conflicting_target=212,
            conflicting_genre=1_670,
        ),
        missing=(
            Gap(name="tempo", n=7, share=7 / whole),
            Gap(name="valence", n=47, share=47 / whole, difference=estimate(0.6, -5.2, 6.4)),
        ),
        gap_rows=INCOMPLETE,
        gap_patterns=(
            GapPattern(columns=("valence",), n=45),
            GapPattern(columns=("tempo",), n=5),
            GapPattern(columns=("tempo", "valence"), n=2),
        ),
        dropped_columns=(
            Note(code="playlist_name", text="Playlist name: names the playlist, not the track"),
        ),
        outlier_rule="3 times the interquartile range beyond the quartiles",
        outlier_action="flag",
        outlier_shift=0.021,
        outliers=(
            Outliers(
                name="loudness",
                label="Loudness",
                low=-19.0,
                high=6.2,
                below=118,
                above=0,
            ),
            Outliers(name="tempo", label="Tempo", low=-2.1, high=235.9, below=0, above=4),
            Outliers(
                name="duration",
                label="Duration",
                low=-0.17,
                high=7.53,
                below=0,
                above=96,
            ),
        ),
        outlier_rows=214,
        zeros=Zeros(n=MODELLED, zeros=2_302, share=0.082, neighbours=(800, 790, 610, 430, 400)),
        sensitivity=Sensitivity(
            measure="R²",
            n=MODELLED,
            score=estimate(0.083, 0.071, 0.095),
            alternatives=(
                Alternative(
                    name="repeats",
                    label="Repeated tracks left in",
                    n=ROWS - INCOMPLETE,
                    score=estimate(0.089, 0.076, 0.102),
                ),
                Alternative(
                    name="outliers",
                    label="Outliers kept out of training",
                    n=MODELLED,
                    score=estimate(0.082, 0.070, 0.094),
                    difference=estimate(-0.001, -0.003, 0.001),
                ),
                Alternative(
                    name="zeros",
                    label="Tracks with a score of zero left out",
                    n=MODELLED - 2_302,
                    score=None,
                ),
            ),
        ),
        artists=ARTISTS,
    )


def exploration() -> Exploration:
    """Return the exploration part."""
    names = ("popularity", *FEATURES)
    pairs = ((a, b) for i, a in enumerate(names) for b in names[i + 1 :])
    return Exploration(
        target=TargetProfile(
            name="popularity",
            label="Popularity",
            unit="0–100",
            n=MODELLED,
            mean=40.7,
            sd=23.7,
            median=42.0,
            zeros=0.082,
            histogram=histogram(0.0, 100.0, MODELLED, _POPULARITY_SHAPE),
        ),
        names=names,
        correlations=tuple(Correlation(first=a, second=b, r=_correlation(a, b)) for a, b in pairs),
        by_genre=tuple(
            GroupMean(name=name, n=n, mean=estimate(mean, mean - 1.2, mean + 1.2))
            for name, n, mean in _GENRES
        ),
        genres=len(_GENRES),
        by_year=tuple(
            GroupMean(name=str(year), n=n, mean=estimate(mean, mean - 1.5, mean + 1.5))
            for year, n, mean in _YEARS
        ),
    )


def _correlation(first: str, second: str) -> float:
    return _CORRELATED.get((first, second), _CORRELATED.get((second, first), 0.03))
