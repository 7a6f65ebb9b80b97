"""The doctor: all is well here, and each thing that is not is named with its cure."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportgen.cli import main
from reportgen.errors import RenderError
from reportgen.history import open_database
from reportgen.render.pdf import SYSTEM
from reportgen.settings import HistorySettings


def doctor(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["doctor", *map(str, arguments)])


def found(*arguments: str | Path) -> dict[str, dict[str, object]]:
    return {item["name"]: item for item in json.loads(doctor(*arguments, "--json").stdout)}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_this_machine_is_well(tmp_path: Path) -> None:
    ended = doctor()
    assert ended.exit_code == 0
    assert [line.split(":")[0] for line in ended.stdout.splitlines()] == [
        "ok   settings", "ok   Pango", "ok   HarfBuzz-Subset", "ok   fonts of the system",
        "ok   typeface", "ok   output folder", "ok   clock", "ok   history",
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_is_missing_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise RenderError("the PDF needs Pango", hint="Install it.")

    monkeypatch.setitem(SYSTEM, "Pango", missing)
    ended = doctor()
    assert ended.exit_code == 2
    assert "ILL  Pango: the PDF needs Pango\n     Install it.\n" in ended.stdout


def test_a_folder_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("in the way", encoding="utf-8")
    item = found()["output folder"]
    assert item["well"] is False
    assert "cannot be written to" in str(item["text"])
    assert "-o" in str(item["mend"])


@pytest.mark.parametrize(("stamp", "text"), [("0", "it shows 1970-01-01"), ("x", "not a number")])
def test_a_clock_that_is_not_set(monkeypatch: pytest.MonkeyPatch, stamp: str, text: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stamp)
    item = found()["clock"]
    assert item["well"] is False
    assert text in str(item["text"])


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "reportgen.toml").write_text("sede = 1\n", encoding="utf-8")
    item = found()["settings"]
    assert "There is no setting sede" in str(item["text"])
    assert item["mend"] == "Did you mean seed?"


def test_a_database_is_tried_where_one_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "c.toml"
    config.write_text('[input]\nsql_url_env = "MUSIC"\nsql = "SELECT 1"\n', encoding="utf-8")
    assert found("-c", config)["database"]["text"] == "MUSIC is not set"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("MUSIC", f"postgresql+psycopg://ada:secret@127.0.0.1:{port}/music")
        item = found("-c", config)["database"]
        assert (item["well"], item["text"]) == (True, f"127.0.0.1:{port} answers")
    item = found("-c", config)["database"]
    assert item["well"] is False
    assert "secret" not in json.dumps(item)


def test_variables_that_settings_name_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "variables" not in found()
    config = tmp_path / "c.toml"
    config.write_text(
        '[[mail.channels]]\nname = "a"\nkind = "webhook"\nurl_env = "HOOK"\n', encoding="utf-8"
    )
    assert found("-c", config)["variables"]["text"] == "not set: HOOK"
    monkeypatch.setenv("HOOK", "https://secret.example")
    item = found("-c", config)["variables"]
    assert (item["well"], item["text"]) == (True, "set: HOOK")


def test_a_history_is_looked_at_and_not_changed(tmp_path: Path) -> None:
    assert "begins with the first run" in str(found()["history"]["text"])
    path = tmp_path / "output" / "history.sqlite"
    open_database(HistorySettings(), path.parent).dispose()
    before = path.read_bytes()
    assert found()["history"]["text"] == "output/history.sqlite is sound"
    assert path.read_bytes() == before
    path.write_bytes(before[:4096] + b"x" * (len(before) - 4096))
    item = found()["history"]
    assert item["well"] is False
    assert "reportgen history import" in str(item["mend"])
    config = tmp_path / "c.toml"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        url = f'[history]\nurl = "postgresql://ada@127.0.0.1:{port}/runs"\n'
        config.write_text(url, encoding="utf-8")
        assert found("-c", config)["history"]["text"] == f"127.0.0.1:{port} answers"
    assert found("-c", config)["history"]["well"] is False
    config.write_text("[history]\nenabled = false\n", encoding="utf-8")
    assert "history" not in found("-c", config)


def test_a_mail_server_is_tried_where_one_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        thread = threading.Thread(target=_greet, args=(server,))
        thread.start()
        item = found("--smtp", f"127.0.0.1:{port}")["mail server"]
        thread.join()
        assert (item["well"], item["text"]) == (
            False, f"127.0.0.1:{port} does not offer STARTTLS",
        )  # fmt: skip
    assert found("--smtp", f"127.0.0.1:{port}")["mail server"]["well"] is False
    assert "HOST:PORT" in str(found("--smtp", "127.0.0.1:smtp")["mail server"]["mend"])


def _greet(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"220 here\r\n")
        connection.recv(1024)
        connection.sendall(b"250 here\r\n")
        connection.recv(1024)
        connection.sendall(b"221 bye\r\n")
