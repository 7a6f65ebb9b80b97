"""Templates in other words than those of tracks.

What a template says by itself is put into other words while it is compiled; what it
places is not touched, for the report speaks its own words already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from reportgen import formats
from reportgen.music.speech import Speak

if TYPE_CHECKING:
    from jinja2.lexer import Token, TokenStream

    from reportgen.render.sandbox import Pages

_CODE = (".css", ".js")
"""Ends of the names of templates that speak to no reader."""
_SAID_IN_TAGS = re.compile(r"((?:aria-label|alt|title|content)=\")([^\"]*)")
_FOR_READERS = re.compile(r"\s|^[A-Z]")
"""A text within an expression is for readers if it has blanks or begins with a capital."""


def spoken(environment: Pages, speak: Speak) -> Pages:
    """Make an environment say the words of its templates in others."""
    from jinja2.ext import Extension

    class Spoken(Extension):
        """Puts the words of each template into others while it is compiled."""

        def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
            """Pass the tokens on, with other words in those that say something."""
            silent = (stream.name or "").endswith(_CODE)
            yield from stream if silent else _spoken_tokens(stream, speak)

    environment.add_extension(Spoken)
    environment.filters |= {
        name: _counting(getattr(formats, name), speak) for name in ("count", "noun")
    }
    return environment


def _counting(write: Callable[[int, str, str], str], speak: Speak) -> Callable[..., str]:
    """Return a filter that takes the forms of a noun, with the nouns in other words."""
    return lambda n, one, many="": write(n, speak(one), speak(many or f"{one}s"))


def _spoken_tokens(stream: TokenStream, speak: Speak) -> Iterator[Token]:
    from jinja2.lexer import Token

    inside = False
    for token in stream:
        value = token.value
        if token.type == "data":
            value, inside = _spoken_page(value, speak, inside=inside)
        elif token.type == "string" and _FOR_READERS.search(value):
            value = speak(value)
        yield Token(token.lineno, token.type, value)


def _spoken_page(page: str, speak: Speak, *, inside: bool) -> tuple[str, bool]:
    """Put what stands between tags, and their labels, into other words.

    ``inside`` says whether the text before ended within a tag; so does the second value
    returned for this one.
    """
    said = []
    for piece in re.split(r"([<>])", page):
        if piece in ("<", ">"):
            inside = piece == "<"
            said.append(piece)
        elif inside:
            said.append(_SAID_IN_TAGS.sub(lambda m: m[1] + speak(m[2]), piece))
        else:
            said.append(speak(piece))
    return "".join(said), inside
