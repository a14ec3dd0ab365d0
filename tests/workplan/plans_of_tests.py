"""Small plans and an empty database, for tests of loading, dumping and adopting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from committees.keeping.acting import Actor, acting_as
from committees.keeping.clock import now
from committees.models import Body, Side, User
from workplan.choices import WorkplanState
from workplan.fixture_files import Loading, load
from workplan.models import ActionItem, ProgressBody, ProgressText, ProgressUpdate, Workplan
from workplan.models.plan import NUMERALS

REFERENCE = settings.BASE_DIR / "fixtures/reference.yaml"
PLAN = settings.BASE_DIR / "fixtures/workplan_2024_25.yaml"
Row = dict[str, Any]


def loaded(*paths: Path, **options: Any) -> Loading:
    """Load as the tests, and say what became of it."""
    with acting_as(Actor("Tests", "command")):
        return load(paths, **options)


def the_adopted_plan() -> Workplan:
    """The real plan, adopted, whether the database was seeded or not."""
    plan = Workplan.objects.filter(period="2024-25", state=WorkplanState.ADOPTED).first()
    if plan is not None:
        return plan
    assert loaded(REFERENCE, PLAN).problems == []
    call_command("adopt_plan", "mhstcc", "2024-25", meeting=18, verbosity=0)
    return Workplan.objects.get(period="2024-25", committee__slug="mhstcc")


def emptied() -> None:
    """No row of ours any more, within the test's transaction."""
    tables = [
        model._meta.db_table
        for app in ("committees", "workplan")
        for model in apps.get_app_config(app).get_models()
        if model._meta.db_table != "committees_clockoffset"
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def draft_rows(period: str = "2031-32") -> list[Row]:
    """A whole draft: seven areas of one clause, each carried by one item that both sides lead."""
    plan = ["mhstcc", period]
    rows = [_row("workplan", committee=["mhstcc"], period=period, title_en="A plan", starts_on="2031-11-12")]
    for number, numeral in enumerate(NUMERALS, start=1):
        text = f"Work together on matter {number}."
        area, item = [*plan, number], [*plan, f"{numeral}-1"]
        rows += [
            _row("cooperationarea", workplan=plan, number=number, title_en="Matters", agreed_text_en=text),
            _row(
                "actionitem",
                workplan=plan,
                area=area,
                reference=item[2],
                position=1,
                kind="continuing",
                title_en="An item",
                agreed_words_en=text.rstrip("."),
            ),
            _row("responsibility", item=item, body=["MOST"], role="lead", side=["mhstcc", "mainland"]),
            _row("responsibility", item=item, body=["ITC"], role="lead", side=["mhstcc", "hong_kong"]),
        ]
    return rows


def _row(model: str, **fields: Any) -> Row:
    return {"model": f"workplan.{model}", "fields": fields}


class _WithoutAliases(yaml.SafeDumper):
    """Writes out in each place a list that several rows share."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def written(folder: Path, rows: list[Row] | str, name: str = "given.yaml") -> Path:
    path = folder / name
    text = rows if isinstance(rows, str) else yaml.dump(rows, Dumper=_WithoutAliases, sort_keys=False)
    path.write_text(text, "utf-8")
    return path


def state_something(item: ActionItem, body: str = "MOST", side: str = "mainland") -> ProgressUpdate:
    """A statement, written as the service writes it."""
    person, _made = User.objects.get_or_create(username="who.states")
    recorded = {
        "recorded_by": person,
        "recorded_name": "Who",
        "recorded_role": "liaison_officer",
        "recorded_at": now(),
    }
    update = ProgressUpdate.objects.create(
        item=item,
        number=item.updates.count() + 1,
        side=Side.objects.get(committee__slug="mhstcc", code=side),
        status="on_track",
        as_at="2025-10-01",
        **recorded,
    )
    ProgressBody.objects.create(update=update, body=Body.objects.get(code=body))
    ProgressText.objects.create(update=update, language="en", text="Work goes on.", **recorded)
    return update


@contextmanager
def nothing_written() -> Iterator[None]:
    """Whatever happens inside leaves every row of ours as it was."""
    before = everything()
    yield
    assert everything() == before


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for app in ("committees", "workplan")
        for model in apps.get_app_config(app).get_models()
    }


def body(code: str, **fields: object) -> str:
    more = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    return (
        f"- model: committees.body\n  fields:\n    code: {code}\n    abbreviation: {code}\n"
        f"    name_en: A new body\n    place: mainland\n{more}"
    )


def refused(path: Path) -> list[str]:
    """What is wrong with a fixture, in the order of the file; and nothing of it was written."""
    with nothing_written():
        loading = loaded(path)
    places = [(problem.file, problem.line) for problem in loading.problems]
    assert places == sorted(places)
    return [f"{problem.line} {problem.about}: {problem.sentence}" for problem in loading.problems]
