"""An administrator sends a fixture from the page, looks at what would change, and loads exactly that."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from committees.keeping import once
from committees.keeping.acting import acting_as_command
from committees.models import Body, User
from tests.helpers import signed_in, together
from tests.hostile.test_fixtures import EIGHT_FAULTS
from tests.strangers import another_committee
from tests.workplan.plans_of_tests import (
    REFERENCE,
    body,
    draft_rows,
    loaded,
    state_something,
    the_adopted_plan,
    written,
)
from tests.workplan.reading import in_chinese, text_of, tree
from tests.workplan.sending import (
    FIXTURES,
    has_button,
    load,
    no_definition_written,
    problems_on,
    send,
    sent,
)
from workplan.fixture_files.comparing import Outcome
from workplan.models import FixtureFile, FixtureLoad, FixtureStep, Workplan

NEXT_PLAN = settings.BASE_DIR / "fixtures/workplan_2025_26.yaml"
CHANGE = "- model: committees.body\n  fields: {code: MOST, name_en: Changed}\n"


@pytest.mark.django_db
class TestWho:
    def test_an_administrator_finds_the_page_from_the_desk_and_the_menu(self) -> None:
        links = tree(signed_in("admin").get("/")).xpath("//a[@href='/fixtures/']")
        assert len(links) == 2

    @pytest.mark.parametrize("name", ["viewer", "secretariat.hk"])
    def test_others_are_told_who_may_and_see_no_link(self, name: str) -> None:
        address = sent(signed_in("admin"), CHANGE)
        client = signed_in(name)
        for answer in (
            client.get(FIXTURES),
            client.get(address),
            send(client, CHANGE),
            load(client, address, 1),
        ):
            assert answer.status_code == 403
            assert "Only administrators load fixtures." in answer.content.decode()
        assert tree(client.get("/")).xpath("//a[@href='/fixtures/']") == []
        assert Body.objects.get(code="MOST").version == 1

    def test_an_administrator_of_another_committee_does_not_see_it(self) -> None:
        address = sent(signed_in("admin"), CHANGE)
        another_committee()
        client = signed_in("tides.administrator")
        assert client.get(address).status_code == 404
        assert load(client, address, 1).status_code == 404
        assert "a.yaml" not in client.get(FIXTURES).content.decode()

    def test_rows_of_another_committee_are_as_if_they_were_not_there(self) -> None:
        """Neither written, nor compared, nor named as what somebody may have meant."""
        strangers = another_committee()
        text = (
            "- model: workplan.cooperationarea\n"
            '  fields: {workplan: [tides, "2024-25"], number: 1, title_en: Ours now}\n'
            "- model: committees.committee\n  fields: {slug: tides, name_en: Ours now}\n"
            "- model: committees.side\n  fields: {committee: [tide], code: mainland}\n"
        )
        client = signed_in("admin")
        with no_definition_written():
            page = client.get(sent(client, text))
        assert len(problems_on(page)) == 3
        assert strangers.area.title_en not in page.content.decode()
        assert problems_on(page)[2].endswith("There is no committee “tide”, here or above in this file.")


@pytest.mark.django_db
class TestComparing:
    def test_eight_faults_come_back_in_the_order_of_the_file(self) -> None:
        state_something(the_adopted_plan().items.get(reference="I-2"))
        client = signed_in("admin")
        with no_definition_written():
            page = client.get(sent(client, EIGHT_FAULTS))
        lines = [problem.split(" ")[1] for problem in problems_on(page)]
        assert lines == ["5", "8", "10", "14", "19", "22", "31", "33"]
        assert "line 14 workplan.milestone I-4 9, due “2025-02-30” is no day" in problems_on(page)[3]
        assert "8 problems" in text_of(page, "//div[@role='alert']/h2")
        assert not has_button(page)

    def test_a_fixture_with_problems_is_not_loaded_by_a_post_of_ones_own(self) -> None:
        client = signed_in("admin")
        address = sent(client, body("NEW-BODY") + "- nothing\n")
        with no_definition_written():
            assert load(client, address, 1).status_code == 409

    def test_every_change_is_shown_with_its_line_before_anything_is_written(self) -> None:
        client = signed_in("admin")
        with no_definition_written():
            page = client.get(sent(client, body("NEW-BODY") + CHANGE))
        (changed,) = tree(page).xpath("//section[@aria-labelledby='changed']//li")
        assert " ".join(changed.text_content().split()).startswith("line 7 body MOST name, English")
        assert changed.xpath(".//ins")[0].text == "Changed"
        (new,) = tree(page).xpath("//section[@aria-labelledby='created']//li")
        assert " ".join(new.text_content().split()) == "line 1 body NEW-BODY"
        assert "1 new, 1 changed, 0 removed; 0 are as the file says already." in text_of(page)

    def test_what_was_sent_is_kept_to_the_byte(self) -> None:
        raw = b"\xef\xbb\xbf# \xe5\x85\xa7\r\n\x00"
        sent(signed_in("admin"), raw)
        file = FixtureFile.objects.get()
        assert (bytes(file.raw), file.name) == (raw, "a.yaml")
        assert file.sha256 == hashlib.sha256(raw).hexdigest()

    def test_several_files_are_one_load_and_say_which_is_meant(self) -> None:
        client = signed_in("admin")
        page = client.get(sent(client, body("NEW-BODY"), "- model: committees.boddy\n  fields: {}\n"))
        assert problems_on(page)[0].startswith(
            "b.yaml line 1 committees.boddy There is no model of this name."
        )

    def test_problems_are_told_in_the_language_of_whoever_asked_and_marked_for_others(self) -> None:
        client = in_chinese(signed_in("admin"))
        page = client.get(sent(client, "- model: committees.user\n  fields: {}\n"))
        assert "帳戶和職能在管理頁面處理" in problems_on(page)[0]
        page = signed_in("admin").get(FixtureLoad.objects.get().get_absolute_url())
        assert tree(page).xpath("//table[contains(@class, 'problems')]//span/@lang") == ["zh-Hant"]

    def test_a_repeat_is_answered_with_the_first_page(self) -> None:
        client, key = signed_in("admin"), once.new_key()
        assert sent(client, CHANGE, key=key) == sent(client, CHANGE, key=key)
        assert FixtureLoad.objects.count() == 1

    @pytest.mark.parametrize(
        ("texts", "fields", "status", "sentence"),
        [
            ([], {}, 422, "This field is required."),
            ([b""], {}, 422, "The submitted file is empty."),
            ([b"# " + b"x" * 1024 * 1024], {}, 413, "This is more than 1 MiB or 20 files."),
            ([CHANGE], {"once_key": "x"}, 400, ""),
        ],
    )
    def test_what_cannot_be_taken_is_refused(
        self, texts: list[str | bytes], fields: dict[str, str], status: int, sentence: str
    ) -> None:
        answer = send(signed_in("admin"), *texts, **fields)
        assert answer.status_code == status
        assert sentence in answer.content.decode()
        assert not FixtureLoad.objects.exists()

    def test_a_file_that_is_no_yaml_is_refused_as_the_command_refuses_it(self) -> None:
        form = {"once_key": once.new_key(), "fixtures": [SimpleUploadedFile("plan.yaml.gz", b"x")]}
        answer = signed_in("admin").post(FIXTURES, form)
        assert answer.status_code == 422
        assert "“plan.yaml.gz” is not a YAML file" in answer.content.decode()


@pytest.mark.django_db
class TestLoading:
    def test_the_administrator_answers_for_every_row(self) -> None:
        client = signed_in("admin")
        address = sent(client, body("NEW-BODY") + CHANGE)
        assert load(client, address).headers["Location"] == address
        connection.check_constraints()
        for code, kind in (("NEW-BODY", "+"), ("MOST", "~")):
            record = Body.objects.get(code=code).history.first()
            assert (record.history_type, record.actor_name, record.actor_role) == (
                kind,
                "Administrator",
                "administrator",
            )

    def test_the_page_then_says_what_was_done_and_stays(self) -> None:
        client = signed_in("admin")
        address = sent(client, CHANGE)
        load(client, address)
        page = client.get(address)
        assert "0 new, 1 changed" in text_of(page, "//div[contains(@class, 'banner-done')]")
        assert "Administrator" in text_of(page, "//dl[contains(@class, 'docket')]")
        assert not has_button(page)
        assert "Loaded" in text_of(client.get(FIXTURES), "//table[contains(@class, 'sent')]")

    def test_pressing_twice_loads_once(self) -> None:
        client = signed_in("admin")
        address = sent(client, CHANGE)
        assert {load(client, address, 1).headers["Location"] for _time in range(2)} == {address}
        assert Body.objects.get(code="MOST").version == 2
        assert FixtureStep.objects.filter(kind="loaded").count() == 1

    def test_sending_it_again_finds_nothing_to_change(self) -> None:
        client = signed_in("admin")
        load(client, sent(client, CHANGE))
        page = client.get(sent(client, CHANGE))
        assert "Nothing to change" in text_of(page)
        assert not has_button(page)

    def test_what_differs_from_what_was_seen_is_shown_and_not_loaded(self) -> None:
        client = signed_in("admin")
        address = sent(client, body("NEW-BODY") + CHANGE)
        with acting_as_command("somebody else"):
            row = Body.objects.get(code="MOST")
            row.name_en = "Theirs"
            row.save()
        with no_definition_written():
            page = load(client, address)
        assert page.status_code == 409
        assert "since you looked, something changed" in text_of(page)
        assert tree(page).xpath("//section[@aria-labelledby='changed']//del")[0].text == "Theirs"
        assert load(client, address, 1).status_code == 409, "the token of what is no longer true"
        assert Body.objects.get(code="MOST").name_en == "Theirs"
        assert load(client, address).status_code == 302, "after looking again"
        assert Body.objects.get(code="MOST").name_en == "Changed"

    @pytest.mark.parametrize("token", ["", "x", "1.0", "-1"])
    def test_without_the_token_of_what_was_seen_nothing_is_loaded(self, token: str) -> None:
        client = signed_in("admin")
        with no_definition_written():
            assert load(client, sent(client, CHANGE), token).status_code == 400

    def test_rows_that_are_gone_from_a_draft_are_removed_when_asked(self, tmp_path: Any) -> None:
        rows = draft_rows()
        loaded(written(tmp_path, rows))
        text = written(tmp_path, rows[:-3]).read_text("utf-8")
        client = signed_in("admin")
        kept = client.get(sent(client, text))
        assert "They stay as they are." in text_of(kept, "//section[@aria-labelledby='gone']")
        load(client, sent(client, text, remove_gone="on"))
        assert not Workplan.objects.get(period="2031-32").items.filter(reference="VII-1").exists()

    def test_what_was_sent_never_changes(self) -> None:
        sent(signed_in("admin"), CHANGE)
        for model, change in (
            (FixtureLoad, {"committees": []}),
            (FixtureFile, {"raw": b""}),
            (FixtureStep, {"number": 9}),
        ):
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                model.objects.update(**change)


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 25])
def test_the_list_costs_the_same_however_many(more: int, django_assert_num_queries: Any) -> None:
    client = signed_in("admin")
    for _time in range(more + 1):
        sent(client, "# nothing\n")
    with django_assert_num_queries(7):
        page = client.get(FIXTURES)
    assert len(tree(page).xpath("//table[contains(@class, 'sent')]/tbody/tr")) == min(more + 1, 20)
    if more:
        assert "1 to 20 of 26" in text_of(page, "//nav[@class='pagination']")


@pytest.mark.parametrize("others", [1, 3])
def test_pressed_at_the_same_moment_it_is_loaded_once(own_database: str, others: int) -> None:
    address = sent(signed_in("admin"), CHANGE)
    answers = together(*[lambda: load(signed_in("admin"), address, 1).status_code] * (others + 1))
    assert set(answers) == {302}
    assert Body.objects.get(code="MOST").history.count() == 2


def test_the_plan_of_the_next_year_is_loaded_as_a_draft(own_database: str) -> None:
    client = signed_in("admin")
    address = sent(client, NEXT_PLAN.read_bytes())
    page = client.get(address)
    assert problems_on(page) == []
    assert FixtureStep.objects.get().totals["change"] == 0, (
        "the source it brings is that of the demonstration"
    )
    assert load(client, address).status_code == 302
    assert "/mhstcc/plans/2025-26/" in client.get(address).content.decode()
    plan = Workplan.objects.get(period="2025-26")
    assert (plan.state, plan.items.count(), plan.areas.count()) == ("draft", 25, 7)
    assert loaded(REFERENCE, NEXT_PLAN).counts().keys() == {Outcome.SAME}
    for name, status in (("secretariat.mainland", 200), ("officer.hk", 200), ("admin", 200), ("viewer", 404)):
        assert signed_in(name).get("/mhstcc/plans/2025-26/").status_code == status
    assert User.objects.get(username="admin").name_for_the_record == plan.history.get().actor_name
    assert client.get("/").status_code == 200
