"""Asked of the product itself, in a process with its settings: a session, counts of queries, statements to record."""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

import django

CSRF = "a" * 32
READER = "officer.hk"


def main() -> None:
    asked = json.load(sys.stdin)
    django.setup()
    json.dump(answer(asked["period"], asked["report_period"], asked["paths"], asked["posts"]), sys.stdout)


def answer(period: str, report_period: str, paths: list[str], posts: int) -> dict[str, Any]:
    from django.test import Client

    from committees.models import Side, User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=READER))
    side = Side.objects.get(committee__slug="mhstcc", code="hong_kong")
    return {
        "cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={CSRF}",
        "known": {
            "username": READER,
            "side": side.pk,
            "period": period,
            "report_period": report_period,
            "reference": "III-7",
        },
        "queries": {path: _queries(client, path) for path in paths},
        "posts": _posts(period, side.pk, posts),
    }


def _queries(client: Any, path: str) -> int | None:
    """None where there is no such page (yet)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if client.get(path).status_code != 200:
        return None
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def _posts(period: str, side: int, count: int) -> list[dict[str, Any]]:
    """Forms that record the next statement on so many different items; those said least of come first."""
    from django.db.models import Count, Min, Q

    from committees.keeping import clock
    from workplan.models import ActionItem

    items = (
        ActionItem.objects.filter(workplan__period=period, kind="continuing")
        .annotate(
            said=Count("updates", distinct=True),
            body=Min(
                "responsibilities__body",
                filter=Q(responsibilities__role="lead", responsibilities__side=side),
            ),
        )
        .exclude(body=None)
        .order_by("said", "pk")
    )
    day = clock.today().isoformat()
    return [
        {
            "reference": item.reference,
            "fields": {
                "csrfmiddlewaretoken": CSRF,
                "number": item.said + 1,
                "once_key": str(uuid.uuid4()),
                "as_at": day,
                "side": side,
                "bodies": item.body,
                "status": "on_track",
                "narrative_en": "Work goes on.",
                "evidence-TOTAL_FORMS": 0,
                "evidence-INITIAL_FORMS": 0,
                "evidence-MIN_NUM_FORMS": 0,
                "evidence-MAX_NUM_FORMS": 20,
            },
        }
        for item in items[:count]
    ]


if __name__ == "__main__":
    main()
