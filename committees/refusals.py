"""Every refusal has a page: one table from what the database says to a code and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.db import Error as DatabaseError
from django.db.models.deletion import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from committees.keeping.reach import NOT_IN_REACH

Sentence = str | Promise


@dataclass(frozen=True)
class Refusal:
    status: int
    sentence: Sentence
    rule: str = ""


# SQLSTATE -> (code, sentence); a rule of its own below is more exact.
BY_STATE: dict[str, tuple[int, Sentence]] = {
    "40001": (409, _("Somebody else saved first. Nothing of theirs was overwritten.")),
    "40P01": (409, _("Two people saved at the same moment. Please send yours again.")),
    "55P03": (409, _("Somebody else is saving this at the moment. Please send yours again.")),
    "57014": (409, _("This took too long and was stopped. Nothing was changed.")),
    "23505": (409, _("This is there already.")),
    "23503": (409, _("Something else refers to this, so it stays.")),
    "23502": (422, _("Something that is needed is missing.")),
    "23514": (422, _("A rule of the plan does not allow this.")),
    "22001": (422, _("A text is longer than there is room for.")),
    "22003": (422, _("A number is too large.")),
    "22007": (422, _("This is not a date.")),
    "22008": (422, _("This date does not exist.")),
    "22021": (400, _("The text contains characters that cannot be stored.")),
    "22P05": (400, _("The text contains characters that cannot be stored.")),
    "25006": (409, _("Nothing can be saved at the moment: the data are being read only.")),
}

# Constraint or trigger rule -> (code, sentence). Filled by each app beside its own rules.
BY_RULE: dict[str, tuple[int, Sentence]] = {
    "version_step": (409, BY_STATE["40001"][1]),
    "append_only": (409, _("What was recorded is never changed or removed. A correction is a new entry.")),
    "history_invariant": (409, _("This would have been saved without its history, so it was not saved.")),
    "never_deleted": (
        409,
        _("Accounts are never removed, because what they wrote stays. Switch the account off instead."),
    ),
    "body_code_is_plain": (422, _("A code is made of capital letters, digits and hyphens.")),
    "body_is_not_its_own_part": (422, _("A body cannot be a part of itself.")),
    "committee_slug_is_not_reserved": (422, _("This address is used by the application itself.")),
    "side_is_one_of_two": (422, _("A committee has two sides.")),
    "side_code_once": (409, _("This committee has a side with this code already.")),
    "side_order_once": (409, _("This committee has a side in this place already.")),
    "side_with_committee": (409, BY_STATE["23505"][1]),
    "clockoffset_one_row": (409, _("The clock of a demonstration is set once.")),
    "seat_on_one_side_now": (409, _("This body sits on this committee already.")),
    "seat_once_from_a_day": (409, _("This body has a seat from that day already.")),
    "seat_ends_after_it_begins": (422, _("A seat ends after it begins.")),
    "seat_side_of_its_committee": (422, _("The side belongs to another committee.")),
    "meeting_number_once": (409, _("There is a meeting with this number already.")),
    "meeting_date_once": (409, _("There is a meeting on this day already.")),
    "meeting_number_from_one": (422, _("Meetings are numbered from 1.")),
    "meeting_date_in_reach": (422, NOT_IN_REACH),
    "seat_dates_in_reach": (422, NOT_IN_REACH),
    "cochair_once_a_side": (409, _("Each side has one co-chair at a meeting.")),
    "decision_number_once": (409, _("There is a decision with this number already.")),
    "membership_not_of_oneself": (
        422,
        _("Nobody gives, changes or removes a role of their own. Another administrator does that."),
    ),
    "committee_keeps_an_administrator": (
        409,
        _(
            "The committee would be left without an administrator, and nobody could give roles in it."
            " Give somebody else that role first."
        ),
    ),
    "membership_once": (409, _("This person has this role at this seat already.")),
    "source_page_date_is_a_date": (422, _("Write a year, a month or a day, such as 2025-09.")),
}


def refusal_of(error: DatabaseError) -> Refusal | None:
    """What the database refused, as a code and a sentence; ``None`` for faults that are ours."""
    diagnosis = getattr(error.__cause__, "diag", None)
    state = getattr(diagnosis, "sqlstate", None) or ""
    rule = getattr(diagnosis, "constraint_name", None) or ""
    if isinstance(error, ProtectedError | RestrictedError):  # Django's own, said before the database is asked
        return Refusal(*BY_STATE["23503"])
    if rule in BY_RULE:
        return Refusal(*BY_RULE[rule], rule)
    if state in BY_STATE:
        return Refusal(*BY_STATE[state], rule)
    return None


def refused_by(rule: str) -> ValidationError:
    """For what is asked before the database asks it: its sentence, and by `status_of` its code as well."""
    return ValidationError(str(BY_RULE[rule][1]), code=rule)


def status_of(refused: ValidationError) -> int:
    """422 for what the form can put right; else that of the rule it was refused by."""
    by_field = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
    codes = (error.code for errors in by_field.values() for error in errors)
    return next((BY_RULE[code][0] for code in codes if code in BY_RULE), 422)


def page_for(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    if isinstance(exception, DatabaseError):
        refusal = refusal_of(exception)
        return refused(request, refusal.status, refusal.sentence) if refusal else None
    return None


def refused(request: HttpRequest, status: int, sentence: Sentence = "", **context: Any) -> HttpResponse:
    """The page of a refusal, with its code; its own sentence stands when none is given."""
    with translation.override(language_of(request)):
        return render(request, f"errors/{status}.html", {"sentence": sentence, **context}, status=status)


def language_of(request: HttpRequest) -> str:
    """The reader's language; where a request was refused before that was asked, what the browser says."""
    return getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)


def undecodable(request: HttpRequest) -> HttpResponse:
    return refused(request, 400, _("The address contains characters that are no text."))


# Django's handlers.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return refused(request, 413)
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return refused(request, 413, _("The form has more fields than any of ours."))
    return refused(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refused(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refused(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks the database nothing, not even who is reading: it may be what failed."""
    with translation.override(language_of(request)):
        return HttpResponse(render_to_string("errors/500.html"), status=500)


def too_often(request: HttpRequest) -> HttpResponse:
    answer = refused(request, 429)
    answer.headers["Retry-After"] = "60"
    return answer


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refused(
        request,
        403,
        _(
            "The form was not sent from a page of this site, or that page is too old."
            " Go back, load it again and send it once more."
        ),
    )
