"""How long a search takes over ten thousand texts: `python -m benchmarks.search`, on the database of DATABASE_URL.

Everything is written in one transaction that is taken back. The page is asked for through every layer but the socket.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median, quantiles

ITEMS = 1_500  # of each seven texts: its own, and three of each side's statement
ROUNDS = 20
ASKED = (
    "科技",
    "網絡",
    "数据",
    "5G 網絡",
    "香港科技創新",
    "港",
    "III-2",
    "inno",
    "research data",
    "zzzz",
    "單一獨有詞語",
)
CHINESE = (
    *"科技創新網絡數據香港內地合作項目研究人才培養平台建設推動國際中心發展計劃資助聯合實驗室大灣區產業機器智能",
    "5G",
)
ENGLISH = (
    "innovation",
    "research",
    "data",
    "flow",
    "network",
    "science",
    "park",
    "scheme",
    "joint",
    "5G",
    "fund",
)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workplan.settings")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        _write()
        _measure()
        transaction.set_rollback(True)
    return 0


def _write() -> None:
    from django.db import connection

    from tests.workplan.big_plan import _recorded, plan_of
    from workplan.models import ProgressText, ProgressUpdate, SearchText

    chance = random.Random(1)  # noqa: S311 - the same texts each time
    plan = plan_of(ITEMS)
    statements = ProgressUpdate.objects.filter(item__workplan=plan)
    started = time.perf_counter()
    made = ProgressText.objects.bulk_create(
        ProgressText(
            update=statement, part="narrative", language=language, revision=revision, text=text, **recorded
        )
        for recorded in [_recorded()]
        for statement in statements
        for language, revision, text in (
            ("zh-hant", 1, _sentence(chance, CHINESE, "", 180)),
            ("en", 2, _sentence(chance, ENGLISH, " ", 60)),
        )
    )
    each = (time.perf_counter() - started) / len(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workplan_searchtext, workplan_progresstext, workplan_actionitem")
    print(f"{SearchText.objects.count()} texts; a text is written with what finds it in {each * 1000:.2f} ms")


def _sentence(chance: random.Random, words: tuple[str, ...], between: str, length: int) -> str:
    return between.join(chance.choices(words, k=length))


def _measure() -> None:
    from django.test import Client

    from committees.models import User
    from workplan.searching import saying

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="viewer"))
    everything: list[float] = []
    for words in ASKED:
        page = _times(partial(client.get, "/mhstcc/search/", {"q": words}, secure=True))
        found = _times(partial(_texts, words))
        everything += page
        count = saying(words).count()
        print(
            f"{words:<16} {count:>6} texts  page p50 {median(page):6.1f} ms  the texts alone {median(found):6.1f} ms"
        )
    print(f"page p50 {median(everything):.1f} ms, p95 {quantiles(everything, n=20)[-1]:.1f} ms")


def _texts(words: str) -> list[int]:
    from workplan.searching import saying

    return list(saying(words).values_list("pk", flat=True))


def _times(act: Callable[[], object]) -> list[float]:
    act()
    taken = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


if __name__ == "__main__":
    sys.exit(main())
