"""Writes gold files and schemas anew: ``python -m tests.gold.update``, then read the diff."""

from __future__ import annotations

from pathlib import Path

import reportgen.render.json as render
from reportgen import configuration
from tests.gold.pages import GOLD, made


def main() -> None:
    for name, text in made().items():
        (GOLD / name).write_text(text, encoding="utf-8")
    published = Path(render.__file__).with_name(render.SCHEMA_FILE)
    published.write_text(render.schema_text(), encoding="utf-8")
    settings = Path(configuration.__file__).with_name(configuration.SCHEMA_FILE)
    settings.write_text(configuration.schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
