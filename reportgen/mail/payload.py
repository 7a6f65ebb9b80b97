"""What webhooks get: JSON for programs, and what two chats show."""

from __future__ import annotations

import json
from typing import Any

from reportgen.render.letter import Letter
from reportgen.render.markdown import escaped
from reportgen.results import Comparison, Gates, GateStatus, Report, Skipped
from reportgen.text import translate

SLACK_HEAD, SLACK_TEXT = 150, 2_900
"""Characters that Slack takes in a heading and in a section, with some to spare."""
TEAMS_TEXT = 4_000


def json_payload(report: Report, letter: Letter, digest: str, markdown: str) -> bytes:
    """Return the outcome as JSON, with the Markdown summary in it."""
    gates, comparison = report.gates, report.comparison
    return _dumped(
        {
            "subject": letter.subject,
            "report": digest,
            "title": report.title,
            "created": report.provenance.created,
            "source": report.provenance.source,
            "answer": report.verdict.answer,
            "tiles": [
                {"name": tile.name, "label": tile.label, "value": tile.value, "note": tile.note}
                for tile in report.verdict.tiles
            ],
            "gates": _gates(gates),
            "changed": comparison.quiet is False if isinstance(comparison, Comparison) else None,
            "markdown": markdown,
        }
    )


def _gates(gates: Gates | Skipped) -> dict[str, Any] | None:
    if isinstance(gates, Skipped):
        return None
    failed = [o.name for o in gates.outcomes if o.status is not GateStatus.PASSED]
    return {"n": gates.n, "passed": gates.passed, "not_passed": failed}


def slack_payload(report: Report, letter: Letter) -> bytes:
    """Return a message for an incoming webhook of Slack."""
    tiles = "\n".join(f"• *{_slack(t.label)}*: {_slack(t.value)}" for t in report.verdict.tiles)
    sections = [_slack(letter.lead), _slack(report.verdict.answer), tiles]
    sections += [f"*{_slack(label)}* {_slack(text)}" for label, text in _news(report)]
    blocks: list[dict[str, Any]] = [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": _cut(letter.subject, SLACK_HEAD)},
        }
    ]
    blocks += [
        {"type": "section", "text": {"type": "mrkdwn", "text": _cut(text, SLACK_TEXT)}}
        for text in sections
        if text
    ]
    return _dumped({"text": _slack(letter.subject), "blocks": blocks})


def teams_payload(report: Report, letter: Letter) -> bytes:
    """Return a message with an adaptive card for a workflow of Teams."""
    facts = [{"title": t.label, "value": escaped(t.value)} for t in report.verdict.tiles]
    body: list[dict[str, Any]] = [
        _block(letter.subject, size="Large", weight="Bolder"),
        *([_block(letter.lead, color="Attention")] if letter.lead else []),
        _block(report.verdict.answer),
        {"type": "FactSet", "facts": facts},
        *(_block(f"{label}: {text}") for label, text in _news(report)),
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return _dumped({"type": "message", "attachments": [{"contentType": kind, "content": card}]})


def _news(report: Report) -> list[tuple[str, str]]:
    """Return what the comparison and the gates came to, each with its heading."""
    said = [
        (translate("Since the last run"), report.verdict.since.text),
        (translate("Gates"), report.verdict.gated.text),
    ]
    return [(label, text) for label, text in said if text]


def _block(text: str, **style: str) -> dict[str, Any]:
    return {
        "type": "TextBlock", "wrap": True, "text": escaped(_cut(text, TEAMS_TEXT)), **style
    }  # fmt: skip


def _slack(text: str) -> str:
    """Return text that Slack shows as it stands: its marks of emphasis lose their meaning."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\u200b{c}\u200b" if c in "*_~`" else c for c in plain)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _dumped(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
