"""The doctor: all is well here, and each thing that is not is named with its cure."""

from __future__ import annotations

import json
import socket
import threading
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportgen.cli import main
from reportgen.errors import RenderError


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
        "ok   settings", "ok   pdf libraries", "ok   typeface", "ok   output folder", "ok   clock",
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_is_missing_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise RenderError("the PDF needs Pango", hint="Install it.")

    monkeypatch.setattr(import_module("reportgen.cli.doctor"), "check_system", missing)
    ended = doctor()
    assert ended.exit_code == 2
    assert "ILL  pdf libraries: the PDF needs Pango\n     Install it.\n" in ended.stdout


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


def test_a_mail_server_is_tried_where_one_is_given() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        thread = threading.Thread(target=_greet, args=(server,))
        thread.start()
        item = found("--smtp", f"127.0.0.1:{port}")["mail server"]
        thread.join()
        assert (item["well"], item["text"]) == (
            True, f"127.0.0.1:{port} answers and offers STARTTLS",
        )  # fmt: skip
    assert found("--smtp", f"127.0.0.1:{port}")["mail server"]["well"] is False


def _greet(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"220 here\r\n")
        connection.recv(1024)
        connection.sendall(b"250-here\r\n250 STARTTLS\r\n")
        connection.recv(1024)
        connection.sendall(b"221 bye\r\n")
