from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

WRONG_CODE = _("This code is wrong or too old.")


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody signs up. What goes wrong is said in our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This name and this password do not belong together. Check both."),
        "too_many_login_attempts": _(
            "Too many failed tries for this name, or from this place. Wait fifteen minutes, then try again."
        ),
        "account_inactive": _("This account is switched off. An administrator can switch it on again."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("Type the password you have now."),
        "incorrect_code": WRONG_CODE,
        "rate_limited": _("You sent this too often in a short time. Wait a few minutes and try again."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # an address that no program can take apart
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondStep(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}
