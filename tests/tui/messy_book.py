"""A small book that leaves something to settle: a question, lost rows and cells, a file that is not used."""

from __future__ import annotations

from pathlib import Path

CUSTOMERS = """Customer ID,Name,Segment,Created
C1,Acme,smb,2024-01-02
C2,Borgo,enterprise,2024-02-03
C3,Café Noir,smb,soon
"""
ORDERS = """Order ID,Customer ID,Date,Amount,Discount,Status,Remark
O1,C1,2025-01-03,120.50,0.50,paid,first
O2,C2,2025-02-03,abc,,paid,
O3,C2,2025-02-05,90.00,n.n.,frobnicated,
O4,C3,13/45/2025,14.00,,paid,
O5,C3,2025-03-09,75.25,,cancelled,
O6,C1,2025-04-01,60.00,,paid,late
"""
SHAPES = "colour,shape\nred,round\n"


def write_messy_book(folder: Path) -> Path:
    """The book in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (folder / "shapes.csv").write_text(SHAPES, encoding="utf-8")
    return folder
