"""The dictionary of track tables: what columns are called, hold and mean."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.results import Kind, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known about one kind of column.

    Parameters
    ----------
    name, label : str
        Canonical name, and the words for a reader.
    role, kind
        What such a column is used for, and what it holds.
    names : tuple of str
        Other names without case, spaces and punctuation, the most telling first.
    unit : str
        Unit after reading.
    step : float
        A natural difference in ``unit``, for "per step" effects.
    minimum, maximum : float or None
        Physical limits in ``unit``, inclusive; a value outside is a missing one.
    description : str
        One plain sentence for a glossary.
    high, low : str
        Adjectives for tracks with much and with little of it.
    reason : str
        Why such a column is left out, where it is.
    """

    name: str
    label: str
    role: Role
    kind: Kind
    names: tuple[str, ...] = ()
    unit: str = ""
    step: float = 1.0
    minimum: float | None = None
    maximum: float | None = None
    description: str = ""
    high: str = ""
    low: str = ""
    reason: str = ""


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
        names=("db", "loudnessdb", "decibel", "decibels"),
        adjectives=("loud", "quiet"),
        description="Average loudness of the whole track; 0 is about the loudest that a "
        "recording can be, and quieter tracks are more negative.",
    ),
    _measure(
        "tempo",
        "Tempo",
        "BPM",
        (20.0, 300.0),
        names=("bpm", "tempobpm", "beatsperminute"),
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
            *("durationms", "durationmsec", "lengthms"),
            *("durations", "durationsec", "durationseconds", "lengths", "lengthsec"),
            *("durationmin", "durationminutes", "dur", "length"),
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
    _category("key", "Key", ("musicalkey", "pitchclass"), "The note on which the track rests."),
    _category(
        "mode", "Mode", ("majorminor", "modality"), "Whether the track is in major or minor."
    ),
    _category(
        "time_signature",
        "Time signature",
        ("timesignature", "timesig", "meter", "metre"),
        "Estimated number of beats in a bar.",
    ),
    _category("explicit", "Explicit", ("isexplicit",), "Whether the words are marked as explicit."),
)

TARGETS: tuple[Entry, ...] = (
    Entry(
        name="popularity",
        label="Popularity",
        role=Role.TARGET,
        kind=Kind.NUMBER,
        names=("trackpopularity", "songpopularity", "spotifypopularity", "popularityscore", "pop"),
        unit="0–100",
        step=10.0,
        minimum=0.0,
        maximum=100.0,
        description="The popularity score of the track, from 0 to 100.",
        high="popular",
        low="unpopular",
        reason="another measure of popularity, beside the one to be predicted",
    ),
    Entry(
        name="streams",
        label="Streams",
        role=Role.TARGET,
        kind=Kind.NUMBER,
        names=("streamcount", "streamscount", "totalstreams", "spotifystreams"),
        unit="log10 streams",
        minimum=0.0,
        description="How often the track was streamed, as a power of ten.",
        high="much streamed",
        low="little streamed",
        reason="counts what popularity is made from, and is known only after release",
    ),
    Entry(
        name="hit",
        label="Hit",
        role=Role.TARGET,
        kind=Kind.NUMBER,
        names=("ishit", "hitornot", "target"),
        minimum=0.0,
        maximum=1.0,
        description="Whether the track counts as a hit.",
        high="hit",
        low="no hit",
        reason="another measure of popularity, beside the one to be predicted",
    ),
)
"""In the order of preference where a table has several."""


def _text(name: str, label: str, role: Role, names: tuple[str, ...]) -> Entry:
    kind = {Role.GENRE: Kind.CATEGORY, Role.ARTIST: Kind.CATEGORY, Role.DATE: Kind.DATE}
    return Entry(name=name, label=label, role=role, kind=kind.get(role, Kind.TEXT), names=names)


LABELS: tuple[Entry, ...] = (
    _text(
        "genre",
        "Genre",
        Role.GENRE,
        (
            *("trackgenre", "songgenre", "genre", "maingenre", "topgenre", "genres"),
            *("playlistgenre", "artistgenre", "artistgenres", "subgenre", "playlistsubgenre"),
        ),
    ),
    _text(
        "artist",
        "Artist",
        Role.ARTIST,
        (
            *("artistname", "artistsname", "artistnames", "artist", "artists", "trackartist"),
            *("trackartists", "mainartist", "performer", "singer", "band", "artistid"),
        ),
    ),
    _text(
        "track_id",
        "Track id",
        Role.TRACK_ID,
        ("trackid", "songid", "spotifyid", "spotifytrackid", "isrc", "trackuri", "uri", "id"),
    ),
    _text(
        "title",
        "Title",
        Role.TITLE,
        ("trackname", "songname", "tracktitle", "songtitle", "title", "song", "track", "name"),
    ),
    _text("album", "Album", Role.ALBUM, ("albumname", "album", "albumtitle", "albumid")),
    _text(
        "release_date",
        "Release date",
        Role.DATE,
        (
            *("releasedate", "albumreleasedate", "releaseddate", "datereleased"),
            *("releaseyear", "releasedyear", "yearreleased", "albumreleaseyear", "year"),
        ),
    ),
)


def _left_out(name: str, names: tuple[str, ...], reason: str, role: Role = Role.IGNORED) -> Entry:
    label = name.replace("_", " ").capitalize()
    return Entry(name=name, label=label, role=role, kind=Kind.TEXT, names=names, reason=reason)


_PERSON = "describes who made the track, not how it sounds"
_PART_OF_DATE = "a part of the release date, of which only the year is used"
ROW_NUMBER = _left_out(
    "row_number",
    ("unnamed0", "unnamed01", "column1", "index", "rownumber", "rowid"),
    "counts the rows of the table and says nothing about a track",
)
"""A column that merely counts; also what a column without a name is taken for."""

LEFT_OUT: tuple[Entry, ...] = (
    ROW_NUMBER,
    _left_out("release_month", ("releasedmonth", "releasemonth"), _PART_OF_DATE),
    _left_out("release_day", ("releasedday", "releaseday"), _PART_OF_DATE),
    _left_out("artist_count", ("nartists",), _PERSON),
    _left_out("artist_gender", ("gender",), _PERSON),
    _left_out("artist_type", ("type",), _PERSON),
    _left_out(
        "playlist",
        ("playlistname", "playlistid"),
        "a track is put on a playlist after release, and for its popularity",
        Role.EXCLUDED,
    ),
)

DICTIONARY: tuple[Entry, ...] = (*FEATURES, *CATEGORIES, *TARGETS, *LABELS, *LEFT_OUT)
"""Every entry."""

_BY_NAME = {entry.name: entry for entry in DICTIONARY}


def entry(name: str) -> Entry | None:
    """Return the entry with a canonical name."""
    return _BY_NAME.get(name)
