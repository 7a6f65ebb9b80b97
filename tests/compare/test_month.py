"""The month of nights by script, on the generated sample."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks.month import EVENTS, NIGHTS, markdown, play
from reportgen.ingest.sample import sample_path

pytestmark = pytest.mark.long


def test_each_event_of_a_month_is_named_and_quiet_nights_are_quiet() -> None:
    nights = list(play(pd.read_csv(sample_path())))
    assert [night.number for night in nights] == list(range(2, NIGHTS + 1))
    assert [night.number for night in nights if not night.right] == []
    assert sum(night.found.quiet for night in nights) == NIGHTS - len(EVENTS)
    assert len(markdown(nights).splitlines()) == NIGHTS + 1
