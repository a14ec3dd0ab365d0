"""Drafts from Traditional to Simplified Chinese and back. A draft is shown to a person, never stored by itself."""

from __future__ import annotations

from functools import cache

import opencc

# What a conversion of characters cannot know: the two places' words. Longest first.
WORDS = (
    ("創新及科技", "创新和科技"),
    ("資訊科技", "信息技术"),
    ("資訊", "信息"),
    ("軟件", "软件"),
    ("網絡", "网络"),
    ("數據", "数据"),
    ("國家重點實驗室", "国家重点实验室"),
    ("新聞公報", "新闻公报"),
    ("撥款", "拨款"),
)


@cache
def _converter(direction: str) -> opencc.OpenCC:
    return opencc.OpenCC(direction)


def draft(text: str, target: str) -> str:
    """``text`` of the other script written in ``target`` (``zh-hant`` or ``zh-hans``)."""
    simplify = target == "zh-hans"
    for traditional, simplified in WORDS:
        text = text.replace(traditional, simplified) if simplify else text.replace(simplified, traditional)
    return str(_converter("hk2s" if simplify else "s2hk").convert(text))
