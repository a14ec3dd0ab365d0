"""Return packs: taken away for the bodies, sent back, compared, applied."""

from __future__ import annotations

import io
import zipfile

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committees import typed_text
from committees.forms import seen_token
from committees.keeping import once
from committees.keeping.once import AlreadyAnswered
from committees.keeping.trilingual import LANGUAGES
from committees.refusals import refused, status_of
from workplan import round_permissions
from workplan.access import get_pack, get_round, visible_returns
from workplan.forms.packs import PackForm
from workplan.models import PackStep, PackUpload, ReportingRound, Return
from workplan.packs import language_for, packs_of
from workplan.services.files import NotAsRecorded
from workplan.services.packs import apply_pack, send_pack
from workplan.surroundings import surroundings
from workplan.uploads import cleaned_name
from workplan.views.contexts.packs import list_page, step_page
from workplan.views.keys import once_key
from workplan.views.run_rounds import user_of
from workplan.workbooks import CONTENT_TYPE
from workplan.workbooks.pack import as_csv, written_pack

FILES = {"xlsx": (written_pack, CONTENT_TYPE), "csv": (as_csv, "text/csv; charset=utf-8")}
MOST_ROUND, MOST_KEY = 32_000, 2_000_000_000


def _round(request: HttpRequest, slug: str, number: int) -> tuple[ReportingRound, list[Return]]:
    """With the returns of one's own kitchens; for whoever has none there are no packs."""
    surroundings(request, slug)
    place = get_round(request.user, slug, min(number, MOST_ROUND))
    own = list(visible_returns(request.user).filter(round=place).select_related("body"))
    for row in own:
        row.round = place
    if not own:
        raise Http404
    return place, own


@require_http_methods(["GET", "HEAD", "POST"])
def packs(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    place, own = _round(request, slug, number)
    speaks = all(round_permissions.speaks_as_the_body(request.user, row) for row in own)
    if request.method != "POST":
        typed = typed_text.take(request) if request.method == "GET" else None
        initial = {**(typed.dict() if typed else {}), "once_key": once.new_key()}
        return _all(request, place, own, PackForm(initial=initial, speaks_as_the_body=speaks), typed)
    key = once_key(request)
    form = PackForm(request.POST, request.FILES, speaks_as_the_body=speaks)
    if form.is_valid():
        try:
            return redirect(
                send_pack(
                    upload=form.cleaned_data["pack"],
                    place=place,
                    cover=form.cover(),
                    by=user_of(request),
                    once_key=key,
                )
            )
        except AlreadyAnswered as answered:
            return redirect(answered.address)
        except ValidationError as refusal:
            form.refuse(refusal)
    return _all(request, place, own, form)


@require_safe
def pack_file(request: HttpRequest, slug: str, number: int, code: str, *, ending: str) -> HttpResponse:
    place, own = _round(request, slug, number)
    body = next((row.body for row in own if row.body.code == code.upper()), None)
    if body is None:
        raise Http404
    language = request.GET.get("lang", language_for(body))
    if language not in LANGUAGES:
        return refused(
            request, 400, _("A pack is written in English (en), 繁體中文 (zh-hant) or 简体中文 (zh-hans).")
        )
    returns = visible_returns(request.user).filter(round=place, body=body)
    (pack,) = packs_of(place, returns, {body.pk: language})
    write, kind = FILES[ending]
    return _download(write(pack), f"{pack.name}.{ending}", kind)


@require_safe
def packs_zip(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Each body's in the language of its place."""
    place, own = _round(request, slug, number)
    returns = visible_returns(request.user).filter(round=place)
    languages = {row.body_id: language_for(row.body) for row in own}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for pack in packs_of(place, returns, languages):
            archive.writestr(cleaned_name(f"{pack.name}.xlsx"), written_pack(pack))
    return _download(file.getvalue(), f"{slug}-{place.number}-packs.zip", "application/zip")


@require_safe
def pack(request: HttpRequest, slug: str, number: int, key: int) -> HttpResponse:
    sent = _sent(request, slug, number, key)
    return _one(request, sent, sent.steps.order_by("-number")[0])


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str, number: int, key: int) -> HttpResponse:
    sent = _sent(request, slug, number, key)
    if request.method != "POST":  # as after signing in again
        return redirect(sent)
    seen = seen_token(request.POST, "seen")
    try:
        step = apply_pack(sent=sent, seen=seen, take=request.POST.getlist("take"), by=user_of(request))
    except ValidationError as refusal:
        newest = sent.steps.order_by("-number")[0]
        return _one(request, sent, newest, refusal=" ".join(refusal.messages), status=status_of(refusal))
    except NotAsRecorded:
        return refused(
            request,
            409,
            _("The store no longer holds this file as it was recorded. Tell whoever runs the site."),
        )
    if step.is_applied:
        return redirect(sent)
    return _one(request, sent, step, moved=step.number != seen, status=409)


def _sent(request: HttpRequest, slug: str, number: int, key: int) -> PackUpload:
    surroundings(request, slug)
    return get_pack(request.user, slug, min(number, MOST_ROUND), min(key, MOST_KEY))


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _all(
    request: HttpRequest,
    place: ReportingRound,
    own: list[Return],
    form: PackForm,
    typed: QueryDict | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "came_back": typed,
        "files_lost": typed is not None and typed_text.FILES_LOST in typed,
        "typist": typed_text.sign_typist(user_of(request)),
        **list_page(request.user, place, own, request.GET.get("page")),
    }
    return render(
        request, "workplan/rounds/packs.html", context, status=form.status if form.is_bound else 200
    )


def _one(
    request: HttpRequest,
    sent: PackUpload,
    step: PackStep,
    *,
    moved: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {**step_page(sent, step), "moved": moved, "refusal": refusal}
    return render(request, "workplan/rounds/pack.html", context, status=status)
