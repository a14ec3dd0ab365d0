"""The site map."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from committees import views as committee_views
from workplan.views import (
    adopt,
    bodies,
    chasing,
    committee,
    consolidating,
    desk,
    exports,
    files,
    fixtures,
    gallery,
    item,
    items,
    mail,
    meetings,
    milestones,
    notes,
    packs,
    plan,
    points,
    progress,
    reports,
    returns,
    rounds,
    run_rounds,
    search,
)


class Period(StringConverter):
    """``2024-25``"""

    regex = r"\d{4}-\d{2}"


class Reference(StringConverter):
    """``III-2``"""

    regex = r"[IVX]+-\d+"


register_converter(Period, "period")
register_converter(Reference, "ref")

Routes = list[URLPattern | URLResolver]

without_a_committee: Routes = [
    path("", desk.desk, name="desk"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/<slug:code>/", bodies.body, name="body"),
    path("fixtures/", fixtures.fixtures, name="fixtures"),
    path("fixtures/<int:number>/", fixtures.fixture, name="fixture"),
    path("fixtures/<int:number>/load/", fixtures.load_fixture, name="load-fixture"),
    path("language/", committee_views.set_language, name="set-language"),
    path("theme/", committee_views.set_theme, name="set-theme"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("livez", committee_views.livez, name="livez"),
    path("readyz", committee_views.readyz, name="readyz"),
    path("accounts/", include("committees.account_urls")),
    path("admin/", admin.site.urls),
]

of_a_plan: Routes = [  # /<slug>/plans/<period>/
    path("", plan.plan, name="plan"),
    path("adopt/", adopt.adopt, name="adopt-plan"),
    path("actions/", items.items, name="items"),
    *(
        path(f"actions.{ending}", exports.items_file, {"ending": ending}, name=f"items-{ending}")
        for ending in exports.FILES
    ),
    path("<ref:reference>/", item.item, name="item"),
    path("<ref:reference>/history/", item.item_history, name="item-history"),
    path("<ref:reference>/notes/", notes.notes, name="notes"),
    path("<ref:reference>/progress/", progress.record, name="record"),
    path("<ref:reference>/progress/<int:number>/correct/", progress.correct, name="correct"),
    path("<ref:reference>/progress/<int:number>/texts/<slug:language>/", progress.add_text, name="add-text"),
    path("<ref:reference>/milestones/<int:number>/", milestones.milestone, name="milestone"),
]

of_a_meeting: Routes = [  # /<slug>/meetings/<number>/
    path("", meetings.meeting, name="meeting"),
    path("report/", reports.report, name="report"),
    *(
        path(f"report.{ending}", reports.report_file, {"ending": ending}, name=f"report-{ending}")
        for ending in reports.FILES
    ),
]

of_a_return: Routes = [  # /<slug>/rounds/<number>/returns/<reference>/<body>/
    path("", returns.return_page, name="return"),
    path("save/", returns.save, name="save-return"),
    path("submit/", returns.submit, name="submit-return"),
    path("nil/", returns.nil, name="nil-return"),
    path("recall/", returns.recall, name="recall-return"),
    path("receive/", returns.receive, name="receive-return"),
    path("send-back/", returns.send_back, name="send-back-return"),
    path("accept/", returns.accept, name="accept-return"),
    path("waive/", returns.waive, name="waive-return"),
    path("points/", points.raise_point, name="raise-point"),
    path("points/<int:point>/answer/", points.answer, name="answer-point"),
    path("points/<int:point>/close/", points.close, name="close-point"),
    path("more/", returns.more, name="more-evidence-return"),
    path("convert/", returns.convert, name="convert-return"),
    path("draft/", returns.draft, name="draft-return"),
    path("draft/discard/", returns.discard_draft, name="discard-draft-return"),
]

of_a_round: Routes = [  # /<slug>/rounds/<number>/
    path("", rounds.round_page, name="round"),
    *(
        path(f"{what}.{ending}", rounds.list_file, {"what": what, "ending": ending}, name=f"{what}-{ending}")
        for what in rounds.LISTS
        for ending in rounds.FILES
    ),
    path("facts.json", rounds.facts_file, name="round-facts"),
    path("extend/", run_rounds.extend, name="extend-returns"),
    path("close/", run_rounds.close, name="close-round"),
    path("chase/", chasing.chase, name="chase"),
    path("chase/<slug:code>/", chasing.letter_to, name="chase-body"),
    path("chase/<slug:code>/<int:letter>/", chasing.letter, name="chase-letter"),
    path("returns/<ref:reference>/consolidate/", consolidating.consolidate, name="consolidate"),
    path("returns/<ref:reference>/<slug:code>/", include(of_a_return)),
    path("packs/", packs.packs, name="packs"),
    path("packs/packs.zip", packs.packs_zip, name="packs-zip"),
    *(
        path(f"packs/<slug:code>.{ending}", packs.pack_file, {"ending": ending}, name=f"pack-{ending}")
        for ending in packs.FILES
    ),
    path("packs/uploads/<int:key>/", packs.pack, name="pack"),
    path("packs/uploads/<int:key>/apply/", packs.apply, name="apply-pack"),
]

of_a_committee: Routes = [  # /<slug>/
    path("", committee.committee, name="committee"),
    path("search/", search.search, name="search"),
    path("files/<uuid:key>/", files.evidence_file, name="evidence-file"),
    path("plans/<period:period>/", include(of_a_plan)),
    path("mail/", mail.mail, name="mail"),
    path("mail/<int:number>/again/", mail.send_again, name="mail-again"),
    path("mail/<int:number>/received/", mail.was_received, name="mail-received"),
    path("mail/<int:number>/dealt-with/", mail.dealt_with, name="mail-dealt-with"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<int:number>/", include(of_a_meeting)),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/open/", run_rounds.open_round, name="open-round"),
    path("rounds/<int:number>/", include(of_a_round)),
]

# The committees stand last: words of the application come before their names, and are refused as such.
urlpatterns = [*without_a_committee, path("<slug:slug>/", include(of_a_committee))]

handler400 = "committees.refusals.bad_request"
handler403 = "committees.refusals.forbidden"
handler404 = "committees.refusals.not_found"
handler429 = "committees.refusals.too_often"
handler500 = "committees.refusals.server_error"
