"""The example with sections of two packages, one of which failed."""

from __future__ import annotations

from dataclasses import replace

from reportgen.results import (
    ExtraContent,
    ExtraList,
    ExtraSection,
    ExtraTable,
    ExtraValue,
    Report,
    Skipped,
)
from tests.example import example_report


def extended_report() -> Report:
    content = ExtraContent(
        values=(
            ExtraValue(name="tracks", value=28_068),
            ExtraValue(name="mean", value=42.75),
            ExtraValue(name="remark", value="Counted <b>once</b>"),
            ExtraValue(name="unknown", value=None),
        ),
        lists=(ExtraList(name="slowest", items=("Largo", 38.5)),),
        tables=(
            ExtraTable(
                name="bands",
                title="Popularity by tempo",
                columns=("Tempo", "Tracks", "Mean"),
                rows=(("slow", 12_345, 41.25), ("fast", 15_723, None)),
            ),
        ),
    )
    return replace(
        example_report(),
        extra=(
            ExtraSection(
                name="moods",
                title="Moods",
                after="trust",
                package="own-moods 2.1",
                content=Skipped(step="moods", reason="its analysis failed (KeyError: 'mood')"),
            ),
            ExtraSection(
                name="tempo_bands",
                title="Tempo",
                after="exploration",
                package="reportgen-tempo-bands 0.1.0",
                content=content,
            ),
        ),
    )
