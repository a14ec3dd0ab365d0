"""Adopting a draft plan: what stands in the way, or by which decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees.permissions import check
from committees.roles import Right
from workplan.access import get_plan
from workplan.forms.adopt import AdoptForm
from workplan.models import Workplan
from workplan.services.plans import AdoptionRefused, adopt_plan, obstacles
from workplan.views.contexts.crumbs import of_plan


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, slug: str, period: str) -> HttpResponse:
    plan = get_plan(request.user, slug, period)
    check(request.user, Right.ADOPT_PLAN, committee_id=plan.committee_id)
    if plan.is_adopted:
        return redirect(plan)
    form = AdoptForm(request.POST or None, plan=plan)
    if request.method != "POST":
        return _page(request, plan, form, obstacles(plan))
    version = _version(request)
    if not form.is_valid():
        return _page(request, plan, form, obstacles(plan), status=422)
    try:
        adopt_plan(plan=plan, decision=form.cleaned_data["decision"], by=request.user, version=version)
    except AdoptionRefused as refused:
        return _page(request, plan, form, refused.sentences, status=422)
    messages.success(request, _("The plan is adopted. From now on its agreed words do not change."))
    return redirect(plan)


def _version(request: HttpRequest) -> int:
    """The version the reader saw; a form without it writes nothing (400)."""
    token = request.POST.get("version", "")
    if not (token.isascii() and token.isdigit() and len(token) < 10):
        raise SuspiciousOperation("The form does not say which version its reader saw.")
    return int(token)


def _page(
    request: HttpRequest, plan: Workplan, form: AdoptForm, in_the_way: list[str], *, status: int = 200
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "obstacles": in_the_way,
        "crumbs": of_plan(plan.committee, plan, _("Adopt")),
        "action": reverse("adopt-plan", args=[plan.committee.slug, plan.period]),
    }
    return render(request, "workplan/adopt.html", context, status=status)
