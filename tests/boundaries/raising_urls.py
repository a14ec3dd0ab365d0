"""The product's addresses and a few that fail on purpose; for tests only."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.deletion import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from workplan.urls import *  # noqa: F403
from workplan.urls import urlpatterns as of_the_product


def raises(request: HttpRequest, state: str, rule: str = "") -> HttpResponse:
    """The database itself refuses, with this SQLSTATE and the name of this constraint."""
    with transaction.atomic(), connection.cursor() as cursor:
        named = f", CONSTRAINT = '{rule}'" if rule else ""
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{state}'{named}; END $$")
    return HttpResponse("not refused")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def protected(request: HttpRequest) -> HttpResponse:
    raise ProtectedError("stays", set())


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def reads_the_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("raises/<str:state>/", raises),
    path("raises/<str:state>/<str:rule>/", raises),
    path("forbidden/", forbidden),
    path("protected/", protected),
    path("broken/", broken),
    path("reads/", reads_the_form),
    *of_the_product,
]
