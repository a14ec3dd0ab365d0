"""The administration pages under the same rights, policy and refusals as ours."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from committees.permissions import REFUSALS, Refused, may
from committees.roles import Right

OURS = ("committees", "workplan")
View = Callable[..., HttpResponse]


class WorkplanAdminSite(admin.AdminSite):
    """Entered by the rights table: neither ``is_staff`` nor ``is_superuser`` opens anything."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("What is kept")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only models of ours: packages bring pages of their own that know nothing of our rights."""
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label in OURS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Right.ADMIN_SITE)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """A signed-in person without the right is refused, not asked to sign in; styles may stand in the page."""
        styled = csp_update({"style-src": ["'unsafe-inline'"]})
        allowed: View = styled(super().admin_view(view, cacheable))  # type: ignore[assignment]

        @wraps(allowed)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                self._refuse()
            return allowed(request, *args, **kwargs)

        return inner

    def get_urls(self) -> list[Any]:
        """Without the address that leads to any row of any committee by its number."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way in, with its second factor and its limits: the sign-in page."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, "/admin/"))
        if not self.has_permission(request):
            self._refuse()
        return HttpResponseRedirect("/admin/")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return LogoutView.as_view(next_page="account_login")(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def _refuse(self) -> None:
        raise Refused(REFUSALS[Right.ADMIN_SITE])
