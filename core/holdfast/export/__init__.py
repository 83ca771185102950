"""Results as files: CSV, Excel, Parquet, JSON and Markdown."""

from holdfast.export.results import (
    FORMATS,
    METRIC_KEYS,
    Format,
    markdown_cell,
    metrics_document,
    render,
    table_document,
    to_csv,
    to_json,
    to_markdown,
    write_file,
)

__all__ = [
    "FORMATS",
    "METRIC_KEYS",
    "Format",
    "markdown_cell",
    "metrics_document",
    "render",
    "table_document",
    "to_csv",
    "to_json",
    "to_markdown",
    "write_file",
]
