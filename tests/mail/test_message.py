"""Mails as bytes: their structure, what stands at their head, and nothing slips in."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.errors import SettingsError
from reportgen.mail.address import Mailbox, mailbox, one_line, recipients
from reportgen.mail.message import Attachment, Head, compose
from reportgen.render.email import Body, Inline

BODY = Body(
    html='<p>Grün · −3.4</p><img src="cid:card.1@reportgen.invalid" alt="x">',
    text="Grün · −3.4\n.dot\nFrom here\n",
    pictures=(Inline(cid="card.1@reportgen.invalid", png=b"\x89PNG\r\n\x1a\n\0"),),
)
FILE = Attachment(name="Größe – 曲.pdf", kind="application/pdf", content=bytes(range(256)) * 40)
HEAD = Head(
    sender=Mailbox("reports@example.com", "Größe, Reports & Söhne"),
    recipients=(Mailbox("ada@example.com", "Ada"), Mailbox("bob@xn--bcher-kva.example")),
    reply_to=Mailbox("team@example.com"),
    subject="Popularity – 曲: a gate is not passed",
    date=datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
    key="k" * 64,
    series="tracks-#.csv",
)


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=default)


def parts(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_the_structure_that_clients_know_and_every_byte_of_it() -> None:
    message = read(compose(HEAD, BODY, [FILE]))
    assert parts(message) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related",
        "text/html", "image/png", "application/pdf",
    ]  # fmt: skip
    plain, html, png, pdf = (part for part in message.walk() if not part.is_multipart())
    assert plain.get_content().replace("\r\n", "\n") == BODY.text
    assert html.get_content().rstrip() == BODY.html
    assert png.get_content() == BODY.pictures[0].png
    assert png["Content-ID"] == "<card.1@reportgen.invalid>"
    assert png.get_content_disposition() == "inline"
    assert pdf.get_content() == FILE.content
    assert pdf.get_filename() == FILE.name
    assert message.defects == []


def test_the_head_says_what_machines_and_people_need() -> None:
    message = read(compose(HEAD, BODY))
    assert message["Subject"] == HEAD.subject
    assert message["From"].addresses == (
        Address("Größe, Reports & Söhne", addr_spec="reports@example.com"),
    )
    assert [box.addr_spec for box in message["To"].addresses] == [
        "ada@example.com", "bob@xn--bcher-kva.example",
    ]  # fmt: skip
    assert message["Reply-To"] == "team@example.com"
    assert message["Date"].datetime == HEAD.date
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"].startswith("<tracks-csv-")
    assert message["In-Reply-To"] == message["References"] == HEAD.thread


def test_the_same_bytes_twice_and_one_thread_for_a_series() -> None:
    first, again = compose(HEAD, BODY, [FILE]), compose(HEAD, BODY, [FILE])
    assert first == again
    assert all(len(line) <= 998 for line in first.split(b"\r\n"))
    other = replace(HEAD, key="other")
    assert other.message_id != HEAD.message_id
    assert other.thread == HEAD.thread
    assert replace(HEAD, recipients=HEAD.recipients[:1]).message_id != HEAD.message_id
    assert replace(HEAD, series="another").thread != HEAD.thread


def test_addresses_of_any_letters_travel_as_utf_8_only_where_they_must() -> None:
    assert compose(HEAD, BODY).isascii()
    message = compose(replace(HEAD, recipients=(Mailbox("грета@example.com"),)), BODY)
    assert "To: грета@example.com\r\n".encode() in message
    assert read(message)["Subject"] == HEAD.subject


NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from('\r\n\0\u2028\u202e\x0b :,<>@"\\=?')), max_size=300
)


@settings(max_examples=10, deadline=None)
@given(NASTY, NASTY, NASTY)
@example("a\r\nBcc: eve@example.com", "b\nTo: eve@example.com", "c\r\n\r\nbody")
@example("=?utf-8?q?=0d=0aBcc:_eve@example.com?=", "x, <eve@example.com>", 'a"; x="b')
@example("é" * 300, "ü, " * 90, "x" * 300)
def test_no_text_of_a_table_becomes_a_header(subject: str, name: str, file: str) -> None:
    head = replace(
        HEAD,
        subject=subject,
        sender=Mailbox("reports@example.com", one_line(name)),
        series=name,
    )
    attachment = replace(FILE, name=f"{one_line(file)}.pdf", content=b"x")
    content = compose(head, BODY, [attachment])
    message = read(content)
    assert set(message.keys()) == set(read(compose(HEAD, BODY, [FILE])).keys())
    assert [box.addr_spec for box in message["To"].addresses] == [
        box.address for box in HEAD.recipients
    ]
    assert [box.addr_spec for box in message["From"].addresses] == ["reports@example.com"]
    assert b"eve@example.com" not in [
        line.partition(b": ")[2] for line in content.split(b"\r\n")[:20]
    ]
    assert parts(message)[-1] == "application/pdf"
    head_of_it = email.message_from_bytes(content, policy=SMTP)
    assert head_of_it.defects == []


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [
        ("ada@example.com", "ada@example.com", ""),
        ("Ada Lovelace <ada@EXAMPLE.com>", "ada@example.com", "Ada Lovelace"),
        ("bob@bücher.example", "bob@xn--bcher-kva.example", ""),
        ("грета@example.com", "грета@example.com", ""),
        ("root@intranet", "root@intranet", ""),
    ],
)
def test_addresses_are_read(text: str, address: str, name: str) -> None:
    assert mailbox(text, where="to") == Mailbox(address, name)


@pytest.mark.parametrize(
    "text",
    ["ada", "ada@", "@example.com", "a b@example.com", "ada@example.com, bob@example.com",
     "ada@example.com\r\nBcc: eve@example.com", "Ada <ada@example.com> <eve@example.com>",
     "ada@example..com", "", "<>", "ada@exam ple.com", "ada\0@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="no address of a mailbox"):
        mailbox(text, where="to")


def test_domains_that_are_not_allowed_are_refused_and_doubles_dropped() -> None:
    allowed = ("Example.com", "bücher.example")
    found = recipients(
        ["ada@example.com", "ADA@example.com", "b@bücher.example"], allowed, where="to"
    )
    assert [box.address for box in found] == ["ADA@example.com", "b@xn--bcher-kva.example"]
    for outside in ("eve@example.com.evil.org", "eve@sub.example.com", "eve@example.org"):
        with pytest.raises(SettingsError, match="outside the domains"):
            recipients([outside], allowed, where="to")
