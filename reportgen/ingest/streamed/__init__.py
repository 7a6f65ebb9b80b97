"""Tables that are larger than memory: read in parts, understood as the others are.

The rows pass twice: once from their files to scratch, where codes, years and keys are
made and numbers are kept as stored; then, when units and levels are known, into the
blocks that are analysed.  What cannot be told from parts is refused, never guessed.
"""

from __future__ import annotations

from reportgen.ingest.streamed.files import flow_of
from reportgen.ingest.streamed.understand import understood

__all__ = ["flow_of", "understood"]
