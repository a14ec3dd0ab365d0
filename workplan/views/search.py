"""Where something is said: items, statements, bodies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workplan.forms.search import SearchForm
from workplan.surroundings import surroundings
from workplan.views.contexts.crumbs import of_committee
from workplan.views.contexts.search import search_page


@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    here = surroundings(request, slug)
    form = SearchForm(request.GET)
    understood = form.is_valid()
    context = {
        "form": form,
        "page": search_page(form.cleaned_data if understood else {}, here, request.user),
        "now": here.now,
        "crumbs": of_committee(here.committee, _("Search")),
    }
    return render(request, "workplan/search.html", context, status=200 if understood else 422)
