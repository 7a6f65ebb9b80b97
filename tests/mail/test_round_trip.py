"""A whole mail through servers as they are in the world: STARTTLS, a log-in, IMAP."""

from __future__ import annotations

import imaplib
import os
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from reportgen.history.outbox import Outbox
from reportgen.mail import Edition, Occasion, Sent, audiences, send
from reportgen.mailing import MailSettings, ServerSettings
from reportgen.results.delivery import Fate
from tests.mail.conftest import Trust
from tests.mail.debian import Servers, client_trust, missing, servers
from tests.mail.test_message import parts, read
from tests.mail.test_sending import picture

ADA, BOB, GRETA = "ada@example.com", "bob@example.com", "gréta@example.com"
PASSWORD = "Pässwort-von-Ada"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4_000 + b"\n.\n..\r\n.\r\nFrom here\n"


@pytest.fixture(scope="module")
def post(trust: Trust) -> Iterator[Servers]:
    reason = missing()
    if reason:
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with servers(trust.authority, dict.fromkeys((ADA, BOB, GRETA), PASSWORD)) as started:
        yield started


def sent(
    post: Servers, trust: Trust, edition: Edition, outbox: Outbox, *to: str, how: str = "plain"
) -> Sent:
    server = ServerSettings(
        host="localhost", port=post.smtp, ca_file=trust.file, auth=how,  # type: ignore[arg-type]
        user=ADA, password_env="MAIL_PASSWORD", attempts=1,
    )  # fmt: skip
    settings = MailSettings(sender="Größe & Söhne <reports@example.com>", readers=to, server=server)
    return send(edition, settings, outbox, audiences(settings, Occasion.REPORT, None))


def fetched(post: Servers, trust: Trust, user: str) -> list[bytes]:
    """Return the mails in an inbox, the last of which may be on its way."""
    with imaplib.IMAP4_SSL(
        "localhost", post.imap, ssl_context=client_trust(trust.authority)
    ) as inbox:
        inbox.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
        for _ in range(100):
            _, (count,) = inbox.select()
            if count and int(count):
                break
            time.sleep(0.05)
        _, found = inbox.fetch("1:*", "(BODY.PEEK[])")
    return [part[1] for part in found if isinstance(part, tuple)]


def whole(edition: Edition, title: str) -> Edition:
    made = replace(edition, report=replace(edition.report, title=title))
    vars(made)["pdf"] = PDF
    vars(made)["pictures"] = tuple(map(picture, ("card", "gain")))
    return made


def test_what_arrives_is_what_was_sent_to_the_byte(
    post: Servers, trust: Trust, edition: Edition, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    edition = whole(edition, "Größe – 曲 🎧: a title of many letters")
    done = sent(post, trust, edition, outbox, ADA, BOB)
    assert [(d.recipient, d.fate, d.code) for d in done.deliveries] == [
        (ADA, Fate.DELIVERED, 250), (BOB, Fate.DELIVERED, 250)
    ]  # fmt: skip
    assert sent(post, trust, edition, outbox, ADA, BOB).failed == ()
    (content,) = fetched(post, trust, BOB)
    (other,) = fetched(post, trust, ADA)
    message = read(content)
    assert message.defects == []
    assert parts(message) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related",
        "text/html", "image/png", "image/png", "application/pdf",
    ]  # fmt: skip
    *_, pdf = message.walk()
    assert pdf.get_content() == PDF
    assert pdf.get_filename() == "Größe – 曲 🎧 a title of many letters.pdf"
    images = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert [image.get_content() for image in images] == [b"card", b"gain"]
    assert message["Subject"].startswith("Größe – 曲 🎧: a title of many letters")
    assert str(message["From"].addresses[0].display_name) == "Größe & Söhne"
    assert read(other)["Message-ID"] == message["Message-ID"]
    assert b"ESMTPSA" in content
    logs = b"".join(path.read_bytes() for path in post.folder.glob("*.log"))
    assert PASSWORD.encode() not in logs + content


def test_letters_beyond_ascii_and_who_is_unknown(
    post: Servers, trust: Trust, edition: Edition, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    edition = whole(edition, "Another")
    done = sent(post, trust, edition, outbox, GRETA, "nobody@example.com", how="login")
    assert {d.recipient: (d.fate, d.code) for d in done.deliveries} == {
        GRETA: (Fate.DELIVERED, 250), "nobody@example.com": (Fate.REFUSED, 550)
    }  # fmt: skip
    assert any((post.folder / "mailboxes" / "gréta" / "new").iterdir())


def test_a_wrong_password_is_refused(
    post: Servers, trust: Trust, edition: Edition, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    (done,) = sent(post, trust, whole(edition, "A third"), outbox, ADA).deliveries
    assert (done.fate, done.code) == (Fate.REFUSED, 535)
