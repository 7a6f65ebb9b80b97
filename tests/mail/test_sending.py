"""From a report to what arrives: who gets what, once; notices; what chats are posted."""

from __future__ import annotations

import hashlib
import http.server
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reportgen.charts import Chart, ChartTable
from reportgen.errors import SettingsError
from reportgen.history.outbox import Outbox
from reportgen.mail import Edition, Occasion, Sent, audiences, check, messages, send
from reportgen.mail.occasions import Past
from reportgen.mail.sending import worded
from reportgen.mailing import ChannelSettings, MailSettings, ServerSettings
from reportgen.render.email import Inline, Picture
from reportgen.results import Report, Skipped
from reportgen.results.delivery import Fate
from tests.mail.conftest import Trust
from tests.mail.servers import Inbox, Loop, smtp, trusted
from tests.mail.test_message import parts, read


def settings(port: int = 25, **more: Any) -> MailSettings:
    server = ServerSettings(host="127.0.0.1", security="plain", port=port, attempts=2, pause=0.0)
    usual: dict[str, Any] = {
        "sender": "Reports <reports@example.com>",
        "readers": ("ada@example.com", "bob@example.com"),
        "owners": ("olga@example.com", "Ada@example.com"),
        "server": server,
        "attach": False,
    }
    return MailSettings(**(usual | more))


NO_GATES = Skipped(step="gates", reason="no gates are set")


@pytest.fixture(scope="session")
def plain(edition: Edition) -> Edition:
    """The same report, without pictures: they cost more than all the rest."""
    return replace(edition, most_charts=0)


def told(
    edition: Edition,
    chosen: MailSettings,
    outbox: Outbox,
    readers: Occasion | None = Occasion.REPORT,
    owners: Occasion | None = None,
) -> Sent:
    return send(edition, chosen, outbox, audiences(chosen, readers, owners), sleep=lambda _: None)


def test_readers_and_owners_get_one_mail_each_and_none_twice(
    plain: Edition, outbox: Outbox, loop: Loop
) -> None:
    inbox = Inbox()
    with loop.serving(smtp(inbox)) as port:
        chosen = settings(port)
        sent = told(plain, chosen, outbox, Occasion.REPORT, Occasion.ALERT)
        again = told(plain, chosen, outbox, Occasion.REPORT, Occasion.ALERT)
    assert sent.failed == again.failed == ()
    assert [to for to, _ in inbox.mails] == [
        ["olga@example.com", "Ada@example.com"], ["bob@example.com"]
    ]  # fmt: skip
    alert, plain_mail = (read(mail) for _, mail in inbox.mails)
    assert alert["Subject"] == "Example catalogue: a gate is not passed"
    assert alert["References"] == plain_mail["References"]
    assert alert["Message-ID"] != plain_mail["Message-ID"]
    text = alert.get_body(("plain",))
    assert text is not None
    assert "as one of the owners of: Example catalogue" in " ".join(text.get_content().split())


def test_who_is_refused_is_told_to_the_owners(plain: Edition, outbox: Outbox, loop: Loop) -> None:
    inbox = Inbox(never=frozenset({"bob@example.com"}))
    with loop.serving(smtp(inbox)) as port:
        sent = told(plain, settings(port), outbox)
    assert [(d.recipient, d.fate, d.code) for d in sent.failed] == [
        ("bob@example.com", Fate.REFUSED, 550)
    ]
    assert [(d.recipient, d.fate) for d in sent.notices] == [
        ("olga@example.com", Fate.DELIVERED), ("Ada@example.com", Fate.DELIVERED)
    ]  # fmt: skip
    (_, report), (to, notice) = inbox.mails
    assert to == ["olga@example.com", "Ada@example.com"]
    message = read(notice)
    assert message["Subject"] == "Example catalogue: a message could not be delivered"
    text = message.get_body(("plain",))
    assert text is not None
    assert "bob@example.com (550 no such mailbox)" in " ".join(text.get_content().split())
    assert message["Message-ID"] != read(report)["Message-ID"]


def test_a_digest_tells_of_each_night(plain: Edition, outbox: Outbox, loop: Loop) -> None:
    nights = [
        Past(
            created=datetime(2026, 11, day, 3, tzinfo=UTC), quiet=True, since=f"Quiet {day}.",
            gated="2 of 2 passed",
        )
        for day in (20, 21)
    ]  # fmt: skip
    calm = replace(plain, report=replace(plain.report, gates=NO_GATES))
    with loop.serving(smtp(inbox := Inbox())) as port:
        chosen = settings(port, digest="weekly")
        send(calm, chosen, outbox, audiences(chosen, Occasion.DIGEST, None), nights=nights)
    message = read(inbox.mails[0][1])
    text = message.get_body(("plain",))
    assert message["Subject"] == "Example catalogue: summary of 3 runs"
    assert text is not None
    said = " ".join(text.get_content().split())
    assert "The latest report, and what 2 runs since 20 November 2026 found." in said
    assert "* 21 November 2026: Quiet 21. Gates: 2 of 2 passed" in said


def test_people_with_other_letters_get_a_mail_of_their_own(
    plain: Edition, outbox: Outbox, loop: Loop
) -> None:
    inbox = Inbox()
    with loop.serving(smtp(inbox)) as port:
        told(plain, settings(port, readers=("bob@example.com", "грета@example.com")), outbox)
    assert [to for to, _ in inbox.mails] == [["bob@example.com"], ["грета@example.com"]]
    assert inbox.mails[0][1].isascii()


def picture(name: str) -> Picture:
    chart = Chart(
        name=name, title=f"Title of {name}", caption="", alt=f"Words of {name}", svg="<svg/>",
        table=ChartTable(columns=(), rows=(), numbers=()), width="half",
    )  # fmt: skip
    return Picture(chart=chart, inline=Inline(cid=f"{name}@reportgen.invalid", png=name.encode()))


def test_a_whole_mail_has_pictures_and_the_pdf_or_says_where_it_is(
    edition: Edition, tmp_path: Path
) -> None:
    whole = replace(edition, folder=tmp_path)
    vars(whole)["pdf"] = b"%PDF-1.7 of this report"
    vars(whole)["pictures"] = tuple(map(picture, ("card", "gain", "profile")))
    chosen = settings(attach=True)
    (audience,) = audiences(chosen, Occasion.REPORT, None)

    def mail(chosen: MailSettings) -> bytes:
        words = partial(worded, whole, chosen, audience)
        (made,) = messages(whole, chosen, audience, words)
        return made.content

    content = mail(chosen)
    assert mail(chosen) == content
    found = read(content)
    assert parts(found) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related",
        "text/html", "image/png", "image/png", "image/png", "application/pdf",
    ]  # fmt: skip
    *_, pdf = found.walk()
    assert pdf.get_content() == b"%PDF-1.7 of this report"
    assert pdf.get_filename() == "Example catalogue.pdf"
    cids = [part["Content-ID"].strip("<>") for part in found.walk() if part["Content-ID"]]
    html = next(part for part in found.walk() if part.get_content_type() == "text/html")
    assert [f'src="cid:{cid}"' in html.get_content() for cid in cids] == [True, True, True]
    small = mail(replace(chosen, attach_up_to=0.00001, link="https://example.com/reports"))
    assert "application/pdf" not in parts(read(small))
    assert b"https://example.com/reports" in small


@dataclass
class Hook:
    """Takes posts, and answers as told, 200 in the end; 0 is no answer at all."""

    answers: list[int] = field(default_factory=list)
    posts: list[tuple[dict[str, str], Any]] = field(default_factory=list)

    @contextmanager
    def serving(self, context: ssl.SSLContext | None = None) -> Iterator[str]:
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.posts.append((dict(self.headers), json.loads(body)))
                answer = hook.answers.pop(0) if hook.answers else 200
                if answer:
                    self.send_response(answer)
                    self.end_headers()
                    self.wfile.write(self.path.encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        scheme, host = ("http", "127.0.0.1") if context is None else ("https", "localhost")
        try:
            yield f"{scheme}://{host}:{server.server_port}/secret-path-of-the-hook"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def hooked(payload: str = "json", **more: Any) -> MailSettings:
    channel = ChannelSettings(
        name="chat",
        kind="webhook",
        url_env="HOOK",
        payload=payload,  # type: ignore[arg-type]
        attempts=3,
        pause=0.0,
        **more,
    )
    return MailSettings(channels=(channel,))


@pytest.mark.parametrize(
    ("answers", "fate", "posts"),
    [
        ([], Fate.DELIVERED, 1),
        ([503, 429], Fate.DELIVERED, 3),
        ([500, 500, 500], Fate.DEFERRED, 3),
        ([404], Fate.REFUSED, 1),
        ([302], Fate.REFUSED, 1),
        ([0], Fate.UNKNOWN, 1),
    ],
)
def test_posts_follow_the_rules_of_mails(
    plain: Edition, outbox: Outbox, monkeypatch: pytest.MonkeyPatch, answers: list[int],
    fate: Fate, posts: int,
) -> None:  # fmt: skip
    hook = Hook(answers)
    with hook.serving() as url:
        monkeypatch.setenv("HOOK", url)
        sent = told(plain, hooked(), outbox)
        told(plain, hooked(), outbox)
    again = 3 if fate is Fate.DEFERRED else 0
    assert [(d.recipient, d.fate) for d in sent.deliveries] == [("chat", fate)]
    assert len(hook.posts) == posts + min(again, 1)
    assert "secret-path" not in sent.deliveries[0].text
    keys = {head["Idempotency-Key"] for head, _ in hook.posts}
    assert len(keys) == 1


def test_posts_are_encrypted_and_certificates_checked(
    plain: Edition, outbox: Outbox, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = Hook()
    with hook.serving(trusted(trust.authority, "localhost")) as url:
        monkeypatch.setenv("HOOK", url)
        refused = told(plain, hooked(), outbox)
        assert refused.deliveries[0].fate is Fate.REFUSED
        assert "CERTIFICATE_VERIFY_FAILED" in refused.deliveries[0].text
        other = replace(plain, report=replace(plain.report, title="Another"))
        assert told(other, hooked(ca_file=trust.file), outbox).failed == ()
    monkeypatch.setenv("HOOK", "http://chat.example.com/secret-path")
    third = replace(plain, report=replace(plain.report, title="A third"))
    (open_post,) = told(third, hooked(), outbox).deliveries
    assert open_post.fate is Fate.REFUSED
    assert "not one of https" in open_post.text
    assert len(hook.posts) == 1


def test_posts_need_no_pdf(plain: Edition) -> None:
    assert MailSettings().attach
    other = replace(plain, report=replace(plain.report, title="Without pages"))
    made = payload_of(other, "json")
    assert made["title"] == "Without pages"
    assert "pdf" not in vars(other)


def payload_of(edition: Edition, kind: str) -> Any:
    chosen = hooked(kind)
    (audience,) = audiences(chosen, Occasion.REPORT, None)
    words = partial(worded, edition, chosen, audience)
    (message,) = messages(edition, chosen, audience, words)
    return json.loads(message.content)


def test_what_programs_are_posted(plain: Edition, report: Report) -> None:
    found = payload_of(plain, "json")
    assert found["report"] == hashlib.sha256(_dumped(report)).hexdigest()
    assert found["answer"] == report.verdict.answer
    assert found["gates"] == {"n": 4, "passed": 1, "not_passed": ["R² holds", "AUC", "zeros"]}
    assert found["changed"] is True
    assert found["markdown"].startswith("# Example catalogue\n")


def _dumped(report: Report) -> bytes:
    from reportgen.render.json import dump

    return dump(report)


def test_what_chats_are_posted_shows_text_as_it_stands(plain: Edition, report: Report) -> None:
    nasty = replace(
        plain, report=replace(report, title="<!channel> *a* & [b](http://evil.example)")
    )
    slack, teams = payload_of(nasty, "slack"), payload_of(nasty, "teams")
    head, *sections = slack["blocks"]
    assert head["text"] == {
        "type": "plain_text",
        "text": nasty.report.title + ": a gate is not passed",
    }
    assert slack["text"].startswith("&lt;!channel&gt; \u200b*\u200ba")
    assert report.verdict.answer in [block["text"]["text"] for block in sections]
    assert all(len(block["text"]["text"]) <= 3000 for block in sections)
    card = teams["attachments"][0]["content"]
    assert teams["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    texts = [block["text"] for block in card["body"] if block["type"] == "TextBlock"]
    assert texts[0].startswith("\\<!channel\\> \\*a\\* \\& \\[b\\]")
    (facts,) = (block["facts"] for block in card["body"] if block["type"] == "FactSet")
    assert [fact["title"] for fact in facts] == [tile.label for tile in report.verdict.tiles]
    assert len(json.dumps(teams)) < 28_000


def test_a_file_appears_whole_and_a_folder_that_is_none_is_said(
    plain: Edition, outbox: Outbox, tmp_path: Path
) -> None:
    def dropped(folder: Path) -> MailSettings:
        channel = ChannelSettings(name="pick-up", kind="file", folder=folder, attempts=1)
        return settings(channels=(channel,), readers=(), owners=())

    (done,) = told(plain, dropped(tmp_path / "drop"), outbox).deliveries
    (file,) = (tmp_path / "drop").iterdir()
    assert done.text == file.name
    assert read(file.read_bytes())["To"] == "undisclosed-recipients:;"
    (tmp_path / "taken").write_text("in the way", encoding="utf-8")
    other = replace(plain, report=replace(plain.report, title="Another"))
    (failed,) = told(other, dropped(tmp_path / "taken"), outbox).deliveries
    assert failed.fate is Fate.DEFERRED
    assert "cannot be written to" in failed.text


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"readers": ("ada",)}, "no address of a mailbox"),
        ({"owners": ("eve@example.org",), "domains": ("example.com",)}, "outside the domains"),
        ({"sender": "x"}, "no address of a mailbox"),
        ({"server": ServerSettings(host="localhost", auth="plain", user="a",
                                   password_env="NOT_THERE")}, "NOT_THERE is not set"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_known_before_a_run(change: dict[str, Any], match: str) -> None:
    with pytest.raises(SettingsError, match=match):
        check(settings(**change))


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "{title.__class__}"}, {"subject": "{secret}"}, {"preheader": "{title!r}"},
        {"subject": "{title"}, {"link": "javascript:x"}, {"sender": None},
        {"channels": (ChannelSettings(name="a", kind="file", folder=Path("x")),) * 2},
        {"server": ServerSettings()},
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"gap|filled|address|sender|same name|host"):
        settings(**wrong)
