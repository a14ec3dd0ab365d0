"""Plans in the administration: the secretariat writes a draft; what was adopted or recorded is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from committees.models import Committee
from tests.helpers import signed_in
from tests.strangers import AnotherCommittee, another_committee
from workplan.models import ActionItem, CooperationArea, Milestone, ProgressUpdate, Workplan

DEFINITIONS: list[Any] = [Workplan, CooperationArea, ActionItem, Milestone]


@pytest.fixture
def draft(db: None) -> AnotherCommittee:
    return another_committee("drafts", adopted=False)


@pytest.fixture
def secretary(draft: AnotherCommittee) -> Client:
    return signed_in("drafts.secretariat")


def address(model: Any, rest: str) -> str:
    return f"/admin/workplan/{model._meta.model_name}/{rest}"


def area_form(area: CooperationArea, **changed: Any) -> dict[str, Any]:
    names = [field.name for field in area._meta.concrete_fields if field.editable and field.name != "id"]
    form = {name: getattr(area, name) for name in names} | {"workplan": area.workplan_id, "sources": ""}
    return form | {"excused_words": "\n".join(area.excused_words), "version": area.version, **changed}


@pytest.mark.parametrize(
    ("role", "code"), [("liaison_officer", 403), ("secretariat", 302), ("administrator", 403)]
)
def test_a_draft_is_written_by_the_secretariat(draft: AnotherCommittee, role: str, code: int) -> None:
    form = area_form(draft.area, title_en="Tides and winds")
    response = signed_in(f"drafts.{role}").post(address(CooperationArea, f"{draft.area.pk}/change/"), form)
    assert response.status_code == code
    draft.area.refresh_from_db()
    assert draft.area.title_en == ("Tides and winds" if code == 302 else "Tides")


@pytest.mark.django_db
@pytest.mark.parametrize("model", DEFINITIONS)
def test_an_adopted_plan_is_read(model: Any) -> None:
    another_committee()
    client = signed_in("tides.secretariat")
    row = (
        model.objects.filter(**({"committee__slug": "tides"} if model is Workplan else {}))
        .order_by("-pk")
        .first()
    )
    assert client.get(address(model, f"{row.pk}/change/")).status_code == 200
    assert client.post(address(model, f"{row.pk}/change/"), {"version": row.version}).status_code == 403
    assert client.post(address(model, f"{row.pk}/delete/"), {"post": "yes"}).status_code == 403


@pytest.mark.django_db
def test_nothing_is_added_to_an_adopted_plan() -> None:
    tides = another_committee()
    form = area_form(CooperationArea(workplan=tides.plan, number=2, title_en="New", agreed_text_en="New."))
    response = signed_in("tides.secretariat").post(address(CooperationArea, "add/"), form)
    assert response.status_code == 403
    assert tides.plan.areas.count() == 1


def test_excerpts_with_commas_stay_whole(secretary: Client, draft: AnotherCommittee) -> None:
    words = ["old, and very old,", "tide tables"]
    form = area_form(draft.area, excused_words="\r\n".join(words))
    assert secretary.post(address(CooperationArea, f"{draft.area.pk}/change/"), form).status_code == 302
    draft.area.refresh_from_db()
    assert draft.area.excused_words == words


def test_agreed_words_are_an_excerpt(secretary: Client, draft: AnotherCommittee) -> None:
    item = draft.item
    form = {
        "workplan": draft.plan.pk,
        "area": draft.area.pk,
        "reference": "I-1",
        "position": 1,
        "kind": item.kind,
        "title_en": "Typed title",
        "agreed_words_en": "Words that nobody agreed.",
        "standing": item.standing,
        "version": item.version,
    }
    response = secretary.post(address(ActionItem, f"{item.pk}/change/"), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "The agreed words must stand in the text of the area, letter for letter." in page
    assert "Typed title" in page


def test_a_plan_cannot_be_adopted_by_a_form(secretary: Client, draft: AnotherCommittee) -> None:
    plan = draft.plan
    names = ("period", "title_en", "starts_on", "standing")
    form = {name: getattr(plan, name) for name in names} | {
        "committee": plan.committee_id,
        "version": plan.version,
    }
    response = secretary.post(
        address(Workplan, f"{plan.pk}/change/"), form | {"state": "adopted", "adopted_by": "1"}
    )
    assert response.status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.adopted_by) == ("draft", None)


def test_an_item_goes_after_its_bodies_and_milestones(secretary: Client, draft: AnotherCommittee) -> None:
    def delete(row: Model) -> int:
        sent = {"post": "yes", "version": type(row)._base_manager.get(pk=row.pk).version}
        return secretary.post(address(type(row), f"{row.pk}/delete/"), sent).status_code

    assert delete(draft.item) == 409
    for row in (*draft.item.milestones.all(), *draft.item.responsibilities.all()):
        assert delete(row) == 302
    assert delete(draft.item) == 302
    assert not ActionItem.objects.filter(pk=draft.item.pk).exists()
    newest = ActionItem.history.filter(id=draft.item.pk).first()
    assert (newest.history_type, newest.actor_name) == ("-", "drafts.secretariat")


# Statements


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["officer.hk", "secretariat.mainland"])
def test_a_statement_is_added_on_the_page_of_its_item(username: str) -> None:
    client = signed_in(username)
    item = ActionItem.objects.get(workplan__committee__slug="mhstcc", reference="III-2")
    page = client.get(address(ProgressUpdate, "add/"))
    assert page.status_code == 200
    assert str(item) in page.content.decode()
    response = client.get(address(ProgressUpdate, "add/"), {"item": item.pk})
    assert response.headers["Location"] == "/mhstcc/plans/2024-25/III-2/progress/"


@pytest.mark.django_db
def test_a_statement_is_not_added_by_an_administrator_or_on_anothers_item() -> None:
    tides = another_committee()
    assert signed_in("admin").get(address(ProgressUpdate, "add/")).status_code == 403
    client = signed_in("officer.hk")
    assert client.get(address(ProgressUpdate, "add/"), {"item": tides.item.pk}).status_code == 422
    assert client.get(address(ProgressUpdate, "add/"), {"item": "x"}).status_code == 422


@pytest.mark.django_db
def test_a_recorded_statement_is_read_and_never_changed() -> None:
    tides = another_committee()
    for role in ("liaison_officer", "secretariat", "administrator"):
        client = signed_in(f"tides.{role}")
        there = address(ProgressUpdate, f"{tides.statement.pk}/change/")
        page = client.get(there)
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()
        assert client.post(there, {"status": "completed"}).status_code == 403
        assert client.post(there.replace("change", "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.django_db
def test_drafts_of_another_committee_are_not_there(draft: AnotherCommittee) -> None:
    client = signed_in("secretariat.hk")
    assert Committee.objects.count() == 2
    for model, row in ((Workplan, draft.plan), (CooperationArea, draft.area), (ActionItem, draft.item)):
        assert client.get(address(model, f"{row.pk}/change/")).status_code == 404
        assert str(row) not in client.get(address(model, "")).content.decode()
