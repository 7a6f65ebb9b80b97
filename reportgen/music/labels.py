"""What is to be predicted, what names a track, and what says nothing of its sound."""

from __future__ import annotations

from reportgen.music.entries import Entry
from reportgen.results import Kind, Role

_MADE_FROM = "counts what popularity is made from, and is known only after release"
ANOTHER_MEASURE = "another measure of popularity, beside the one to be predicted"
AFTER_RELEASE = "known only after release, and a part of how popularity comes about"


def _tally(name: str, names: tuple[str, ...], verb: str) -> Entry:
    """Return a count with a long tail, analysed by its logarithm."""
    return Entry(
        name=name,
        label=name.capitalize(),
        role=Role.TARGET,
        kind=Kind.NUMBER,
        names=names,
        unit=f"log10 {name}",
        minimum=0.0,
        description=f"How often the track was {verb}, as a power of ten.",
        high=f"much {verb}",
        low=f"little {verb}",
        reason=_MADE_FROM,
    )


TARGETS: tuple[Entry, ...] = (
    Entry(
        name="popularity",
        label="Popularity",
        role=Role.TARGET,
        kind=Kind.NUMBER,
        names=(
            *("trackpopularity", "songpopularity", "spotifypopularity", "popularityscore"),
            *("popularity", "popularityindex", "popularityrating", "spotifytrackpopularity"),
            *("pop", "songhotttnesss", "hotttnesss", "songhotness", "hotness"),
        ),
        unit="0–100",
        step=10.0,
        minimum=0.0,
        maximum=100.0,
        description="The popularity score of the track, from 0 to 100.",
        high="popular",
        low="unpopular",
        reason=ANOTHER_MEASURE,
    ),
    _tally(
        "streams",
        (
            *("streamcount", "streamscount", "totalstreams", "spotifystreams", "stream"),
            *("numberofstreams", "numstreams", "nstreams"),
        ),
        "streamed",
    ),
    Entry(
        name="hit",
        label="Hit",
        role=Role.TARGET,
        kind=Kind.NUMBER,
        names=("ishit", "hitornot", "hitflag", "hitlabel", "target", "ispopular"),
        minimum=0.0,
        maximum=1.0,
        description="Whether the track counts as a hit.",
        high="hit",
        low="no hit",
        reason=ANOTHER_MEASURE,
    ),
    _tally(
        "plays",
        (
            *("playcount", "listens", "listencount", "scrobbles", "numplays", "nplays"),
            "timesplayed",
        ),
        "played",
    ),
    _tally("views", ("viewcount", "viewscount", "youtubeviews", "totalviews"), "viewed"),
    Entry(
        name="listeners",
        label="Listeners",
        role=Role.TARGET,
        kind=Kind.NUMBER,
        names=("listenercount", "uniquelisteners", "totallisteners"),
        unit="log10 listeners",
        minimum=0.0,
        description="How many people played the track, as a power of ten.",
        high="widely heard",
        low="little heard",
        reason=_MADE_FROM,
    ),
)
"""In the order of preference where a table has several."""


def label(name: str, words: str, role: Role, names: tuple[str, ...]) -> Entry:
    """Return the entry of a column that names, files or dates a row."""
    kind = {Role.GENRE: Kind.CATEGORY, Role.ARTIST: Kind.CATEGORY, Role.DATE: Kind.DATE}
    return Entry(name=name, label=words, role=role, kind=kind.get(role, Kind.TEXT), names=names)


LABELS: tuple[Entry, ...] = (
    label(
        "genre",
        "Genre",
        Role.GENRE,
        (
            *("trackgenre", "songgenre", "genre", "musicgenre", "maingenre", "topgenre"),
            *("primarygenre", "primarygenrename", "genretop", "genrename", "genres", "genresall"),
            *("playlistgenre", "albumgenre", "albumgenres", "artistgenre", "artistgenres"),
            *("subgenre", "playlistsubgenre", "artistterms", "toptag", "toptags", "tags"),
        ),
    ),
    label(
        "artist",
        "Artist",
        Role.ARTIST,
        (
            *("artistname", "artistsname", "artistnames", "artistsnames", "artist", "artists"),
            *("trackartist", "trackartists", "artists0name", "mainartist", "primaryartist"),
            *("performer", "singer", "band", "artistid", "artistsid", "artistids", "idartists"),
            *("artisturi", "artisturis", "channeltitle", "channelname", "channel"),
        ),
    ),
    label(
        "track_id",
        "Track id",
        Role.TRACK_ID,
        (
            *("trackid", "songid", "spotifyid", "spotifytrackid", "isrc", "externalidsisrc"),
            *("trackuri", "uri", "mbid", "recordingmbid", "musicbrainzrecordingid"),
            *("musicbrainztrackid", "videoid", "id"),
        ),
    ),
    label(
        "title",
        "Title",
        Role.TITLE,
        (
            *("trackname", "songname", "tracktitle", "songtitle", "song", "track", "title"),
            *("recordingname", "name"),
        ),
    ),
    label(
        "album",
        "Album",
        Role.ALBUM,
        (
            *("albumname", "album", "albumtitle", "collectionname", "releasename", "albumid"),
            *("collectionid", "releaseid", "albumuri"),
        ),
    ),
    label(
        "release_date",
        "Release date",
        Role.DATE,
        (
            *("releasedate", "albumreleasedate", "releaseddate", "datereleased", "dateofrelease"),
            *("albumdatereleased", "releaseyear", "releasedyear", "yearreleased", "yearofrelease"),
            *("albumreleaseyear", "year", "albumyear", "publishedat", "publishdate", "uploaddate"),
        ),
    ),
)


def _left_out(name: str, names: tuple[str, ...], reason: str, role: Role = Role.IGNORED) -> Entry:
    words = name.replace("_", " ").capitalize()
    return Entry(name=name, label=words, role=role, kind=Kind.TEXT, names=names, reason=reason)


_PERSON = "describes who made the track, not how it sounds"
_PART_OF_DATE = "a part of the release date, of which only the year is used"
ROW_NUMBER = _left_out(
    "row_number",
    ("unnamed0", "unnamed01", "column1", "index", "rownumber", "rowid", "instanceid"),
    "counts the rows of the table and says nothing about a track",
)
"""A column that merely counts; also what a column without a name is taken for."""

LEFT_OUT: tuple[Entry, ...] = (
    ROW_NUMBER,
    _left_out("release_month", ("releasedmonth", "releasemonth"), _PART_OF_DATE),
    _left_out(
        "release_day",
        (
            *("releasedday", "releaseday", "releasedateprecision", "albumreleasedateprecision"),
            "yearreleaseddate",
        ),
        _PART_OF_DATE,
    ),
    _left_out("artist_count", ("nartists",), _PERSON),
    _left_out("artist_gender", ("gender",), _PERSON),
    _left_out("artist_type", ("type",), _PERSON),
    _left_out(
        "album_artist",
        ("albumartistname", "albumartistnames", "albumartists", "albumartisturis", "albumartistid"),
        _PERSON,
    ),
    _left_out("record_label", ("label", "copyrights", "copyright"), _PERSON),
    _left_out(
        "link",
        (
            *("url", "href", "coverurl", "previewurl", "imageurl", "albumimageurl", "analysisurl"),
            *("externalurlsspotify", "urlspotify", "urlyoutube", "albumcoverurl", "albumhref"),
            *("albumexternalurlsspotify", "albumarturl", "permalink"),
        ),
        "a link",
    ),
    _left_out(
        "added",
        ("addedat", "addedby", "dateadded", "datemodified", "obtaineddate", "lastplayed"),
        "says when or by whom a track was put on a list, not how it sounds",
    ),
    _left_out(
        "position_on_record",
        (
            *("tracknumber", "discnumber", "trackcount", "disccount", "albumtotaltracks"),
            *("totaltracks", "tracknumberondisc", "tracknum"),
        ),
        "tells where a track stands on its record, not how it sounds",
    ),
    _left_out(
        "stored_file",
        ("bitrate", "samplerate", "filesize", "fileformat", "codec"),
        "describes the stored file, not how the track sounds",
    ),
    _left_out(
        "confidence",
        (
            *("keyconfidence", "modeconfidence", "timesignatureconfidence", "tempoconfidence"),
            *("keysignatureconfidence", "keystrength"),
        ),
        "says how sure another column is",
    ),
    _left_out(
        "playlist",
        ("playlistname", "playlistid", "playlisturi"),
        "a track is put on a playlist after release, and for its popularity",
        Role.EXCLUDED,
    ),
)
