"""Pages read by a parser, as their readers would."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml import html

PLAN = "/mhstcc/plans/2024-25/"
ITEMS = f"{PLAN}actions/"


def tree(response: HttpResponse) -> Any:
    return html.fromstring(response.content.decode())


def text_of(response: HttpResponse, path: str = "//body") -> str:
    """What stands in an element, with single spaces."""
    return " ".join(" ".join(element.text_content().split()) for element in tree(response).xpath(path))


def in_chinese(client: Client) -> Client:
    client.cookies["language"] = "zh-hant"
    return client


def fallback_marks(response: HttpResponse) -> list[str]:
    """What the marks say that tell of another language standing in."""
    marks = tree(response).xpath("//*[contains(concat(' ', @class, ' '), ' mark ')]")
    return [mark.text_content() for mark in marks if mark.text_content().startswith("未有")]


def listed(response: HttpResponse) -> list[str]:
    """References in the rows of a list, in order."""
    return [link.text_content() for link in tree(response).xpath("//table//td[@class='cell-ref']/a")]
