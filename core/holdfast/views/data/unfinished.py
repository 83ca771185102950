"""A file that is to become a table while its columns are being chosen: the rest of the book as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.views.data.view import ColumnUse, DataRoomView, FileUse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.schema.receipt import Lacking


def with_unfinished(
    view: DataRoomView, lacking: Lacking, samples: Mapping[str, tuple[str, ...]]
) -> DataRoomView:
    """The room with the columns of the unfinished file, what they are so far and what is missing."""
    file, table = lacking.file, lacking.table
    use = FileUse(file, table, missing=lacking.missing)
    files = [one for one in view.files if one.file != file or one.table not in ("", table)]
    place = next((at for at, one in enumerate(view.files) if one.file == file), len(files))
    taken = {header: name for name, header in lacking.columns}
    columns = [
        ColumnUse(file, table, taken.get(header, ""), header, samples=samples.get(header, ()))
        for header in lacking.headers
    ]
    others = [one for one in view.columns if (one.file, one.table) != (file, table)]
    return replace(view, files=(*files[:place], use, *files[place:]), columns=(*columns, *others))
