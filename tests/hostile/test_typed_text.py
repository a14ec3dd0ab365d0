"""Text nobody would think of, typed into the forms of progress: an answer with a sentence, never a 500."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from committees.forms import Narrative, WebAddress
from tests.helpers import signed_in
from tests.workplan.recording import PLAN, RECORD, fields_of, page_text
from workplan.models import ProgressText, ProgressUpdate

pytestmark = pytest.mark.django_db

NASTY = [
    "\x00",
    "a\x07b",
    "\ufffd",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "{{7*7}}{% now %}",
    "=1+1",
    "\"' onmouseover=x",
    "好" * 10_000,
    "好" * 10_001,
    "𠮷野家 𠀀",
    "é",
    "a\r\nSet-Cookie: x=1",
]
anything = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=60), st.text(alphabet=st.characters(), max_size=10)
)
days = st.one_of(
    st.sampled_from(["2025-02-30", "0000-00-00", "9999-12-31", "10/10/2025", "", "2025-10-09"]), anything
)


def post(client: Client, form: dict[str, Any]) -> int:
    form = {name: _sendable(value) for name, value in form.items()}
    return client.post(RECORD, form).status_code


def _sendable(value: Any) -> Any:
    """A lone surrogate cannot be sent as UTF-8; a browser sends the mark of what cannot be decoded."""
    if isinstance(value, list):
        return [_sendable(each) for each in value]
    return str(value).encode("utf-8", "replace").decode("utf-8")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.one_of(st.sampled_from(["on_track", "behind_schedule", "completed", "no_statement"]), anything),
    as_at=days,
    narrative=anything,
    reason=anything,
    title=anything,
    url=st.one_of(
        st.sampled_from(["javascript:alert(1)", "http://[", "https://a.hk/" + "x" * 700]), anything
    ),
    number=st.one_of(st.integers(-5, 10**12).map(str), anything),
    side=anything,
    bodies=st.lists(anything, max_size=3),
    total=st.one_of(st.sampled_from(["0", "21", "100000", "-1"]), anything),
)
def test_no_form_of_progress_answers_500(db: None, **typed: Any) -> None:
    client = signed_in("officer.hk")
    form = fields_of(client.get(RECORD))
    before = ProgressUpdate.objects.count()
    form |= {
        "status": typed["status"],
        "as_at": typed["as_at"],
        "narrative_zh_hant": typed["narrative"],
        "reason_en": typed["reason"],
        "evidence-0-title": typed["title"],
        "evidence-0-publisher": typed["title"],
        "evidence-0-url": typed["url"],
        "number": typed["number"],
        "side": typed["side"],
        "bodies": typed["bodies"],
        "evidence-TOTAL_FORMS": typed["total"],
    }
    code = post(client, form)
    assert code in (302, 400, 409, 413, 422)
    assert (ProgressUpdate.objects.count() > before) == (code == 302)


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_stored_as_typed_or_refused_with_a_sentence(text: str) -> None:
    client = signed_in("officer.hk")
    form = {**fields_of(client.get(RECORD)), "status": "on_track", "narrative_en": text}
    response = client.post(RECORD, form)
    if response.status_code == 422:
        assert "cannot be stored" in page_text(response) or "at most 10000" in page_text(response).replace(
            ",", ""
        )
        return
    assert response.status_code == 302
    stored = ProgressText.objects.latest("pk").text
    assert stored == text.replace("\r\n", "\n").strip()
    assert "<script>alert(1)" not in client.get(f"{PLAN}/III-2/").content.decode()


def test_ten_thousand_chinese_characters_are_kept_and_one_more_is_not() -> None:
    client = signed_in("officer.hk")
    for length, code in ((10_000, 302), (10_001, 422)):
        form = {**fields_of(client.get(RECORD)), "status": "on_track", "narrative_zh_hant": "好" * length}
        assert client.post(RECORD, form).status_code == code


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u3164\u2800", "\u00a0\u3000\ufeff", "\U000e0041", "\ufe0f", "\u2028"]
)
def test_text_of_which_nothing_is_seen_is_no_text(unseen: str) -> None:
    assert Narrative(required=False).clean(unseen * 3) == ""
    assert Narrative().clean(f"好{unseen}的") == f"好{unseen}的"
    with pytest.raises(ValidationError, match="required"):
        Narrative().clean(unseen)


def test_bytes_that_are_no_text_are_refused_with_a_sentence() -> None:
    client = signed_in("officer.hk")
    form = {**fields_of(client.get(RECORD)), "status": "on_track"}
    body = "&".join(
        f"{name}={value}" for name, value in form.items() if isinstance(value, str) and "[" not in value
    )
    response = client.generic(
        "POST", RECORD, (body + "&narrative_en=%ED%A0%80%FF").encode(), "application/x-www-form-urlencoded"
    )
    assert response.status_code == 422
    assert "cannot be stored" in page_text(response)


@pytest.mark.parametrize(
    "address", ["IX-1", "III-99", "III-2/progress/0/correct", "III-2/milestones/99", "III-2/texts"]
)
def test_unknown_addresses_are_not_there(address: str) -> None:
    assert signed_in("officer.hk").get(f"{PLAN}/{address}/").status_code == 404


@pytest.mark.parametrize("name", ["ITC\u202ecti", "I\u200bTC", "bell\x07"])
def test_nothing_hides_in_a_name_typed_into_the_administration(name: str) -> None:
    admin = signed_in("admin")
    where = "/admin/committees/body/add/"
    response = admin.post(where, {"code": "NEW", "abbreviation": name, "name_en": "New", "place": "mainland"})
    assert response.status_code == 422
    assert "type it again" in page_text(response) or "cannot be stored" in page_text(response)


@pytest.mark.parametrize("typed", ["http://[", "//[", "https://[::1", "http://a]b/"])
def test_half_an_address_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        WebAddress().clean(typed)
