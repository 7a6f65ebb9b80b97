"""A report on its way to its readers, with all that its messages are made of."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from reportgen.errors import RenderError
from reportgen.mail.address import one_line
from reportgen.render import email, make
from reportgen.render.attached import attached
from reportgen.render.context import PLAIN, Look
from reportgen.render.json import dump
from reportgen.render.markdown import markdown
from reportgen.results import GateStatus, Report, Skipped

_NO_NAME = re.compile(r'[/\\:*?"<>|]')
LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A report and where it stands.

    ``series`` is what it is one of; ``folder`` holds its files; ``look`` is that of its pages.
    Pictures and the PDF are made, or read, once and when they are needed.
    """

    report: Report
    series: str
    folder: Path
    look: Look = PLAIN
    most_charts: int = email.MOST_CHARTS
    _json: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Write the report down: what it is called depends on every byte."""
        object.__setattr__(self, "_json", dump(self.report))

    @cached_property
    def key(self) -> str:
        """The digest of the report (SHA-256 of ``report.json``)."""
        return hashlib.sha256(self._json).hexdigest()

    @property
    def created(self) -> datetime:
        """When the report was made; the clock of a report without a zone is that of UTC."""
        moment = datetime.fromisoformat(self.report.provenance.created)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @cached_property
    def pictures(self) -> tuple[email.Picture, ...]:
        """Its charts as pictures."""
        if not self.most_charts:
            return ()
        return email.pictures(self.report, self.most_charts, self.look)

    @cached_property
    def pdf(self) -> bytes:
        """The PDF that stands in the folder if it is that of this report, else a new one."""
        try:
            stored = (self.folder / "report.pdf").read_bytes()
            if attached(stored) == self._json:
                return stored
        except (OSError, RenderError):
            pass  # none, or none of ours: then it is made
        look = self.look
        return make(self.report, ("pdf",), look.templates, brand=look.brand)["pdf"]

    @cached_property
    def markdown(self) -> str:
        """The summary of one screen."""
        return markdown(self.report, look=self.look).decode()

    @property
    def failing(self) -> tuple[str, ...]:
        """Gates that block and are not passed."""
        gates = self.report.gates
        if isinstance(gates, Skipped):
            return ()
        return tuple(
            o.name
            for o in gates.outcomes
            if o.severity == "fail" and o.status is not GateStatus.PASSED
        )

    @property
    def file_name(self) -> str:
        """What the PDF is called when it travels."""
        name = one_line(_NO_NAME.sub(" ", self.report.title))[:LONGEST_NAME].strip(" .")
        return f"{name or 'report'}.pdf"
