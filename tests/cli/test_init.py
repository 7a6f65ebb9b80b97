"""`reportgen init` and `reportgen inspect --json`."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from reportgen import configuration
from reportgen.cli import main
from reportgen.configuration import FILE, SCHEMA_FILE, load, published_schema, schema_text
from reportgen.errors import ExitCode
from reportgen.settings import Settings

GROUPS = tuple(
    field.name
    for field in fields(Settings)
    if field.name != "columns" and is_dataclass(getattr(Settings(), field.name))
)
TABLE = """track_id,song,who,top genre,bpm,nrgy,energie_2,mood,in_charts,pop,valance
t1,One,A,pop,120,50,3,4,5,40,0.1
t2,Two,B,rock,99,70,3,4,6,50,0.5
t3,Three,A,pop,140,20,3,4,7,60,0.9
"""


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tracks.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_the_published_schema_is_up_to_date() -> None:
    """`python -m tests.gold.update` writes it anew."""
    assert published_schema() == schema_text()


def test_the_schema_knows_every_setting() -> None:
    known = json.loads(published_schema())
    jsonschema.Draft7Validator.check_schema(known)
    for text in ("[columns]\ntaget = 'x'\n", "sed = 1\n", "[validation]\nfolds = 1\n"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tomllib.loads(text), known)


def test_init_writes_what_was_found(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "set" / FILE
    result = invoke("init", table, "-o", out, "--read-as", "valance=valence")
    assert result.stdout.splitlines() == [str(out), str(out.with_name(SCHEMA_FILE))]
    text = out.read_text(encoding="utf-8")
    assert text.startswith(f"#:schema ./{SCHEMA_FILE}\n")
    assert tomllib.loads(text) == {
        "columns": {
            "target": "pop",
            "genre": "top genre",
            "id": "track_id",
            "title": "song",
            "read_as": {"valance": "valence"},
        },
        **{group: {} for group in GROUPS},
        "mail": {"server": {}},
    }
    assert '# artist = ""  # no column was found' in text
    assert "bpm (BPM), nrgy (0–1), valance (0–1)" in " ".join(text.split())
    assert '# features = ["energie_2", "mood"]' in text
    assert "Is energie_2" not in text
    assert out.with_name(SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()


def test_what_init_writes_is_understood_as_before(table: Path, tmp_path: Path) -> None:
    out = tmp_path / FILE
    invoke("init", table, "-o", out)
    settings = load(out, {})
    assert settings.columns.target == "pop"
    assert settings.preparation == Settings().preparation
    plain = json.loads(invoke("inspect", table, "--json").stdout)
    again = json.loads(invoke("inspect", table, "--json", "-c", out).stdout)
    roles = [(field["source"], field["role"]) for field in plain["fields"]]
    assert [(field["source"], field["role"]) for field in again["fields"]] == roles


def test_every_default_in_comments_can_be_set(table: Path, tmp_path: Path) -> None:
    """The file with all number signs taken from its settings holds the defaults."""
    out = tmp_path / FILE
    invoke("init", table, "-o", out)
    first = f"[{GROUPS[0]}]"
    lines = out.read_text(encoding="utf-8").split(f"\n{first}\n", 1)[1].splitlines()
    settings = [line[2:] for line in lines if line.startswith("# ") and " = " in line]
    named = [line for line in settings if line.split(" = ")[0].isidentifier()]
    set_ones = [line for line in named if "not set" not in line]
    groups = [f"[{group}]" for group in (*GROUPS, "mail.server")]
    text = "\n".join(line for line in lines if line in groups or line[2:] in set_ones)
    stored = tomllib.loads(f"{first}\n" + text.replace("# ", ""))
    jsonschema.validate(stored, json.loads(published_schema()))
    out.write_text(f"{first}\n" + text.replace("# ", ""), encoding="utf-8")
    assert load(out, {}) == Settings()
    assert len(set_ones) >= 15


def test_init_writes_over_nothing(table: Path, tmp_path: Path) -> None:
    out = tmp_path / FILE
    out.write_text("seed = 7\n", encoding="utf-8")
    refused = invoke("init", table, "-o", out)
    assert refused.exit_code == ExitCode.SETTINGS
    assert "The settings file is there already" in refused.stderr
    assert out.read_text(encoding="utf-8") == "seed = 7\n"
    assert invoke("init", table, "-o", out, "--force").exit_code == ExitCode.OK
    assert "[columns]" in out.read_text(encoding="utf-8")


def test_inspect_as_json(table: Path) -> None:
    told = json.loads(invoke("inspect", table, "--json").stdout)
    columns = {column["source"]: column for column in told["fields"]}
    assert (told["task"], told["target"], told["rows"]) == ("scale", "popularity", 3)
    assert (columns["bpm"]["least"], columns["bpm"]["most"]) == (99.0, 140.0)
    assert columns["nrgy"]["scale"] == 0.01
    assert (columns["nrgy"]["least"], columns["nrgy"]["most"]) == pytest.approx((0.2, 0.7))
    assert columns["mood"]["least"] is None
    assert columns["top genre"]["distinct"] == 2
    assert told["sha256"] == hashlib.sha256(TABLE.encode()).hexdigest()
    asked = [note["text"] for note in told["assumptions"] if note["code"] == "question"]
    (question,) = asked
    assert question.startswith("Is valance what the dictionary calls valence?")


def test_inspect_shows_questions_first(table: Path) -> None:
    shown = invoke("inspect", table).stdout
    assert shown.index("To be answered") < shown.index("Assumed")
    assert "--read-as valance=valence" in shown
    answered = invoke("inspect", table, "--read-as", "valance=valence").stdout
    assert "To be answered" not in answered


def test_read_as_needs_both_sides(table: Path) -> None:
    for wrong in ("valance", "=valence", "valance="):
        result = invoke("inspect", table, "--read-as", wrong)
        assert result.exit_code == ExitCode.USAGE
        assert "is not COLUMN=NAME" in result.stderr


def test_schema_file_stands_beside_the_package() -> None:
    assert Path(configuration.__file__).with_name(SCHEMA_FILE).is_file()
