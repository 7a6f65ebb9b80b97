"""Reading the report, its tables and the words of its pages back out of its PDF."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportgen.errors import RenderError
from reportgen.render.pdf import JSON

MAGIC = b"%PDF-"


def attached(document: bytes) -> bytes:
    """Return the report that is attached to a PDF, as JSON.

    Raises
    ------
    RenderError
        If the bytes are not a PDF, or no report is attached to it.
    """
    found = attachments(document)
    if JSON not in found:
        raise RenderError(
            f"no {JSON} is attached to the PDF",
            where="report.pdf",
            hint="Give a PDF that reportgen made, or its report.json.",
        )
    return found[JSON]


def attachments(document: bytes) -> dict[str, bytes]:
    """Return all files attached to a PDF by their names.

    Raises
    ------
    RenderError
        If the bytes are not a PDF, or two files have one name.
    """
    with _opened(document) as file:
        items = [file.get_attachment(i) for i in range(file.count_attachments())]
        found = [(item.get_name(), bytes(item.get_data())) for item in items]
    if len(dict(found)) < len(found):
        raise RenderError("two files attached to the PDF have one name", where="report.pdf")
    return dict(found)


def page_texts(document: bytes) -> tuple[str, ...]:
    """Return the text of each page, as a reader would copy it.

    Raises
    ------
    RenderError
        If the bytes are not a PDF.
    """
    with _opened(document) as file:
        return tuple(page.get_textpage().get_text_range() for page in file)


@contextmanager
def _opened(document: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(document) as file:
            yield file
    except pypdfium2.PdfiumError as error:
        raise RenderError(f"the PDF cannot be read ({error})", where="report.pdf") from error
