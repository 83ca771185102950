"""One customer, one row: keys that name the same one in other letters, lengths or words are made one.

A key is looked up as it stands, then without letter case, then as the short or long form of an id (15 and 18
characters, as Salesforce writes them), as a number whose zeros a spreadsheet dropped, as a name, and as an
e-mail address that stands beside the id in the list. It is replaced only where that settles every key of
its column, so that no column is joined in part; e-mail addresses are the same in any letter case, always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.meaning.ids import NO_IDS, Ids, ids_in, rows_of, without_places
from holdfast.intake.wording import count
from holdfast.rows.found import all_differ, rows_of_ids
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import TABLES
from holdfast.words.folding import fold_expr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.intake.finish.draft import TableDraft
    from holdfast.intake.meaning.places import Places

_REFERENCES: Final = {
    "customers": ("customer_id", "parent_id"),
    "reps": ("rep_id", "owner_rep_id", "manager_id"),
}
"""The columns that name a row of these lists."""

_STEPS: Final = {
    "case": "by letter case",
    "length": "by their short or long form",
    "number": "by their number without leading zeros",
    "name": "by name",
    "email": "by e-mail address",
}
_SHORT, _LONG = 15, 18
_ID: Final = pl.col("id")
_IS_CODE: Final = _ID.str.contains(rf"^[0-9A-Za-z]{{{_SHORT}}}([0-9A-Za-z]{{3}})?$") & _ID.str.contains(
    r"[0-9]"
)
_TO: Final = "__to"


def joined(
    drafts: Sequence[TableDraft], places: Places, ids: Sequence[Ids], expected: pl.Series
) -> tuple[list[TableDraft], list[Finding]]:
    """Drafts whose keys are those of the lists they point to, and what was joined by what.

    `ids`: those of customers in every draft, looked up among those `expected`.
    """
    done, found = list(drafts), list[Finding]()
    for table, columns in _REFERENCES.items():
        lists = [place for place, draft in enumerate(drafts) if _is_list(draft, table, drafts, places)]
        counted = ids if table == "customers" else [ids_in(draft, columns[0]) for draft in done]
        before = done
        sought = expected if table == "customers" else NO_IDS
        done, said = _spelled_alike(done, columns[0], counted, sought, unlisted=not lists)
        found += said
        if not lists:
            continue
        of_list = _List([done[one] for one in lists], columns[0], sought)
        for place, draft in enumerate(done):
            for column in _pointing(draft, columns, own=columns[0] if place in lists else ""):
                is_counted = column == columns[0] and done[place] is before[place]
                # Its different ids are few beside its rows: mostly they tell already that all are known.
                if is_counted and of_list.unknown_of(counted[place]).is_empty():
                    continue
                done[place], said = _looked_up(done[place], column, of_list, places)
                found += said
    return done, found


def _is_list(draft: TableDraft, table: str, drafts: Sequence[TableDraft], places: Places) -> bool:
    """Whether a draft is a list of its own, not one that rows of another table bring along."""
    if draft.table != table or draft.mapping.one_per_key is None:
        return draft.table == table
    brought = {name for other in drafts if TABLES[other.table].is_event for name in _files(other, places)}
    return brought.isdisjoint(_files(draft, places))


def _files(draft: TableDraft, places: Places) -> set[str]:
    return {places.files[file] for file in draft.frame[FILE].unique().to_list()}


def _pointing(draft: TableDraft, columns: Sequence[str], own: str) -> Iterator[str]:
    """The columns of a draft that point into the list, but for its `own` key and those a mapping looks up."""
    for column in columns:
        if column in draft.frame.columns and column not in draft.mapping.match and column != own:
            yield column


class _List:
    """Everybody on the lists of one table: `known` has their `id` and `name`, each id once."""

    def __init__(self, drafts: Sequence[TableDraft], key: str, expected: pl.Series) -> None:
        self.drafts = drafts
        parts = [
            draft.frame.select(
                pl.col(key).alias("id"),
                (pl.col("name") if "name" in draft.frame.columns else pl.lit(None, dtype=pl.String)).alias(
                    "name"
                ),
            )
            for draft in drafts
        ]
        together = pl.concat(parts)
        is_once = all_differ(together["id"])
        self.known = together if is_once else together.unique("id", keep="first", maintain_order=True)
        is_whole = expected.equals(self.known["id"])
        self._gone = expected.clear() if is_whole else self.unknown(expected)["id"]

    def unknown_of(self, ids: Ids) -> pl.DataFrame:
        """As `unknown`, of ids of which most are expected: nearly always they are all on the list."""
        gone = self._gone
        missing = ids.expected.filter(ids.expected.is_in(gone.implode())) if gone.len() else NO_IDS
        return self.unknown(pl.concat([missing, ids.others]))

    def unknown(self, keys: pl.Series) -> pl.DataFrame:
        """`id`: the keys that nobody on the list has, each once."""
        others = keys.filter(rows_of_ids(keys, self.known["id"]).is_null())
        return others.alias("id").to_frame().lazy().unique().drop_nulls().collect()


def _looked_up(
    draft: TableDraft, column: str, of_list: _List, places: Places
) -> tuple[TableDraft, list[Finding]]:
    lists, listed = of_list.drafts, of_list.known
    table = lists[0].table
    unknown = of_list.unknown(draft.frame[column])
    if unknown.is_empty():
        return draft, []
    steps = unknown.with_columns(
        _found(unknown, _plain(listed, ~_IS_CODE), _comparable(_ID)).alias("case"),
        _length(unknown, listed).alias("length"),
        _found(unknown, _unique(listed.select(_number(_ID).alias("key"), "id")), _number(_ID)).alias(
            "number"
        ),
        _found(unknown, _plain(listed, None, "name"), _comparable(_ID)).alias("name"),
        _found(unknown, _emails(unknown, lists, places), _comparable(_ID)).alias("email"),
    ).with_columns(pl.coalesce(*_STEPS).alias(_TO))
    if steps[_TO].null_count():
        steps = steps.with_columns(pl.col("case").alias(_TO)).filter(_ID.str.contains("@", literal=True))
    steps = steps.filter(pl.col(_TO).is_not_null())
    if steps.is_empty():
        return draft, []
    ways = [
        f"{number:,} {_STEPS[step]}"
        for step, number in steps.select(_first_step().value_counts(sort=True)).unnest("step").iter_rows()
    ]
    example = steps.sort("id").row(0, named=True)
    verb = "is" if steps.height == 1 else "are"
    message = (
        f"{count(steps.height, column)} that {table} write differently {verb} "
        f"joined with it: {', '.join(ways)} (such as '{example['id']}' with '{example[_TO]}')"
    )
    return _replaced(draft, column, steps), [Finding("info", draft.table, message)]


def _first_step() -> pl.Expr:
    return pl.coalesce(pl.when(pl.col(step).is_not_null()).then(pl.lit(step)) for step in _STEPS).alias(
        "step"
    )


def _replaced(draft: TableDraft, column: str, steps: pl.DataFrame) -> TableDraft:
    to = steps.select(_ID.alias(column), _TO)
    frame = draft.frame.join(to, on=column, how="left", maintain_order="left")
    frame = frame.with_columns(pl.coalesce(_TO, column).alias(column)).drop(_TO)
    return draft.with_frame(without_places(frame, column))


def _squeezed(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"\s+", " ").str.strip_chars()


def _comparable(text: pl.Expr) -> pl.Expr:
    """A key without letter case, accents and superfluous spaces."""
    return fold_expr(_squeezed(text))


def _plain(listed: pl.DataFrame, wanted: pl.Expr | None, column: str = "id") -> pl.DataFrame:
    """`key` in comparable form and the one `id` it stands for; those that stand for several are left out."""
    kept = listed if wanted is None else listed.filter(wanted)
    return _unique(kept.select(_comparable(pl.col(column)).alias("key"), "id"))


def _unique(pairs: pl.DataFrame) -> pl.DataFrame:
    one = pl.col("id").n_unique().alias("ids")
    return pairs.drop_nulls().group_by("key").agg(one, pl.col("id").first()).filter(pl.col("ids") == 1)


def _found(unknown: pl.DataFrame, known: pl.DataFrame, key: pl.Expr) -> pl.Series:
    """The id for every unknown one, null where none or several come into question."""
    looked = unknown.select(key.alias("key")).join(
        known.select("key", pl.col("id").alias("found")), on="key", how="left", maintain_order="left"
    )
    return looked.get_column("found")


def _length(unknown: pl.DataFrame, listed: pl.DataFrame) -> pl.Series:
    """An id of 15 characters is the same as the one of 18 that begins with it, letter for letter."""
    codes = listed.filter(_IS_CODE)
    short = _unique(codes.select(_ID.str.slice(0, _SHORT).alias("key"), "id"))
    return _found(unknown, short, pl.when(_IS_CODE).then(_ID.str.slice(0, _SHORT)))


def _number(text: pl.Expr) -> pl.Expr:
    """A key of figures without the zeros before and the `.0` behind; null for any other."""
    figures = r"^0*([0-9]+?)(\.0+)?$"
    return pl.when(text.str.contains(figures)).then(text.str.replace(figures, "${1}"))


def _emails(unknown: pl.DataFrame, lists: Sequence[TableDraft], places: Places) -> pl.DataFrame:
    """`key` and `id` of the addresses that the lists have in columns that nothing else is read from."""
    parts = [pl.DataFrame(schema={"key": pl.String, "id": pl.String})]
    if not unknown.select(_ID.str.contains("@", literal=True).all()).item():
        return _unique(parts[0])
    for draft in lists:
        key = TABLES[draft.table].key or ""
        for file in draft.frame[FILE].unique().to_list():
            own = draft.frame.filter(pl.col(FILE) == file).select(ROW, pl.col(key).alias("id"))
            beside = places.beside(file, own[ROW].to_list())
            rows = own.join(beside, on=ROW, maintain_order="left")
            parts += [
                rows.select(_comparable(pl.col(header)).alias("key"), "id")
                for header in beside.columns
                if "mail" in header.lower()
            ]
    return _unique(pl.concat(parts).filter(pl.col("key") != ""))


def _spelled_alike(
    drafts: Sequence[TableDraft], column: str, ids: Sequence[Ids], expected: pl.Series, *, unlisted: bool
) -> tuple[list[TableDraft], list[Finding]]:
    """Keys that differ in letter case only, spelled as most rows do: e-mails, and names that nobody lists.

    Whoever is `expected` stands in one of the drafts: in the list.
    """
    is_email = _ID.str.contains("@", literal=True)
    alike = (
        pl.concat([one.to_frame().lazy() for one in (expected.alias("id"), *(one.others for one in ids))])
        .filter(is_email | (pl.lit(unlisted) & ~_ID.str.contains(r"[0-9]")))
        .unique()
        .with_columns(_squeezed(_ID).str.to_lowercase().alias("key"))
        .filter(pl.len().over("key") > 1)
        .collect()
    )
    if alike.is_empty():
        return list(drafts), []
    counted = [rows_of(draft, column, alike["id"]).lazy() for draft in drafts]
    spellings = (
        pl.concat(counted)
        .group_by("id")
        .agg(pl.col("rows").sum())
        .join(alike.lazy(), on="id")
        .sort("rows", "id", descending=[True, False])
        .with_columns(pl.col("id").first().over("key").alias(_TO))
        .filter(pl.col(_TO) != _ID)
        .collect()
    )
    if spellings.is_empty():
        return list(drafts), []
    example = spellings.sort("id").row(0, named=True)
    one = spellings.height == 1
    message = (
        f"{count(spellings.height, column)} that differ{'s' if one else ''} from another in letter case only "
        f"{'is' if one else 'are'} the same (such as '{example['id']}' and '{example[_TO]}')"
    )
    touched = [bool(one.every.is_in(spellings["id"].implode()).any()) for one in ids]
    done = [
        _replaced(draft, column, spellings) if here else draft
        for draft, here in zip(drafts, touched, strict=True)
    ]
    return done, [Finding("info", drafts[touched.index(True)].table, message)]
