"""Servers, certificates and a report, made once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from reportgen.history import open_database
from reportgen.history.outbox import Message, Outbox
from reportgen.mail import Edition
from reportgen.results import Report
from reportgen.settings import HistorySettings
from tests.example import example_report
from tests.mail.servers import Loop


@dataclass(frozen=True)
class Trust:
    """An authority, and the file that says that it is trusted."""

    authority: trustme.CA
    file: Path


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.close()


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("trust") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return Trust(authority, file)


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(open_database(HistorySettings(), tmp_path))


SMALL = b"Subject: Tracks\r\n\r\nText\r\n"


def message(
    *recipients: str, report: str = "r" * 64, content: bytes = SMALL, channel: str = "mail"
) -> Message:
    """A message that is as small as one can be."""
    return Message(
        id=f"<{report[:6]}.{channel}@example.com>",
        kind="report",
        occasion="report",
        report=report,
        series="tracks.csv",
        subject="Tracks",
        channel=channel,
        recipients=recipients,
        content=content,
    )


@pytest.fixture(scope="session")
def report() -> Report:
    return example_report()


@pytest.fixture(scope="session")
def edition(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("run")
    return Edition(report=report, series="catalogue.csv", folder=folder)
