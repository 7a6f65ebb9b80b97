"""``reportgen verify``: true reports agree; what was tampered with is named."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner, Result

from reportgen.cli import main
from reportgen.errors import ExitCode
from reportgen.render.json import dump, load
from reportgen.verify.proof import LOOKING_BACK
from tests.cli.test_main import HEADER, rows, table

QUICK = "seed = 11\n[validation]\nfolds = 2\nreplicates = 50\n[[gates]]\nmin_rows = 9\n"


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table, its report, and one that looks back to it."""
    made = tmp_path_factory.mktemp("verify")
    table(made, HEADER + rows(400))
    (made / "s.toml").write_text(QUICK, encoding="utf-8")
    run = ("run", made / "tracks.csv", "-c", made / "s.toml", "--format", "json", "-q")
    assert invoke(*run, "-o", made / "one", "--no-history").exit_code == ExitCode.OK
    back = ("--previous", made / "one" / "report.json", "-o", made / "two")
    assert invoke(*run, *back).exit_code == ExitCode.OK
    return made


def verified(report: Path, data: Path, *more: str | Path) -> tuple[int, dict[str, Any]]:
    ended = invoke("verify", report, "--data", data, "--json", *more)
    found = json.loads(ended.stdout)
    assert found["exit_code"] == ended.exit_code
    return ended.exit_code, found


def tampered(folder: Path, change: Callable[[dict[str, Any]], object], of: str = "one") -> Path:
    tree = json.loads((folder / of / "report.json").read_bytes())
    change(tree)
    path = folder / "tampered.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


def test_a_true_report_agrees_with_its_own_settings(folder: Path) -> None:
    ended = invoke("verify", folder / "one" / "report.json", "--data", folder / "tracks.csv")
    assert ended.exit_code == ExitCode.OK
    lines = ended.stdout.splitlines()
    assert ", seed 11, reportgen " in lines[0]
    assert re.search(r"[\d,]{5} values came out again$", lines[1])
    assert lines[-1] == "Agrees: the report is what this table gives."
    for name in ("one", "two"):
        written = (folder / name / "report.json").read_bytes()
        assert dump(load(written)) == written, "a number is not of the type of its field"


def test_a_changed_digit_is_found_where_it_is(folder: Path) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["regression"]["scores"][0]["r2"]["value"] += 0.001
        tree["preparation"]["rows_modelled"] += 1

    code, found = verified(tampered(folder, change), folder / "tracks.csv")
    assert (code, found["outcome"]) == (ExitCode.GATE_FAILED, "disagrees")
    apart = {item["place"]: item for item in found["values_apart"]}
    changed, score = apart
    assert changed == "preparation.rows_modelled"
    assert re.fullmatch(r"regression\.scores\[\w+\]\.r2\.value", score)
    pair = apart[score]
    assert float(pair["report"]) - float(pair["here"]) == pytest.approx(0.001)
    assert found["values"] > 1_000


def test_another_version_explains_what_is_apart(folder: Path) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["provenance"]["packages"][0]["version"] = "0.1"
        tree["data"]["rows"] += 1

    code, found = verified(tampered(folder, change), folder / "tracks.csv")
    assert (code, found["outcome"]) == (ExitCode.NOT_COMPARABLE, "not comparable")
    assert [item["place"] for item in found["versions"]] == ["numpy"]
    assert [item["place"] for item in found["values_apart"]] == ["data.rows"]


def test_another_table_is_named_by_its_hash(folder: Path, tmp_path: Path) -> None:
    other = table(tmp_path, HEADER + rows(399))
    ended = invoke("verify", folder / "one" / "report.json", "--data", other)
    assert ended.exit_code == ExitCode.NOT_COMPARABLE
    code, found = verified(folder / "one" / "report.json", other)
    assert code == ExitCode.NOT_COMPARABLE
    assert len({found["sha256"], found["table"]}) == 2
    shown = "".join(ended.stdout.split())
    assert found["sha256"][:12] in shown
    assert found["table"][:12] in shown


def test_a_table_may_have_another_name(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kept.csv"
    copy.write_bytes((folder / "tracks.csv").read_bytes())
    code, found = verified(folder / "one" / "report.json", copy)
    assert (code, found["values_apart"]) == (ExitCode.OK, [])
    assert "the table is called kept.csv here" in [gap["reason"] for gap in found["gaps"]]


def test_a_report_that_looks_back_needs_what_it_looks_at(folder: Path) -> None:
    code, found = verified(folder / "two" / "report.json", folder / "tracks.csv")
    assert (code, found["values_apart"]) == (ExitCode.NOT_COMPARABLE, [])
    open_places = {gap["place"] for gap in found["gaps"] if not gap["harmless"]}
    assert open_places == set(LOOKING_BACK)
    back = ("--previous", folder / "one" / "report.json")
    code, found = verified(folder / "two" / "report.json", folder / "tracks.csv", *back)
    assert (code, found["values_apart"]) == (ExitCode.OK, [])


def test_what_cannot_be_read_is_said(folder: Path, tmp_path: Path) -> None:
    old = tampered(folder, lambda tree: tree.update(format_version=1))
    ended = invoke("verify", old, "--data", folder / "tracks.csv")
    assert ended.exit_code == ExitCode.NOT_COMPARABLE
    assert "format version 1" in ended.stdout
    for content in (b"{}", b"%PDF-1.7 and no more", b"text"):
        (tmp_path / "x").write_bytes(content)
        ended = invoke("verify", tmp_path / "x", "--data", folder / "tracks.csv")
        assert (ended.exit_code, ended.stdout) == (ExitCode.DATA, "")
    report = folder / "one" / "report.json"
    assert invoke("verify", report, "--data", tmp_path / "no.csv").exit_code == ExitCode.DATA
    assert invoke("verify", report).exit_code == ExitCode.USAGE


@pytest.fixture(scope="module")
def pdf(folder: Path) -> Path:
    run = ("run", folder / "tracks.csv", "-c", folder / "s.toml", "--format", "pdf", "-q")
    assert invoke(*run, "-o", folder / "pdf").exit_code == ExitCode.OK
    return folder / "pdf" / "report.pdf"


def saved(document: pikepdf.Pdf, path: Path) -> Path:
    document.save(path)
    return path


@pytest.mark.long
def test_a_true_pdf_agrees_to_the_byte(pdf: Path, folder: Path) -> None:
    code, found = verified(pdf, folder / "tracks.csv")
    assert (code, found["pages"], found["attached"], found["values_apart"]) == (0, [], [], [])
    assert [gap["place"] for gap in found["gaps"]] == ["execution"]
    assert found["words"] > 3_000


@pytest.mark.long
def test_a_pdf_saved_anew_is_not_known_to_the_last_line(pdf: Path, folder: Path) -> None:
    with pikepdf.open(pdf) as document:
        path = saved(document, folder / "anew.pdf")
    code, found = verified(path, folder / "tracks.csv")
    assert (code, found["pages"], found["values_apart"]) == (ExitCode.NOT_COMPARABLE, [], [])
    assert "what is drawn" in [gap["place"] for gap in found["gaps"]]


@pytest.mark.long
def test_an_attachment_with_another_digit_is_found_twice(pdf: Path, folder: Path) -> None:
    with pikepdf.open(pdf) as document:
        item = document.attachments["report.json"].get_file()
        text = item.read_bytes().decode()
        shown = re.search(r'"rows_modelled": (\d+)', text)
        assert shown is not None
        text = text.replace(shown[0], f'"rows_modelled": {int(shown[1]) - 3}')
        item.obj.write(text.encode())
        path = saved(document, folder / "attached.pdf")
    code, found = verified(path, folder / "tracks.csv")
    assert code == ExitCode.GATE_FAILED
    assert [item["place"] for item in found["values_apart"]] == ["preparation.rows_modelled"]
    assert shown[1] in {item["report"] for item in found["pages"]}
    assert str(int(shown[1]) - 3) in {item["here"] for item in found["pages"]}


@pytest.mark.long
def test_a_page_with_another_digit_is_found(pdf: Path, folder: Path) -> None:
    with pikepdf.open(pdf) as document:
        page = document.pages[0]
        fonts = page.Resources.Font
        codes: dict[str, str] = {}
        for font in fonts.values():
            told = font.ToUnicode.read_bytes().decode()
            codes |= {b: a for a, b in re.findall(r"<([0-9a-f]{4})> <(003\d)>", told)}
        content = page.Contents.read_bytes().decode("latin-1")
        three, eight = f"<{codes['0033']}>", f"<{codes['0038']}>"
        assert three in content
        page.Contents.write(content.replace(three, eight, 1).encode("latin-1"))
        path = saved(document, folder / "page.pdf")
    code, found = verified(path, folder / "tracks.csv")
    assert code == ExitCode.GATE_FAILED
    assert found["values_apart"] == []
    (item,) = found["pages"]
    assert item["place"] == "page 1"
    assert item["report"] == item["here"].replace("3", "8", 1)


@pytest.mark.long
def test_a_table_attached_with_another_digit_is_found(pdf: Path, folder: Path) -> None:
    with pikepdf.open(pdf) as document:
        name = next(name for name in document.attachments if name.endswith(".csv"))
        item = document.attachments[name].get_file()
        item.obj.write(item.read_bytes() + b"9\r\n")
        buffer = io.BytesIO()
        document.save(buffer)
    path = folder / "table.pdf"
    path.write_bytes(buffer.getvalue())
    code, found = verified(path, folder / "tracks.csv")
    assert (code, [item["place"] for item in found["attached"]]) == (ExitCode.GATE_FAILED, [name])
