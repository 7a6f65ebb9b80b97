"""A PostgreSQL server of our own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "s3cret/p@ss"
_OPTIONS = "-c listen_addresses='' -c fsync=off -c timezone=UTC -c unix_socket_directories="


def binaries() -> Path:
    """Return the folder of the server's programs; skip without it, but fail where CI is set."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if found is not None:
        return Path(found).parent
    if folders:
        return folders[-1]
    if os.environ.get("CI"):
        pytest.fail("PostgreSQL's server is not installed (apt-get install postgresql)")
    pytest.skip("PostgreSQL's server is not installed")


def _as_server() -> Sequence[str]:
    """Return what to put before a command, since the server refuses to be run by root."""
    if os.geteuid() != 0:
        return ()
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ("runuser", "-u", "postgres" if "postgres" in names else "nobody", "--")


@contextmanager
def server() -> Iterator[str]:
    """Start a server and yield its address; stop it at the end.

    The user ``ada`` needs a password.
    """
    programs, prefix = binaries(), _as_server()
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        root = Path(folder)
        root.chmod(0o777)
        (root / "password").write_text(PASSWORD)
        (root / "password").chmod(0o644)
        data = root / "data"

        def call(program: str, *arguments: str) -> None:
            command = [*prefix, str(programs / program), *arguments]
            subprocess.run(command, check=True, cwd=folder, capture_output=True, timeout=120)

        call(
            *("initdb", "-D", str(data), "-U", "ada", "--auth=scram-sha-256", "--no-sync"),
            *("-E", "UTF8", "--locale=C", f"--pwfile={root / 'password'}"),
        )
        log = str(root / "log")
        call("pg_ctl", "-D", str(data), "-l", log, "-w", "-o", f"{_OPTIONS}{folder}", "start")
        try:
            yield f"postgresql://ada@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
