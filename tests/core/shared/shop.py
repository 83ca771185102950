"""A small firm as files: two reps, ids and names that occur in nobody else's, and faults in its exports."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from holdfast.book.assemble import assemble
from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.intake import read_book
from holdfast.query import Query
from holdfast.shared.build import BuildResult, Recipe, build

MINE = ("CUST-ALPHA", "CUST-GAMMA")
OTHERS = (
    *(
        "CUST-BRAVO",
        "Bravissimo Werke",
        "bob@bravissimo.example",
        "Bob Bravissimo",
        "ORD-2",
        "TICK-2",
        "LINE-B",
    ),
    *(
        "CUST-DELTA",
        "Deltaflor",
        "ORD-4",
        "CTR-2",
        "Northseg",
        "GHOST-9",
        "badday-7",
        "Only-Bravo",
        "REASON-B",
    ),
    *("secret of bravo", "Rita Rivale", "SURV-2", "OPP-2"),
)
"""What is of others, or may be: none of it is in the mart of a rep."""

FILES = {
    "customers": (
        "customer_id,name,segment,owner_rep_id,parent_id,created,Hobby,Nickname\n"
        "CUST-ALPHA,Alphabet Gmbh,Smb,R-ANA,CUST-BRAVO,2023-01-01,sailing,Al\n"
        "CUST-BRAVO,Bravissimo Werke,Northseg,R-BEN,,2023-01-01,chess,Only-Bravo\n"
        "CUST-GAMMA,Gammatron,Smb,R-ANA,CUST-ALPHA,2023-02-01,chess,Ga\n"
        "CUST-DELTA,Deltaflor,Northseg,R-BEN,,2023-01-01,go,De\n"
    ),
    "orders": (
        "order_id,customer_id,order_date,amount\n"
        "ORD-1,CUST-ALPHA,2025-01-10,100\nORD-2,CUST-BRAVO,2025-01-11,200\n"
        "ORD-3,CUST-GAMMA,2025-02-10,300\nORD-4,CUST-DELTA,2025-02-12,400\n"
        "ORD-5,CUST-ALPHA,2025-03-10,500\nORD-9,CUST-DELTA,badday-7,1\nORD-8,GHOST-9,2025-03-01,7\n"
    ),
    "order_lines": "order_id,product,quantity\nORD-1,Bolts,1\nORD-2,LINE-B,2\nORD-5,Nuts,3\n",
    "contacts": (
        "contact_id,customer_id,name,email\nCON-1,CUST-ALPHA,Ada,ada@alphabet.example\n"
        "CON-2,CUST-BRAVO,Bob Bravissimo,bob@bravissimo.example\n"
    ),
    "tickets": (
        "ticket_id,customer_id,created,subject\nTICK-1,CUST-ALPHA,2025-03-01,Late\n"
        "TICK-2,CUST-BRAVO,2025-03-02,secret of bravo\n"
    ),
    "contracts": (
        "contract_id,customer_id,start,end\nCTR-1,CUST-GAMMA,2024-01-01,2025-12-31\n"
        "CTR-2,CUST-DELTA,2024-01-01,2025-12-31\n"
    ),
    "opportunities": (
        "opportunity_id,customer_id,rep_id,created,stage\nOPP-1,CUST-ALPHA,R-ANA,2025-01-05,Won\n"
        "OPP-2,CUST-BRAVO,R-BEN,2025-01-06,Lost\n"
    ),
    "surveys": (
        "response_id,kind,customer_id,answered,score\nSURV-1,nps,CUST-ALPHA,2025-02-01,9\n"
        "SURV-2,nps,CUST-BRAVO,2025-02-02,2\n"
    ),
    "reps": (
        "rep_id,name,hire_date,team,manager_id,background\nR-ANA,Ana Ruiz,2020-01-01,North,R-RITA,Sales\n"
        "R-BEN,Ben Ode,2020-01-01,North,R-RITA,REASON-B\nR-RITA,Rita Rivale,2019-01-01,North,,Sales\n"
    ),
}


def write_shop(folder: Path) -> Path:
    """The exports in a folder."""
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> Book:
    """The book of exports, read afresh."""
    return assemble(read_book([folder]))


def built(exports: Path, into: Path, where: str = "", *, force: bool = False) -> BuildResult:
    """A mart of exports, of everybody or of whom a filter keeps."""
    book = read(exports)
    kept: pl.Series | None = Engine(book).kept(Query(where=where)) if where else None
    return build(book, into, Recipe(sources=(str(exports),), where=where), kept, force=force)
