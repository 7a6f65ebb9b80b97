"""What is kept of a run, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import math
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select, text

from reportgen import history
from reportgen.errors import DataError, DeliveryError, SettingsError
from reportgen.gates.number import rows_behind
from reportgen.history import database
from reportgen.history.pruning import prune
from reportgen.history.scalars import scalars
from reportgen.history.schema import METADATA, PARTS, RUNS, SEGMENTS
from reportgen.history.transfer import export, take_in
from reportgen.render.json import dump, load
from reportgen.results import (
    FORMAT_VERSION,
    Estimate,
    Gates,
    Report,
    RunStatus,
    Skipped,
    lookup,
)
from reportgen.settings import HistorySettings
from tests.change import change
from tests.compare.reports import plain_report
from tests.example import example_report
from tests.history.conftest import VARIABLE, add, night
from tests.ingest.postgres import PASSWORD

R2 = "regression.scores[full].r2"


def on(day: int, sha256: str = "", report: Report | None = None, **values: Any) -> Report:
    """The example as it is made on a day of November, of a table of its own."""
    told = {
        "provenance.created": f"2026-11-{day:02}T00:00:00+00:00",
        "provenance.sha256": sha256 or f"{day:064}",
    }
    return change(report or plain_report(), **told, **values)


def test_a_run_is_kept_with_all_its_parts(engine: Engine) -> None:
    report = on(4, report=example_report())
    run = add(engine, report, night(4))
    (past,) = history.runs(engine)
    assert isinstance(report.gates, Gates)
    assert (past.id, past.started, past.created) == (run, "2026-11-04T06:00:00+00:00", "2026-11-04")
    assert (past.sha256, past.rows, past.exit_code) == (f"{4:064}", report.data.rows, 0)
    assert past.status is RunStatus.WRITTEN
    assert (past.gates, past.gates_passed, past.quiet) == (report.gates.n, 1, False)
    assert [(g.name, g.text) for g in history.gates(engine, run)] == [
        (outcome.name, outcome.text) for outcome in report.gates.outcomes
    ]
    assert [(s.name, s.seconds) for s in history.steps(engine, run)] == [
        ("read", 0.5),
        ("pdf", 1.5),
    ]
    stored = history.kept_report(engine, run)
    assert stored is not None
    assert load(stored) == report
    with history.reading(engine) as connection:
        rows = connection.execute(select(SEGMENTS).order_by(SEGMENTS.c.name)).mappings().all()
    assert not isinstance(report.segments, Skipped)
    member = report.segments.members[0]
    assert (rows[0]["label"], rows[0]["n"]) == (member.label, member.n)
    assert member.difference is not None
    assert rows[0]["difference_low"] == member.difference.low


def test_each_number_is_kept_as_a_gate_would_find_it(engine: Engine) -> None:
    report = on(4, report=example_report())
    run = add(engine, report, night(4))
    kept = history.results(engine, run)
    assert len(kept) > 300
    assert {R2, "data.rows", "classification.auc", "segments.members[2].share"} <= set(kept)
    for path, value in kept.items():
        here = lookup(report, path)
        behind = rows_behind(report, path)
        if isinstance(here, Estimate):
            assert (value.value, value.low, value.high) == (here.value, here.low, here.high)
        else:
            assert (value.value, value.low, value.high) == (here, None, None)
        assert value.n == getattr(behind, "value", None), path


def test_every_estimate_that_has_a_name_is_kept() -> None:
    report = example_report()
    found = {scalar.path for scalar in scalars(report)}
    assert not isinstance(report.regression, Skipped)
    wanted = {
        f"regression.effects[{effect.name}].{name}"
        for effect in report.regression.effects
        for name in ("per_sd", "per_unit")
    }
    assert wanted <= found
    assert all(math.isfinite(scalar.value) for scalar in scalars(report))


def test_the_tables_are_those_that_the_code_describes(engine: Engine) -> None:
    with history.reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    folder = Path(database.__file__).parent / "migrations"
    script = ScriptDirectory(str(folder))
    steps = [step.revision for step in script.walk_revisions()]
    assert tuple(reversed(steps)) == database.REVISIONS
    assert found == script.get_current_head() == database.REVISIONS[-1]


def test_a_history_of_a_later_version_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    with history.writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DeliveryError, match="version 9999") as caught:
        database._bring_up(engine)
    assert PASSWORD not in str(caught.value)


def test_the_same_night_is_looked_back_to_only_once(engine: Engine) -> None:
    def earlier(report: Report, day: int, hour: int = 8) -> str:
        told: dict[str, Any] = {"subject": "tracks.csv", "started": night(day, hour)}
        found = history.previous(engine, report.provenance, load, **told)
        return found.reason if isinstance(found, Skipped) else found.run

    first = on(1)
    assert earlier(first, 1) == "this is the first run"
    one = add(engine, first, night(1))
    assert earlier(first, 1) == "this is the first run", "the same table on the same day"
    assert earlier(on(2, first.provenance.sha256), 2) == one, "the same table on another day"
    two = add(engine, on(2), night(2))
    assert earlier(on(2), 2) == one
    assert earlier(on(2, "f" * 64), 2) == two, "another table on the same day"
    add(engine, on(3), night(3), RunStatus.FAILED)
    add(engine, on(3), night(3), None)
    assert earlier(on(4), 4) == two, "what nobody got to read is passed over"
    add(engine, on(5), night(5), subject="other.csv")
    assert earlier(on(6), 6) == two
    assert earlier(on(1, "f" * 64), 1) == one, "what came later is passed over"


def test_only_what_was_made_in_the_same_way_is_compared_with(engine: Engine) -> None:
    def earlier(report: Report) -> object:
        told: dict[str, Any] = {"subject": "tracks.csv", "started": night(9)}
        return history.previous(engine, report.provenance, load, **told)

    old = add(engine, on(1), night(1))
    add(engine, on(2, "", None, **{"provenance.version": "9.9.9"}), night(2))
    found = earlier(on(9))
    assert isinstance(found, history.Earlier)
    assert found.run == old
    assert found.report == on(1)
    none = earlier(on(9, "", None, **{"provenance.version": "8.8.8"}))
    assert isinstance(none, Skipped)
    assert none.reason == (
        "no earlier run was made in the same way: version of reportgen was 9.9.9 and is 8.8.8"
    )


def test_reports_of_another_format_are_not_read(engine: Engine) -> None:
    run = add(engine, on(1), night(1))
    history.name_baseline(engine, "release", run)
    with history.writing(engine) as connection:
        connection.execute(RUNS.update().values(format_version=FORMAT_VERSION - 1))
    told: dict[str, Any] = {"subject": "tracks.csv", "started": night(9)}
    none = history.previous(engine, on(9).provenance, load, **told)
    assert isinstance(none, Skipped)
    assert "written by another version" in none.reason
    with pytest.raises(SettingsError, match="cannot be read any more"):
        history.baseline(engine, "release", load)


def test_a_baseline_is_what_it_names(engine: Engine) -> None:
    one, two = (add(engine, on(day), night(day)) for day in (1, 2))
    assert history.name_baseline(engine, "release", one) == one
    assert history.baseline(engine, "release", load).report == on(1)
    assert history.name_baseline(engine, "release", "latest") == two
    assert history.baselines(engine) == {"release": two}
    with pytest.raises(SettingsError, match="no baseline 'relaese'"):
        history.baseline(engine, "relaese", load)
    with pytest.raises(DataError, match="several runs"):
        history.find(engine, "2026")
    with pytest.raises(DataError, match="no run"):
        history.find(engine, "%")


def test_a_run_whose_files_are_there_is_settled(engine: Engine) -> None:
    for day in (1, 2):
        add(engine, on(day), night(day), None)
    assert history.settle(engine, dump(on(2))) == 1
    assert history.settle(engine, dump(on(2))) == 0
    assert [run.status for run in history.runs(engine)] == [RunStatus.WRITTEN, RunStatus.ANALYSED]


def test_a_series_has_one_value_a_night_and_the_oldest_first(engine: Engine) -> None:
    for day, value in ((1, 0.1), (2, 0.2), (2, 0.25), (3, 0.3), (4, 0.4)):
        add(
            engine,
            on(day, "", None, **{f"{R2}.value": value}),
            night(day, 6 if value != 0.25 else 7),
        )
    add(engine, on(5), night(5), None)
    add(engine, on(6), night(6), subject="other.csv")
    found = history.series(engine, [R2, "data.rows", "no.such"], 3, subject="tracks.csv")
    assert [value.value for value in found[R2]] == [0.25, 0.3, 0.4]
    assert [value.created for value in found[R2]] == ["2026-11-02", "2026-11-03", "2026-11-04"]
    assert found[R2][0].low == lookup(on(2), R2).low
    assert found["no.such"] == ()
    back = history.series(engine, [R2], subject="tracks.csv", before=night(3))
    assert [value.value for value in back[R2]] == [0.1, 0.25]


def test_export_and_import_give_the_same_history(engine: Engine, tmp_path: Path) -> None:
    for day in (1, 2, 3):
        add(engine, on(day, report=example_report()), night(day), folder=f"night-{day}")
    history.name_baseline(engine, "release", history.runs(engine)[-1].id)
    lines = list(export(engine))
    other = history.open_database(HistorySettings(), tmp_path / "other")
    assert take_in(other, lines, "file") == (3, 0)
    assert take_in(other, lines, "file") == (0, 3)
    assert [*map(json.loads, export(other))] == [*map(json.loads, lines)]
    assert take_in(engine, export(other), "file") == (0, 3)
    latest = history.runs(other)[0].id
    assert history.kept_report(other, latest) == dump(on(3, report=example_report()))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The lines of a history of two runs."""
    engine = history.open_database(HistorySettings(), tmp_path_factory.mktemp("exported"))
    for day in (1, 2):
        add(engine, on(day), night(day))
    return tuple(export(engine))


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("started", "yesterday", "no beginning"),
        ("started", "2026-11-01T06:00:00", "without its zone"),
        ("rows", "many", "other facts"),
        ("status", "lost", "no beginning or no end"),
        ("extra", 1, "other facts"),
        ("report_sha256", "0" * 64, "not the one it should be"),
    ],
)
def test_a_damaged_file_adds_nothing(
    exported: tuple[str, ...], tmp_path: Path, place: str, value: object, said: str
) -> None:
    lines = list(exported)
    broken = json.loads(lines[2])
    broken["run"][place] = value
    other = history.open_database(HistorySettings(), tmp_path / "b")
    for bad in ([*lines[:2], json.dumps(broken)], lines[1:], [*lines, "{"], [*lines, "[NaN]"]):
        with pytest.raises(
            DataError, match=said if bad[-1] == json.dumps(broken) else "no history"
        ):
            take_in(other, bad, "file")
    assert history.runs(other) == ()


def test_a_server_remembers_as_a_file_does(served: Engine, tmp_path: Path) -> None:
    """The quick one; all tests of this module go to the server as well, with the long ones."""
    for day in (1, 2):
        add(served, on(day, report=example_report()), night(day))
    told: dict[str, Any] = {"subject": "tracks.csv", "started": night(3)}
    found = history.previous(served, on(3).provenance, load, **told)
    assert isinstance(found, history.Earlier)
    assert found.report == on(2, report=example_report())
    file = history.open_database(HistorySettings(), tmp_path)
    assert take_in(file, export(served), "file") == (2, 0)
    assert [*map(json.loads, export(file))] == [*map(json.loads, export(served))]
    assert history.series(served, [R2]) == history.series(file, [R2])
    assert prune(served, keep=1) == prune(file, keep=1)


def test_pruning_keeps_the_newest_and_what_a_baseline_names(engine: Engine) -> None:
    made = {day: add(engine, on(day), night(day), folder=f"night-{day}") for day in range(1, 6)}
    other = add(engine, on(1), night(1), subject="other.csv", folder="night-2")
    history.name_baseline(engine, "release", made[1])
    trial = prune(engine, keep=2, trial=True)
    assert trial.runs == (made[2], made[3])
    assert trial.folders == ("night-3",), "another run has a folder of the same name"
    assert len(history.runs(engine)) == 6
    assert prune(engine, before=night(5), keep=3, texts_only=True).runs == (made[2],)
    assert history.kept_report(engine, made[2]) is None
    assert history.results(engine, made[2])
    assert prune(engine, keep=2) == trial
    assert {run.id for run in history.runs(engine)} == {made[1], made[4], made[5], other}
    with history.reading(engine) as connection:
        for part in PARTS:
            kept = select(func.count(part.c.run.distinct()))
            assert connection.execute(kept).scalar_one() in {0, 4}, part.name


def test_the_file_of_sqlite_is_kept_in_a_log_beside_it(tmp_path: Path) -> None:
    history.open_database(HistorySettings(), tmp_path)
    with sqlite3.connect(tmp_path / "history.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_passwords_stand_in_no_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for written in (quote(PASSWORD, safe=""), PASSWORD):
        monkeypatch.setenv(VARIABLE, f"postgresql://ada:{written}@127.0.0.1:9/x")
        with pytest.raises((DeliveryError, SettingsError)) as caught:
            history.open_database(HistorySettings(url_env=VARIABLE), tmp_path)
        said = str(caught.value)
        assert ("postgresql://127.0.0.1:9/x" in said) or "more than one @" in said
        assert not any(part in said for part in ("s3cret", "p@ss", "ss@"))
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(SettingsError, match="is not set"):
        history.open_database(HistorySettings(url_env=VARIABLE), tmp_path)


@pytest.mark.parametrize(
    "url", ["postgresql://ada:s3cret@host/x", "postgresql://host/x?password=s3cret"]
)
def test_a_password_in_the_settings_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="holds a password") as caught:
        HistorySettings(url=url)
    assert "s3cret" not in str(caught.value)


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite").write_bytes(b"no database at all, but some text" * 50)
    with pytest.raises(DeliveryError, match="not a database"):
        history.open_database(HistorySettings(), tmp_path)
    with pytest.raises(DeliveryError, match="There is no history"):
        history.open_database(HistorySettings(), tmp_path / "none", new=False)
    with pytest.raises(SettingsError, match="needs a file"):
        history.open_database(HistorySettings(url="sqlite://"), tmp_path)
    with pytest.raises(SettingsError, match="malformed"):
        history.open_database(HistorySettings(url="nonsense"), tmp_path)


def test_runs_of_one_moment_have_names_of_their_own(tmp_path: Path) -> None:
    engine = history.open_database(HistorySettings(), tmp_path)
    report = replace(plain_report(), title="Same")
    assert len({add(engine, report, night(1)) for _ in range(5)}) == 5
