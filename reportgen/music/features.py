"""What tracks sound like: attributes of a recording, and categories that describe it."""

from __future__ import annotations

from reportgen.music.entries import Entry
from reportgen.results import Kind, Role


def _measure(
    name: str,
    label: str,
    unit: str,
    limits: tuple[float, float],
    *,
    names: tuple[str, ...],
    step: float = 1.0,
    adjectives: tuple[str, str],
    description: str,
) -> Entry:
    return Entry(
        name=name,
        label=label,
        role=Role.FEATURE,
        kind=Kind.NUMBER,
        names=names,
        unit=unit,
        step=step,
        minimum=limits[0],
        maximum=limits[1],
        description=description,
        high=adjectives[0],
        low=adjectives[1],
    )


def _share(name: str, names: tuple[str, ...], description: str, high: str, low: str) -> Entry:
    return _measure(
        name,
        name.capitalize(),
        "0–1",
        (0.0, 1.0),
        names=names,
        step=0.1,
        adjectives=(high, low),
        description=description,
    )


DURATION_UNITS = {
    "milliseconds": (
        *("durationms", "durationmsec", "durationmillis", "durationmilliseconds", "durationinms"),
        *("lengthms", "lengthinms", "timemillis", "timems", "msduration"),
    ),
    "seconds": (
        *("durations", "durationsec", "durationsecs", "durationseconds", "durationinsec"),
        *("durationinseconds", "lengths", "lengthsec", "lengthseconds", "lengthinseconds"),
    ),
    "minutes": (
        *("durationmin", "durationmins", "durationminutes", "durationinmin", "durationinminutes"),
        *("lengthmin", "lengthminutes"),
    ),
}
"""Names of durations that say their unit."""

FEATURES: tuple[Entry, ...] = (
    _share(
        "danceability",
        ("dnce", "dance", "danceable"),
        "How suitable a track is for dancing, judged from tempo, steadiness and strength "
        "of the beat.",
        "danceable",
        "undanceable",
    ),
    _share(
        "energy",
        ("nrgy",),
        "How intense and active a track sounds: fast, loud and noisy tracks score high.",
        "energetic",
        "calm",
    ),
    _measure(
        "loudness",
        "Loudness",
        "dB",
        (-60.0, 5.0),
        names=("db", "loudnessdb", "decibel", "decibels", "loudnesslufs", "lufs"),
        adjectives=("loud", "quiet"),
        description="Average loudness of the whole track; 0 is about the loudest that a "
        "recording can be, and quieter tracks are more negative.",
    ),
    _measure(
        "tempo",
        "Tempo",
        "BPM",
        (20.0, 300.0),
        names=("bpm", "tempobpm", "bpmtempo", "beatsperminute", "beatsperminutebpm"),
        step=10.0,
        adjectives=("fast", "slow"),
        description="Estimated speed in beats per minute.",
    ),
    _share(
        "acousticness",
        ("acous", "acoustic"),
        "How likely it is that a track is played on acoustic instruments.",
        "acoustic",
        "electric",
    ),
    _share(
        "speechiness",
        ("spch", "speech"),
        "How much of a track is spoken or rapped words.",
        "wordy",
        "sparing with words",
    ),
    _share(
        "instrumentalness",
        ("instr", "instrumental"),
        "How likely it is that a track has no singing.",
        "instrumental",
        "vocal",
    ),
    _share(
        "liveness",
        ("live",),
        "How likely it is that a track was recorded before an audience.",
        "live",
        "studio-made",
    ),
    _share(
        "valence",
        ("val", "positivity", "positiveness"),
        "How cheerful a track sounds; sad or angry tracks score low.",
        "upbeat",
        "sombre",
    ),
    _measure(
        "duration",
        "Duration",
        "min",
        (1 / 60, 1440.0),
        names=(
            *DURATION_UNITS["milliseconds"],
            *DURATION_UNITS["seconds"],
            *DURATION_UNITS["minutes"],
            *("dur", "length", "lengthduration", "durationlength", "runtime", "totaltime", "time"),
        ),
        adjectives=("long", "short"),
        description="Length of the track in minutes.",
    ),
    _measure(
        "chorus_hit",
        "Time to the chorus",
        "s",
        (0.0, 3600.0),
        names=("chorushit",),
        step=10.0,
        adjectives=("late in its chorus", "early in its chorus"),
        description="Estimated seconds from the start to the first chorus.",
    ),
    _measure(
        "sections",
        "Sections",
        "",
        (1.0, 1000.0),
        names=("sectioncount",),
        adjectives=("many-sectioned", "few-sectioned"),
        description="Number of parts, such as verse, chorus and bridge, found in the track.",
    ),
)


def _category(name: str, label: str, names: tuple[str, ...], description: str) -> Entry:
    return Entry(
        name=name,
        label=label,
        role=Role.CATEGORY,
        kind=Kind.CATEGORY,
        names=names,
        description=description,
    )


CATEGORIES: tuple[Entry, ...] = (
    _category(
        "key",
        "Key",
        ("musicalkey", "pitchclass", "keysignature", "keykey", "camelot", "camelotkey"),
        "The note on which the track rests.",
    ),
    _category(
        "mode",
        "Mode",
        ("majorminor", "modality", "keyscale"),
        "Whether the track is in major or minor.",
    ),
    _category(
        "time_signature",
        "Time signature",
        ("timesignature", "timesig", "meter", "metre", "beatsperbar"),
        "Estimated number of beats in a bar.",
    ),
    _category(
        "explicit",
        "Explicit",
        ("isexplicit", "explicittrack", "explicitlyrics", "explicitness", "explicitcontent"),
        "Whether the words are marked as explicit.",
    ),
)
