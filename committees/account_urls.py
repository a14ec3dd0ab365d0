"""Sign-in, second factor, sessions. Only what is needed: accounts are made by administrators, and no mail is sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as usersessions
from django.http import HttpRequest, HttpResponse
from django.urls import path

View = Callable[..., HttpResponse]


def answering(view: View) -> View:
    """A form shown again because it cannot be accepted answers 422, as all of ours do."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if request.method == "POST" and answer.status_code == 200:
            answer.status_code = 422
        return answer

    return inner


urlpatterns = [
    path("login/", answering(account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", answering(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", answering(account.password_change), name="account_change_password"),
    path("password/set/", answering(account.password_set), name="account_set_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", answering(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", answering(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", answering(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", answering(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        answering(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("sessions/", answering(usersessions.list_usersessions), name="usersessions_list"),
]
