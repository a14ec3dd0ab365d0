"""What surrounds every request: the reader's language, who is acting, and a page for every refusal."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from committees import refusals as refusal_table
from committees import typed_text
from committees.forms import NO_TEXT
from committees.keeping.acting import Actor, NobodyActing, acting_as
from committees.keeping.trilingual import LANGUAGES
from committees.models import User
from committees.permissions import Reader, places_of

GetResponse = Callable[[HttpRequest], HttpResponse]
THEMES = ("light", "dark")
THEME_COOKIE_NAME = "theme"


def refusals(get_response: GetResponse) -> GetResponse:
    """What cannot be text or is too long is refused; database refusals become pages with sentences."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not (_is_text(request) and _is_utf8(request)):
            return refusal_table.undecodable(request)
        if _length(request) > settings.MOST_BYTES_OF_A_REQUEST:
            return refusal_table.refused(request, 413)  # by what it says of itself: nothing is read
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal_table.page_for(request, exception)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _is_text(request: HttpRequest) -> bool:
    for part in (
        request.META.get("PATH_INFO", "").encode("latin-1", "replace"),
        request.META.get("QUERY_STRING", ""),
    ):
        raw = unquote_to_bytes(part)
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            return False
        if b"\0" in raw:
            return False
    return True


def _is_utf8(request: HttpRequest) -> bool:
    """Our forms send nothing else; and no cookie of ours holds what cannot be stored."""
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    return charset in ("utf-8", "utf8") and not any(map(NO_TEXT.search, request.COOKIES.values()))


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def nothing_kept(get_response: GetResponse) -> GetResponse:
    """What was read after signing in is not to be read after signing out, by pressing "back"."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def reader_preferences(get_response: GetResponse) -> GetResponse:
    """Language and colours: what this browser was told, else what the person once chose, else what it asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = _language_of(request)
        request.theme = _theme_of(request)  # type: ignore[attr-defined]
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def _language_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in LANGUAGES:
        return chosen
    kept = getattr(request.user, "language", "")
    if kept in LANGUAGES:
        return kept
    asked = translation.get_language_from_request(request)
    return asked if asked in LANGUAGES else "en"


def _theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE_NAME, getattr(request.user, "theme", ""))
    return chosen if chosen in THEMES else ""


def acting_user(get_response: GetResponse) -> GetResponse:
    """The signed-in person answers for whatever the request writes; without one nothing tracked is written."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting_as(lambda: actor_of(request.user)):
            return get_response(request)

    return middleware


def actor_of(user: Reader) -> Actor:
    """A person as history keeps them: name, roles and sides as text, as they are at this moment."""
    if not isinstance(user, User):
        raise NobodyActing("Nobody is signed in.")
    places = places_of(user)
    return Actor(
        name=user.name_for_the_record,
        role=", ".join(dict.fromkeys(str(place.role) for place in places))[:40],
        side=", ".join(dict.fromkeys(place.side_code for place in places))[:40],
        user=user,
    )


class SignInKeepingTypedText(LoginRequiredMiddleware):
    """Whoever sends a form after their session ended signs in and finds what they typed."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method == "POST":
            typed_text.keep(request)
        return super().handle_no_permission(request, view_func)


def page_for_a_refused_method(get_response: GetResponse) -> GetResponse:
    """Django answers a method that an address does not take with an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = refusal_table.refused(request, 405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


def whole_page_for_signed_out_htmx(get_response: GetResponse) -> GetResponse:
    """A part of a page must not be replaced by the sign-in form: the browser is sent there instead."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "htmx", False) and response.status_code == 302:
            address = response.headers["Location"]
            if address.startswith(settings.STATIC_URL) is False and "/accounts/login/" in address:
                return HttpResponseClientRedirect(address)
        return response

    return middleware
