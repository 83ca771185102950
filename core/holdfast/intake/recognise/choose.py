"""Which table one file is: the strongest of its candidates, or why none, or what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.intake.config import CONFIG_NAME, TableMapping
from holdfast.intake.read.source import mapping_name
from holdfast.intake.recognise.presets import presets_of
from holdfast.intake.recognise.strangers import stranger_of
from holdfast.intake.recognise.synonyms import columns_for
from holdfast.intake.recognise.weigh.candidates import ENOUGH, candidates_of, kind_elsewhere, named_elsewhere
from holdfast.intake.recognise.weigh.computed import pieces
from holdfast.intake.recognise.weigh.links import days_in, key_header, links
from holdfast.intake.recognise.weigh.readings import signs, speaks_of, speaks_of_purchases, speaks_of_unsold
from holdfast.intake.recognise.weigh.undated import lacking_days
from holdfast.intake.recognise.weigh.whose import whose
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import Question, UnusedFile
from holdfast.toml_files import basic_string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.recognise.preset_file import Preset
    from holdfast.intake.recognise.strangers import Stranger
    from holdfast.intake.recognise.weigh.candidates import Candidate
    from holdfast.intake.recognise.weigh.head import Head

_AGAINST_NAME: Final = 6.0
"""Points that another table needs where the name of the file speaks of one that it cannot be."""
BESIDE: Final = "with_others = true"
"""Line of a section after which the other files are recognised as before."""
_SOLD: Final = ("orders", "order_lines", "invoices", "customers")
"""Tables that quotes and carts would be, and whom they name would be customers."""
_TIE: Final = 0.5
"""Points between two tables of which either may be meant."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What one file is: a known export, or the best candidate, or neither; `others` might be it too.

    `claims`: the known exports with this header, where it is that of several. `stranger`: a known export
    that holds nothing of a book.
    """

    head: Head
    preset: Preset | None = None
    claims: tuple[Preset, ...] = ()
    candidate: Candidate | None = None
    others: tuple[Candidate, ...] = ()
    stranger: Stranger | None = None

    @property
    def table(self) -> str:
        """The chief table that is read from the file, or ""."""
        if self.preset is not None:
            return self.preset.table
        return self.candidate.table if self.candidate is not None else ""


def choose(head: Head, stated: Mapping[str, TableMapping]) -> Choice:
    """What a file is by itself; `stated` says what its columns are where it is of that table."""
    known = presets_of(head.columns, head.file.stem)
    stranger = stranger_of(head.columns, max((len(one.headers) for one in known), default=0))
    if stranger is not None:
        return Choice(head, stranger=stranger)
    if known:
        return Choice(head, known[0]) if len(known) == 1 else Choice(head, claims=known)
    found = candidates_of(head, stated) if not _is_of_purchases(head) else []
    if speaks_of_unsold(head.file.stem):
        found = [one for one in found if one.table not in _SOLD]
    named = next((one for one in found if one.named), None)
    is_other = named.missing if named is not None else named_elsewhere(head)
    enough = _AGAINST_NAME if is_other else ENOUGH
    sure = [one for one in found if one.is_sure and (one.named or one.score >= enough)]
    if billed := _billed(sure):
        return Choice(head, candidate=billed, others=tuple(found))
    if sure and not _equals(sure):
        return Choice(head, candidate=sure[0], others=tuple(found))
    return Choice(head, others=tuple(found))


def _is_of_purchases(head: Head) -> bool:
    """Whether a file is about what the shop bought: its name says so, and no header names customers."""
    customers = ("customer", "client", "kunde", "cliente")
    return speaks_of_purchases(head.file.stem) and not any(speaks_of(one, customers) for one in head.columns)


def _billed(sure: Sequence[Candidate]) -> Candidate | None:
    """Invoices that are called so and say when they are due or paid, where the rest looks like orders too.

    As the sales of a book without orders they count all the same.
    """
    if not sure or sure[0].table != "orders" or sure[0].named:
        return None
    told = set(signs()["invoices"].telling)
    return next(
        (one for one in sure if one.table == "invoices" and one.named and told & set(one.columns)), None
    )


def _equals(sure: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are as likely as the first, where there are any."""
    near = [one for one in sure if sure[0].score - one.score < _TIE and one.named == sure[0].named]
    return near if len(near) > 1 else []


def not_used(choice: Choice) -> tuple[UnusedFile, Question | None]:
    """Why no table is read from a file, what it lacks, and what to do; a question where two are as likely."""
    head, name = choice.head, choice.head.file.name
    lines = f"files = [{basic_string(mapping_name(name))}]"
    if choice.stranger is not None:
        told = f"is an export of {choice.stranger.tool} ({choice.stranger.export}): {choice.stranger.why}"
        return UnusedFile(name, told), None
    if choice.claims:
        return _claimed(choice, lines)
    named = next((one for one in choice.others if one.named), None)
    # A file that is called something else is asked about only where much speaks against its name.
    enough = _AGAINST_NAME if named is not None and named.missing else 0.0
    likely_ones = [one for one in choice.others if one.is_sure and (one.named or one.score >= enough)]
    if not named_elsewhere(head) and (equals := _equals(likely_ones)):
        tables = " or ".join(one.table for one in equals)
        paste = "\n".join(f"[tables.{one.table}]\n{lines}\n{BESIDE}" for one in equals)
        asked = Question(name, "", f"is {name} a file of {tables}?", paste)
        return UnusedFile(name, f"it may be {tables}", (), "answer the question"), asked
    likely = next((one for one in choice.others if one.named), None) or _likeliest(choice)
    if likely is not None and likely.missing:
        called = "by its name" if likely.named else "by its columns"
        return (
            UnusedFile(
                name,
                f"looks like {likely.table} {called} but has no column for {likely.lacks} "
                f"(it has: {listing(head.columns)})",
                likely.missing,
                f"say in {CONFIG_NAME} which column it is: [tables.{likely.table}] "
                f'columns = {{ {likely.missing[0].split(" or ")[0]} = "…" }}',
            ),
            None,
        )
    kind = kind_elsewhere(head)
    told = (
        "is about what suppliers sold to the shop, by its name"
        if _is_of_purchases(head)
        else "matches no table"
    )
    told = "is about what nobody has bought yet, by its name" if speaks_of_unsold(head.file.stem) else told
    told = f"looks like a list of {kind}" if kind and kind != "others" else told
    return (
        UnusedFile(
            name,
            f"{told} (it has: {listing(head.columns)}){'' if kind else lacking_days(head)}",
            (),
            f"if it belongs to the book, say so in {CONFIG_NAME}: [tables.…] {lines} {BESIDE}",
        ),
        None,
    )


def _claimed(choice: Choice, lines: str) -> tuple[UnusedFile, Question]:
    """What to ask about a file that is equally well the export of several tools."""
    name = choice.head.file.name
    titles = " or ".join(one.title for one in choice.claims)
    paste = "\n".join(
        f'[tables.{one.table}]\n{lines}\npreset = "{one.name}"\n{BESIDE}' for one in choice.claims
    )
    told = f"has the header of {count(len(choice.claims), 'export')}: {titles}"
    return UnusedFile(name, told, (), "answer the question"), Question(
        name, "", f"is {name} {titles}?", paste
    )


def sales_elsewhere(choice: Choice) -> Question | None:
    """What to ask about a file of days, customers and amounts, where a book has no sales at all."""
    head, name = choice.head, choice.head.file.name
    columns = columns_for("orders", head.columns, head.fits)
    columns |= links("orders", columns, head, key_header(head))
    columns = whose("orders", columns, head)
    if days := days_in(head):
        columns.setdefault("order_date", days[0])
    if not {"customer_id", "order_date", "amount"} <= columns.keys() or pieces("orders", head, columns):
        return None
    stated = ", ".join(f"{column} = {basic_string(header)}" for column, header in columns.items())
    paste = (
        f"[tables.orders]\nfiles = [{basic_string(mapping_name(name))}]\ncolumns = {{ {stated} }}\n{BESIDE}"
    )
    return Question(name, "", f"nothing else in this book is a sale: are those of {name} its sales?", paste)


def _likeliest(choice: Choice) -> Candidate | None:
    """The table a file nearly is: only one column is missing and much speaks for it."""
    near = [one for one in choice.others if one.score >= _AGAINST_NAME and len(one.missing) == 1]
    return near[0] if near else None


def mapping_of(candidate: Candidate) -> TableMapping:
    """The mapping of a candidate, as if it had been written down."""
    return TableMapping(
        candidate.table,
        f"[tables.{candidate.table}] of {CONFIG_NAME}",
        columns=candidate.columns,
        derive=candidate.derive,
        match=candidate.match,
        layout=candidate.layout,
        recognised=True,
    )
