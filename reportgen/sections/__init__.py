"""Sections of one's own: the contract between reportgen and the packages that add to it.

A package offers a :class:`Section` under the entry point group ``reportgen.sections``::

    [project.entry-points."reportgen.sections"]
    decades = "my_package:decades"

Its ``analyse`` gets the finished report and the cleaned tracks, and returns plain values
by name; they are kept in ``Report.extra`` and so in ``report.json``.  Its template places
them; pages made later from the JSON file alone need the template, not the analysis.
"""

from __future__ import annotations

from reportgen.sections.contract import Analyse, Section, Table, Tracks, Value
from reportgen.sections.discovery import GROUP, Found, installed, templates
from reportgen.sections.running import extended

__all__ = [
    "GROUP",
    "Analyse",
    "Found",
    "Section",
    "Table",
    "Tracks",
    "Value",
    "extended",
    "installed",
    "templates",
]
