"""What somebody typed before their session ended, kept until they have signed in again."""

from __future__ import annotations

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, QueryDict

from committees.models import User

TYPIST = "typist"  # the hidden field that says, signed, who is typing
SALT = "typed-text"
KEPT = "typed_text"
MOST_KEPT = 300_000  # characters of one form
MAX_AGE = 24 * 3600
MOST_AN_HOUR = 30
FILES_LOST = "files_lost"  # files are not kept for people who are not signed in; the page says so


def sign_typist(user: User) -> str:
    return signing.dumps(user.pk, salt=SALT)


def keep(request: HttpRequest) -> bool:
    """Put what a signed-out person just sent into their anonymous session; whether it was kept."""
    try:
        typist = signing.loads(request.POST.get(TYPIST, ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return False
    posted = request.POST.copy()
    if request.FILES:
        posted[FILES_LOST] = "1"
    typed = posted.urlencode()
    if len(typed) > MOST_KEPT or not _may_keep_another(typist):
        return False
    request.session.set_expiry(MAX_AGE)
    request.session[KEPT] = {"typist": typist, "path": request.path, "typed": typed}
    return True


def _may_keep_another(typist: int) -> bool:
    """Whoever types by hand needs few; without a bound one form's signature would fill the disk."""
    key = f"typed-text-{typist}"
    cache.add(key, 0, timeout=3600)
    try:
        return cache.incr(key) <= MOST_AN_HOUR
    except ValueError:  # it ran out this very moment
        return True


def take(request: HttpRequest, *, below: bool = False) -> QueryDict | None:
    """What this very person typed for this very page, once; what belongs to somebody else is forgotten.

    ``below``: the form of the page is sent to addresses below its own.
    """
    kept = request.session.get(KEPT)
    if not kept or not (kept["path"] == request.path or (below and kept["path"].startswith(request.path))):
        return None
    del request.session[KEPT]
    return QueryDict(kept["typed"]) if kept["typist"] == request.user.pk else None
