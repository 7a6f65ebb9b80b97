from __future__ import annotations

from tests.gold.pages import GOLD, made


def test_pages_are_as_they_were_last_looked_at() -> None:
    for name, text in made().items():
        kept = (GOLD / name).read_text(encoding="utf-8")
        assert text == kept, f"{name} changed: python -m tests.gold.update, then read the diff"
