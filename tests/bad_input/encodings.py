"""Letters written in another way than expected, or in none."""

from __future__ import annotations

from pathlib import Path

from tests.bad_input.corpus import changed, saved, text, theme

case = theme("encoding")

WESTERN = ("Beyoncé", "Sigur Rós", "Motörhead", "Françoise Hardy", "Mötley Crüe", "José")
QUOTED = ("“Heroes”", "Don’t Stop", "Rock – Live", "€uro", "naïve …")


def _accents(names: tuple[str, ...] = WESTERN) -> str:
    return text(body=changed("artist_name", lambda n, _: f"{names[n % len(names)]} {n % 40}"))


@case("UTF-8 with a mark")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode("utf-8-sig"))


@case("UTF-16 with a mark")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode("utf-16"))


@case("UTF-16, big end first, with a mark")
def _(folder: Path) -> Path:
    return saved(folder, b"\xfe\xff" + _accents().encode("utf-16-be"))


@case("UTF-16 without a mark")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode("utf-16-le"))


@case("UTF-32 with a mark")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode("utf-32"))


@case("Windows-1252")
def _(folder: Path) -> Path:
    return saved(folder, _accents((*WESTERN, *QUOTED)).encode("cp1252"))


@case("Latin-1")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode("latin-1"))


@case("Windows-1252 with bytes that mean nothing there")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode("cp1252").replace(b"Beyonc", b"Beyonc\x81\x8d"))


@case("Windows-1250, Polish")
def _(folder: Path) -> Path:
    return saved(folder, _accents(("Świetliki", "Kękę", "Żabson", "Łona")).encode("cp1250"))


@case("Windows-1251, Russian")
def _(folder: Path) -> Path:
    return saved(folder, _accents(("Кино", "Земфира", "Аквариум", "Сплин")).encode("cp1251"))


@case("Shift JIS")
def _(folder: Path) -> Path:
    return saved(folder, _accents(("宇多田ヒカル", "米津玄師", "椎名林檎")).encode("shift_jis"))


@case("Mac OS Roman")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode("mac_roman"))


@case("EBCDIC")
def _(folder: Path) -> Path:
    return saved(folder, text().encode("cp500"))


@case("one broken byte in UTF-8")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode().replace(b"Song 7,", b"Song \xff7,", 1))


@case("broken bytes in every row of UTF-8")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode().replace(b"Song ", b"Song\xc3 "))


@case("UTF-8 and Windows-1252 in one file")
def _(folder: Path) -> Path:
    whole = _accents().encode().splitlines(keepends=True)
    mixed = [
        line if number % 2 else line.decode().encode("cp1252") for number, line in enumerate(whole)
    ]
    return saved(folder, b"".join(mixed))


@case("UTF-8 read as Latin-1 and written again")
def _(folder: Path) -> Path:
    return saved(folder, _accents().encode().decode("latin-1").encode())


@case("surrogates in UTF-8")
def _(folder: Path) -> Path:
    return saved(
        folder, text().replace("Song 5,", "Song \ud83d\ude00,").encode(errors="surrogatepass")
    )


@case("zero bytes between the letters of one cell")
def _(folder: Path) -> Path:
    return saved(folder, text().encode().replace(b"Song 9,", b"S\0o\0n\0g,"))


@case("zero bytes at the end")
def _(folder: Path) -> Path:
    return saved(folder, text().encode() + bytes(4_096))


@case("an end-of-file sign at the end")
def _(folder: Path) -> Path:
    return saved(folder, text().encode() + b"\x1a")


@case("random bytes")
def _(folder: Path) -> Path:
    return saved(folder, bytes((n * n * 7 + n // 3) % 256 for n in range(20_000)))
