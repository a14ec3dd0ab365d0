"""Which site the administration pages are; by itself, because it is read before any model is loaded."""

from django.contrib.admin.apps import AdminConfig


class WorkplanAdminConfig(AdminConfig):
    default_site = "workplan.admin_site.WorkplanAdminSite"
