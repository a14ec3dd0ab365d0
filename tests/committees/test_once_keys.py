"""A form that is sent again is answered with its first answer."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from committees.keeping import once
from committees.models import OnceKey
from tests.helpers import person, together


@pytest.mark.django_db
def test_a_key_is_claimed_once_and_remembers_its_answer() -> None:
    key, user = uuid.UUID(once.new_key()), person("officer.hk")
    with transaction.atomic():
        once.answer(once.claim(key, by=user), "/there/")
    with pytest.raises(once.AlreadyAnswered) as again, transaction.atomic():
        once.claim(key, by=user)
    assert again.value.address == "/there/"


@pytest.mark.django_db
def test_a_key_of_somebody_else_tells_nothing() -> None:
    key = uuid.UUID(once.new_key())
    with transaction.atomic():
        once.answer(once.claim(key, by=person("officer.hk")), "/secret/")
    with pytest.raises(ValidationError, match="sent by somebody else"), transaction.atomic():
        once.claim(key, by=person("officer.mainland"))


@pytest.mark.django_db
def test_a_key_of_a_refused_form_is_free_again() -> None:
    key, user = uuid.UUID(once.new_key()), person("officer.hk")
    with transaction.atomic():
        once.claim(key, by=user)
        transaction.set_rollback(True)
    with transaction.atomic():
        assert once.claim(key, by=user).key == key


def test_a_key_is_not_claimed_outside_a_transaction(own_database: str) -> None:
    with pytest.raises(RuntimeError):
        once.claim(uuid.uuid4(), by=person("officer.hk"))


def test_thirty_senders_at_once_make_one_row_and_get_one_answer(own_database: str) -> None:
    key, user = uuid.uuid4(), person("officer.hk")

    def send() -> str:
        try:
            with transaction.atomic():
                taken = once.claim(key, by=user)
                once.answer(taken, "/there/")
                return "/there/"
        except once.AlreadyAnswered as again:
            return again.address

    assert together(*[send] * 30) == ["/there/"] * 30
    assert OnceKey.objects.filter(pk=key).count() == 1
