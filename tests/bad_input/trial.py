"""Puts each case through the whole command, in a process of its own that is measured.

``python -m tests.bad_input.trial`` reads keys of cases, one a line, and answers each with
a line of JSON.  The libraries are loaded once; every case runs in a fork, so that a hang
can be ended, memory be measured, and nothing be left behind for the next.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from tests.bad_input.cases import BY_KEY

SECONDS = 60
"""After which a case counts as hanging."""

SETTINGS = """
[validation]
folds = 2
replicates = 50

[segments]
k_max = 2
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the command ended: exit code, what it said, seconds, peak memory in MB.

    ``said`` is the message of an error, or what the report notes about the table; ``left``
    names what was written.
    """

    code: int
    said: str
    left: tuple[str, ...]
    seconds: float
    megabytes: float


def load() -> None:
    """Import what every case needs, by a first whole run on the sound table."""
    from tests.bad_input.corpus import saved, text

    with tempfile.TemporaryDirectory() as folder:
        outcome = _command(saved(Path(folder), text()), Path(folder))
    if outcome[0] != 0:
        raise RuntimeError(f"the sound table fails: {outcome[1]}")


def tried(key: str) -> Outcome:
    """Run the command on one case in a fork."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = BY_KEY[key].make(folder)
        before = set(folder.rglob("*"))
        answer = folder.with_suffix(".answer")
        try:
            usage, status = _forked(path, folder, answer)
            code, said = json.loads(answer.read_text()) if status == 0 else (-status, "killed")
        finally:
            answer.unlink(missing_ok=True)
        left = {str(found.relative_to(folder)) for found in set(folder.rglob("*")) - before}
        return Outcome(
            code=code,
            said=said.replace(name, "…"),
            left=tuple(sorted(left)),
            seconds=usage.ru_utime + usage.ru_stime,
            megabytes=usage.ru_maxrss / 1_000,
        )


def _forked(path: Path, folder: Path, answer: Path) -> tuple[resource.struct_rusage, int]:
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        status = 1
        try:
            answer.write_text(json.dumps(_command(path, folder)))
            status = 0
        finally:
            os._exit(status)
    _, status, usage = os.wait4(child, 0)
    return usage, status


def _command(path: Path, folder: Path) -> tuple[int, str]:
    from reportgen.cli import main

    settings = folder / "reportgen.toml"
    settings.write_text(SETTINGS)
    output = folder / "output"
    words = [
        "run",
        str(path),
        "-o",
        str(output),
        "--format",
        "json",
        "--no-history",
        "-c",
        str(settings),
    ]
    error = io.StringIO()
    with contextlib.redirect_stderr(error), contextlib.redirect_stdout(io.StringIO()):
        try:
            main.main(words, prog_name="reportgen")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
    settings.unlink()
    return code, error.getvalue().strip() if code else _notes(output / "report.json")


def _notes(path: Path) -> str:
    data = json.loads(path.read_text())["data"]
    notes = [note for group in ("assumptions", "problems", "limitations") for note in data[group]]
    return " ".join(note["text"] for note in notes)


def main() -> None:
    """Answer keys from standard input."""
    load()
    for line in sys.stdin:
        print(json.dumps(asdict(tried(line.rstrip("\n")))), flush=True)  # noqa: T201 - the protocol


class Trials:
    """The other end: asks a process of trials."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, key: str) -> Outcome:
        """Return the outcome of a case."""
        requests, answers = _pipes(self._process)
        requests.write(f"{key}\n")
        requests.flush()
        found = json.loads(answers.readline())
        return Outcome(**{**found, "left": tuple(found["left"])})


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process of trials has no pipes")
    return process.stdin, process.stdout


@contextlib.contextmanager
def trials() -> Iterator[Trials]:
    """Start a process of trials and end it again."""
    command = [sys.executable, "-m", "tests.bad_input.trial"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Trials(process)
        _pipes(process)[0].close()


if __name__ == "__main__":
    main()
