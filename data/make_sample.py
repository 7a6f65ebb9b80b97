"""Make the sample tracks: ``python -m data.make_sample``.

Writes ``sample_tracks.csv.gz``, an ordinary export with the flaws of real ones, and
``sample_truth.json``, what was planted in it.  The same seed gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from data.sample_catalogue import Catalogue, Floats, Ints, draw
from data.sample_design import FEATURES, GENRES, KINDS, Damage, Design
from data.sample_words import artist_names, identifiers, titles

FOLDER = Path(__file__).parent
TABLE = "sample_tracks.csv.gz"
TRUTH = "sample_truth.json"
SNAPSHOT = date(2024, 5, 31)
KEY_SHARES = (0.105, 0.12, 0.09, 0.03, 0.07, 0.08, 0.08, 0.105, 0.075, 0.09, 0.07, 0.085)
ABSURD_LOUDNESS = (-99.0, 25.5)
# Each damage: the column that it hits and the values that it leaves there.
SPOILED: dict[str, tuple[str, tuple[Any, ...]]] = {
    "tempo_zero": ("tempo", (0.0,)),
    "loudness_absurd": ("loudness", ABSURD_LOUDNESS),
    "hour_long": ("duration_ms", (3_421_733, 2_986_400, 4_105_907, 3_733_080)),
    "missing_popularity": ("popularity", ("",)),
    "missing_track_name": ("track_name", ("",)),
    "missing_artist_name": ("artist_name", ("",)),
    "missing_genre": ("genre", ("",)),
    "missing_release_date": ("release_date", ("",)),
    "missing_valence": ("valence", ("",)),
    "missing_instrumentalness": ("instrumentalness", ("",)),
}
SIGNATURES = {4: 0.9, 3: 0.075, 5: 0.017, 1: 0.008}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The finished table, as the text of a CSV file, and what was planted in it."""

    text: bytes
    truth: dict[str, Any]


def make(design: Design | None = None) -> Sample:
    """Return the sample of ``design``."""
    design = design or Design()
    rng = np.random.default_rng(design.seed)
    catalogue = draw(design, rng)
    tracks = _rows(catalogue, design, rng)
    planted = _damage(tracks, design.damage, rng)
    rows = _by_genre(tracks + _repeats(tracks, design.damage, rng), rng)
    planted |= _repeat_counts(rows)
    kinds = "".join(row.pop("kind")[0] for row in rows)
    truth = {
        "rows": len(rows),
        "seed": design.seed,
        "planted": planted,
        **_coefficients(catalogue, design),
        "kinds": {"names": list(KINDS), "first_letter_by_row": kinds},
    }
    return Sample(text=_csv(rows), truth=truth)


def write(sample: Sample, folder: Path) -> tuple[Path, Path]:
    """Write the table and its truth into ``folder``; the bytes carry no date."""
    table, truth = folder / TABLE, folder / TRUTH
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(sample.text)
    table.write_bytes(packed.getvalue())
    sums = {
        "sha256": hashlib.sha256(packed.getvalue()).hexdigest(),
        "sha256_unpacked": hashlib.sha256(sample.text).hexdigest(),
    }
    text = json.dumps({"table": TABLE, **sums, **sample.truth}, indent=1, ensure_ascii=False)
    truth.write_text(text + "\n", encoding="utf-8")
    return table, truth


def _rows(catalogue: Catalogue, design: Design, rng: np.random.Generator) -> list[Row]:
    """Return one dictionary a track, in the order of the table's columns."""
    count = design.tracks
    audio = {name: values.tolist() for name, values in catalogue.features.items()}
    milliseconds = np.round(catalogue.features["duration"] * 60_000).astype(int)
    columns: dict[str, Sequence[Any]] = {
        "track_id": identifiers(rng, count),
        "track_name": titles(rng, count),
        "artist_name": _chosen(artist_names(rng, design.artists), catalogue.artist),
        "album_name": titles(rng, count),
        "release_date": _dates(catalogue.year, design.damage.year_only, rng),
        "genre": _chosen(list(GENRES), catalogue.genre),
        "popularity": _observed(catalogue.score, design.damage, rng).tolist(),
        "danceability": audio["danceability"],
        "energy": audio["energy"],
        "key": rng.choice(12, size=count, p=_normed(KEY_SHARES)).tolist(),
        "loudness": audio["loudness"],
        "mode": (rng.random(count) < 0.6).astype(int).tolist(),
        **{name: audio[name] for name in FEATURES[3:9]},
        "duration_ms": milliseconds.tolist(),
        "time_signature": rng.choice(
            list(SIGNATURES), size=count, p=_normed(tuple(SIGNATURES.values()))
        ).tolist(),
        "explicit": catalogue.explicit.tolist(),
        "kind": _chosen(list(KINDS), catalogue.kind),
    }
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def _normed(shares: tuple[float, ...]) -> Floats:
    return np.asarray(shares) / sum(shares)


def _chosen(names: list[str], codes: Ints) -> list[str]:
    return [names[code] for code in codes]


def _dates(years: Ints, year_only: float, rng: np.random.Generator) -> list[str]:
    """Return release dates; some know only the year."""
    vague = rng.random(len(years)) < year_only
    fractions = rng.random(len(years))
    return [
        str(year) if only else _day(int(year), fraction).isoformat()
        for year, only, fraction in zip(years, vague, fractions, strict=True)
    ]


def _day(year: int, fraction: float) -> date:
    first = date(year, 1, 1)
    last = min(date(year, 12, 31), SNAPSHOT)
    return first + timedelta(days=int(fraction * ((last - first).days + 1)))


def _observed(score: Floats, damage: Damage, rng: np.random.Generator) -> Ints:
    """Return the score as a service shows it: 0 to 100, lumpy, with zeros at random."""
    shown = np.clip(np.rint(score), 1, 100)
    heaped = rng.random(len(score)) < damage.heaped_popularity
    shown = np.where(heaped, np.clip(np.rint(shown / 5) * 5, 1, 100), shown)
    zero = rng.random(len(score)) < damage.zero_popularity
    return np.where(zero, 0, shown).astype(np.int64)


def _damage(rows: list[Row], damage: Damage, rng: np.random.Generator) -> dict[str, int]:
    """Break values in place; return how many tracks each damage hit."""
    lots = iter(rng.permutation(len(rows)).tolist())
    spoilings = _spoilings(damage, len(rows))
    for name, count in spoilings.items():
        column, values = SPOILED[name]
        for i in range(count):
            rows[next(lots)][column] = values[i % len(values)]
    silenced = _silence(rows, damage, rng)
    zeros = sum(row["popularity"] == 0 for row in rows)
    return {**spoilings, "missing_loudness": silenced, "zero_popularity": zeros}


def _spoilings(damage: Damage, tracks: int) -> dict[str, int]:
    return {
        "tempo_zero": damage.tempo_zero,
        "loudness_absurd": damage.loudness_absurd,
        "hour_long": damage.hour_long,
        "missing_popularity": damage.missing_popularity,
        "missing_track_name": damage.missing_names,
        "missing_artist_name": damage.missing_names,
        "missing_genre": damage.missing_genre,
        "missing_release_date": damage.missing_date,
        "missing_valence": round(damage.missing_valence * tracks),
        "missing_instrumentalness": round(damage.missing_instrumentalness * tracks),
    }


def _silence(rows: list[Row], damage: Damage, rng: np.random.Generator) -> int:
    """Leave loudness out, more often in quiet genres: missing at random given genre."""
    count = 0
    for row, lot in zip(rows, rng.random(len(rows)), strict=True):
        quiet = row["genre"] in damage.quiet_genres
        share = damage.missing_loudness_quiet_genres if quiet else damage.missing_loudness
        if lot < share and row["loudness"] not in ABSURD_LOUDNESS:
            row["loudness"] = ""
            count += 1
    return count


def _repeats(rows: list[Row], damage: Damage, rng: np.random.Generator) -> list[Row]:
    """Return the same tracks again, under other genres, some with another popularity."""
    chosen = rng.choice(len(rows), size=damage.repeated, replace=False).tolist()
    again = chosen + chosen[: damage.repeated_twice]
    taken: set[tuple[str, str]] = {(row["track_id"], row["genre"]) for row in rows}
    found = []
    for i in again:
        row = {**rows[i], "genre": _other_genre(rows[i]["track_id"], taken, rng)}
        if rng.random() < damage.repeat_drift and row["popularity"] not in ("", 0):
            row["popularity"] = _drifted(row["popularity"], rng)
        found.append(row)
    return found


def _other_genre(track: str, taken: set[tuple[str, str]], rng: np.random.Generator) -> str:
    free = [genre for genre in GENRES if (track, genre) not in taken]
    genre = free[int(rng.integers(len(free)))]
    taken.add((track, genre))
    return genre


def _drifted(popularity: int, rng: np.random.Generator) -> int:
    step = int(rng.choice([-3, -2, -1, 1, 2, 3]))
    return popularity + step if 1 <= popularity + step <= 100 else popularity - step


def _by_genre(rows: list[Row], rng: np.random.Generator) -> list[Row]:
    """Return rows genre by genre, as services list them, shuffled inside each."""
    shuffled = [rows[i] for i in rng.permutation(len(rows))]
    return sorted(shuffled, key=lambda row: row["genre"] or "~")


def _repeat_counts(rows: list[Row]) -> dict[str, int]:
    by_track: dict[str, list[Row]] = {}
    for row in rows:
        by_track.setdefault(row["track_id"], []).append(row)
    repeated = [same for same in by_track.values() if len(same) > 1]
    return {
        "tracks": len(by_track),
        "repeated_tracks": len(repeated),
        "extra_rows": sum(len(same) - 1 for same in repeated),
        "conflicting_popularity": sum(
            len({row["popularity"] for row in same}) > 1 for same in repeated
        ),
        "rows_with_year_only": sum(len(row["release_date"]) == 4 for row in rows),
    }


def _coefficients(catalogue: Catalogue, design: Design) -> dict[str, Any]:
    """What was planted: per unit, per standard deviation, and as the table shows it.

    Zeros are strewn at random, so that an effect on the shown popularity is that on the
    score times the share of tracks without a zero.
    """
    popularity = design.popularity
    per_sd = {
        name: round(effect * float(catalogue.features[name].std(ddof=1)), 6)
        for name, effect in popularity.per_unit.items()
    }
    spread = catalogue.score.var()
    return {
        "popularity": asdict(popularity),
        "per_sd": per_sd,
        "genre": {name: genre.effect for name, genre in GENRES.items()},
        "shown_share": 1 - design.damage.zero_popularity,
        "attenuated_in_table": ["duration"],
        "explained_share_of_score": round(float(catalogue.expected.var() / spread), 6),
    }


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def main() -> None:
    """Write the sample beside this script."""
    for path in write(make(), FOLDER):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
