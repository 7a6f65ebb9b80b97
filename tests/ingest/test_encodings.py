"""Which characters bytes stand for: marks, valid UTF-8, and what a library judges."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.errors import DataError
from reportgen.ingest import open_table
from reportgen.ingest.encoding import decoded
from reportgen.settings import InputSettings
from tests.ingest.tables import saved, text_of

WESTERN = ("Beyoncé", "Mötley Crüe", "Señorita", "Sigur Rós", "Sæglópur", "It’s “fine” – live")
POLISH = ("Świetliki", "Kult – Gdy nie ma dzieci żyją łatwiej", "Czesław Niemen", "Żółć")
SPANISH = ("¿Dónde están?", "¡Olé!", "N° 1 – ½ corazón", "Mañana", "¿Qué?", "¿Y tú?")
RUSSIAN = ("Группа крови", "Земфира", "Что такое осень", "Кино")
GREEK = ("Γιάννης Πάριος", "Τώρα που φεύγω", "Χάρις Αλεξίου", "Μινόρε της αυγής")
JAPANESE = ("宇多田ヒカル", "丸ノ内サディスティック", "米津玄師のレモン", "花束を君に")
KOREAN = ("방탄소년단", "볼빨간사춘기", "아이유의 밤편지", "여행")
CHINESE = ("周杰伦", "青花瓷", "陈奕迅的十年", "王菲红豆")
TAIWANESE = ("周杰倫", "青花瓷", "陳奕迅的十年", "王菲紅豆")

MATRIX = [
    ("utf-8", WESTERN, "UTF-8"),
    ("utf-8-sig", JAPANESE, "UTF-8 with a byte order mark"),
    ("utf-16", RUSSIAN, "UTF-16"),
    ("utf-16-le", WESTERN, "UTF-16"),
    ("utf-16-be", WESTERN, "UTF-16"),
    ("utf-32", KOREAN, "UTF-32"),
    ("cp1252", WESTERN, "Windows-1252"),
    ("cp1252", SPANISH, "Windows-1252"),
    ("latin-1", WESTERN[:5], "Windows-1252"),
    ("cp1250", POLISH, "Windows-1250"),
    ("cp1251", RUSSIAN, "Windows-1251"),
    ("koi8_r", RUSSIAN, "KOI8-R"),
    ("cp1253", GREEK, "Windows-1253"),
    ("mac_roman", WESTERN, "Mac Roman"),
    ("shift_jis", JAPANESE, "Japanese (Shift JIS)"),
    ("euc_jp", JAPANESE, "Japanese (EUC)"),
    ("euc_kr", KOREAN, "Korean (cp949)"),
    ("gb18030", CHINESE, "Chinese (GB 18030)"),
    ("big5", TAIWANESE, "Chinese (Big5)"),
]


def table_text(names: tuple[str, ...], plain: int = 3) -> str:
    rows = [(names[i % len(names)], f"a{i}", f"0.{i + 10}", str(i)) for i in range(40)]
    rows += [(f"Plain {i}", f"b{i}", "0.5", str(i % 90)) for i in range(40 * plain)]
    return text_of(("track_name", "artist", "energy", "popularity"), rows, ";")


@pytest.mark.parametrize(("codec", "names", "shown"), MATRIX)
def test_names_come_back(tmp_path: Path, codec: str, names: tuple[str, ...], shown: str) -> None:
    table = open_table(saved(tmp_path, table_text(names).encode(codec)))
    titles = [track.title for track in table.tracks(range(len(names)))]
    assert titles == list(names)
    (note,) = (n for n in table.reading.assumptions if n.code == "encoding")
    assert note.text.startswith(f"The file was read as {shown}")
    assert not table.reading.problems


def test_an_old_alphabet_is_said_to_be_a_guess(tmp_path: Path) -> None:
    table = open_table(saved(tmp_path, table_text(RUSSIAN).encode("cp1251")))
    (note,) = (n for n in table.reading.assumptions if n.code == "encoding")
    assert note.text.endswith(
        "as its bytes suggest; `--encoding` sets another, should names look wrong."
    )


def test_the_encoding_asked_for_is_used(tmp_path: Path) -> None:
    path = saved(tmp_path, "track_name;energy\nЯ;0.5\n".encode("cp866"))
    table = open_table(path, settings=InputSettings(encoding="cp866"))
    assert table.tracks([0])[0].title == "Я"
    assert table.reading.assumptions[0].text == "The file was read as cp866."


@pytest.mark.parametrize("name", ["klingon", "rot13", "hex", "zlib", "undefined", "idna", ""])
def test_an_unknown_encoding_is_refused(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, "track_name;energy\nA;0.5\n")
    if not name:
        assert open_table(path, settings=InputSettings(encoding=name)).reading.rows == 1
        return
    with pytest.raises(DataError, match=f"There is no encoding '{name}'"):
        open_table(path, settings=InputSettings(encoding=name))


def test_broken_bytes_are_replaced_and_counted(tmp_path: Path) -> None:
    good = table_text(("Beyoncé", "宇多田")).encode()
    path = saved(tmp_path, good.replace("Beyoncé".encode(), b"Beyonc\xc3", 2))
    table = open_table(path)
    problems = {note.code: note.text for note in table.reading.problems}
    assert problems["lost_characters"].startswith("2 characters could not be read")
    assert table.tracks([1])[0].title == "宇多田"


def test_utf8_with_a_mark_stays_utf8_when_damaged() -> None:
    found = decoded(b"\xef\xbb\xbfa\xffb")
    assert (found.encoding, found.lost) == ("UTF-8 with a byte order mark", 1)
    assert bytes(found.data) == "a�b".encode()


def test_stray_nuls_are_taken_out_and_counted(tmp_path: Path) -> None:
    data = table_text(WESTERN).encode().replace(b"Plain 7;", b"Plain\0 7;", 1)
    table = open_table(saved(tmp_path, data))
    assert "Plain 7" in {track.title for track in table.tracks(range(table.reading.rows))}
    assert [note.text for note in table.reading.problems] == ["1 NUL character was taken out."]


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_to_valid_utf8(data: bytes) -> None:
    found = decoded(data)
    text = bytes(found.data).decode("utf-8")
    assert "\0" not in text
    assert found.lost == text.count("\N{REPLACEMENT CHARACTER}")
