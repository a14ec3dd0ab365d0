"""Addresses of many items without a look-up for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True)
class PlanAddresses:
    slug: str
    period: str
    plan: str
    items: str

    def item(self, reference: str) -> str:
        """What `reverse("item", ...)` says, once for the plan instead of once for each item; a test compares."""
        return f"{self.plan}{reference}/"

    def record(self, reference: str) -> str:
        return f"{self.item(reference)}progress/"

    def add_text(self, reference: str, number: int, language: str) -> str:
        return f"{self.record(reference)}{number}/texts/{language}/"

    def milestone(self, reference: str, number: int) -> str:
        return f"{self.item(reference)}milestones/{number}/"

    def items_with(self, **filters: Any) -> str:
        return f"{self.items}?{urlencode(filters, doseq=True)}"


def addresses_of(slug: str, period: str) -> PlanAddresses:
    return PlanAddresses(
        slug=slug,
        period=period,
        plan=reverse("plan", args=[slug, period]),
        items=reverse("items", args=[slug, period]),
    )
