"""The administration pages under the same rights, policy and refusals as ours."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest


class WorkplanAdminSite(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        # Imported here: the site is made before the models are loaded.
        from committees.permissions import may
        from committees.roles import Right

        return may(request.user, Right.ADMIN_SITE)


class WorkplanAdminConfig(AdminConfig):
    default_site = "workplan.admin_site.WorkplanAdminSite"
