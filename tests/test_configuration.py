"""Settings: flag over file over default, and clear words for mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.configuration import load
from reportgen.errors import ExitCode, SettingsError
from reportgen.settings import Settings


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_file_and_flags_all_is_default() -> None:
    assert load(None, {}) == Settings()


def test_a_flag_beats_the_file_and_the_file_beats_the_default(tmp_path: Path) -> None:
    path = written(tmp_path, 'seed = 7\n[report]\ntitle = "File"\nformats = ["json"]\n')
    settings = load(path, {"seed": None, "report": {"title": "Flag"}})
    assert settings.seed == 7
    assert settings.report.title == "Flag"
    assert settings.report.formats == ("json",)
    assert settings.validation.folds == Settings().validation.folds


def test_reportgen_toml_of_the_working_folder_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reportgen.toml").write_text("[validation]\nfolds = 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load(None, {}).validation.folds == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sede = 1\n", "Did you mean seed?"),
        ("[segmnts]\nk_max = 3\n", "Did you mean segments?"),
        ("[segments]\nkmax = 3\n", "Did you mean segments.k_max?"),
        ("[segments]\nzzz = 3\n", "Known here: k, k_max, sample"),
        ("seed = 'x'\n", "seed: input should be a valid integer"),
        (
            "[validation]\nfolds = 1\n",
            "validation.folds: input should be greater than or equal to 2",
        ),
        ('[report]\nformats = ["docx"]\n', "report.formats.0"),
        ("[preparation]\nmax_missing = 1.5\n", "preparation.max_missing"),
        ('[regression]\nadjust = "bonferroni"\n', "regression.adjust: input should be 'holm'"),
        ('[preparation]\noutliers = "tukey"\n', "preparation.outliers"),
        ("[preparation]\noutlier_factor = 0\n", "preparation.outlier_factor"),
        (
            '[preparation]\noutliers = "isolation-forest"\noutlier_factor = 3\n',
            "outlier_factor has no meaning for isolation-forest",
        ),
        ("[preparation]\noutlier_share = 0.1\n", "outlier_share has no meaning for iqr"),
        ("segments = 3\n", "segments"),
        ("seed = \n", "This is not a TOML file"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load(path, {})
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.exit_code is ExitCode.SETTINGS


def test_a_flag_does_not_hide_a_mistake_in_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "columns = 3\n")
    with pytest.raises(SettingsError, match="columns: "):
        load(path, {"columns": {"target": None}})


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "none.toml", {})


@given(st.integers(0, 2**31), st.integers(2, 20), st.floats(0.1, 50))
def test_values_arrive_as_they_were_set(seed: int, folds: int, factor: float) -> None:
    flags = {
        "seed": seed,
        "validation": {"folds": folds},
        "preparation": {"outlier_factor": factor},
    }
    settings = load(None, flags)
    assert (settings.seed, settings.validation.folds) == (seed, folds)
    assert settings.preparation.outlier_factor == factor


@pytest.mark.parametrize(
    ("rule", "width"), [("iqr", 3.0), ("mad", 5.0), ("z", 4.0), ("isolation-forest", 0.01)]
)
def test_each_rule_for_outliers_has_its_own_width(rule: str, width: float) -> None:
    assert load(None, {"preparation": {"outliers": rule}}).preparation.width == width


def test_a_language_that_is_not_there_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "reportgen.toml"
    file.write_text('[report]\nlanguage = "deu_CHX"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"report\.language: There is no language 'deu_CHX'"):
        load(file, {})
    file.write_text('[report]\nlanguage = "de_CH"\n', encoding="utf-8")
    assert load(file, {}).report.language == "de_CH"


GATE = '[[gates]]\npath = "regression.scores[full].r2.value"\n'


def test_gates_are_read_in_their_order(tmp_path: Path) -> None:
    text = f'{GATE}min = 0.05\non = "bound"\n[[gates]]\nmin_rows = 500\nseverity = "warn"\n'
    gates = load(written(tmp_path, text), {}).gates
    assert [gate.label for gate in gates] == ["regression.scores[full].r2.value", "rows analysed"]
    assert [gate.limits for gate in gates] == [{"min": 0.05}, {"min_rows": 500.0}]
    assert [(gate.on, gate.severity) for gate in gates] == [("bound", "fail"), ("estimate", "warn")]


@pytest.mark.parametrize(("age", "hours"), [("36h", 36), ("7d", 168), ("2 w", 336), ("1.5d", 36)])
def test_an_age_is_read_in_hours(tmp_path: Path, age: str, hours: float) -> None:
    text = f'[[gates]]\npath = "provenance.created"\nfresh_within = "{age}"\n'
    assert load(written(tmp_path, text), {}).gates[0].limits == {"fresh_within": hours}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{GATE}mni = 0.1\n", "There is no setting gates[0].mni. Did you mean gates[0].min?"),
        (GATE, "the gate regression.scores[full].r2.value has no limit"),
        ("[[gates]]\nmin = 1\n", "the gate rows analysed has limits but no path"),
        (f"{GATE}min = 2\nmax = 1\n", "has a min above its max"),
        (f'{GATE}min = 1\non = "both"\n', "gates.0.on: input should be 'estimate' or 'bound'"),
        (f"{GATE}max_drop = -1\n", "gates.0.max_drop: input should be greater than or equal to 0"),
        (f'{GATE}fresh_within = "soon"\n', "'soon' is no age such as 36h, 7d or 2w"),
        (f'{GATE}fresh_within = "36h"\n', "regression.scores[full].r2.value is not a date"),
        (
            '[[gates]]\npath = "regresion.scores[full].r2.valu"\nmin = 0\n',
            "r2.valu. Did you mean regression.scores[full].r2.value?",
        ),
        (
            '[[gates]]\npath = "regression.scores[full].r22"\nmin = 0\n',
            "Did you mean regression.scores[full].r2?",
        ),
        ('[[gates]]\npath = "regression.scores["\nmin = 0\n', "No report has regression.scores["),
        ('[[gates]]\npath = "regression.scores[full]"\nmin = 0\n', "is not a number"),
        ('[[gates]]\npath = "title"\nmin = 0\n', "title is not a number"),
    ],
)
def test_gates_that_could_never_pass_are_refused(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load(path, {})
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
