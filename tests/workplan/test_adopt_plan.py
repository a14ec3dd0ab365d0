"""The secretariat adopts a draft plan; from then on what was agreed does not change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from committees.keeping.acting import Actor, acting_as
from committees.models import Decision, Meeting
from committees.permissions import Refused
from tests.helpers import acting_as_person, at_commit, person, together
from tests.workplan.plans_of_tests import Row, draft_rows, loaded, nothing_written, the_adopted_plan, written
from workplan.models import ActionItem, Workplan
from workplan.services.plans import AdoptionRefused, adopt_plan, obstacles

MEETING = 26
PERIOD = "2031-32"
ADDRESS = f"/mhstcc/plans/{PERIOD}/adopt/"


def a_draft(folder: Path, change: Callable[[list[Row]], object] = lambda _rows: None) -> Workplan:
    """A draft plan, and a meeting that noted (decision 1) and approved (decision 2)."""
    the_adopted_plan()
    rows = draft_rows(PERIOD)
    change(rows)
    assert loaded(written(folder, rows)).problems == []
    plan = Workplan.objects.get(period=PERIOD)
    with acting_as(Actor("Tests", "command")), transaction.atomic():
        meeting = Meeting.objects.create(committee=plan.committee, number=MEETING)
        Decision.objects.create(meeting=meeting, number=1, kind="noted", text_en="Noted.")
        Decision.objects.create(meeting=meeting, number=2, kind="approved", text_en="Approved.")
    return plan


def decision(number: int = 2) -> Decision:
    return Decision.objects.get(meeting__number=MEETING, number=number)


def adopted(plan: Workplan, by: Decision) -> Workplan:
    with acting_as(Actor("Tests", "command")):
        return adopt_plan(plan=plan, decision=by, by=None)


def fields(rows: list[Row], model: str, **wanted: object) -> dict[str, object]:
    """The fields of the one row that has them."""
    (found,) = [
        row["fields"]
        for row in rows
        if row["model"] == f"workplan.{model}" and wanted.items() <= row["fields"].items()
    ]
    return found


def without_area_4(rows: list[Row]) -> None:
    """Nor anything in it."""
    rows[:] = [
        row
        for row in rows
        if row["fields"].get("number") != 4
        and "IV-1" not in (row["fields"].get("reference"), *row["fields"].get("item", []))
    ]


def without_mainland_lead_of_ii_1(rows: list[Row]) -> None:
    fields(rows, "responsibility", item=["mhstcc", PERIOD, "II-1"], body=["MOST"])["role"] = "support"


def with_words_left_out_in_v(rows: list[Row]) -> None:
    fields(rows, "cooperationarea", number=5)["agreed_text_en"] = "Work together on matter 5 and beyond."


FAULTS = (without_area_4, without_mainland_lead_of_ii_1, with_words_left_out_in_v)


@pytest.mark.django_db
class TestTheService:
    def test_adopts_by_one_decision_with_history(self, tmp_path: Path) -> None:
        plan = a_draft(tmp_path)
        with acting_as_person("secretariat.hk") as by:
            found = adopt_plan(plan=plan, decision=decision(), by=by, version=plan.version)
        at_commit()
        assert (found.state, found.adopted_by, found.version) == ("adopted", decision(), plan.version + 1)
        record = found.history.latest()
        assert record.history_user == by
        assert record.state == "adopted"

    def test_again_by_the_same_decision_changes_nothing(self, tmp_path: Path) -> None:
        plan = a_draft(tmp_path)
        adopted(plan, decision())
        with nothing_written():
            assert adopted(plan, decision()).is_adopted

    def test_every_obstacle_is_told_at_once(self, tmp_path: Path) -> None:
        def change(rows: list[Row]) -> None:
            for fault in FAULTS:
                fault(rows)

        plan = a_draft(tmp_path, change)
        with nothing_written(), pytest.raises(AdoptionRefused) as refused:
            adopted(plan, decision(1))
        assert refused.value.sentences == [
            "Only a decision that approves can adopt a plan.",
            "II-1 has no leading body of this side: Mainland.",
            "Area (iv) is missing.",
            "Area (v): no action item carries the words “and beyond”, and they are not excused.",
        ]

    def test_excused_words_need_no_item(self, tmp_path: Path) -> None:
        def change(rows: list[Row]) -> None:
            with_words_left_out_in_v(rows)
            fields(rows, "cooperationarea", number=5)["excused_words"] = ["and beyond"]

        assert obstacles(a_draft(tmp_path, change)) == []

    def test_one_decision_adopts_one_plan(self, tmp_path: Path) -> None:
        plan = a_draft(tmp_path)
        other = the_adopted_plan().adopted_by
        assert other is not None
        with pytest.raises(AdoptionRefused) as refused:
            adopted(plan, other)
        assert refused.value.sentences == ["This decision adopted the plan for 2024-25 already."]

    def test_an_adopted_plan_is_not_adopted_by_another_decision(self, tmp_path: Path) -> None:
        a_draft(tmp_path)
        with nothing_written(), pytest.raises(AdoptionRefused) as refused:
            adopted(the_adopted_plan(), decision())
        assert refused.value.sentences == ["The plan is adopted already, by another decision."]

    @pytest.mark.parametrize(
        "username", ["officer.hk", "officer.mainland", "contributor.rgc", "viewer", "admin"]
    )
    def test_only_the_secretariat_may(self, tmp_path: Path, username: str) -> None:
        plan = a_draft(tmp_path)
        with acting_as_person(username) as by, nothing_written(), pytest.raises(Refused):
            adopt_plan(plan=plan, decision=decision(), by=by, version=plan.version)

    def test_the_real_plan_has_no_obstacle(self) -> None:
        assert obstacles(the_adopted_plan()) == []


@pytest.mark.django_db
class TestTheCommand:
    def told(self, *args: str, **options: object) -> str:
        out = StringIO()
        call_command("adopt_plan", *args, stdout=out, **options)
        return out.getvalue()

    def test_finds_the_approving_decision(self, tmp_path: Path) -> None:
        plan = a_draft(tmp_path)
        assert self.told("mhstcc", PERIOD, meeting=MEETING) == (
            "mhstcc 2031-32 is adopted by decision 2 of meeting 26.\n"
        )
        assert self.told("mhstcc", PERIOD, meeting=MEETING) == (
            "mhstcc 2031-32 was adopted by decision 2 of meeting 26 before.\n"
        )
        plan.refresh_from_db()
        assert plan.history.latest().actor_name == "adopt_plan"

    def test_tells_every_obstacle(self, tmp_path: Path) -> None:
        a_draft(tmp_path, without_mainland_lead_of_ii_1)
        err = StringIO()
        with pytest.raises(CommandError, match="The plan was not adopted"):
            self.told("mhstcc", PERIOD, meeting=MEETING, stderr=err)
        assert err.getvalue() == "II-1 has no leading body of this side: Mainland.\n"

    @pytest.mark.parametrize(
        ("meeting", "number", "sentence"),
        [
            (99, None, "Meeting 99 took no decision that approves"),
            (MEETING, 9, "Meeting 26 took no decision 9"),
            (MEETING, None, r"say which by --decision \(2, 3\)"),
            (MEETING, 1, "The plan was not adopted"),
        ],
    )
    def test_a_decision_that_will_not_do(
        self, tmp_path: Path, meeting: int, number: int | None, sentence: str
    ) -> None:
        a_draft(tmp_path)
        with acting_as(Actor("Tests", "command")):
            Decision.objects.create(
                meeting=Meeting.objects.get(number=MEETING), number=3, kind="approved", text_en="Approved."
            )
        with pytest.raises(CommandError, match=sentence):
            self.told("mhstcc", PERIOD, meeting=meeting, decision=number, stderr=StringIO())

    def test_a_plan_that_is_not_there(self) -> None:
        with pytest.raises(CommandError, match="There is no plan of mhstcc for 1999-00"):
            self.told("mhstcc", "1999-00", meeting=18)


@pytest.mark.django_db
class TestThePage:
    def test_the_secretariat_adopts(self, tmp_path: Path, as_person: Callable[..., Client]) -> None:
        plan = a_draft(tmp_path)
        client = as_person("secretariat.hk")
        page = client.get(ADDRESS)
        assert page.status_code == 200
        assert "Meeting 26, decision 2: Approved." in page.text
        answer = client.post(ADDRESS, {"version": plan.version, "decision": decision().pk})
        assert (answer.status_code, answer.headers["Location"]) == (302, plan.get_absolute_url())
        at_commit()
        plan.refresh_from_db()
        assert plan.is_adopted
        assert plan.history.latest().history_user == person("secretariat.hk")
        repeated = client.post(ADDRESS, {"version": plan.version, "decision": decision().pk})
        assert repeated.headers["Location"] == plan.get_absolute_url()

    def test_obstacles_are_listed_and_nothing_is_written(
        self, tmp_path: Path, as_person: Callable[..., Client]
    ) -> None:
        plan = a_draft(tmp_path, with_words_left_out_in_v)
        client = as_person("secretariat.hk")
        assert '<button class="button button-primary">Adopt' not in client.get(ADDRESS).text
        answer = client.post(ADDRESS, {"version": plan.version, "decision": decision().pk})
        assert answer.status_code == 422
        assert "no action item carries the words “and beyond”" in answer.text
        plan.refresh_from_db()
        assert not plan.is_adopted

    def test_a_stale_form_is_refused(self, tmp_path: Path, as_person: Callable[..., Client]) -> None:
        plan = a_draft(tmp_path)
        answer = as_person("secretariat.hk").post(
            ADDRESS, {"version": plan.version + 1, "decision": decision().pk}
        )
        assert answer.status_code == 409

    @pytest.mark.parametrize("token", ["", "x", "-1", "1" * 40, "１"])
    def test_a_form_without_its_version_is_refused(
        self, tmp_path: Path, as_person: Callable[..., Client], token: str
    ) -> None:
        a_draft(tmp_path)
        client = as_person("secretariat.hk")
        assert client.post(ADDRESS, {"version": token, "decision": decision().pk}).status_code == 400

    def test_a_decision_that_did_not_approve_cannot_be_chosen(
        self, tmp_path: Path, as_person: Callable[..., Client]
    ) -> None:
        plan = a_draft(tmp_path)
        answer = as_person("secretariat.hk").post(
            ADDRESS, {"version": plan.version, "decision": decision(1).pk}
        )
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("username", "code"),
        [("officer.hk", 403), ("admin", 403), ("viewer", 404), ("contributor.rgc", 404)],
    )
    def test_others_may_not(
        self, tmp_path: Path, as_person: Callable[..., Client], username: str, code: int
    ) -> None:
        """Drafts are not shown to viewers and contributors."""
        plan = a_draft(tmp_path)
        client = as_person(username)
        assert client.get(ADDRESS).status_code == code
        answer = client.post(ADDRESS, {"version": plan.version, "decision": decision().pk})
        assert answer.status_code == code
        plan.refresh_from_db()
        assert not plan.is_adopted

    def test_strangers_sign_in_first(self, client: Client) -> None:
        assert client.get(ADDRESS).status_code == 302

    def test_the_address(self) -> None:
        assert reverse("adopt-plan", args=["mhstcc", PERIOD]) == ADDRESS


WITHOUT_WAITING = """
CREATE OR REPLACE FUNCTION workplan_is_adopted(plan bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT state = 'adopted' FROM workplan_workplan WHERE id = plan), false)
$$
"""


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_an_edit_beside_the_adoption_is_waited_for(own_database: str, tmp_path: Path, guarded: bool) -> None:
    """Else a plan would be adopted whose item had just lost its words. Control: without the hold it is."""
    plan = a_draft(tmp_path)
    if not guarded:
        with connection.cursor() as cursor:
            cursor.execute(WITHOUT_WAITING)
    edited, adoption_met_it = threading.Event(), threading.Event()

    def edit() -> None:
        with acting_as(Actor("Editor", "command")), transaction.atomic():
            item = ActionItem.objects.get(workplan=plan, reference="I-1")
            item.agreed_words_en = "Work together"
            item.save()
            edited.set()
            adoption_met_it.wait(timeout=2)

    def adopt() -> None:
        edited.wait(timeout=5)
        adopted(plan, decision())

    def watch() -> None:
        edited.wait(timeout=5)
        give_up = time.monotonic() + 2
        while time.monotonic() < give_up and not _somebody_waits_or_has_adopted(plan):
            pass
        adoption_met_it.set()

    outcomes = together(edit, adopt, watch)
    plan.refresh_from_db()
    assert outcomes[0] is None
    if guarded:
        assert isinstance(outcomes[1], AdoptionRefused)
        assert not plan.is_adopted
    else:
        assert plan.is_adopted
        assert obstacles(plan) != []


def _somebody_waits_or_has_adopted(plan: Workplan) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock')"
            " OR EXISTS (SELECT FROM workplan_workplan WHERE id = %s AND state = 'adopted')",
            [plan.pk],
        )
        return bool(cursor.fetchone()[0])
