"""Files nobody would think of, sent to the page of fixtures: a sentence, nothing written, never a 500."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from committees.keeping import once
from tests.helpers import signed_in
from tests.hostile.test_fixtures import BOMB
from tests.workplan.plans_of_tests import PLAN, REFERENCE, body
from tests.workplan.sending import FIXTURES, has_button, no_definition_written, problems_on, send
from workplan.models import FixtureLoad
from workplan.services.fixtures import MOST_TOLD

pytestmark = pytest.mark.django_db
SLOWLY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LINES = PLAN.read_text("utf-8").splitlines(keepends=True)[:70]
VALUES = (
    "null",
    "~",
    "[]",
    "{}",
    "[[[",
    "9" * 40,
    "-1",
    '"\\0"',
    '"\\ud800"',
    "&a *a",
    "!!python/name:os.system",
    "國" * 3_000,
)


@pytest.fixture
def administrator(db: None) -> Iterator[Client]:
    """Signed in; whatever this administrator sends in a test, no definition is written by it."""
    client = signed_in("admin")
    with no_definition_written():
        yield client


def pages_of(client: Client, *texts: bytes | str, **fields: Any) -> list[Any]:
    """What sending answers, and the page it leads to."""
    answer = send(client, *texts, **fields)
    found = [answer]
    if answer.status_code == 302:
        found += [client.get(answer.headers["Location"]), client.get(FIXTURES)]
    return found


def assert_harmless(client: Client, *texts: bytes | str) -> None:
    answers = pages_of(client, *texts)
    assert answers[0].status_code in (302, 413, 422)
    assert all(page.status_code == 200 for page in answers[1:])


@SLOWLY
@given(raw=st.binary(max_size=300))
def test_bytes(administrator: Client, raw: bytes) -> None:
    assert_harmless(administrator, raw)


@SLOWLY
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_text(administrator: Client, text: str) -> None:
    assert_harmless(administrator, f"- model: committees.body\n  fields: {{code: {text}}}\n", text)


@SLOWLY
@given(data=st.data())
def test_a_real_fixture_with_lines_lost_doubled_moved_or_with_other_values(
    administrator: Client, data: st.DataObject
) -> None:
    lines = list(LINES)
    for _time in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["lose", "double", "move", "value", "cut"])):
            case "lose":
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case "move":
                lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(place))
            case "value":
                lines[place] = f"{lines[place].partition(':')[0]}: {data.draw(st.sampled_from(VALUES))}\n"
            case "cut":
                lines[place] = lines[place][: data.draw(st.integers(0, len(lines[place])))]
    assert_harmless(administrator, "".join(lines))


@SLOWLY
@given(
    name=st.text(max_size=300),
    page=st.one_of(st.sampled_from(["0", "-1", "9" * 30, "last", "x"]), st.text(max_size=10)),
    seen=st.text(max_size=20),
)
def test_names_pages_and_tokens(administrator: Client, name: str, page: str, seen: str) -> None:
    def sendable(text: str) -> str:
        return text.encode("utf-8", "replace").decode()

    file = SimpleUploadedFile("x.yaml", body("NEW-BODY").encode())
    file.name = sendable(f"{name}.yaml")
    answer = administrator.post(FIXTURES, {"once_key": once.new_key(), "fixtures": [file]})
    assert answer.status_code in (302, 400, 422)
    assert administrator.get(FIXTURES, {"page": sendable(page)}).status_code in (200, 400)
    if answer.status_code == 302 and not seen.isdigit():
        address = answer.headers["Location"]
        assert administrator.post(f"{address}load/", {"seen": sendable(seen)}).status_code == 400


PLAIN = body("NEW-BODY", name_zh_hant="創新科技署")


@pytest.mark.parametrize(
    "raw",
    [
        BOMB,
        "[" * 200_000,
        "- " * 200_000,
        "\x00",
        "- {}\n" * 3_000,
        f"- model: {'x' * 500_000}\n  fields: {{}}\n",
        f"- model: committees.body\n  fields: {{? {'x' * 500_000} : 1, code: A}}\n",
        "- model: committees.body\n  fields: {code: A, "
        + "".join(f'"{n}\\0": 1, ' for n in range(3_000))
        + "}\n",
        '- model: "committees.\\uDC00"\n  fields: {}\n',
        '- model: committees.body\n  fields: {"\\0\\a\\e": 1}\n',
        PLAIN.encode("utf-16"),
        PLAIN.encode("big5"),
        b"\x1f\x8b\x08\x00" + bytes(100),
        REFERENCE.read_bytes()[:-1000] + b"\xff",
    ],
    ids=range(14),
)
def test_files_made_to_do_harm(administrator: Client, raw: bytes | str) -> None:
    _answer, page, _all = pages_of(administrator, raw)
    assert 0 < len(problems_on(page)) <= MOST_TOLD
    assert not has_button(page)


def test_a_mark_of_byte_order_is_no_problem(administrator: Client) -> None:
    page = pages_of(administrator, PLAIN.encode("utf-8-sig"))[1]
    assert problems_on(page) == []
    assert has_button(page)


@pytest.mark.parametrize("number", ["0", "9" * 30, "-1", "x"])
def test_numbers_that_no_fixture_has(administrator: Client, number: str) -> None:
    assert administrator.get(f"/fixtures/{number}/").status_code == 404
    assert administrator.post(f"/fixtures/{number}/load/", {"seen": 1}).status_code == 404


def test_a_body_that_is_no_form(administrator: Client) -> None:
    for raw in (b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=fixtures; filename=a\r\n\r\n"):
        answer = administrator.post(FIXTURES, raw, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 400
    assert administrator.post(FIXTURES, b"x", content_type="multipart/form-data").status_code == 400
    assert not FixtureLoad.objects.exists()
