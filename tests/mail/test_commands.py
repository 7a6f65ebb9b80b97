"""The commands of delivery, and a run that tells at its end."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reportgen import read_report
from reportgen.cli import main
from reportgen.errors import ExitCode
from reportgen.render.json import dump
from reportgen.results import Report
from tests.cli.test_main import HEADER, rows, table
from tests.mail.conftest import Trust
from tests.mail.servers import Inbox, Loop, Raw, smtp, trusted
from tests.mail.test_message import read

SETTINGS = """
[mail]
sender = "reports@example.com"
readers = ["ada@example.com", "bob@example.com"]
owners = ["olga@example.com"]
domains = ["example.com"]
attach = false
charts = 0
{more}
[mail.server]
host = "{host}"
port = {port}
security = "{security}"
attempts = 2
pause = 0.0
timeout = 1.0
{login}
"""


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def configured(
    folder: Path,
    port: int,
    more: str = "",
    login: str = "",
    host: str = "127.0.0.1",
    security: str = "plain",
) -> Path:
    path = folder / "mail.toml"
    text = SETTINGS.format(port=port, more=more, login=login, host=host, security=security)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path, report: Report) -> Path:
    """The folder of a run, with its numbers alone."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "report.json").write_bytes(dump(report))
    return folder


def listed(folder: Path, config: Path, *more: str) -> list[tuple[str, str, int]]:
    ended = invoke("outbox", "list", "--json", "-c", config, "-o", folder, *more)
    assert ended.exit_code == ExitCode.OK, ended.output
    return [(d["recipient"], d["fate"], d["id"]) for d in json.loads(ended.stdout)]


def test_send_once_and_never_twice(run: Path, loop: Loop) -> None:
    inbox = Inbox()
    with loop.serving(smtp(inbox)) as port:
        config = configured(run.parent, port)
        for _ in range(2):
            ended = invoke("send", run, "-c", config, "-o", run)
            assert (ended.exit_code, ended.stderr) == (ExitCode.OK, "Delivered: 2 of 2.\n")
        other = invoke(
            "send", run / "report.json", "--to", "cy@example.com", "-c", config, "-o", run
        )
        assert other.exit_code == ExitCode.OK
        assert [to for to, _ in inbox.mails] == [
            ["ada@example.com", "bob@example.com"], ["cy@example.com"]
        ]  # fmt: skip
        invoke("send", run, "-c", config, "-o", run, "--force")
        assert len(inbox.mails) == 3


def test_what_was_refused_is_said_listed_shown_and_retried(run: Path, loop: Loop) -> None:
    inbox = Inbox(never=frozenset({"bob@example.com"}))
    with loop.serving(smtp(inbox)) as port:
        config = configured(run.parent, port)
        ended = invoke("send", run, "-c", config, "-o", run)
        assert ended.exit_code == ExitCode.DELIVERY
        assert ended.stderr.splitlines()[:2] == [
            "Delivered: 1 of 2.",
            "Error: mail: to bob@example.com: refused (550 no such mailbox)",
        ]
        assert [to for to, _ in inbox.mails] == [["ada@example.com"], ["olga@example.com"]]
        ((_, fate, number),) = listed(run, config, "--open")
        assert fate == "refused"
        shown = invoke("outbox", "show", str(number), "-c", config, "-o", run)
        assert "text: no such mailbox" in shown.stdout
        content = invoke("outbox", "show", str(number), "--content", "-c", config, "-o", run)
        assert read(content.stdout_bytes)["To"] == "ada@example.com, bob@example.com"
        assert invoke("outbox", "retry", "-c", config, "-o", run).exit_code == ExitCode.OK
        assert len(inbox.mails) == 2
        inbox.never = frozenset()
        done = invoke("outbox", "retry", str(number), "-c", config, "-o", run)
        assert done.exit_code == ExitCode.OK
        assert inbox.mails[-1][0] == ["bob@example.com"]
    assert listed(run, config, "--open") == []
    missing = invoke("outbox", "retry", "99", "-c", config, "-o", run)
    assert missing.exit_code == ExitCode.DATA


def test_what_may_have_arrived_is_left_alone_without_force(run: Path, loop: Loop) -> None:
    server = Raw(["drop after dot", "fine"])
    with loop.serving(server.protocol) as port:
        config = configured(run.parent, port)
        to = ("--to", "ada@example.com")
        assert invoke("send", run, *to, "-c", config, "-o", run).exit_code == ExitCode.DELIVERY
        again = invoke("send", run, *to, "-c", config, "-o", run)
        assert again.exit_code == ExitCode.DELIVERY
        assert "unknown (the mail was sent, and no answer came" in again.stderr
        retried = invoke("outbox", "retry", "1", "-c", config, "-o", run)
        assert "Left alone without --force: mail: to ada@example.com" in retried.stderr
        assert (server.connections, len(server.mails)) == (1, 1)
        forced = invoke("outbox", "retry", "1", "--force", "-c", config, "-o", run)
        assert forced.exit_code == ExitCode.OK
    assert len(server.mails) == 2


def test_a_dry_run_writes_the_same_bytes_twice_and_sends_nothing(run: Path, loop: Loop) -> None:
    inbox, made = Inbox(), []
    with loop.serving(smtp(inbox)) as port:
        config = configured(run.parent, port)
        for name in ("first", "second"):
            ended = invoke("send", run, "--dry-run", "--into", run / name, "-c", config)
            assert ended.stdout.splitlines() == [str(run / name / "mail.eml")]
            made.append((run / name / "mail.eml").read_bytes())
    assert made[0] == made[1]
    assert read(made[0])["To"] == "ada@example.com, bob@example.com"
    assert (inbox.transactions, (run / "history.sqlite").exists()) == (0, False)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--to", "ada@example.org"], ExitCode.SETTINGS, "outside the domains"),
        (["--to", "a\r\nBcc: eve@example.com"], ExitCode.SETTINGS, "no address of a mailbox"),
        (["--to", "nobody"], ExitCode.SETTINGS, "no address of a mailbox"),
    ],
)
def test_wrong_recipients_are_refused_before_anything_is_sent(
    run: Path, arguments: Sequence[str], code: ExitCode, said: str
) -> None:
    config = configured(run.parent, 1)
    ended = invoke("send", run, *arguments, "-c", config, "-o", run)
    assert (ended.exit_code, said in ended.stderr) == (code, True)
    assert not (run / "history.sqlite").exists()


def test_what_is_no_report_and_who_is_nobody_are_said(run: Path) -> None:
    config = configured(run.parent, 1)
    assert invoke("send", run.parent, "-c", config).exit_code == ExitCode.DATA
    config.write_text("[mail]\n", encoding="utf-8")
    nobody = invoke("send", run, "-c", config)
    assert nobody.exit_code == ExitCode.SETTINGS
    assert "Nobody is to be told" in nobody.stderr


BROKEN = "[[gates]]\nname = 'more rows'\npath = 'data.rows'\nmin = 401\n"
HIDDEN = "Pässwort-von-Ada"


@pytest.mark.parametrize("night", [pytest.param("fine", marks=pytest.mark.long), "gate", "refused"])
def test_a_run_tells_at_its_end_and_its_report_stays(
    night: str, tmp_path: Path, loop: Loop, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once with a server that takes all, once with a gate that fails, once with a wrong password.

    The secret is looked for in all that the run printed and wrote, in each of its forms.
    """
    import base64

    secret = "no-such-Pässwort-of-Ada" if night == "refused" else HIDDEN
    monkeypatch.setenv("MAIL_PASSWORD", secret)
    table(tmp_path, HEADER + rows(400))
    inbox, context = Inbox(), trusted(trust.authority, "localhost")
    session = smtp(inbox, tls_context=context, authenticator=inbox.authenticate)
    login = (
        f'ca_file = "{trust.file}"\nauth = "login"\nuser = "ada"\npassword_env = "MAIL_PASSWORD"'
    )
    with loop.serving(session) as port:
        config = configured(tmp_path, port, 'when = "always"', login, "localhost", "starttls")
        if night == "gate":
            config.write_text(config.read_text("utf-8") + BROKEN, encoding="utf-8")
        out = tmp_path / "out"
        ended = invoke(
            "run", tmp_path / "tracks.csv", "-o", out, "--format", "json", "-c", config, "-v"
        )
    codes = {"fine": ExitCode.OK, "gate": ExitCode.GATE_FAILED, "refused": ExitCode.DELIVERY}
    assert ended.exit_code == codes[night], ended.output
    assert read_report(out / "report.json").title == "Popularity in tracks"
    got = {address for to, _ in inbox.mails for address in to}
    readers = {"ada@example.com", "bob@example.com"}
    assert got == {"fine": readers, "gate": readers | {"olga@example.com"}, "refused": set()}[night]
    if night == "refused":
        assert re.search(r"ada@example.com: refused \(535 the log-in was refused", ended.stderr)
        assert "mail: notice to olga@example.com: refused" in ended.stderr
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    seen = ended.output.encode() + written + b"".join(mail for _, mail in inbox.mails)
    assert b"MAIL_PASSWORD" in seen
    for form in (secret.encode(), base64.b64encode(secret.encode()), repr(secret).encode()):
        assert form not in seen


def test_a_run_that_could_tell_nobody_ends_before_it_begins(tmp_path: Path) -> None:
    table(tmp_path, HEADER + rows(400))
    login = 'auth = "plain"\nuser = "ada"\npassword_env = "NOT_SET_ANYWHERE"'
    config = configured(tmp_path, 1, login=login)
    arguments = ("run", tmp_path / "tracks.csv", "-o", tmp_path / "out", "--format", "json")
    ended = invoke(*arguments, "-c", config)
    assert ended.exit_code == ExitCode.SETTINGS
    assert "NOT_SET_ANYWHERE is not set" in ended.stderr
    plain = configured(tmp_path, 1)
    assert "Without a history" in invoke(*arguments, "-c", plain, "--no-history").stderr
    assert not (tmp_path / "out").exists()
