"""The wheel is complete: its command works in a folder that knows nothing of the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from reportgen import __version__

ROOT = Path(__file__).parents[2]
SAMPLE = "reportgen/data/sample_tracks.csv.gz"

# Building and installing happens once: all of these run in one process.


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution, and the wheel from that."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir"]
    subprocess.run([*command, folder, ROOT], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a new environment that borrows the libraries of this one."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps"]
    subprocess.run([*install, wheel], check=True, capture_output=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin"


def run_installed(bin_folder: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [bin_folder / arguments[0], *arguments[1:]],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_code_templates_and_sample_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {f"reportgen/{name}" for name in files_below(ROOT / "reportgen")}
    templates = {f"reportgen/templates/{name}" for name in files_below(ROOT / "templates")}
    assert templates
    about = {name for name in names if ".dist-info/" in name}
    assert names - about == code | templates | {SAMPLE}


def test_the_sample_in_the_wheel_is_the_sample_of_the_repository(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).read(SAMPLE)
    assert packed == (ROOT / "data" / "sample_tracks.csv.gz").read_bytes()


def test_the_repository_has_no_second_copy() -> None:
    assert not (ROOT / "reportgen" / "templates").exists()
    assert not (ROOT / "reportgen" / "data").exists()


def test_the_source_distribution_can_be_tested(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    expected = {
        "Makefile",
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "constraints.txt",
        ".ci/bootstrap",
        "data/make_sample.py",
        "data/sample_truth.json",
        "tests/packaging/test_wheel.py",
    }
    assert expected <= names
    assert not any(name.startswith((".venv", "output/report", ".git/")) for name in names)


def test_the_installed_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    done = run_installed(installed, "reportgen", "--version", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[-1] == __version__


def test_the_installed_package_is_not_the_repository(installed: Path, tmp_path: Path) -> None:
    where = "import reportgen; print(reportgen.__file__)"
    done = run_installed(installed, "python", "-c", where, cwd=tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(installed.parent)


def test_the_installed_command_reports_on_its_sample(installed: Path, tmp_path: Path) -> None:
    done = run_installed(installed, "reportgen", "run", "-o", "briefing", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = {path.name: path.stat().st_size for path in (tmp_path / "briefing").iterdir()}
    assert set(made) == {"report.pdf", "report.html", "report.json", "history.sqlite"}
    assert min(made.values()) > 20_000
    report = json.loads((tmp_path / "briefing" / "report.json").read_text(encoding="utf-8"))
    assert report["generated"] is True
    assert report["preparation"]["rows_read"] == 7_960
    assert (tmp_path / "briefing" / "report.pdf").read_bytes().startswith(b"%PDF-")
