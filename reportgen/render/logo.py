"""Logos: which files may stand in a report, and their address as ``data:``.

A logo is part of a page that others open, so that a file is taken only if it is plainly
a picture: an SVG of shapes, without scripts, links, text or styles that load anything;
or a PNG whose size and checksums are right.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from reportgen.errors import SettingsError

MOST_BYTES = 1_000_000
MOST_ELEMENTS = 5_000
MOST_DEPTH = 60
SIDES = (16, 4_000)
"""Least and most pixels of a side of a PNG."""

WIDEST = 12.0
"""How many times wider than high, or higher than wide, a logo may be."""

SVG_SPACE = "http://www.w3.org/2000/svg"
LINK_SPACE = "http://www.w3.org/1999/xlink"
SHAPES = frozenset(
    """svg g defs title desc path rect circle ellipse line polyline polygon
    linearGradient radialGradient stop clipPath style""".split()
)
"""Elements that an SVG logo may have."""

GRADIENTS = ("linearGradient", "radialGradient")
_PNG = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_LOCAL = re.compile(r"""url\(\s*['"]?#[\w.-]+['"]?\s*\)""")
_LOADING = re.compile(r"(?:url|src|image|image-set)\s*\(|javascript:|\\", re.IGNORECASE)
_HINT = "Save the drawing as plain SVG: shapes only, text turned into paths; or as PNG."


def address(path: Path) -> str:
    """Return a checked logo as the address of an image.

    Raises
    ------
    SettingsError
        If the file cannot be read, is no SVG or PNG, or is not plainly a picture.
    """
    content = _read(path)
    try:
        if content.startswith(_PNG):
            check_png(content)
            return _address("image/png", content)
        check_svg(content)
    except ValueError as error:
        raise SettingsError(f"brand.logo: {error}", where=str(path), hint=_HINT) from error
    return _address("image/svg+xml", content)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SettingsError(
            f"brand.logo: the file cannot be read ({error.strerror})",
            where=str(path),
            hint="Paths in a settings file start from its folder.",
        ) from error
    if len(content) > MOST_BYTES:
        raise SettingsError(
            f"brand.logo: the file has more than {MOST_BYTES:,} bytes", where=str(path), hint=_HINT
        )
    return content


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def check_png(content: bytes) -> None:
    """Refuse a PNG that is broken, too small, too large, animated or of 16 bits.

    Raises
    ------
    ValueError
        With the reason.
    """
    chunks = list(_chunks(content))
    kinds = [kind for kind, _ in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or len(chunks[0][1]) != 13:
        raise ValueError("the PNG is cut short")
    if b"acTL" in kinds:
        raise ValueError("the PNG is animated")
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
        raise ValueError(
            f"the PNG has {width} × {height} pixels; sides of {SIDES[0]} to {SIDES[1]} are allowed"
        )
    if depth > 8 or colours not in _CHANNELS:
        raise ValueError("the PNG has more than 8 bits a channel")
    _check_shape(width, height)
    row = 1 + (width * depth * _CHANNELS[colours] + 7) // 8
    _check_pixels(
        b"".join(data for kind, data in chunks if kind == b"IDAT"), row * height, interlaced
    )


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(content):
        head = content[place : place + 8]
        if len(head) < 8:
            raise ValueError("the PNG is cut short")
        size, kind = struct.unpack(">I4s", head)
        data = content[place + 8 : place + 8 + size]
        check = content[place + 8 + size : place + 12 + size]
        if len(check) < 4 or zlib.crc32(kind + data) != int.from_bytes(check, "big"):
            raise ValueError("the PNG is damaged: a checksum is wrong")
        yield kind, data
        place += 12 + size


def _check_pixels(packed: bytes, size: int, interlaced: int) -> None:
    """Unpack no more than ``size`` bytes (each pass of an interlaced picture has its own rows)."""
    most = size if not interlaced else 2 * size + 64
    unpacker = zlib.decompressobj()
    try:
        found = len(unpacker.decompress(packed, most + 1))
    except zlib.error as error:
        raise ValueError(f"the PNG is damaged ({error})") from error
    if found > most or (not interlaced and found != size):
        raise ValueError("the PNG is damaged: its pixels do not fit its size")


def check_svg(content: bytes) -> None:
    """Refuse an SVG that is more than shapes with a size.

    Raises
    ------
    ValueError
        With the reason.
    """
    reader = _Svg()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ProcessingInstructionHandler = _refuse_instruction
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat knows it by place
    except expat.ExpatError as error:
        raise ValueError(f"the file is neither PNG nor SVG ({error})") from error
    reader.check_links()


def _refuse_doctype(*_: object) -> None:
    raise ValueError("the SVG has a document type, which can define entities")


def _refuse_instruction(*_: object) -> None:
    raise ValueError("the SVG has a processing instruction, which can load a style sheet")


class _Svg:
    """Looks at elements as they are parsed."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._count = 0
        self._style: list[str] = []
        self._links: dict[str, str] = {}

    def start(self, full: str, attributes: dict[str, str]) -> None:
        """Check an element with its attributes."""
        space, _, name = full.rpartition(" ")
        self._count += 1
        if space != SVG_SPACE or name not in SHAPES:
            raise ValueError(f"the SVG has an element <{name}>, which a logo may not have")
        if not self._open:
            self._check_root(name, attributes)
        if self._count > MOST_ELEMENTS or len(self._open) >= MOST_DEPTH:
            raise ValueError("the SVG has too many elements")
        for attribute, value in attributes.items():
            self._check_attribute(name, attribute, value)
        link = attributes.get(f"{LINK_SPACE} href", attributes.get("href"))
        if link is not None and "id" in attributes:
            self._links[attributes["id"]] = link[1:]
        self._open.append(name)

    def end(self, _full: str) -> None:
        """Check the style sheet that ends here."""
        if self._open.pop() == "style":
            sheet, self._style = "".join(self._style), []
            _check_style(sheet)
            if "@" in sheet:
                raise ValueError("the SVG has a style with a rule (@) that can load something")

    def text(self, data: str) -> None:
        """Keep the text of a style sheet."""
        if self._open and self._open[-1] == "style":
            self._style.append(data)

    def check_links(self) -> None:
        """Refuse gradients that refer to themselves."""
        for name in self._links:
            seen: set[str] = set()
            while name in self._links:
                if name in seen:
                    raise ValueError("the SVG has a gradient that refers to itself")
                seen.add(name)
                name = self._links[name]  # noqa: PLW2901 - walks along the links

    def _check_attribute(self, element: str, full: str, value: str) -> None:
        name = full.rpartition(" ")[2].lower()
        if name.startswith("on"):
            raise ValueError(f"the SVG has an event handler ({name})")
        if name == "href" and (element not in GRADIENTS or not re.fullmatch(r"#[\w.-]+", value)):
            raise ValueError("the SVG has a link")
        if name in {"base", "src"}:
            raise ValueError(f"the SVG has an attribute {name}, which can load something")
        _check_style(value)
        if "clipPath" in self._open and "url(" in value:
            raise ValueError("the SVG has a clipping path that refers to another")

    def _check_root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "svg":
            raise ValueError("the file is neither PNG nor SVG")
        box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
        try:
            width, height = (float(side) for side in box[2:4])
        except ValueError as error:
            raise ValueError("the SVG has no viewBox, which says its size") from error
        _check_shape(width, height)


def _check_style(text: str) -> None:
    if _LOADING.search(_LOCAL.sub("", text)):
        raise ValueError("the SVG has a style or attribute that can load something")


def _check_shape(width: float, height: float) -> None:
    if not (0 < width < 1e6 and 0 < height < 1e6 and 1 / WIDEST <= width / height <= WIDEST):
        raise ValueError(f"the logo is more than {WIDEST:g} times as wide as high, or the reverse")
