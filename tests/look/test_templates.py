"""The base layout and the error pages, rendered without any page of the product."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
CODES = [400, 403, 404, 405, 409, 413, 422, 429, 500]


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
@pytest.mark.parametrize("code", CODES)
def test_an_error_page_needs_no_request_no_frame_and_no_database(code: int, language: str) -> None:
    with translation.override(language):
        page = render_to_string(f"errors/{code}.html")
    tag = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}[language]
    assert f'<html lang="{tag}">' in page
    assert page.count("<h1") == 1
    assert 'href="/"' in page
    assert str(code) in page


def test_an_error_page_says_the_sentence_it_is_given_and_escapes_it() -> None:
    page = render_to_string("errors/403.html", {"sentence": "Only the <secretariat> may."})
    assert "Only the &lt;secretariat&gt; may." in page


def test_the_chosen_theme_is_written_by_the_server() -> None:
    page = render_to_string("base.html", {"frame": SimpleNamespace(theme="dark")})
    assert 'data-theme="dark"' in page
    assert "data-theme" not in render_to_string("base.html", {"frame": SimpleNamespace(theme="")})


def test_the_demonstration_is_announced_before_everything_else() -> None:
    frame = SimpleNamespace(demonstration="Demonstration: the date is 10 October 2025.")
    page = render_to_string("base.html", {"frame": frame})
    assert page.index("10 October 2025") < page.index("<header")


def test_no_template_of_ours_has_inline_style_or_script() -> None:
    inline = re.compile(r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:""")
    pages = [path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts]
    assert pages
    assert [path.name for path in pages if inline.search(path.read_text("utf-8"))] == []


def test_every_stylesheet_is_linked_and_every_link_has_its_file() -> None:
    pages = ["components/stylesheets.html", "admin/base.html"]
    linked = {
        css for page in pages for css in re.findall(r'"(css/[^"]+)"', (TEMPLATES / page).read_text("utf-8"))
    }
    files = {path.relative_to(ROOT / "static").as_posix() for path in (ROOT / "static/css").rglob("*.css")}
    assert linked == files


def test_every_glyph_that_is_drawn_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'id="g-(\w+)"', (TEMPLATES / "components/sprite.html").read_text("utf-8")))
    drawn: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        drawn |= set(re.findall(r'{% glyph "(\w+)"', path.read_text("utf-8")))
    assert drawn
    assert drawn <= sprite


def test_the_palette_is_the_same_for_the_system_and_for_the_chosen_dark() -> None:
    css = (ROOT / "static/css/variables.css").read_text("utf-8")
    asked = css.split(':root:not([data-theme="light"]) {')[1].split("}")[0]
    chosen = css.split(':root[data-theme="dark"] {')[1].split("}")[0]
    assert asked.split() == chosen.split()


def test_an_invalid_field_is_marked_described_and_listed_in_the_summary() -> None:
    class ReasonForm(forms.Form):
        reason = forms.CharField(label="Reason", help_text="What happened.")

    form = ReasonForm({"reason": ""})
    summary = render_to_string("components/form_errors.html", {"form": form})
    field = render_to_string("components/field.html", {"field": form["reason"]})
    assert 'role="alert"' in summary
    assert 'href="#id_reason"' in summary
    assert 'aria-invalid="true"' in field
    described_by = " ".join(re.findall(r'aria-describedby="([^"]+)"', field)).split()
    assert described_by
    assert all(f'id="{target}"' in field for target in described_by)


def test_the_language_and_theme_forms_say_where_to_return() -> None:
    request = SimpleNamespace(get_full_path="/mhstcc/plans/2024-25/?a=1&b=2")
    frame = SimpleNamespace(
        languages=[{"code": "en", "name": "English", "current": True}, {"code": "zh-hant", "name": "繁體"}],
        user_name="Liaison officer",
        theme="light",
    )
    addresses = {"language_url": "/language/", "theme_url": "/theme/", "logout_url": "/out/"}
    page = render_to_string("components/masthead.html", {"frame": frame, "request": request, **addresses})
    assert page.count('name="next" value="/mhstcc/plans/2024-25/?a=1&amp;b=2"') == 2
    assert '<button name="language" value="en" lang="en" aria-current="true">English</button>' in page
    assert '<button name="language" value="zh-hant" lang="zh-Hant">繁體</button>' in page
    assert page.count('method="post"') == 3


def test_a_person_who_is_not_signed_in_has_no_menu() -> None:
    page = render_to_string("components/masthead.html", {"frame": SimpleNamespace(user_name="")})
    assert "user-menu" not in page


def test_where_a_status_is_behind_the_index_says_so_in_words() -> None:
    areas = [
        {"numeral": "I", "url": "#I", "title": "Policy", "behind": True, "current": False},
        {"numeral": "II", "url": "#II", "title": "Programmes", "behind": False, "current": True},
    ]
    plan_index = {
        "period": "2024-25",
        "url": "/",
        "areas": areas,
        "items": [],
        "all_url": "",
        "all_label": "",
    }
    with translation.override("en"):
        page = render_to_string("components/index.html", {"plan_index": plan_index})
    assert page.count("something is behind schedule") == 1
    assert page.count('aria-current="true"') == 1


@pytest.mark.parametrize("kind", ["info", "attention", "done", "stop"])
def test_only_a_banner_that_stops_is_an_alert(kind: str) -> None:
    page = render_to_string("components/banner.html", {"kind": kind, "title": "Not <saved>"})
    assert ('role="alert"' in page) == (kind == "stop")
    assert "Not &lt;saved&gt;" in page
