"""What surrounds every page: the committee, the day, the places one can go. Safe for anybody, anywhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.keeping import clock, dates
from committees.keeping.trilingual import reader_language
from committees.models import User
from committees.permissions import may
from committees.roles import Right
from workplan.surroundings import Surroundings, surroundings

LANGUAGE_NAMES = (("en", "English"), ("zh-hant", "繁體"), ("zh-hans", "简体"))
# Places of the navigation that are folders of the addresses.
FOLDERS = ("rounds", "meetings", "bodies")


def frame(request: HttpRequest) -> dict[str, object]:
    here = _here(request)
    user = getattr(request, "user", None)
    signed_in = isinstance(user, User)
    return {
        "frame": {
            "theme": getattr(request, "theme", ""),
            "home": "/",
            "committee": _committee(here),
            "demonstration": _demonstration(here),
            "languages": _languages(),
            "user_name": str(user) if signed_in else "",
            "user_place": _place(here),
            "nav": _nav(request, here) if signed_in else [],
            "account_links": _account_links(request, here) if signed_in else [],
            "search_url": reverse("search", args=[here.committee.slug]) if here else "",
        }
    }


def _here(request: HttpRequest) -> Surroundings | None:
    """Nothing for strangers, on pages of committees that are not theirs, and while the database does not answer."""
    match = getattr(request, "resolver_match", None)
    slug = match.kwargs.get("slug") if match else None
    try:
        return surroundings(request, slug)
    except Http404:
        pass
    except (DatabaseError, AttributeError):  # no database, or refused before anybody could be signed in
        return None
    return _first_of_theirs(request) if slug else None


def _first_of_theirs(request: HttpRequest) -> Surroundings | None:
    try:
        return surroundings(request)
    except (Http404, DatabaseError):
        return None


def _committee(here: Surroundings | None) -> dict[str, Any] | None:
    return {"slug": here.committee.slug, "name": here.committee.name} if here else None


def _demonstration(here: Surroundings | None) -> str:
    if not settings.DEMO_MODE:
        return ""
    try:
        today = here.today if here else clock.today()
    except DatabaseError:
        return _("Demonstration.")
    day = dates.in_words(today, reader_language())
    return _("Demonstration: today is %(day)s here, and what is entered is for trial only.") % {"day": day}


def _languages() -> list[dict[str, Any]]:
    reader = reader_language()
    return [{"code": code, "name": name, "current": code == reader} for code, name in LANGUAGE_NAMES]


def _place(here: Surroundings | None) -> str:
    """The body and the side of the person's first place in this committee."""
    if not here or not here.places:
        return ""
    place = here.places[0]
    side = here.side(place.side_code)
    words = {"body": place.body_code, "side": side.name if side else ""}
    return pgettext("place of a person", "%(body)s, %(side)s") % words


def _under(match: ResolverMatch) -> str:
    """Which place of the navigation a page lies under; all of a plan but the plan itself lies under its items."""
    if match.url_name in ("desk", "plan", "adopt-plan"):
        return "desk" if match.url_name == "desk" else "plan"
    folders = match.route.split("/")
    return "items" if "plans" in folders else next((place for place in FOLDERS if place in folders), "")


def _nav(request: HttpRequest, here: Surroundings | None) -> list[dict[str, Any]]:
    places = [("desk", _("My desk"), reverse("desk"))]
    if here:
        slug = here.committee.slug
        if here.newest_period:
            places += [
                ("plan", _("Plan"), reverse("plan", args=[slug, here.newest_period])),
                ("items", _("Action items"), reverse("items", args=[slug, here.newest_period])),
            ]
        places.append(("rounds", _("Rounds"), reverse("rounds", args=[slug])))
        places.append(("meetings", _("Meetings"), reverse("meetings", args=[slug])))
        places.append(("bodies", _("Bodies"), reverse("bodies")))
        if may(request.user, Right.ADMIN_SITE):
            places.append(("admin", _("Administration"), reverse("admin:index")))
    match = getattr(request, "resolver_match", None)
    under = _under(match) if match else ""
    return [{"label": label, "url": url, "current": key == under} for key, label, url in places]


def _account_links(request: HttpRequest, here: Surroundings | None) -> list[dict[str, str]]:
    loads = {"label": _("Load fixtures"), "url": reverse("fixtures")}
    keeps_mail = here and may(request.user, Right.KEEP_MAIL, committee_id=here.committee.pk)
    mail = {"label": _("Mail"), "url": reverse("mail", args=[here.committee.slug]) if here else ""}
    return [
        *([mail] if keeps_mail else []),
        *([loads] if may(request.user, Right.LOAD_FIXTURES) else []),
        {"label": _("Change password"), "url": reverse("account_change_password")},
        {"label": _("Second factor"), "url": reverse("mfa_index")},
        {"label": _("Where you are signed in"), "url": reverse("usersessions_list")},
    ]
