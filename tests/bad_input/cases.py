"""All cases of the corpus, by their keys."""

from __future__ import annotations

from tests.bad_input import (  # noqa: F401 - each module registers its cases
    archives,
    cut_short,
    encodings,
    formats,
    headers,
    hostile,
    layout,
    places,
    values,
)
from tests.bad_input.corpus import CASES, Case

BY_KEY: dict[str, Case] = {case.key: case for case in CASES}
