"""The doctor says hello to the mail server of the settings, with its certificate checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reportgen.cli import main
from tests.mail.conftest import Trust
from tests.mail.servers import Inbox, Loop, smtp, trusted


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_server_of_the_settings_is_tried(
    loop: Loop, trust: Trust, tmp_path: Path, security: str
) -> None:
    config = tmp_path / "c.toml"
    context = trusted(trust.authority, "localhost")
    if security == "tls":
        serving = loop.serving(smtp(Inbox()), ssl=context)
    else:
        serving = loop.serving(smtp(Inbox(), tls_context=context, require_starttls=True))
    with serving as port:
        server = (
            '[mail]\nsender = "a@example.com"\n[mail.server]\nhost = "localhost"\n'
            f'port = {port}\nsecurity = "{security}"\n'
        )
        config.write_text(f'{server}ca_file = "{trust.file}"\n', encoding="utf-8")
        item = _found(config)
        assert (item["well"], item["text"]) == (True, f"localhost:{port} answers, encrypted")
        config.write_text(server, encoding="utf-8")
        item = _found(config)
        assert item["well"] is False
        assert "certificate" in item["text"]


def _found(config: Path) -> dict[str, Any]:
    ended = CliRunner().invoke(main, ["doctor", "-c", str(config), "--json"])
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return next(item for item in found if item["name"] == "mail server")
