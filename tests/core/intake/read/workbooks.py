"""Workbooks as people keep them, made for the tests that read them."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

HEADER: Final = ("Order ID", "Customer", "Date", "Amount")
ORDERS: Final = (
    ("0001", "Acme", date(2025, 4, 3), 1234.5),
    ("0002", "Brio", date(2025, 5, 3), 50),
)


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    hidden: Sequence[str] = (),
    change: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """A workbook of these sheets; `change` is done to the first of them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    pages = [book.add_worksheet(name) for name in sheets]
    for page, (name, rows) in zip(pages, sheets.items(), strict=True):
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                _write(page, row, column, cell)
        if name in hidden:
            page.hide()
    if change:
        change(pages[0])
    book.close()
    return buffer.getvalue()


def _write(page: Worksheet, row: int, column: int, cell: object) -> None:
    if isinstance(cell, str):
        page.write_string(row, column, cell)
    elif isinstance(cell, date | datetime):
        page.write_datetime(row, column, cell)
    elif cell is not None:
        page.write(row, column, cell)


def ods(sheet: str, rows: Sequence[Sequence[object]]) -> bytes:
    """A sheet as LibreOffice keeps it."""
    cells = "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows)
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" '
        f'xmlns:text="{names}text:1.0"><office:body><office:spreadsheet><table:table table:name="{sheet}">'
        f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<m:manifest xmlns:m="{names}manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{kind}"/>'
        "</m:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def _ods_cell(cell: object) -> str:
    if isinstance(cell, date):
        kind, value = "date", f'office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | float):
        kind, value = "float", f'office:value="{cell}"'
    else:
        kind, value = "string", ""
    return f'<table:table-cell office:value-type="{kind}" {value}><text:p>{cell}</text:p></table:table-cell>'


def xls() -> bytes:
    """HEADER and ORDERS on the sheet Orders, as Excel wrote them until 2003 (by xlwt 1.3)."""
    return zlib.decompress(base64.b85decode(_XLS))


_XLS: Final = (
    r"c-rk)O-NKx6#nj;8RsYGPe)4w8HB7%P;1jhC(V+A%-r-tP^0q}VlxxZabcS*8)y>*t%^2+E!tRZ`k{i_g#|_~0wI{GrK_Nzh"
    r"0g2T^WK!!JaE9I;(fzC_nz<GbMBdU@0@$*y`2l^rXJMi@e4ZPKtcDSVg)Ctc#BF1)UWHZS*$%&bQ}K^ydGM}3KyRG-?-%(%J"
    r"t4e!F}gTlE6nQr*R&A>69AXKy-5qaUo;qASrO0m;mZHsw$R4EUQ`G<B`u;?qlW}%MKcw6Q?j2>ucU??&1?lBliU${XSxw1!m"
    r"e&gI97FU%W1iu`YCJ!|`)=$2xR0I4dy?+Gf3KO4Xzu#2xs6M4~mBY#k@$5TPwNjjwtX_)^R@FQPWTvAh8B-&XT(3*KYFdo6e"
    r"$EqW<_lg0Q-3*K+R2TJfa6elnN{Vb=FER8woGSb~qEum_oOE}EOmsyyM9_pdy{;|<aI;m=8-xJTMlpnj2>9JIX^tQIPcB;CD"
    r"lB%KYrm9;TPW$9R$%!?zDzW-G;Z%}LAjs`7r=1YZxpepQyCZ}Bu`|p}a3sc&yG_Op9ham983(w>!BX}#v&Al!m)Yx9Zr8Jn("
    r"65i`rv4hUad48yT;bj(nr9DVKDK>Ddk3|%i^m=}WIx4rQhTO1e<3pSJ~o9$TGs^G%g-cQM2om}Q{qXiSPL^fe_&bnTdMXbAv"
    r"1Q}yjKLVEYkoX%+k>0(-A*3#e7zV<{-^s`Vu942|gs8=6D%vHROUnCsvT32o`1)%2SJ1-Q-7lQA&7`TrIDhp$Tl3>5IK6>}B"
    r"A!f-RWkh&q)jJd`GM0R4myHf-3iVZ(+E8-Eo9U#*Pmq`WS<%&V%~e6O=irC`4%`EN0RG<`Dkcj*99RBIS7YyZ^3C5pbp8f}X"
    r"23nh-z>>5Te$Z?F6y?^N<E>?b@H5-Q3?<Z95{DpGj{KNBq2QiWu@c"
)
