from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkplanConfig(AppConfig):
    name = "workplan"
    verbose_name = _("Workplan")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workplan import refusals

        refusals.register()
