"""Plans of any size for trials and measurements, copied from the demonstration's own plan.

Every row passes the guards that a row of a person passes: nothing is switched off, and what is tracked brings its
history, written by the command that answers for it. Only the way is another: one statement a table instead of
one a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from committees.keeping import acting
from committees.models import Decision, DecisionKind, User
from workplan.choices import TextPart
from workplan.management.demonstration import APPROVED_AT, COMMITTEE, PERIOD, RECORDER
from workplan.models import (
    ActionItem,
    CooperationArea,
    Evidence,
    Milestone,
    MilestoneEvent,
    ProgressBody,
    ProgressText,
    ProgressUpdate,
    Responsibility,
    Workplan,
)

FIRST_YEAR = 1000  # older than any plan of the committee, so that the newest plan stays the newest
TRACKED_PARTS: tuple[type[models.Model], ...] = (ActionItem, Responsibility, Milestone)
PARTS_OF_TEXT = (TextPart.NARRATIVE, TextPart.REASON)
Overrides = dict[str, str]  # column -> the SQL that takes its place

# Items of an area are copies of the template's items of that area, taken in turns.
ORIGINAL = """
JOIN (
    SELECT i.id, a.number, row_number() OVER (PARTITION BY a.number ORDER BY i.position) - 1 AS turn,
        count(*) OVER (PARTITION BY a.number) AS turns
    FROM workplan_actionitem i JOIN workplan_cooperationarea a ON a.id = i.area_id
    WHERE i.workplan_id = %(template)s
) AS original ON original.number = area.number AND original.turn = (place.p - 1) % original.turns
"""
ITEMS = f"""
FROM generate_series(1, %(items)s) AS n
JOIN workplan_cooperationarea area ON area.workplan_id = %(plan)s AND area.number = (n - 1) % 7 + 1
CROSS JOIN LATERAL (SELECT (n - 1) / 7 + 1 AS p) AS place
{ORIGINAL}
JOIN workplan_actionitem t ON t.id = original.id
ORDER BY n
"""
# What belongs to an original, beside its copy.
PARTS = f"""
FROM workplan_actionitem item
JOIN workplan_cooperationarea area ON area.id = item.area_id
CROSS JOIN LATERAL (SELECT item.position AS p) AS place
{ORIGINAL}
JOIN {{table}} t ON t.item_id = original.id
WHERE item.workplan_id = %(plan)s
"""
OF_THIS_ROUND = """
FROM workplan_progressupdate said
JOIN workplan_actionitem item ON item.id = said.item_id AND item.workplan_id = %(plan)s
"""


@dataclass(frozen=True)
class Size:
    items: int
    statements: int


def fill(period: str, size: Size) -> Workplan:
    """An adopted plan of so many items, each with so many statements by its sides in turns; one transaction."""
    with transaction.atomic():
        return _Filling(period, size).plan()


def periods(plans: int, first_year: int = FIRST_YEAR) -> list[str]:
    """Names of plans that are not there yet."""
    there = set(Workplan.objects.filter(committee__slug=COMMITTEE).values_list("period", flat=True))
    named = (f"{year}-{(year + 1) % 100:02}" for year in range(first_year, 10_000))
    free = (period for period in named if period not in there)
    return [next(free) for _ in range(plans)]


def take_time() -> None:
    """A bulk load is one statement of minutes, not a page that hangs: it may take longer than a page may."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def vacuum() -> None:
    """After a bulk load, so that counts are read from the indexes alone."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


class _Filling:
    def __init__(self, period: str, size: Size) -> None:
        self.period = period
        self.size = size
        self.template = Workplan.objects.get(committee__slug=COMMITTEE, period=PERIOD)
        person = User.objects.get(username=RECORDER)
        self.known: dict[str, Any] = {
            "items": size.items,
            "template": self.template.pk,
            "person": person.pk,
            "name": person.name_for_the_record,
            "sides": list(self.template.committee.sides.order_by("order").values_list("pk", flat=True)),
            **{f"said_{part}": self._said(part) for part in PARTS_OF_TEXT},
        }

    def _said(self, part: str) -> list[int]:
        """The statements of the template that have this part, to be said again."""
        told = ProgressUpdate.objects.filter(item__workplan=self.template, texts__part=part)
        return list(told.order_by("pk").distinct().values_list("pk", flat=True))

    def plan(self) -> Workplan:
        self._plan()
        self._areas()
        self._items()
        for model in TRACKED_PARTS:
            self._history(model)
        self._name_the_copies()
        plan = self._adopt()
        self._events()
        for number in range(1, self.size.statements + 1):
            self._statements(number)
        return plan

    # What was agreed, while the plan is a draft.

    def _plan(self) -> None:
        row = Workplan(
            committee=self.template.committee,
            period=self.period,
            starts_on=self.template.starts_on,
            ends_before=self.template.ends_before,
            title_en=f"Trial plan {self.period}",
        )
        row.save()
        self.known["plan"] = row.pk

    def _areas(self) -> None:
        self._copy(
            CooperationArea,
            {"workplan_id": "%(plan)s", "version": "1"},
            "FROM workplan_cooperationarea t WHERE t.workplan_id = %(template)s ORDER BY t.number",
        )
        self._history(CooperationArea)

    def _items(self) -> None:
        numeral = "(ARRAY['I', 'II', 'III', 'IV', 'V', 'VI', 'VII'])[area.number]"
        changed = {
            "workplan_id": "%(plan)s",
            "area_id": "area.id",
            "version": "1",
            "position": "place.p",
            "reference": f"{numeral} || '-' || place.p",
        }
        self._copy(ActionItem, changed, ITEMS)
        of_item = {"item_id": "item.id", "version": "1"}
        bodies = PARTS.format(table="workplan_responsibility")
        # The leads and one body that supports: as many as make a difference between the two.
        least = (
            " AND (t.role = 'lead' OR t.id ="
            " (SELECT min(id) FROM workplan_responsibility WHERE item_id = original.id AND role = 'support'))"
        )
        self._copy(Responsibility, of_item, bodies + least)
        self._copy(Milestone, of_item, PARTS.format(table="workplan_milestone") + " AND t.number <= 2")

    def _name_the_copies(self) -> None:
        """An edit of the draft, so that every item has a past: copies are told apart by their number."""
        self._run(
            "UPDATE workplan_actionitem SET version = version + 1, title_en = left(title_en, 240) || ' ' || position"
            " WHERE workplan_id = %(plan)s"
        )
        self._history(ActionItem, "~")

    def _adopt(self) -> Workplan:
        plan = Workplan.objects.get(pk=self.known["plan"])
        meeting = plan.committee.meetings.get(number=APPROVED_AT)
        last = meeting.decisions.aggregate(last=models.Max("number"))["last"]
        plan.adopted_by = Decision.objects.create(
            meeting=meeting, number=last + 1, kind=DecisionKind.APPROVED, text_en=plan.title_en
        )
        plan.state = "adopted"
        plan.save()
        return plan

    # How far it is.

    def _events(self) -> None:
        """Of five milestones one has moved by a month, and one was reached if its day has come."""
        told = {
            "milestone_id": "t.id",
            "number": "1",
            "side_id": "(%(sides)s)[1]",
            "precision": "'day'",
            "standing": "'proposed'",
            "reason_zh_hant": "''",
            "reason_zh_hans": "''",
            **self._recorded,
        }
        milestones = (
            "FROM workplan_milestone t JOIN workplan_actionitem item ON item.id = t.item_id"
            " JOIN workplan_workplan plan ON plan.id = item.workplan_id WHERE plan.id = %(plan)s"
        )
        moved = {"kind": "'moved'", "on": "t.due + 30", "reason_en": "t.text_en"}
        self._copy(MilestoneEvent, told | moved, milestones + " AND item.position % 5 = 0")
        reached = {"kind": "'reached'", "on": "t.due", "reason_en": "''"}
        day = "(keeping_now() AT TIME ZONE 'Asia/Hong_Kong')::date"
        self._copy(
            MilestoneEvent, told | reached, milestones + f" AND item.position % 5 = 1 AND t.due <= {day}"
        )

    def _statements(self, number: int) -> None:
        """The sides speak in turns. Every tenth item has nothing said of it; the last word may end an item."""
        self.known["number"] = number
        last = number == self.size.statements
        # By position alone, so that the two sides differ on some items and agree on most.
        status = (
            "CASE WHEN item.position % 13 = 4 AND %(number)s % 2 = 0 THEN 'behind_schedule'"
            + (" WHEN item.position % 5 = 1 AND item.kind <> 'continuing' THEN 'completed'" if last else "")
            + " ELSE 'on_track' END"
        )
        told = {
            "item_id": "item.id",
            "number": "%(number)s",
            "side_id": "(%(sides)s)[(%(number)s - 1) % cardinality(%(sides)s) + 1]",
            "status": status,
            "as_at": "least(plan.starts_on + 14 + 60 * %(number)s + item.position % 50,"
            " (keeping_now() AT TIME ZONE 'Asia/Hong_Kong')::date, plan.ends_before - 1)",
            "corrects_id": "NULL",
            **dict.fromkeys(("correction_reason", "waiver_reason", "on_behalf_source"), "''"),
            "standing": "'proposed'",
            **self._recorded,
        }
        self._copy(
            ProgressUpdate,
            told,
            "FROM workplan_actionitem item JOIN workplan_workplan plan ON plan.id = item.workplan_id"
            " WHERE item.workplan_id = %(plan)s AND item.position % 10 <> 9 ORDER BY item.id",
        )
        self._what_belongs_to_them()

    def _what_belongs_to_them(self) -> None:
        of_round = OF_THIS_ROUND + "{joined} WHERE said.number = %(number)s"
        self._copy(
            ProgressBody,
            {"update_id": "said.id", "body_id": "t.body_id"},
            of_round.format(
                joined="JOIN workplan_responsibility t ON t.item_id = said.item_id"
                " AND t.role = 'lead' AND t.side_id = said.side_id"
            ),
        )
        text = {"update_id": "said.id", "revision": "1", **self._recorded}
        for part in PARTS_OF_TEXT:
            told = (
                f"JOIN workplan_progresstext t ON t.part = '{part}' AND t.revision = 1 AND t.update_id ="
                f" (%(said_{part})s)[said.item_id % cardinality(%(said_{part})s) + 1]"
            )
            needed = " AND said.status = 'behind_schedule'" if part == TextPart.REASON else ""
            self._copy(ProgressText, text, of_round.format(joined=told) + needed)
        page = "JOIN LATERAL (SELECT * FROM workplan_evidence ORDER BY id LIMIT 1) AS t ON true"
        self._copy(
            Evidence,
            {"update_id": "said.id", "number": "1"},
            of_round.format(joined=page) + " AND (said.status = 'completed' OR item.position % 3 = 0)",
        )

    # How rows are written.

    @property
    def _recorded(self) -> Overrides:
        """The trigger sets the time."""
        return {
            "recorded_by_id": "%(person)s",
            "recorded_name": "%(name)s",
            "recorded_role": "'liaison_officer'",
            "recorded_at": "now()",
        }

    def _copy(self, model: type[models.Model], changed: Overrides, source: str) -> None:
        """``source`` is the SQL after the columns; `t` is the row that what is not changed comes from."""
        columns = _columns(model)
        values = ", ".join(changed.get(column, f't."{column}"') for column in columns)
        self._run(f"INSERT INTO {model._meta.db_table} ({_listed(columns)}) SELECT {values} {source}")

    def _history(self, model: Any, kind: str = "+") -> None:
        """What each row of the plan is now, and who answers for it."""
        columns = ["id", *_columns(model)]
        rows = model.objects.filter(**{_path_to_plan(model): self.known["plan"]}).values("pk").order_by()
        sql, given = rows.query.sql_with_params()
        actor = acting.actor()
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {model.history.model._meta.db_table} ({_listed(columns)},"  # noqa: S608
                " history_date, history_type, actor_name, actor_role, actor_side)"
                f" SELECT {_listed(columns)}, keeping_now(), %s, %s, %s, %s FROM {model._meta.db_table}"
                f" WHERE id IN ({sql}) ORDER BY id",
                [kind, actor.name, actor.role, actor.side, *given],
            )

    def _run(self, sql: str) -> None:
        """Named values; a percent sign that stands for a remainder is doubled here."""
        doubled = sql.replace("%", "%%").replace("%%(", "%(")
        with connection.cursor() as cursor:
            cursor.execute(doubled, self.known)


def _columns(model: type[models.Model]) -> list[str]:
    """All but the key, which the database gives."""
    return [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _path_to_plan(model: type[models.Model]) -> str:
    return "workplan" if model in (ActionItem, CooperationArea) else "item__workplan"
