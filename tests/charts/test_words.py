from __future__ import annotations

import pytest

from reportgen.charts import words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  a \t b\n", "a b"),
        ("nul\x00byte", "nul byte"),
        ("\u202eevil", "evil"),
        ("\ud800half", "half"),
        ("", "(no name)"),
        ("r&b <3 $x_1$", "r&b <3 $x_1$"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert words.clean(text) == shown


def test_short_keeps_at_most_so_many_characters() -> None:
    assert words.short("abcdef", 6) == "abcdef"
    assert words.short("abcdefg", 6) == "abcde…"


def test_lower_keeps_abbreviations() -> None:
    assert words.lower("Energy") == "energy"
    assert words.lower("BPM of the track") == "BPM of the track"


def test_fitted_text_fits_and_is_the_longest_that_does() -> None:
    text = "a name that is much too long for its place"
    cut = words.fitted(text, 1.0, 8)
    assert cut.endswith("…")
    assert words.width(cut, 8) <= 1.0
    longer = text[: len(cut)] + "…"
    assert words.width(longer, 8) > 1.0
    assert words.fitted("short", 1.0, 8) == "short"


def test_wrapped_text_breaks_between_words_and_cuts_the_last_line() -> None:
    assert words.wrapped("one two", 5.0, 8, 3) == ("one two",)
    lines = words.wrapped("energetic instrumental acoustic and more words", 0.7, 8, 2)
    assert lines[0] == "energetic"
    assert lines[1].endswith("…")
    assert all(words.width(line, 8) <= 0.7 for line in lines)


def test_full_width_characters_take_a_square_each() -> None:
    assert words.width("日本語ポップ", 9) == pytest.approx(6 * 9 / 72)
    assert words.width("ab🎸", 9) == pytest.approx(words.width("ab", 9) + 9 / 72)
    cut = words.fitted("日本の" * 40, 1.0, 8)
    assert cut.endswith("…")
    assert len(cut) == 9


def test_width_grows_with_size() -> None:
    assert words.width("width", 16) == pytest.approx(2 * words.width("width", 8), rel=1e-3)
