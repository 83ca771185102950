"""The accounts a newcomer is meant to find, each with its part in the story."""

from __future__ import annotations

from datetime import date
from typing import Final

from holdfast.sample.firm.account import Account, AccountPlan

CATEGORIES: Final = (
    "Coffee & tea",
    "Cleaning",
    "Linen",
    "Packaging",
    "Tableware",
    "Paper",
    "Equipment",
    "Safety",
)
_WIDE: Final = CATEGORIES[:5]
_SOME: Final = ("Cleaning", "Paper", "Packaging")


def _cast(
    role: str, name: str, place: tuple[str, str, str], firm: tuple[str, str, date], plan: AccountPlan
) -> Account:
    """`place` is (slot, region, country), `firm` (segment, industry, created); id and tier come later."""
    slot, region, country = place
    segment, industry, created = firm
    return Account("", name, segment, "", industry, region, country, created, slot, plan, role=role)


_LUC_FR: Final = ("luc", "France & Benelux", "FR")
_LUC_BE: Final = ("luc", "France & Benelux", "BE")

STORY: Final = (
    _cast(
        "orphan",
        "Hôtel Brisémont-Lac",
        _LUC_FR,
        ("Enterprise", "Hotels", date(2020, 11, 3)),
        AccountPlan(30, 420_000, date(2022, 7, 12), _WIDE, stops=date(2025, 4, 24), growth=0.06),
    ),
    _cast(
        "orphan",
        "Maison Pertuisane Traiteur",
        _LUC_BE,
        ("Mid-market", "Food", date(2021, 3, 15)),
        AccountPlan(21, 140_000, date(2022, 7, 6), _SOME, stops=date(2025, 4, 18)),
    ),
    _cast(
        "orphan",
        "Clinique des Aulnettes",
        _LUC_FR,
        ("Enterprise", "Clinics", date(2021, 9, 20)),
        AccountPlan(28, 330_000, date(2022, 7, 19), ("Cleaning", "Linen", "Safety"), stops=date(2025, 5, 2)),
    ),
    _cast(
        "orphan-staying",
        "Transports Valcourbe",
        _LUC_BE,
        ("Mid-market", "Logistics", date(2022, 1, 10)),
        AccountPlan(28, 120_000, date(2022, 7, 25), _SOME, mood=7.5),
    ),
    _cast(
        "lapsed",
        "Imprimerie Vautrelle & Fils",
        _LUC_FR,
        ("Mid-market", "Printing", date(2022, 5, 2)),
        AccountPlan(42, 190_000, date(2022, 7, 28), ("Paper", "Packaging")),
    ),
    _cast(
        "silent",
        "Kurhaus Distelfähre",
        ("petra", "DACH", "DE"),
        ("Enterprise", "Hotels", date(2021, 2, 8)),
        AccountPlan(
            28,
            260_000,
            date(2022, 7, 8),
            _WIDE,
            stops=date(2025, 3, 10),
            answers=False,
            unheard=True,
            neglected_since=date(2025, 3, 12),
        ),
    ),
    _cast(
        "detractor",
        "Fjordheim Kjølelager AS",
        ("annika", "Nordics", "NO"),
        ("Enterprise", "Logistics", date(2020, 6, 22)),
        AccountPlan(
            14, 310_000, date(2022, 7, 4), ("Packaging", "Safety", "Cleaning", "Equipment"), mood=8.5
        ),
    ),
    _cast(
        "hotel-block",
        "Kongresshaus Lindwerder",
        ("petra", "DACH", "AT"),
        ("Enterprise", "Hotels", date(2021, 10, 11)),
        AccountPlan(28, 240_000, date(2022, 7, 14), _WIDE, growth=0.04, mood=9.3),
    ),
    _cast(
        "unmet",
        "Klinikum Rautenweiler",
        ("sabine", "DACH", "DE"),
        ("Enterprise", "Clinics", date(2021, 11, 29)),
        AccountPlan(21, 280_000, date(2022, 7, 11), ("Cleaning", "Linen", "Safety", "Paper")),
    ),
    _cast(
        "lapsed",
        "Drukkerij Molenspiegel",
        ("pieter", "France & Benelux", "NL"),
        ("Mid-market", "Printing", date(2022, 2, 14)),
        AccountPlan(
            28,
            130_000,
            date(2022, 7, 21),
            ("Paper", "Packaging", "Cleaning"),
            discounted_since=date(2025, 1, 6),
        ),
    ),
    _cast(
        "trial",
        "Kahvila Tähtiö Oy",
        ("mika", "Nordics", "FI"),
        ("SMB", "Food", date(2025, 6, 2)),
        AccountPlan(28, 32_000, date(2025, 6, 4), ("Coffee & tea", "Tableware")),
    ),
    _cast(
        "wide-name",
        "東雲フーズ・ライン GmbH",
        ("jonas", "DACH", "DE"),
        ("Mid-market", "Food", date(2023, 3, 6)),
        AccountPlan(
            21, 95_000, date(2023, 3, 20), ("Tableware", "Packaging", "Coffee & tea"), growth=0.1, mood=9.3
        ),
    ),
    _cast(
        "won-back",
        "Ćwikłowiec Logistyka",
        ("tomasz", "Baltics & Poland", "PL"),
        ("Mid-market", "Logistics", date(2021, 8, 17)),
        AccountPlan(28, 110_000, date(2022, 7, 13), _SOME, pause=(date(2023, 10, 20), date(2024, 11, 11))),
    ),
    _cast(
        "urgent-ticket",
        "Vårdhuset Älvkroken",
        ("maren", "Nordics", "SE"),
        ("Mid-market", "Clinics", date(2022, 3, 28)),
        AccountPlan(28, 125_000, date(2022, 7, 18), ("Linen", "Cleaning", "Safety")),
    ),
    _cast(
        "spend-drop",
        "Papierwerk Grünwedelsau",
        ("jonas", "DACH", "DE"),
        ("Mid-market", "Printing", date(2021, 5, 5)),
        AccountPlan(
            14, 90_000, date(2022, 7, 7), ("Paper", "Packaging"), shift=(date(2025, 3, 24), 0.4), mood=7.0
        ),
    ),
    _cast(
        "smaller-orders",
        "Bageriet Hvidørn",
        ("maren", "Nordics", "DK"),
        ("SMB", "Food", date(2022, 6, 7)),
        AccountPlan(
            14, 48_000, date(2022, 7, 5), ("Coffee & tea", "Packaging"), shift=(date(2025, 5, 16), 0.6)
        ),
    ),
    _cast(
        "one-timer",
        "Café Ombrelaune",
        ("claire", "France & Benelux", "FR"),
        ("SMB", "Food", date(2025, 4, 3)),
        AccountPlan(28, 41_000, date(2025, 4, 24), ("Coffee & tea",), once=True),
    ),
    _cast(
        "one-timer",
        "Butikken Gråhavnen",
        ("annika", "Nordics", "NO"),
        ("SMB", "Retail", date(2025, 3, 26)),
        AccountPlan(42, 27_500, date(2025, 4, 29), ("Packaging", "Paper"), once=True),
    ),
    _cast(
        "late-payer",
        "Spedition Ziegelhorster",
        ("emil", "DACH", "DE"),
        ("Mid-market", "Logistics", date(2022, 4, 19)),
        AccountPlan(28, 105_000, date(2022, 7, 20), _SOME, days_late=48, mood=7.0),
    ),
    _cast(
        "promoter",
        "Gasthof Weißdornhof",
        ("petra", "DACH", "AT"),
        ("Mid-market", "Hotels", date(2020, 4, 27)),
        AccountPlan(21, 115_000, date(2022, 7, 15), _WIDE, growth=0.15, mood=9.8),
    ),
    _cast(
        "usage-drop",
        "Hotelli Kuutamolinna",
        ("mika", "Nordics", "FI"),
        ("Mid-market", "Hotels", date(2022, 8, 23)),
        AccountPlan(28, 88_000, date(2022, 9, 5), ("Linen", "Cleaning"), subscriptions=2, mrr=32_000),
    ),
    _cast(
        "contact-gap",
        "Hurtownia Wierzbolin",
        ("tomasz", "Baltics & Poland", "PL"),
        ("Enterprise", "Retail", date(2021, 12, 6)),
        AccountPlan(21, 230_000, date(2022, 7, 22), _WIDE, neglected_since=date(2025, 4, 9)),
    ),
    _cast(
        "well-handed-over",
        "Skovløkkens Klinik",
        ("maren", "Nordics", "DK"),
        ("Enterprise", "Clinics", date(2020, 9, 14)),
        AccountPlan(
            21, 210_000, date(2022, 7, 27), ("Linen", "Cleaning", "Safety", "Paper"), growth=0.12, mood=9.4
        ),
    ),
    _cast(
        "cancelled",
        "Hõbelaine Kaubandus OÜ",
        ("tomasz", "Baltics & Poland", "EE"),
        ("Mid-market", "Retail", date(2022, 9, 19)),
        AccountPlan(
            28,
            70_000,
            date(2022, 10, 3),
            ("Packaging", "Paper"),
            stops=date(2025, 6, 10),
            subscriptions=1,
            mrr=28_000,
            mood=6.0,
        ),
    ),
)
