"""Pages that belong to no plan: language, colours, health."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from committees.keeping.trilingual import LANGUAGES
from committees.middleware import THEME_COOKIE_NAME, THEMES
from committees.models import User


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Anybody may choose, before signing in too; a signed-in person's choice follows them to other browsers."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(_way_back(request))
    if language in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        _keep(request, language=language)
    return response


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    response = HttpResponseRedirect(_way_back(request))
    if theme in (*THEMES, ""):
        response.set_cookie(
            THEME_COOKIE_NAME,
            theme,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        _keep(request, theme=theme)
    return response


def _way_back(request: HttpRequest) -> str:
    address = request.POST.get("next", "/")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"


def _keep(request: HttpRequest, **preference: str) -> None:
    # User is exempt from history and from versions, so a plain update is its one write.
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(**preference)


@login_not_required
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and its clock is there; 503 with nothing more otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT keeping_now()")
    except Exception:  # noqa: BLE001 - whatever it is, the answer is the same
        return JsonResponse({"ready": False}, status=503)
    return JsonResponse({"ready": True})
