"""Invented names: built from made-up stems, so that no real firm or person is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holdfast.sample.dice import Dice

INDUSTRIES: Final = ("Hotels", "Food", "Clinics", "Logistics", "Printing", "Retail")


@dataclass(frozen=True)
class _Tongue:
    """How firms are called in one language: stems = heads × tails, one pattern or more per industry."""

    heads: tuple[str, ...]
    tails: tuple[str, ...]
    patterns: tuple[tuple[str, ...], ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _tongue(heads: str, tails: str, patterns: str) -> _Tongue:
    """Words apart by spaces; industries apart by `|`, their patterns by `,`; `*` stands for the stem."""
    by_industry = tuple(tuple(p.strip() for p in group.split(",")) for group in patterns.split("|"))
    return _Tongue(_words(heads), _words(tails), by_industry)


_GERMAN: Final = _tongue(
    "Wolken Rauten Haseln Ulmen Ziegel Kronen Distel Quarz Nebel Silber Moos Weiß Süder Ammern Bruchen "
    "Drossel Ginster Hummel Irrlicht Kiesel Lauben Mergel Nessel Öhrchen Schilf",
    "lohe quell hagen stett moor grund kamp föhr",
    "Hotel *, Gasthof * | Bäckerei *, * Feinkost GmbH | Klinik *, Praxiszentrum * | Spedition *, "
    "* Logistik GmbH | Druckerei *, * Druck & Medien | * Handels GmbH, Kaufhaus *",
)
_FRENCH: Final = _tongue(
    "Brisé Valme Ombre Roche Claire Fonta Souve Étan Perle Chante Noise Aigre",
    "lune valle rive laune porte fleur monde",
    "Hôtel *, Auberge * | Boulangerie *, Maison * Traiteur | Clinique *, Cabinet * | Transports *, "
    "* Logistique SA | Imprimerie *, Ateliers * | Comptoir *, * Distribution SA",
)
_DUTCH: Final = _tongue(
    "Zilver Koren Veense Molen Raven Duin Wilgen Harde",
    "meent horn poel gaarde schans dreef",
    "Hotel *, Herberg * | Bakkerij *, * Vers BV | Kliniek *, Zorggroep * | * Transport BV, * Koeriers | "
    "Drukkerij *, * Media BV | * Handel BV, Warenhuis *",
)
_NORDIC: Final = _tongue(
    "Fjord Sand Løv Bjørk Åker Skov Hvit Grå Älv Tång Ravn Snö Bølge Måne Ström Dugg Glöd Hagl Jøkel Klöv",
    "hem løkken strømmen vika lunden bäcken tuva",
    "Hotell *, * Gjestehus | * Bageri AB, Bageriet * | * Klinikken, Vårdhuset * | * Logistik AS, "
    "* Frakt AB | * Trykk AS, * Tryckeri AB | * Handel AB, Butikken *",
)
_FINNISH: Final = _tongue(
    "Tähti Lumi Koivu Hopea Utu Metsä Kaarna",
    "ranta harju lehto salmi niitty",
    "Hotelli * | * Leipomo Oy | * Klinikka Oy | * Logistiikka Oy | * Paino Oy | * Kauppa Oy",
)
_ESTONIAN: Final = _tongue(
    "Tamme Lume Kuu Õie Merre Hõbe",
    "vald oja nurme kivi saare",
    "* Hotell OÜ | * Pagar OÜ | * Kliinik | * Logistika OÜ | * Trükk OÜ | * Kaubandus OÜ",
)
_LITHUANIAN: Final = _tongue(
    "Žalia Saulė Ąžuol Bangų Šiaur Rūta",
    "vėja laukis kalnė giris upė",
    "Viešbutis * | Kepykla * | Klinika * | * Logistika UAB | Spaustuvė * | * Prekyba UAB",
)
_POLISH: Final = _tongue(
    "Ćwik Brzozo Złoto Śnież Jarzęb Dąbro Wierz",
    "wola brzeg grodzie szyn linek",
    "Hotel * | Piekarnia * | Klinika * | * Logistyka | Drukarnia * | Hurtownia *",
)
_TONGUES: Final = {
    "DE": _GERMAN,
    "AT": _GERMAN,
    "CH": _GERMAN,
    "FR": _FRENCH,
    "BE": _FRENCH,
    "LU": _FRENCH,
    "NL": _DUTCH,
    "NO": _NORDIC,
    "SE": _NORDIC,
    "DK": _NORDIC,
    "FI": _FINNISH,
    "EE": _ESTONIAN,
    "LT": _LITHUANIAN,
    "PL": _POLISH,
}

_FIRST: Final = _words(
    "Anouk Bastien Carla Dorte Elif Fabrice Gesine Håkon Irena Jelle Katrin Lívia Marek Nora Oskar Paulina "
    "Quirin Rasmus Søren Tuula Ulrike Viggo Wanda Xaver Ylva Zofia Ömer Aïcha Chloé Jürgen Kristjan Sanna "
    "Matteo Inês Birgit Théo Agnieszka Lauri Veerle Dovilė"
)
_LAST: Final = _words(
    "Abendstern Brouckaert Czarnolas Dalgren Ekholt Fransvoort Grünwedel Hellerup Iversholm Jansekker "
    "Kõrvemaa Lachenmann Mertzig Nyqvister Oosterlinde Palkovic Quistgard Rautasalo Sørmarken Toverud "
    "Uhlmeyer Vanhoutryve Wiśnicka Ylinenmaa Zandvoorde Ålborgen Lefrançais Müllrich Żurek Paukštė"
)


def company(country: str, industry: str, taken: set[str], dice: Dice) -> str:
    """A firm's name nobody has yet; its stem is added to `taken`."""
    tongue = _TONGUES[country]
    stem = dice.pick(tongue.heads) + dice.pick(tongue.tails)
    while stem in taken:
        stem = dice.pick(tongue.heads) + dice.pick(tongue.tails)
    taken.add(stem)
    return dice.pick(tongue.patterns[INDUSTRIES.index(industry)]).replace("*", stem)


def person(dice: Dice) -> str:
    """A contact's name."""
    return f"{dice.pick(_FIRST)} {dice.pick(_LAST)}"
