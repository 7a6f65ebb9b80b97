"""Opening the database of the history, and keeping its tables up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from reportgen.errors import DeliveryError, SettingsError
from reportgen.ingest.database import masked, without_password
from reportgen.settings import HistorySettings

REVISIONS = ("0001", "0002")
"""Versions of the tables, the oldest first; a test holds them against the migrations."""
FILE = "history.sqlite"
PATIENCE = 60_000
"""Milliseconds to wait for another run that is writing."""
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_SECONDS = 10
_LOCK = 7_262_415_903
"""Key of the lock under which one run at a time brings the tables of PostgreSQL up to date."""


def open_database(settings: HistorySettings, folder: Path, *, new: bool = True) -> Engine:
    """Open the history, with its tables brought up to date.

    Parameters
    ----------
    settings : HistorySettings
        Where it is.
    folder : Path
        The output folder: by default the history is the file ``history.sqlite`` in it.
    new : bool
        Whether it is made where there is none.

    Raises
    ------
    SettingsError
        If the address is malformed, or the variable that should hold it is not set.
    DeliveryError
        If the database does not answer, is damaged, or was made by a later version.
    """
    url = address(settings, folder)
    if url.get_backend_name() == "sqlite":
        _file(url, new=new)
    engine = _engine(url)
    _bring_up(engine)
    return engine


def address(settings: HistorySettings, folder: Path) -> URL:
    """Return the address of the history."""
    if settings.url is None and settings.url_env is None:
        return URL.create("sqlite", database=str(folder / FILE))
    given = settings.url or os.environ.get(settings.url_env or "", "")
    where = "[history] url" if settings.url_env is None else settings.url_env
    if not given:
        raise SettingsError(
            "The environment variable with the address of the history is not set",
            where=where,
            hint="Set it to an address such as postgresql://user@host/database.",
        )
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise SettingsError(
            "The address of the history is malformed",
            where=where,
            hint="Write it as postgresql://user@host:5432/database or sqlite:///path.",
        ) from None
    if "@" in (url.host or ""):  # part of a password, which is not to be shown
        raise SettingsError(
            "The address of the history has more than one @",
            where=where,
            hint="Write an @ inside a password as %40.",
        )
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def begun(settings: HistorySettings, folder: Path) -> bool:
    """Say whether there is a history already: a server is taken to have one."""
    url = address(settings, folder)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


def _file(url: URL, *, new: bool) -> None:
    """Make the folder of an SQLite file, or say that there is no such file."""
    path = Path(url.database or ":memory:")
    if url.database in (None, "", ":memory:"):
        raise SettingsError(
            "A history needs a file", where=masked(url), hint="Write sqlite:///path/of/the/file."
        )
    if not new and not path.exists():
        raise DeliveryError(
            "There is no history",
            where=str(path),
            hint="It begins with the first `reportgen run`; give its folder with -o.",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unopened(url, error.strerror or str(error)) from error


def _engine(url: URL) -> Engine:
    server = url.get_backend_name() == "postgresql"
    options: dict[str, Any] = {"connect_timeout": _SECONDS} if server else {}
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=options, hide_parameters=True)
    except (ModuleNotFoundError, NoSuchModuleError, ArgumentError) as error:
        raise SettingsError(
            f"The driver of the history is not installed ({error})",
            where=masked(url),
            hint="For PostgreSQL install reportgen[postgresql], for others their driver.",
        ) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Let SQLite wait for others, keep a log beside the file, and obey references.

    The driver's own transactions are off: they begin too late to keep two writers apart.
    """
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """Take the right to write at the beginning, so that no work is lost to another's."""
    asked = connection.get_execution_options().get("begin", "BEGIN IMMEDIATE")
    if asked:
        connection.exec_driver_sql(asked)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open one transaction that writes: all of it is kept, or nothing.

    Raises
    ------
    DeliveryError
        If the database fails; the message holds no password.
    """
    with _told(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open one transaction that reads, without keeping others from writing.

    Raises
    ------
    DeliveryError
        If the database fails; the message holds no password.
    """
    with _told(engine), engine.execution_options(begin="BEGIN").connect() as connection:
        yield connection


def give_back(engine: Engine) -> None:
    """Give the room of what is gone back to the disk, where the database is a file."""
    if engine.dialect.name == "sqlite":
        with _told(engine), engine.execution_options(begin="").connect() as connection:
            connection.exec_driver_sql("VACUUM")


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise _unopened(engine.url, without_password(error, engine.url)) from None


def _unopened(url: URL, reason: str) -> DeliveryError:
    local = url.get_backend_name() == "sqlite"
    return DeliveryError(
        f"The history cannot be used ({reason})",
        where=str(url.database) if local else masked(url),
        hint="Mend what is named, or run with --no-history.",
    )


def _bring_up(engine: Engine) -> None:
    """Make or renew the tables, unless they are up to date: then alembic is not loaded."""
    with reading(engine) as connection:
        if _version(connection) == REVISIONS[-1]:
            return
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        version = _version(connection)
        if version is not None and version not in REVISIONS:
            raise DeliveryError(
                f"The history has tables of version {version}, and this version of reportgen "
                f"knows up to {REVISIONS[-1]}",
                where=masked(engine.url),
                hint="Use the version of reportgen that wrote it, or a later one.",
            )
        if version != REVISIONS[-1]:
            _upgrade(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    folder = str(files("reportgen.history") / "migrations")
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
