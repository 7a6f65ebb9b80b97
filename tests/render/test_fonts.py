from __future__ import annotations

import base64
import io

import pytest
from fontTools.ttLib import TTFont

from reportgen.errors import RenderError
from reportgen.render import fonts
from reportgen.render.fonts import FALLBACK, FAMILY, FontFace, subset_faces, whole_faces


def _letters(face: FontFace) -> set[int]:
    content = base64.b64decode(face.source.partition(",")[2])
    with TTFont(io.BytesIO(content)) as font:
        return set(font.getBestCmap())


def test_a_subset_holds_latin_and_the_letters_of_the_text() -> None:
    regular, semibold = subset_faces("Ж")
    assert (regular.family, regular.weight, semibold.weight) == (FAMILY, 400, 600)
    assert _letters(regular) == _letters(semibold)
    assert {ord("a"), ord("ß"), ord("Ж")} <= _letters(regular)
    assert ord("Ю") not in _letters(regular)


def test_a_letter_that_the_typeface_lacks_brings_the_fallback() -> None:
    assert [face.family for face in subset_faces("C♯")] == [FAMILY, FAMILY, FALLBACK]
    assert ord("♯") in _letters(subset_faces("C♯")[2])
    assert [face.family for face in whole_faces("C♯")] == [FAMILY, FAMILY, FALLBACK]
    assert [face.family for face in whole_faces("C\n")] == [FAMILY, FAMILY]


def test_the_same_text_gives_the_same_font() -> None:
    assert subset_faces("Größe ♯") == subset_faces("Größe ♯")


def test_a_missing_typeface_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "find_spec", lambda _name: None)
    with pytest.raises(RenderError, match="pip install font-source-sans-pro"):
        whole_faces("a")


def test_a_whole_cut_is_read_by_its_address() -> None:
    content = fonts.whole(whole_faces("a")[1].source)
    with TTFont(io.BytesIO(content)) as font:
        assert font["OS/2"].usWeightClass == 600


def test_an_unknown_address_is_refused() -> None:
    with pytest.raises(RenderError, match="no such font"):
        fonts.whole("reportgen-font:../../etc/passwd")
