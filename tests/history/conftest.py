"""A history on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, make_url, text

from reportgen import history
from reportgen.render.json import dump
from reportgen.results import Report, RunStatus
from reportgen.settings import HistorySettings
from tests.ingest.postgres import PASSWORD, server

VARIABLE = "REPORTGEN_TEST_HISTORY"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server, with its password, which is an awkward one."""
    with server() as address:
        yield make_url(address).set(password=PASSWORD).render_as_string(hide_password=False)


@pytest.fixture
def served(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An empty history on a server."""
    monkeypatch.setenv(VARIABLE, postgres)
    opened = history.open_database(HistorySettings(url_env=VARIABLE), tmp_path)
    yield opened
    with opened.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An empty history, opened as a run opens it."""
    if request.param == "sqlite":
        return history.open_database(HistorySettings(), tmp_path)
    found: Engine = request.getfixturevalue("served")
    return found


def night(day: int, hour: int = 6) -> datetime:
    """A moment of November."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def add(
    engine: Engine,
    report: Report,
    started: datetime,
    status: RunStatus | None = RunStatus.WRITTEN,
    *,
    subject: str = "tracks.csv",
    folder: str = "",
) -> str:
    """Add a run as the command line does; with no status it was killed at once."""
    told: dict[str, Any] = {"subject": subject, "seconds": {"read": 0.5}, "folder": folder}
    run = history.append(engine, report, dump(report), started=started, **told)
    if status is not None:
        history.finish(engine, run, status, exit_code=0, seconds={"read": 0.5, "pdf": 1.5})
    return run
