"""Speaking of something else than tracks: words, articles, names that stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.music.other import DictionaryFile, plural, usable_word, vocabulary
from reportgen.music.speech import Speak, speaker
from reportgen.results import Vocabulary

OLIVES = vocabulary(
    {"track": "olive oil", "artist": "mill", "genre": "cultivar", "release": "harvest"},
    "taste",
    None,
)


def say(text: str, *names: str) -> str:
    speak = speaker(OLIVES, names)
    assert speak is not None
    return speak(text)


def test_the_words_of_tracks_need_no_other() -> None:
    assert speaker(Vocabulary()) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A track by an artist of a genre.", "An olive oil by a mill of a cultivar."),
        ("Tracks vary; songs too.", "Olive oils vary; olive oils too."),
        ("R² on artists never seen", "R² on mills never seen"),
        ("one row per track", "one row per olive oil"),
        ("the artist’s genres", "the mill’s cultivars"),
        ("musical attributes and genre", "attributes and cultivar"),
        ("no release date", "no date of harvest"),
        ("Popularity; unpopular, popular", "Taste; low-scoring, high-scoring"),
        ("of a popular and another track", "of a high-scoring and another olive oil"),
        ("Predicting a hit", "Predicting a high-scoring olive oil"),
        ("Sound tells more than genre", "Make-up tells more than cultivar"),
        ("tracks that sound alike", "olive oils that are alike"),
    ],
)
def test_words_take_the_place_of_those_of_tracks(text: str, said: str) -> None:
    assert say(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "track_id",
        "preparation.artists",
        "hitherto, trackless, artistry",
        "soundtrack",
        "white-hit",
        "regression.scores[genre_only].r2",
    ],
)
def test_parts_of_other_words_stay(text: str) -> None:
    assert say(text.replace("preparation.artists", "artists_n")) == text.replace(
        "preparation.artists", "artists_n"
    )


def test_names_from_the_table_stay() -> None:
    assert say("Tracks with more Hit rate", "Hit rate") == "Olive oils with more Hit rate"
    assert say("the genre Pop hits (2)", "Pop hits (2)") == "the cultivar Pop hits (2)"


def test_a_name_that_is_one_of_our_words_stops_nothing() -> None:
    assert say("every genre", "genre") == "every cultivar"


@given(st.text(alphabet="track artisgenhpoul .,", max_size=60))
def test_saying_it_twice_changes_nothing(text: str) -> None:
    words = vocabulary({"track": "race track", "artist": "sound artist"}, "popularity", None)
    speak = speaker(words)
    assert speak is not None
    assert speak(speak(text)) == speak(text)


def test_words_that_hold_our_words_are_said_once() -> None:
    speak: Speak | None = speaker(vocabulary({"track": "race track"}, "", None))
    assert speak is not None
    assert speak(speak("tracks and a track")) == "race tracks and a race track"


@pytest.mark.parametrize(
    ("one", "many"),
    [("wine", "wines"), ("category", "categories"), ("box", "boxes"), ("day", "days"),
     ("batch", "batches"), ("glass", "glasses")],
)  # fmt: skip
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize("word", ["wine", "olive oil", "make-up", "chef d’œuvre"])
def test_words_that_can_stand_in_a_sentence(word: str) -> None:
    assert usable_word(word)


@pytest.mark.parametrize("word", ["", "<b>", "a|b", "wine 7", " wine", "a_b", "x" * 41, "{wine}"])
def test_what_is_no_word(word: str) -> None:
    assert not usable_word(word)


def test_the_words_of_a_file_are_those_of_the_vocabulary() -> None:
    assert set(type(DictionaryFile().words).__slots__) == set(Vocabulary.__slots__)
