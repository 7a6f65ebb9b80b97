"""One attempt at a server: every fault has its outcome, and no answer shows a secret."""

from __future__ import annotations

import base64
import socket
import sys
from collections.abc import Sequence
from typing import Any

import pytest
import trustme

from reportgen.mail.smtp import Smtp
from reportgen.mailing import ServerSettings
from reportgen.results.delivery import Fate, Outcome
from tests.mail.conftest import Trust
from tests.mail.servers import Inbox, Loop, Raw, smtp, trusted

MAIL = b"Subject: x\r\n\r\n.a line with a dot\r\n" + 200 * b"text\r\n"
LONG = MAIL + 40_000 * (78 * b"x" + b"\r\n")
TO = ("ada@example.com", "bob@example.com", "cy@example.com")


def channel(port: int, **server: Any) -> Smtp:
    usual: dict[str, Any] = {"host": "127.0.0.1", "security": "plain", "timeout": 2.0}
    return Smtp(server=ServerSettings(port=port, **(usual | server)), sender="reports@example.com")


def encrypted(port: int, trust: Trust, **server: Any) -> Smtp:
    usual: dict[str, Any] = {"host": "localhost", "security": "starttls", "ca_file": trust.file}
    return channel(port, **(usual | server))


def sent(
    way: Smtp, content: bytes = MAIL, to: Sequence[str] = TO, ours: Sequence[str] | None = None
) -> tuple[list[Outcome], list[Sequence[str]]]:
    begun: list[Sequence[str]] = []

    def begin(recipients: Sequence[str]) -> Sequence[str]:
        begun.append(tuple(recipients))
        return recipients if ours is None else ours

    return way.send(content, to, "key", begin), begun


def fates(outcomes: Sequence[Outcome]) -> list[tuple[str, Fate, int | None]]:
    return [(o.recipient.partition("@")[0], o.fate, o.code) for o in outcomes]


def test_a_mail_arrives_as_it_was_with_its_dots(loop: Loop) -> None:
    inbox = Inbox()
    with loop.serving(smtp(inbox, data_size_limit=2_000_000)) as port:
        outcomes, begun = sent(channel(port))
    assert {o.fate for o in outcomes} == {Fate.DELIVERED}
    assert begun == [TO]
    assert inbox.mails == [(list(TO), MAIL)]


def test_one_of_three_is_refused_and_the_others_get_it(loop: Loop) -> None:
    inbox = Inbox(never=frozenset({TO[1]}))
    with loop.serving(smtp(inbox)) as port:
        outcomes, begun = sent(channel(port))
    assert sorted(fates(outcomes)) == [
        ("ada", Fate.DELIVERED, 250),
        ("bob", Fate.REFUSED, 550),
        ("cy", Fate.DELIVERED, 250),
    ]
    assert begun == [(TO[0], TO[2])]
    assert [to for to, _ in inbox.mails] == [[TO[0], TO[2]]]


def test_those_of_another_process_are_not_sent_to(loop: Loop) -> None:
    inbox = Inbox()
    with loop.serving(smtp(inbox)) as port:
        outcomes, _ = sent(channel(port), ours=TO[:1])
        nothing, _ = sent(channel(port), ours=())
    assert fates(outcomes) == [("ada", Fate.DELIVERED, 250)]
    assert [to for to, _ in inbox.mails] == [[TO[0]]]
    assert nothing == []


@pytest.mark.parametrize(
    ("inbox", "fate", "code"),
    [
        (Inbox(rcpt=["451 later"]), Fate.DEFERRED, 451),
        (Inbox(rcpt=["550 nobody"]), Fate.REFUSED, 550),
        (Inbox(rcpt=["421 closing"]), Fate.DEFERRED, 421),
        (Inbox(data=["452 full"]), Fate.DEFERRED, 452),
        (Inbox(data=["554 no spam"]), Fate.REFUSED, 554),
        (Inbox(data=["552 too large"]), Fate.REFUSED, 552),
    ],
)
def test_answers_have_their_fate(loop: Loop, inbox: Inbox, fate: Fate, code: int) -> None:
    with loop.serving(smtp(inbox)) as port:
        outcomes, _ = sent(channel(port), to=TO[:1])
    assert fates(outcomes) == [("ada", fate, code)]
    assert inbox.mails == []


@pytest.mark.parametrize(
    ("deed", "content", "fate", "begun"),
    [
        ("not now", MAIL, Fate.DEFERRED, 0),
        ("stall", MAIL, Fate.DEFERRED, 0),
        ("drop in data", LONG, Fate.DEFERRED, 1),
        ("drop after dot", MAIL, Fate.UNKNOWN, 1),
        ("stall after dot", MAIL, Fate.UNKNOWN, 1),
    ],
)
def test_what_a_lost_connection_means_depends_on_the_final_dot(
    loop: Loop, deed: str, content: bytes, fate: Fate, begun: int
) -> None:
    server = Raw([deed])
    timeout = 0.05 if "stall" in deed else 2.0
    with loop.serving(server.protocol) as port:
        outcomes, began = sent(channel(port, timeout=timeout), content, TO[:1])
    assert [o.fate for o in outcomes] == [fate]
    assert len(began) == begun
    assert bool(server.mails) == (fate is Fate.UNKNOWN)


def test_nobody_listens_and_nobody_has_the_name() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        outcomes, begun = sent(channel(free.getsockname()[1]), to=TO[:1])
    assert fates(outcomes) == [("ada", Fate.DEFERRED, None)]
    assert "refused" in outcomes[0].text
    assert begun == []


def test_starttls_and_tls_with_a_trusted_certificate(loop: Loop, trust: Trust) -> None:
    inbox, context = Inbox(), trusted(trust.authority, "localhost")
    with loop.serving(smtp(inbox, tls_context=context, require_starttls=True)) as port:
        outcomes, _ = sent(encrypted(port, trust))
        assert {o.fate for o in outcomes} == {Fate.DELIVERED}
    with loop.serving(smtp(inbox), ssl=context) as port:
        outcomes, _ = sent(encrypted(port, trust, security="tls"))
        assert {o.fate for o in outcomes} == {Fate.DELIVERED}
    assert len(inbox.mails) == 2


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_certificate_that_is_not_to_be_trusted_ends_it(
    loop: Loop, trust: Trust, security: str, wrong: str
) -> None:
    authority = trustme.CA() if wrong == "authority" else trust.authority
    name = "localhost" if wrong == "authority" else "elsewhere.example.com"
    context, inbox = trusted(authority, name), Inbox()
    options = {"ssl": context} if security == "tls" else {}
    session = smtp(inbox, **({} if options else {"tls_context": context}))
    with loop.serving(session, **options) as port:
        outcomes, begun = sent(encrypted(port, trust, security=security), to=TO[:1])
    assert fates(outcomes) == [("ada", Fate.REFUSED, None)]
    assert "certificate of the server is not to be trusted" in outcomes[0].text
    assert (inbox.mails, begun) == ([], [])


def test_without_starttls_nothing_is_sent_in_the_open(loop: Loop, trust: Trust) -> None:
    inbox = Inbox()
    with loop.serving(smtp(inbox)) as port:
        outcomes, _ = sent(encrypted(port, trust), to=TO[:1])
    assert fates(outcomes) == [("ada", Fate.REFUSED, None)]
    assert "offers no STARTTLS" in outcomes[0].text
    assert (inbox.mails, inbox.transactions) == ([], 0)


def test_a_mail_over_the_size_that_the_server_takes(loop: Loop) -> None:
    inbox = Inbox()
    with loop.serving(smtp(inbox, data_size_limit=1000)) as port:
        outcomes, begun = sent(channel(port), to=TO[:1])
    assert fates(outcomes) == [("ada", Fate.REFUSED, None)]
    assert "1234 bytes, and the server takes 1000" in outcomes[0].text
    assert (begun, inbox.mails) == ([], [])


def test_addresses_beyond_ascii_need_a_server_that_takes_them(loop: Loop) -> None:
    inbox, to = Inbox(), ("грета@example.com",)
    with loop.serving(smtp(inbox)) as port:
        outcomes, _ = sent(channel(port), to=to)
    assert [o.fate for o in outcomes] == [Fate.DELIVERED]
    assert inbox.mails[0][0] == list(to)
    assert "SMTPUTF8" in inbox.options[0]
    with loop.serving(Raw(["fine"]).protocol) as port:
        outcomes, _ = sent(channel(port), to=to)
    assert outcomes[0].fate is Fate.REFUSED
    assert "SMTPUTF8" in outcomes[0].text


GOOD, BAD = "Pässwort-von-Ada", "not-the-Pässwort"


@pytest.mark.parametrize("how", ["plain", "login"])
@pytest.mark.parametrize("password", [GOOD, BAD])
def test_log_ins_with_a_password(
    loop: Loop, trust: Trust, monkeypatch: pytest.MonkeyPatch, how: str, password: str
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", password)
    inbox = Inbox()
    session = smtp(
        inbox, tls_context=trusted(trust.authority, "localhost"), authenticator=inbox.authenticate
    )
    with loop.serving(session) as port:
        way = encrypted(port, trust, auth=how, user="ada", password_env="MAIL_PASSWORD")
        outcomes, begun = sent(way, to=TO[:1])
    assert inbox.logins == [(how.upper(), b"ada", password.encode())]
    if password == GOOD:
        assert fates(outcomes) == [("ada", Fate.DELIVERED, 250)]
    else:
        assert fates(outcomes) == [("ada", Fate.REFUSED, 535)]
        assert (begun, inbox.mails) == ([], [])


@pytest.mark.parametrize("source", ["env", "command"])
@pytest.mark.parametrize("token", ["good-token-of-ada", "an-old-token-of-ada"])
def test_log_ins_with_a_token(
    loop: Loop, trust: Trust, monkeypatch: pytest.MonkeyPatch, source: str, token: str
) -> None:
    monkeypatch.setenv("MAIL_TOKEN", token)
    command = (sys.executable, "-c", "import os; print(os.environ['MAIL_TOKEN'])")
    given = {"token_env": "MAIL_TOKEN"} if source == "env" else {"token_command": command}
    inbox = Inbox()
    session = smtp(inbox, tls_context=trusted(trust.authority, "localhost"))
    with loop.serving(session) as port:
        way = encrypted(port, trust, auth="xoauth2", user="ada@example.com", **given)
        outcomes, _ = sent(way, to=TO[:1])
    whole = f"user=ada@example.com\x01auth=Bearer {token}\x01\x01".encode()
    assert inbox.logins == [("XOAUTH2", whole, b"")]
    good = token.startswith("good")
    assert fates(outcomes)[0][1:] == ((Fate.DELIVERED, 250) if good else (Fate.REFUSED, 535))


def test_a_server_that_repeats_a_secret_does_not_make_us_show_it(
    loop: Loop, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "hunter2-of-the-mail"
    monkeypatch.setenv("MAIL_PASSWORD", secret)
    with loop.serving(Raw(["echo"]).protocol) as port:
        way = channel(port, auth="plain", user="ada", password_env="MAIL_PASSWORD")
        outcomes, _ = sent(way, to=TO[:1])
    packed = base64.b64encode(f"\0ada\0{secret}".encode()).decode()
    shown = outcomes[0].text + repr(way) + "".join(capfd.readouterr())
    assert "535" not in shown
    assert "who is AUTH PLAIN [hidden]?" in outcomes[0].text
    assert secret not in shown
    assert packed not in shown


def test_a_command_that_gives_no_token_is_said_without_what_it_printed(loop: Loop) -> None:
    said = "import sys; print('s3cret-word'); sys.exit('s3cret-word')"
    with loop.serving(Raw(["fine"]).protocol) as port:
        command = (sys.executable, "-c", said)
        way = channel(port, auth="xoauth2", user="ada", token_command=command)
        outcomes, _ = sent(way, to=TO[:1])
    assert outcomes[0].fate is Fate.REFUSED
    assert "s3cret-word" not in outcomes[0].text


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "mail.example.com", "security": "plain"},
        {"host": "localhost", "auth": "plain", "user": "ada"},
        {"host": "localhost", "auth": "login", "password_env": "X"},
        {"host": "localhost", "auth": "xoauth2", "user": "ada"},
        {"host": "localhost", "auth": "xoauth2", "user": "a", "token_env": "X",
         "token_command": ("x",)},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_safe_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"plain is for|needs"):
        ServerSettings(**wrong)
