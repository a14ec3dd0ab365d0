"""The work report to a meeting: its page, and the same facts as Word, PDF, Excel and JSON. Nothing here writes."""

from __future__ import annotations

from functools import wraps
from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import get_meeting
from committees.keeping.trilingual import LANGUAGES, reader_language
from committees.refusals import refused
from workplan.reports.facts import ReportFacts
from workplan.reports.reading import gather
from workplan.surroundings import surroundings
from workplan.views.contexts.report import report_page
from workplan.views.large import View, cleared_away

# Ending of the address -> the module that writes such a file, and its function. The web process loads them all
# before its first request; a command does without them, for those of Word and PDF bring libraries of 10 MB.
FILES = {
    "docx": ("workplan.reports.word", "as_word"),
    "pdf": ("workplan.reports.pdf", "as_pdf"),
    "xlsx": ("workplan.reports.excel", "as_excel"),
    "json": ("workplan.reports.as_json", "as_json"),
}


def in_the_language_asked_for(view: View) -> View:
    """``?lang=`` is one of the three or the page says so; without it the reader's own."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, number: int, **known: str) -> HttpResponse:
        language = request.GET.get("lang", reader_language())
        if language not in LANGUAGES:
            return refused(
                request,
                400,
                _("A report is written in English (en), 繁體中文 (zh-hant) or 简体中文 (zh-hans)."),
            )
        return view(request, slug, number, language, **known)

    return answer


@require_safe
@cleared_away
@in_the_language_asked_for
def report(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    here = surroundings(request, slug)
    meeting = get_meeting(request.user, slug, number)
    context = report_page(gather(meeting), here.committee, language)
    return render(request, "workplan/report.html", context)


@require_safe
@cleared_away
@in_the_language_asked_for
def report_file(request: HttpRequest, slug: str, number: int, language: str, *, ending: str) -> HttpResponse:
    facts = gather(get_meeting(request.user, slug, number))
    name, function = FILES[ending]
    module = import_module(name)
    written = getattr(module, function)(facts, language)
    return _download(facts, language, written, ending, module.CONTENT_TYPE)


def _download(facts: ReportFacts, language: str, written: bytes, ending: str, kind: str) -> HttpResponse:
    name = f"{facts.committee_slug}-{facts.meeting.number}-work-report-{language}.{ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": language,
        "X-Facts-Hash": facts.facts_hash,
    }
    return HttpResponse(written, content_type=kind, headers=headers)
