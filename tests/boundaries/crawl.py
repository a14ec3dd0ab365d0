"""Every address filled with rows, every link followed, every file read: what a reader is shown, as text."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import openpyxl
from django.apps import apps
from django.db import models
from django.test import Client
from lxml import html

from tests.workplan.report_readers import text_of_pdf

# Of the administration every list and row is among the addresses already; its links only narrow and order the lists.
NOT_FOLLOWED = ("/static/", "/accounts/", "/admin/")
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
MODEL_OF_ADMIN = re.compile(r"admin/(committees|workplan)/(\w+)/")
MOST_PAGES = 2_000  # a crawl that finds more goes in circles

Values = dict[str, list[Any]]
Pages = dict[str, str]


def filled(address: str, values: Values, rows: dict[Any, Any]) -> Iterator[str]:
    """The address with each combination of values; of the administration with each of the rows of its model."""
    if model := MODEL_OF_ADMIN.match(address):
        keys = rows.get(apps.get_model(model[1], model[2]), [])
        values = values | {"object_id": keys, "id": keys}
        if "^([^/]+)/history/" in address:
            newest = rows.get(apps.get_model(model[1], f"Historical{model[2]}"), {})
            yield from (f"/{model[0]}{key}/history/{newest[key]}/" for key in keys if key in newest)
            return
    if "(" in address or address.endswith(("<path:object_id>/", "/add/")):
        return  # what matches anything leads nowhere else; the next only lead on; the last shows no row
    names = PLACE.findall(address)
    for chosen in itertools.product(*(values[name] for name in names)):
        pieces = itertools.zip_longest(PLACE.split(address)[::2], map(str, chosen), fillvalue="")
        yield "/" + "".join(itertools.chain.from_iterable(pieces))


def every_address(patterns: Iterable[str], values: Values, rows: dict[Any, Any]) -> list[str]:
    return [
        path
        for address in patterns
        if not address.startswith("accounts/")
        for path in filled(address, values, rows)
    ]


def crawl(client: Client, seeds: Iterable[str]) -> Pages:
    """Breadth first. A page that was asked something leads on only to pages that were not."""
    queue = list(dict.fromkeys(seeds))
    known = set(queue)
    found: Pages = {}
    for address in queue:
        assert len(found) < MOST_PAGES
        response = client.get(address)
        found[address] = f"{dict(response.headers)} {text_of(response)}"
        for link in links_of(response, address):
            if link not in known and not ("?" in link and "?" in address):
                known.add(link)
                queue.append(link)
    return found


def text_of(response: Any) -> str:
    kind = response.headers.get("Content-Type", "").split(";")[0]
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if kind == "application/pdf":
        return text_of_pdf(content)
    if kind.endswith("spreadsheetml.sheet"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return "\n".join(
            str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None
        ) + parts_of(content)
    if kind.endswith("wordprocessingml.document"):
        return parts_of(content)
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return " ".join(parts_of(file.read(name)) for name in file.namelist() if name.endswith(".xlsx"))
    return content.decode("utf-8", errors="replace")


def parts_of(content: bytes) -> str:
    """The words of every part of an office file: comments, properties and what is hidden too."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [file.read(name).decode("utf-8", errors="replace") for name in file.namelist()]
    return "\n".join(re.sub(r"<[^>]+>", "", part) for part in parts)


def links_of(response: Any, address: str) -> Iterator[str]:
    if location := response.headers.get("Location"):
        yield from followed([location], address)
    if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
        page = html.fromstring(response.content)
        hrefs = page.xpath("//a/@href")
        for form in page.xpath("//form[translate(@method, 'GET', 'get')='get' or not(@method)]"):
            action = form.get("action") or urlsplit(address).path
            for box in form.xpath(".//select | .//input[@type='radio' or @type='checkbox']"):
                options = box.xpath(".//option/@value") or [box.get("value", "on")]
                hrefs += [f"{action}?{box.get('name')}={value}" for value in options if value]
        yield from followed(hrefs, address)


def followed(hrefs: Iterable[str], address: str) -> Iterator[str]:
    for href in hrefs:
        there = urlsplit(urljoin(f"http://testserver{address}", str(href)))
        if there.netloc == "testserver" and not there.path.startswith(NOT_FOLLOWED):
            yield there.path + (f"?{there.query}" if there.query else "")


def text_columns(model: Any) -> list[Any]:
    """What people type or count; choices and stamps are not."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.DecimalField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]
