"""Which site the administration pages are; by itself, because it is read before any model is loaded."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class WorkplanAdminConfig(AdminConfig):
    default_site = "workplan.admin_site.WorkplanAdminSite"

    def ready(self) -> None:
        super().ready()
        import_module("workplan.admin_rounds")
