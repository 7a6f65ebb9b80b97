"""Which files may be a logo."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from reportgen.errors import ExitCode, SettingsError
from reportgen.render import logo

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
GOOD = (
    f'{OPEN} viewBox="0 0 120 30"><title>R&amp;B</title><defs><style>.a {{ fill: #123 }}</style>'
    '<linearGradient id="g"><stop offset="0" stop-color="#a11"/></linearGradient>'
    '<linearGradient id="h" xlink:href="#g"/></defs><rect class="a" width="9" height="9"/>'
    '<circle r="3" fill="url(#h)"/><path d="M0 0h9" style="stroke: #000"/></svg>'
)
LAUGHS = (
    '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def _svg(inside: str = "", attributes: str = "", before: str = "") -> str:
    return f'{before}{OPEN} viewBox="0 0 9 9" {attributes}>{inside}</svg>'


def _png(width: int = 40, height: int = 20, mode: str = "RGBA", **options: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, (width, height)).save(made, "PNG", **options)
    return made.getvalue()


@pytest.mark.parametrize("content", [GOOD.encode(), _png(), _png(mode="P"), _png(mode="LA")])
def test_plain_pictures_are_taken_as_they_are(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "logo"
    path.write_bytes(content)
    address = logo.address(path)
    kind, _, packed = address.partition(";base64,")
    assert kind == ("data:image/png" if content.startswith(b"\x89") else "data:image/svg+xml")
    assert base64.b64decode(packed) == content


HOSTILE = {
    "script": _svg("<script>alert(1)</script>"),
    "script in another space": _svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>'),
    "handler": _svg('<rect width="9" onclick="alert(1)"/>'),
    "handler of the root": _svg(attributes='ONLOAD="alert(1)"'),
    "foreign object": _svg("<foreignObject><p>x</p></foreignObject>"),
    "picture": _svg('<image href="http://example.com/x.png"/>'),
    "use": _svg('<use href="#a"/>'),
    "link": _svg('<a href="https://example.com"><rect/></a>'),
    "outer gradient": _svg('<linearGradient id="a" xlink:href="http://example.com/x.svg#a"/>'),
    "url": _svg('<rect fill="url(http://example.com/x.svg#a)"/>'),
    "url in a style": _svg("<rect style=\"fill: URL( 'file:///etc/passwd' )\"/>"),
    "escaped url": _svg('<rect style="fill: \\75rl(http://example.com)"/>'),
    "import": _svg("<style>@import 'http://example.com/x.css';</style>"),
    "font": _svg("<style>@font-face { src: local(x) }</style>"),
    "image set": _svg("<style>.a { fill: image-set('http://example.com/x') }</style>"),
    "javascript": _svg('<rect fill="javascript:alert(1)"/>'),
    "animation": _svg('<rect><set attributeName="fill" to="red"/></rect>'),
    "text": _svg("<text>Logo</text>"),
    "base": _svg(attributes='xml:base="http://example.com/"'),
    "entity": _svg("<desc>&x;</desc>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "/etc/hosts">]>'),
    "laughs": _svg("<desc>&c;</desc>", before=LAUGHS),
    "style sheet": _svg(before='<?xml-stylesheet href="http://example.com/x.css"?>'),
    "gradient of itself": _svg(
        '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>'
    ),
    "clip of a clip": _svg('<clipPath id="a"><rect clip-path="url(#a)"/></clipPath>'),
    "many": _svg("<g/>" * (logo.MOST_ELEMENTS + 1)),
    "deep": _svg("<g>" * 200 + "</g>" * 200),
    "no size": f'{OPEN} width="9" height="9"/>',
    "a line": f'{OPEN} viewBox="0 0 1000 1"/>',
    "no svg": '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    "no space": '<svg viewBox="0 0 9 9"/>',
    "no xml": "GIF89a",
    "cut short": GOOD[:-9],
    "nothing": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_more_than_shapes_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(HOSTILE[name], encoding="utf-8")
    with pytest.raises(SettingsError, match=r"brand\.logo: the (SVG|file|logo)") as caught:
        logo.address(path)
    assert caught.value.where == str(path)
    assert caught.value.exit_code is ExitCode.SETTINGS


def _chunk_changed(content: bytes, kind: bytes, change: bytes) -> bytes:
    place = content.index(kind) + 4
    return content[:place] + change + content[place + len(change) :]


BROKEN = {
    "small": (_png(8, 8), "8 × 8 pixels"),
    "large": (_png(4_001, 400, "1"), "4001 × 400 pixels"),
    "long": (_png(400, 20, "1"), "times as wide"),
    "deep": (_png(mode="I;16"), "more than 8 bits"),
    "cut short": (_png()[:-20], "cut short|checksum"),
    "without an end": (_png()[:-12], "cut short"),
    "changed": (_chunk_changed(_png(), b"IDAT", b"\0\0\0"), "checksum"),
    "moving": (_png(save_all=True, append_images=[Image.new("RGBA", (40, 20), "red")]), "animated"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_or_unfit_png_is_refused(tmp_path: Path, name: str) -> None:
    content, words = BROKEN[name]
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=words):
        logo.address(path)


def test_a_png_that_unpacks_to_more_than_its_size_is_refused() -> None:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 20, 20, 8, 2, 0, 0, 0)
    bomb = zlib.compress(bytes(50_000_000), 9)
    content = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", bomb) + chunk(b"IEND", b"")
    )
    assert len(content) < 100_000
    with pytest.raises(ValueError, match="do not fit its size"):
        logo.check_png(content)


def test_files_that_cannot_be_read_or_are_too_large_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        logo.address(tmp_path / "none.svg")
    large = tmp_path / "large.svg"
    large.write_bytes(bytes(logo.MOST_BYTES + 1))
    with pytest.raises(SettingsError, match="more than 1,000,000 bytes"):
        logo.address(large)
