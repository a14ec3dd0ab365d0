"""The site map."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from committees import views as committee_views

urlpatterns = [
    path("language/", committee_views.set_language, name="set-language"),
    path("theme/", committee_views.set_theme, name="set-theme"),
    path("livez", committee_views.livez, name="livez"),
    path("readyz", committee_views.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
