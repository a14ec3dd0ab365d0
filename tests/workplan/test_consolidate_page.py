"""Making the side's statement of accepted returns: who may, what the page begins with, what is kept, what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from committees.models import Side
from tests.helpers import acting_as_person, person, signed_in
from tests.hostile import files
from tests.hostile.files import upload
from tests.kitchens import an_indicator
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.recording import PLAN, fields_of, page_text, record
from tests.workplan.rounds_of_tests import SAID, SIGNED, open_round, submit, take, the_return
from workplan.models import EvidenceFile, Milestone, ProgressUpdate, Return
from workplan.services import progress
from workplan.services.contributions import OfferedProof, ProposedStep, Reading
from workplan.services.files import check_may_attach, keep_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("round_is_open")]
PAGE = "/mhstcc/rounds/1/returns/III-2/consolidate/"
TWO_LEADS = PAGE.replace("III-2", "I-2")
ITEM = f"{PLAN}/III-2/"
QUERIES = 21


def accepted(reference: str = "III-2", body: str = "RGC", **said: Any) -> Return:
    """Handed in by its contributor, or by the office where the body has none, and accepted."""
    whole = replace(SAID, **said)
    if body == "RGC":
        submit("contributor.rgc", reference, body, said=whole)
    else:
        letter = replace(SIGNED, source="Letter of 8 October", source_file=a_file("officer.hk"))
        submit("officer.hk", reference, body, said=whole, signature=letter)
    return take("accept", reference=reference, body=body)


def a_file(who: str, name: str = "table.pdf") -> EvidenceFile:
    side = Side.objects.get(committee__slug="mhstcc", code="hong_kong")
    with acting_as_person(who) as by:
        return keep_file(upload=upload(name, files.pdf()), committee=side.committee, side=side, by=by)


def open_milestone(reference: str = "III-2") -> Milestone:
    open_ones = the_return(reference).item.milestones.exclude(events__kind="reached")
    return open_ones.order_by("pk")[0]


def reached(milestone: Milestone) -> ProposedStep:
    return ProposedStep(milestone, "reached", date(2025, 10, 7), reason="Seven projects.")


def newest(reference: str = "III-2") -> ProgressUpdate:
    return ProgressUpdate.objects.filter(item__reference=reference).latest("pk")


def sent(client: Client, address: str = PAGE, **typed: Any) -> HttpResponse:
    return client.post(address, {**fields_of(client.get(address)), **typed})


def test_the_page_begins_with_what_the_body_said_and_records_it_with_its_file() -> None:
    open_round()
    file = a_file("contributor.rgc")
    proof = OfferedProof(
        "取錄名單", "研資局", "zh-hant", date(2025, 10, 1), "https://tides.example/list", file
    )
    texts = {"narrative_en": "Chosen.", "narrative_zh_hant": "已選定。", "next_step_en": "Contracts."}
    here = accepted(texts=texts, evidence=[proof])
    officer = signed_in("officer.hk")
    page = officer.get(PAGE)
    assert "Research Grants Council, submitted 10 Oct 2025" in page_text(page)
    answer = officer.post(PAGE, fields_of(page))
    update = newest()
    assert (answer.status_code, answer.headers["Location"]) == (302, update.get_absolute_url())
    assert [row.contribution for row in update.cited.all()] == [here]
    assert (update.side.code, update.status, update.as_at) == ("hong_kong", "on_track", date(2025, 10, 8))
    assert [row.body.code for row in update.body_rows.all()] == ["RGC"]
    said = {f"{row.part}_{row.language.replace('-', '_')}": row.text for row in update.texts.all()}
    assert said == texts
    piece = update.evidence.get()
    assert (piece.title_zh_hant, piece.title_en, piece.url) == ("取錄名單", "", "https://tides.example/list")
    assert piece.file == file


def test_whoever_does_not_handle_the_returns_of_the_side_is_refused() -> None:
    open_round()
    assert signed_in("officer.hk").get(PAGE).status_code == 404  # nothing accepted yet
    accepted()
    codes = {
        "officer.hk": 200,
        "secretariat.hk": 200,
        "contributor.rgc": 403,
        "officer.mainland": 404,
        "viewer": 404,
        "admin": 404,
    }
    for who, code in codes.items():
        assert signed_in(who).get(PAGE).status_code == code, who
    assert signed_in("officer.hk").get(PAGE.replace("/1/", "/99999/")).status_code == 404


def test_texts_of_two_bodies_stand_under_each_other_and_no_status_is_chosen_for_them() -> None:
    open_round()
    accepted("I-2", "ITIB", texts={"narrative_en": "First."})
    accepted(
        "I-2",
        "HSITPL",
        status="behind_schedule",
        as_at=date(2025, 10, 9),
        texts={"narrative_en": "Second.", "reason_en": "Rain."},
    )
    officer = signed_in("officer.hk")
    page = officer.get(TWO_LEADS)
    form = fields_of(page)
    assert (form["narrative_en"], form["reason_en"]) == ("First.\n\nSecond.", "Rain.")
    assert (form["as_at"], "status" in form, len(form["bodies"])) == ("2025-10-09", False, 2)
    assert "ITIB proposes “On track”; HSITPL proposes “Behind schedule”" in page_text(page)
    assert officer.post(TWO_LEADS, form).status_code == 422
    # One that is accepted while the page is open is not cited by who has not read it.
    one = str(the_return("I-2", "ITIB").pk)
    officer.post(TWO_LEADS, {**form, "status": "on_track", "return": one})
    assert [row.contribution.body.code for row in newest("I-2").cited.all()] == ["ITIB"]
    assert fields_of(officer.get(TWO_LEADS))["narrative_en"] == "Second."


def test_a_return_of_the_side_that_is_not_accepted_yet_is_told_with_its_state() -> None:
    open_round()
    accepted("I-2", "ITIB")
    officer = signed_in("officer.hk")
    assert told_first(officer) == "Hong Kong-Shenzhen Innovation and Technology Park Limited, expected"
    letter = replace(SIGNED, source="Letter of 8 October", source_file=a_file("officer.hk"))
    submit("officer.hk", "I-2", "HSITPL", signature=letter)
    assert told_first(officer) == "Hong Kong-Shenzhen Innovation and Technology Park Limited, submitted"
    take("accept", reference="I-2", body="HSITPL")
    assert told_first(officer) == ""


def told_first(client: Client) -> str:
    return text_of(client.get(TWO_LEADS), "//*[@aria-labelledby='not-accepted']/ul/li")


def test_words_that_the_side_said_already_are_told_before_they_are_said_again() -> None:
    open_round()
    accepted()
    officer = signed_in("officer.hk")
    told = "This says word for word what update"
    assert told not in page_text(officer.get(PAGE))
    sent(officer)
    assert f"{told} {newest().number} says already" in page_text(officer.get(PAGE))
    form = fields_of(officer.get(PAGE))
    for other in ({"status": "not_started"}, {"as_at": "2025-10-07"}, {"next_step_en": "Contracts."}):
        shown = officer.post(PAGE, {**form, **other, "more": "1"})
        assert (shown.status_code, told in page_text(shown)) == (200, False), other
    assert officer.post(PAGE, form).status_code == 302, "it is not forbidden"


def test_sections_are_numbered_from_one() -> None:
    open_round()
    accepted()
    page = tree(signed_in("officer.hk").get(PAGE))
    assert page.xpath("//*[@class='part-number']")[0].text == "1"


def test_a_ticked_step_becomes_an_event_and_one_unticked_does_not() -> None:
    open_round()
    milestone = open_milestone()
    accepted(milestones=[reached(milestone)])
    officer = signed_in("officer.hk")
    sent(officer, step="")
    assert not milestone.events.filter(kind="reached").exists()
    sent(officer)
    event = milestone.events.get(kind="reached")
    assert (event.on, event.reason_en, event.side.code) == (date(2025, 10, 7), "Seven projects.", "hong_kong")
    assert "nothing is left to record" in page_text(officer.get(PAGE))


def test_a_milestone_that_moved_meanwhile_is_told_and_nothing_is_written() -> None:
    open_round()
    milestone = open_milestone()
    here = accepted(milestones=[reached(milestone)])
    officer = signed_in("officer.hk")
    form, before = fields_of(officer.get(PAGE)), ProgressUpdate.objects.count()
    with acting_as_person("secretariat.hk") as by:
        progress.move_milestone(
            milestone=milestone,
            side=here.side,
            to=date(2026, 2, 1),
            reasons={"en": "Rain."},
            expected_number=milestone.events.count() + 1,
            by=by,
        )
    answer = officer.post(PAGE, form)
    assert answer.status_code == 409
    assert "A milestone moved or was reached meanwhile" in page_text(answer)
    assert "now 1 Feb 2026" in page_text(answer)
    assert (ProgressUpdate.objects.count(), here.cited_by.count()) == (before, 0)
    assert officer.post(PAGE, fields_of(answer)).status_code == 302
    assert milestone.events.filter(kind="reached").exists()


def test_two_bodies_with_a_step_of_one_milestone_have_one_of_them_recorded() -> None:
    open_round()
    item = the_return("I-2", "ITIB").item
    milestone = item.milestones.exclude(events__kind="reached").order_by("pk")[0]
    accepted("I-2", "ITIB", milestones=[reached(milestone)])
    accepted("I-2", "HSITPL", milestones=[reached(milestone)])
    officer = signed_in("officer.hk")
    form = fields_of(officer.get(TWO_LEADS))
    assert len(form["step"]) == 1
    both = [str(row.pk) for each in item.returns.all() for row in each.milestones.all()]
    refused = officer.post(TWO_LEADS, {**form, "step": both})
    assert refused.status_code == 422
    assert "Tick one of them" in page_text(refused)
    assert officer.post(TWO_LEADS, form).status_code == 302


def test_the_same_form_twice_is_one_statement() -> None:
    open_round()
    here = accepted()
    officer = signed_in("officer.hk")
    form, before = fields_of(officer.get(PAGE)), ProgressUpdate.objects.count()
    first, second = officer.post(PAGE, form), officer.post(PAGE, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert (ProgressUpdate.objects.count(), here.cited_by.count()) == (before + 1, 1)
    again = page_text(officer.get(PAGE))
    assert f"Update {newest().number} was made of these returns already" in again


def test_a_stale_number_shows_both_texts_and_writes_nothing() -> None:
    open_round()
    here = accepted()
    officer = signed_in("officer.hk")
    mine = {**fields_of(officer.get(PAGE)), "narrative_en": "Mine, typed slowly"}
    record(signed_in("secretariat.hk"), narrative_en="Theirs, sent first")
    before = ProgressUpdate.objects.count()
    answer = officer.post(PAGE, mine)
    assert answer.status_code == 409
    assert "Theirs, sent first" in page_text(answer)
    assert "Mine, typed slowly" in page_text(answer)
    assert (ProgressUpdate.objects.count(), here.cited_by.count()) == (before, 0)
    assert officer.post(PAGE, fields_of(answer)).status_code == 302
    assert here.cited_by.count() == 1


@pytest.mark.parametrize("missing", ["number", "once_key", "return", "events"])
def test_a_form_that_is_none_of_ours_is_400(missing: str) -> None:
    open_round()
    milestone = open_milestone()
    accepted(milestones=[reached(milestone)])
    officer = signed_in("officer.hk")
    form, before = fields_of(officer.get(PAGE)), ProgressUpdate.objects.count()
    form.pop(f"events-{milestone.number}" if missing == "events" else missing)
    assert officer.post(PAGE, form).status_code == 400
    assert ProgressUpdate.objects.count() == before


def test_a_file_of_a_return_goes_only_with_a_statement_that_cites_the_return() -> None:
    open_round()
    file = a_file("contributor.rgc")
    here = accepted(evidence=[OfferedProof("List", "RGC", file=file)])
    with acting_as_person("officer.hk") as by:
        with pytest.raises(ValidationError):
            check_may_attach([file], side=here.side, by=by)
        check_may_attach([file], side=here.side, by=by, cites=[here])


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_everybody_reads_on_the_card_whose_returns_it_was_made_of() -> None:
    open_round()
    accepted()
    before = queries(signed_in("viewer"), ITEM)
    sent(signed_in("officer.hk"))
    viewer = signed_in("viewer")
    assert "From returns of RGC (10 October 2025)." in page_text(viewer.get(ITEM))
    in_chinese(viewer)
    assert "根據RGC（2025年10月10日）的匯報表。" in page_text(viewer.get(ITEM))
    assert queries(signed_in("viewer"), ITEM) == before


def test_readings_are_shown_and_the_page_costs_the_same_for_one_return_and_two(
    django_assert_num_queries: Any,
) -> None:
    open_round()
    item = the_return("I-2", "ITIB").item
    indicator = an_indicator(item, person("secretariat.hk"))
    officer = signed_in("officer.hk")
    for body, value in (("ITIB", 7), ("HSITPL", 9)):
        accepted("I-2", body, readings=[Reading(indicator, Decimal(value), date(2025, 10, 8))])
        officer.get(TWO_LEADS)
        with django_assert_num_queries(QUERIES):
            page = page_text(officer.get(TWO_LEADS))
        assert f"Tables exchanged: {value}, 8 Oct 2025 {body}" in page
