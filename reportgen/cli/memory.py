"""The history as one run sees it: what came before, and what is added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.cli.exits import interrupted
from reportgen.cli.progress import Steps
from reportgen.compare import Beside, EarlierRun
from reportgen.errors import DeliveryError, ExitCode, ReportgenError, SettingsError
from reportgen.results import Estimate, Provenance, Report, RunStatus, Skipped
from reportgen.settings import HistorySettings

if TYPE_CHECKING:
    from sqlalchemy import Engine

PLACES = ("report.json", "latest/report.json")
"""Where the last report of a folder lies."""


@dataclass(slots=True)
class Memory:
    """One run and its history.

    Parameters
    ----------
    settings : HistorySettings
        Where it is, and what to look back to.
    output : Path
        The output folder.
    started : datetime
        When the run began.
    engine : Engine, optional
        The open database; ``None`` where nothing is remembered (yet).
    run : str
        What the run is called in the history, once it is there.
    lost : DeliveryError, optional
        Why the run could not be added, if so: its report is made all the same.
    over : bool
        Whether the history was told how it ended.
    """

    settings: HistorySettings
    output: Path
    started: datetime
    engine: Engine | None = None
    run: str = ""
    lost: DeliveryError | None = None
    over: bool = False
    compared: str = ""

    def before(self, provenance: Provenance) -> Report | Skipped:
        """Return the report to compare with, or why there is none."""
        if not self.settings.enabled:
            return Skipped(step="comparison", reason="no history is kept")
        if self.engine is None and self.settings.baseline is None:
            return Skipped(step="comparison", reason="this is the first run")
        from reportgen.history import Earlier, baseline, previous
        from reportgen.render.json import load

        if self.engine is None:
            raise SettingsError(
                f"There is no history that could have the baseline {self.settings.baseline!r}",
                where="[history] baseline",
                hint="Bring the history along, or leave the baseline out.",
            )
        if self.settings.baseline is not None:
            found: Earlier | Skipped = baseline(self.engine, self.settings.baseline, load)
        else:
            subject = self._subject(provenance)
            found = previous(self.engine, provenance, load, subject=subject, started=self.started)
        if isinstance(found, Skipped):
            return found
        self.compared = found.run
        return found.report

    def beside(self, *, named: bool) -> Beside:
        """Return what is known of other runs; ``named`` if the baseline is compared with."""
        name = self.settings.baseline or "" if named else ""
        return Beside(name, None if self.engine is None else self.past)

    def past(self, provenance: Provenance, paths: Sequence[str]) -> tuple[EarlierRun, ...]:
        """Return earlier values of some numbers, of runs made as this one, the oldest first.

        The first of the paths is one that every run has.
        """
        if self.engine is None:
            return ()
        from reportgen.history import series
        from reportgen.history.record import method_digest

        subject, method = self._subject(provenance), method_digest(provenance)
        found = series(self.engine, paths, subject=subject, before=self.started)
        alike = {v.run: v.created for v in found[paths[0]] if v.method == method}
        runs: dict[str, dict[str, Estimate]] = {run: {} for run in alike}
        for path, values in found.items():
            for v in values:
                if v.run in runs:
                    runs[v.run][path] = Estimate(value=v.value, low=v.low, high=v.high)
        return tuple(EarlierRun(alike[run], values) for run, values in runs.items())

    @contextmanager
    def kept(self, report: Report, payload: bytes, steps: Steps, folder: str) -> Iterator[None]:
        """Add the run; where what follows fails, say so.

        Parameters
        ----------
        report : Report
            Its numbers.
        payload : bytes
            The text of its ``report.json``.
        steps : Steps
            How long each took; they go on while files are made.
        folder : str
            Its place in the archive, if it has one.
        """
        try:
            self._add(report, payload, steps, folder)
        except DeliveryError as error:
            self.lost = error
        try:
            yield
        except BaseException as error:
            if self.over and isinstance(error, KeyboardInterrupt):
                raise type(error)("the report is written") from error
            if not self.over:
                self.end(RunStatus.FAILED, code_of(error), steps.seconds)
            raise

    def end(self, status: RunStatus, code: int, seconds: Mapping[str, float]) -> None:
        """Say how the run ended."""
        self.over = True
        if self.engine is None or not self.run:
            return
        from reportgen.history import finish

        try:
            finish(self.engine, self.run, status, exit_code=code, seconds=seconds)
        except DeliveryError as error:
            self.lost = error

    def _add(self, report: Report, payload: bytes, steps: Steps, folder: str) -> None:
        if not self.settings.enabled:
            return
        from reportgen.history import append, open_database

        with steps.step("remember"):
            self.engine = self.engine or open_database(self.settings, self.output)
            self.run = append(
                self.engine,
                report,
                payload,
                started=self.started,
                subject=self._subject(report.provenance),
                seconds=steps.seconds,
                previous=self.compared,
                folder=folder,
            )

    def _subject(self, provenance: Provenance) -> str:
        from reportgen.history import subject_of

        return self.settings.subject or subject_of(provenance.source)


def remembered(settings: HistorySettings, output: Path, started: datetime) -> Memory:
    """Open the history of an output folder, if there is one, and settle what a killed run left.

    Raises
    ------
    SettingsError, DeliveryError
        If it cannot be opened: before hours are spent on a table.
    """
    memory = Memory(settings, output, started)
    if not settings.enabled:
        return memory
    from reportgen.history import begun, open_database, settle

    if begun(settings, output):
        memory.engine = open_database(settings, output)
        for place in PLACES:
            with suppress(OSError):
                settle(memory.engine, (output / place).read_bytes())
    return memory


def code_of(error: BaseException) -> int:
    """Return the exit code in which an error ends."""
    if isinstance(error, KeyboardInterrupt):
        return int(interrupted(error))
    return int(error.exit_code if isinstance(error, ReportgenError) else ExitCode.BUG)
