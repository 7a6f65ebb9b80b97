"""Mails as files in a folder, for a program that picks them up."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.mail.channel import Begin, Patience
from reportgen.results.delivery import Fate, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A channel that puts each mail as ``<digest>.eml`` into a folder.

    The file appears whole or not at all, and a second one of the same mail takes the place
    of the first.
    """

    name: str
    folder: Path
    patience: Patience

    def send(
        self, content: bytes, recipients: Sequence[str], key: str, begin: Begin
    ) -> list[Outcome]:
        """Write the file; see :class:`reportgen.mail.channel.Channel`."""
        ours = begin(recipients)
        if not ours:
            return []
        name = f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.eml"
        try:
            _write(self.folder / name, content)
        except OSError as error:
            text = f"{self.folder} cannot be written to ({error.strerror})"
            return [Outcome(recipient=r, fate=Fate.DEFERRED, text=text) for r in ours]
        return [Outcome(recipient=r, fate=Fate.DELIVERED, text=name) for r in ours]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as aside:
        try:
            aside.write(content)
            aside.flush()
            os.fsync(aside.fileno())
            Path(aside.name).replace(path)
        except OSError:
            Path(aside.name).unlink(missing_ok=True)
            raise
