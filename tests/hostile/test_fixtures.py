"""Fixtures that were made to do harm, or by a hand that slipped: each is told, and nothing of it is written."""

from __future__ import annotations

import gzip
import time
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection

from committees.models import Body, User
from tests.workplan.plans_of_tests import (
    PLAN,
    draft_rows,
    loaded,
    nothing_written,
    state_something,
    the_adopted_plan,
    written,
)
from workplan.fixture_files import reading
from workplan.models import CooperationArea

pytestmark = pytest.mark.django_db


def told(path: Path) -> list[str]:
    with nothing_written():
        return [str(problem) for problem in loaded(path).problems]


def dumped() -> str:
    out = StringIO()
    call_command("dump_workplan", "2024-25", stdout=out)
    return out.getvalue()


EIGHT_FAULTS = """\
- model: workplan.cooperationarea
  fields:
    workplan: [mhstcc, "2024-25"]
    number: 3
    agreed_text_en: Something that was never agreed.

- model: workplan.responsibility
  fields: {item: [mhstcc, "2024-25", I-2], body: [ITX], role: support}

- model: workplan.historicalactionitem
  fields: {id: 1, title_en: Forged, history_type: "~", actor_name: Nobody}

- model: workplan.milestone
  fields: {item: [mhstcc, "2024-25", I-4], number: 9, text_en: A step, due: 2025-02-30, precision: day}

- model: workplan.workplan
  fields: {committee: [mhstcc], period: "2031-32", title_en: A plan, starts_on: 2031-11-12}
- model: workplan.cooperationarea
  fields: {workplan: [mhstcc, "2031-32"], number: 1, title_en: Matters, agreed_text_en: Work together., colour: red}
- model: workplan.cooperationarea
  fields: {workplan: [mhstcc, "2031-32"], number: 2, title_en: Matters, agreed_text_en: Work together.}
- model: workplan.actionitem
  fields:
    workplan: [mhstcc, "2031-32"]
    area: [mhstcc, "2031-32", 2]
    reference: II-1
    position: 1
    kind: continuing
    title_en: An item
    agreed_words_en: Work apart
- model: workplan.progressupdate
  fields: {item: [mhstcc, "2024-25", I-2], number: 1, side: [mhstcc, mainland], status: completed}
- model: workplan.actionitem
  fields: {workplan: [mhstcc, "2031-32"], reference: II-1, title_en: The same again}
"""


def test_eight_faults_come_back_in_the_order_of_the_file(tmp_path: Path) -> None:
    plan = the_adopted_plan()
    state_something(plan.items.get(reference="I-2"))
    path, before, err = written(tmp_path, EIGHT_FAULTS), dumped(), StringIO()
    with nothing_written(), pytest.raises(CommandError, match="Nothing was loaded: 8 problems"):
        call_command("loaddata", str(path), stderr=err)
    lines = [line.removeprefix(f"{path} ") for line in err.getvalue().splitlines()]
    assert [line.partition(": ")[0] for line in lines] == [
        f"line {n}" for n in (5, 8, 10, 14, 19, 22, 31, 33)
    ]
    sentences = [line.partition(": ")[2] for line in lines]
    assert sentences[0] == (
        "workplan.cooperationarea 3, agreed_text_en: Agreed words do not change. "
        "A missing or lesser translation may be replaced by a better one, once."
    )
    assert sentences[1] == (
        "workplan.responsibility I-2 ITX, body: There is no body with the code “ITX”. Did you mean “ITC”?"
    )
    assert sentences[2] == (
        "workplan.historicalactionitem: "
        "History is written by the application as things happen; it is never loaded."
    )
    assert sentences[3].startswith("workplan.milestone I-4 9, due: “2025-02-30” is no day of the calendar")
    assert sentences[4] == "workplan.cooperationarea 1, colour: There is no field “colour”."
    assert sentences[5] == (
        "workplan.actionitem II-1: The agreed words must stand in the text of the area, letter for letter."
    )
    assert sentences[6] == (
        "workplan.progressupdate: Progress is recorded by people and never loaded from a fixture."
    )
    assert sentences[7] == (f"workplan.actionitem II-1: The same row was given already: {path} line 22.")
    assert dumped() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "accelerating the development of the Hong Kong Park",
            "slowing the development of the Hong Kong Park",
        ),
        (
            "    kind: continuing\n    title_en: Promote new",
            "    kind: time_bound\n    title_en: Promote new",
        ),
        ("[MIIT], role: lead", "[MIIT], role: support"),
        ("number: 1\n    title_en: Strengthen policy co-ordination", "number: 1\n    title_en: Weaken it"),
        ('due: "2024-11-20"', 'due: "2026-11-20"'),
        ('starts_on: "2024-11-12"', 'starts_on: "2024-11-13"'),
    ],
)
def test_what_was_agreed_does_not_change(tmp_path: Path, old: str, new: str) -> None:
    the_adopted_plan()
    text = PLAN.read_text("utf-8")
    assert old in text
    assert len(told(written(tmp_path, text.replace(old, new)))) >= 1


def test_a_new_row_of_an_adopted_plan_is_refused(tmp_path: Path) -> None:
    the_adopted_plan()
    text = (
        "- model: workplan.milestone\n"
        '  fields: {item: [mhstcc, "2024-25", I-4], number: 9, text_en: A step, due: 2025-02-03}\n'
    )
    assert len(told(written(tmp_path, text))) == 1


@pytest.mark.parametrize(
    "model",
    [
        "committees.user",
        "committees.membership",
        "committees.oncekey",
        "committees.clockoffset",
        "committees.historicalbody",
        "workplan.historicalworkplan",
        "workplan.progressupdate",
        "workplan.progressbody",
        "workplan.progresstext",
        "workplan.evidence",
        "workplan.milestoneevent",
        "workplan.itemposition",
        "workplan.searchtext",
        "auth.group",
        "auth.permission",
        "sessions.session",
        "account.emailaddress",
        "mfa.authenticator",
        "admin.logentry",
        "contenttypes.contenttype",
        "no.such",
        "nothing",
        "..",
        "<script>",
    ],
)
def test_only_definitions_are_loaded(tmp_path: Path, model: str) -> None:
    text = f'- model: "{model}"\n  fields: {{username: intruder, is_superuser: true, id: 1}}\n'
    (problem,) = told(written(tmp_path, text))
    assert f" line 1: {model}: " in problem
    assert not User.objects.filter(username="intruder").exists()


def test_a_user_is_not_loaded_under_any_spelling_of_its_model(tmp_path: Path) -> None:
    for model in ("Committees.User", "COMMITTEES.USER"):
        assert len(told(written(tmp_path, f"- model: {model}\n  fields: {{username: intruder}}\n"))) == 1


def test_no_row_is_overwritten_by_its_id(tmp_path: Path) -> None:
    the_adopted_plan()
    area = CooperationArea.objects.get(workplan__period="2024-25", number=1)
    text = (
        f"- model: workplan.cooperationarea\n  pk: {area.pk}\n"
        '  fields: {workplan: [mhstcc, "2024-25"], number: 1, agreed_text_en: Overwritten}\n'
        f"- model: workplan.cooperationarea\n  fields: {{id: {area.pk}, agreed_text_en: Overwritten}}\n"
        f"- model: committees.seat\n  fields: {{committee: [mhstcc], body: {Body.objects.get(code='MOST').pk}}}\n"
    )
    problems = told(written(tmp_path, text))
    assert "leave out the pk, which could overwrite another row" in problems[0]
    assert any("id: This field is set by the application" in problem for problem in problems)
    assert any("body: A reference is a list" in problem for problem in problems)


LAYERS = zip("abcde", "bcdef", strict=True)
BOMB = "- model: committees.body\n  fields:\n    a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"    {name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in LAYERS
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, "An anchor is used again by an alias"),
        (
            "- &a\n  model: committees.body\n  fields: {code: A}\n- *a\n",
            "An anchor is used again by an alias",
        ),
        (
            "- model: committees.body\n  fields: {code: &a B, name_en: *a}\n",
            "An anchor is used again by an alias",
        ),
        ("- model: committees.body\n  fields: {code: &a [*a]}\n", "An anchor is used again by an alias"),
        ("- *nobody\n", "This is not YAML as it should be"),
        ('- !!python/object/apply:os.system ["touch /tmp/never"]\n', "is a tag; a fixture has none"),
        ("- model: !!binary aGVsbG8=\n  fields: {code: A}\n", "is a tag; a fixture has none"),
        ("- model: committees.body\n  fields: {code: !body A}\n", "“!body” is a tag; a fixture has none"),
        ("- model: committees.body\n  fields: {<<: {code: A}}\n", "is a tag; a fixture has none"),
        ("- model: committees.body\n  fields: {code: A, code: B}\n", "“code” stands on line 2 already."),
        (
            "- model: committees.body\n  model: committees.user\n  fields: {}\n",
            "“model” stands on line 1 already.",
        ),
        ("- model: committees.body\n  fields: {{a: 1}: 2}\n", "There is no field"),
        ("- model: committees.body\n", "The row has no fields."),
        ("- fields: {code: A}\n", "The row does not say which model it is of."),
        ("- model: committees.body\n  fields: [code, A]\n", "The row has no fields."),
        ("- model: committees.body\n  fields: {code: {a: 1}}\n", "This is a text, not a list."),
        ("- just words\n", "A row has a model and fields."),
        ("just words\n", "A fixture is a list of rows"),
        ("model: committees.body\n", "A fixture is a list of rows"),
        ("- a: [\n", "This is not YAML as it should be"),
        ("---\n- a\n---\n- b\n", "This is not YAML as it should be"),
        ("\x00", "This is not YAML as it should be"),
        ('- model: committees.body\n  fields: {code: "\\ud800"}\n', "This is not YAML as it should be"),
        ("- [" * 3 + "\n", "This is not YAML as it should be"),
        ("[" * 200_000, "This is not YAML as it should be"),
        ("- " * 200_000, "This is not YAML as it should be"),
        ("{a: " * 100_000, "This is not YAML as it should be"),
    ],
    ids=range(27),
)
def test_a_text_made_to_do_harm(tmp_path: Path, text: str, sentence: str) -> None:
    begun = time.monotonic()
    problems = told(written(tmp_path, text))
    assert any(sentence in problem for problem in problems), problems[:3]
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "text", ["[" * 200_000, "- " * 200_000, "{a: " * 100_000], ids=["lists", "rows", "mappings"]
)
def test_deep_nesting_is_told_where_yaml_is_read_by_python_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(reading, "_LOADER", yaml.SafeLoader)
    assert "This is not YAML as it should be" in told(written(tmp_path, text))[0]


def test_a_compressed_file_is_refused_under_any_name(tmp_path: Path) -> None:
    bomb = tmp_path / "plan.yaml.gz"
    bomb.write_bytes(gzip.compress(b"- model: committees.body\n" * 1_000_000))
    with pytest.raises(CommandError, match="not compressed"):
        call_command("loaddata", str(bomb))
    renamed = bomb.rename(tmp_path / "plan.yaml")
    assert told(renamed) == [f"{renamed}: The file is not a text in UTF-8."]


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    assert told(path) == [f"{path}: The file is larger than 8 MiB. Divide it."]


def test_too_many_rows(tmp_path: Path) -> None:
    rows = "- model: committees.body\n  fields: {code: A}\n" * 20_001
    (problem,) = told(written(tmp_path, rows))
    assert "line 40001: The file has more than 20000 rows. Divide it." in problem


def test_an_endless_device_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(CommandError, match="There is no fixture"):
        call_command("loaddata", str(tmp_path / "folder.yaml"))


def test_thousands_of_rows_in_reasonable_time(tmp_path: Path) -> None:
    """All of them new, then all of them the same; a hundred a second would be enough."""
    rows = "".join(
        f"- model: committees.body\n  fields: {{code: B-{n}, abbreviation: B, name_en: Body {n}, place: macao}}\n"
        for n in range(2_000)
    )
    path = written(tmp_path, rows)
    begun = time.monotonic()
    assert loaded(path).problems == []
    first = time.monotonic() - begun
    assert first < 20
    begun = time.monotonic()
    assert loaded(path).counts().total() == 2_000
    assert time.monotonic() - begun < first / 3
    connection.check_constraints()


def test_thousands_of_wrong_rows_are_all_told(tmp_path: Path) -> None:
    rows = "".join(
        f"- model: committees.body\n  fields: {{code: B-{n}, parent: [NONE-{n}]}}\n" for n in range(2_000)
    )
    assert len(told(written(tmp_path, rows))) == 2_000


def test_one_wrong_row_of_many_leaves_nothing(tmp_path: Path) -> None:
    the_adopted_plan()
    rows = draft_rows()
    rows[-1]["fields"]["role"] = "chief"
    assert len(told(written(tmp_path, rows))) == 1
