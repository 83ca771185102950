"""The sample book as files: the canonical tables, a mapping, and a guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.sample.events.contracts import contract_sheets
from holdfast.sample.events.orders import invoice_sheet, order_sheets, orders
from holdfast.sample.events.pipeline import loss_sheet, losses, opportunity_sheets
from holdfast.sample.events.recurring import subscription_sheet, usage_sheet
from holdfast.sample.events.surveys import survey_sheet
from holdfast.sample.events.tickets import ticket_sheet, tickets
from holdfast.sample.events.touches import contact_sheet, contacts, interaction_sheet
from holdfast.sample.firm.account import Account, Spell
from holdfast.sample.firm.customers import accounts, customer_sheet
from holdfast.sample.firm.performance import performance_sheets
from holdfast.sample.firm.territory import rep_sheets, spells
from holdfast.sample.guide import README, SETTINGS
from holdfast.sample.sheet import TableSheet, csv_text

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_SEED: Final = 7


def sheets(seed: int = DEFAULT_SEED) -> tuple[TableSheet, ...]:
    """Every table of the sample book."""
    everyone = accounts(seed)
    served = {account.customer_id: spells(account) for account in everyone}
    return (
        customer_sheet(everyone, seed),
        *rep_sheets(everyone, served),
        *_trade(everyone, served, seed),
        subscription_sheet(everyone, seed),
        usage_sheet(everyone, seed),
        *contract_sheets(everyone, seed),
        *opportunity_sheets(everyone, served, seed),
        *_voice(everyone, served, seed),
    )


def _trade(
    everyone: tuple[Account, ...], served: dict[str, tuple[Spell, ...]], seed: int
) -> tuple[TableSheet, ...]:
    made = orders(everyone, served, seed)
    return (*order_sheets(made, seed), invoice_sheet(made, everyone, seed), *performance_sheets(made, seed))


def _voice(
    everyone: tuple[Account, ...], served: dict[str, tuple[Spell, ...]], seed: int
) -> tuple[TableSheet, ...]:
    people = contacts(everyone, seed)
    asked = tickets(everyone, seed)
    lost = losses(everyone, seed)
    return (
        contact_sheet(people),
        interaction_sheet(everyone, served, people, seed),
        ticket_sheet(asked),
        survey_sheet(everyone, people, asked, lost, seed),
        loss_sheet(lost),
    )


def texts(seed: int = DEFAULT_SEED) -> dict[str, str]:
    """File name → content of every file of the sample book."""
    files = {f"{table.name}.csv": csv_text(table) for table in sheets(seed)}
    return {**files, "holdfast.toml": SETTINGS, "README.md": README}


def write_book(folder: Path, seed: int = DEFAULT_SEED) -> None:
    """Write the sample book into `folder`, which is created. UTF-8, newline line ends everywhere."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in texts(seed).items():
        (folder / name).write_bytes(content.encode())
