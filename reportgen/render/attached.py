"""Reading the report back out of its PDF."""

from __future__ import annotations

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
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(document) as file:
            found = (file.get_attachment(i) for i in range(file.count_attachments()))
            return next(bytes(item.get_data()) for item in found if item.get_name() == JSON)
    except pypdfium2.PdfiumError as error:
        raise RenderError(f"the PDF cannot be read ({error})", where="report.pdf") from error
    except StopIteration:
        raise RenderError(
            f"no {JSON} is attached to the PDF",
            where="report.pdf",
            hint="Give a PDF that reportgen made, or its report.json.",
        ) from None
