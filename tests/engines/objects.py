"""A store of objects as S3 speaks it, over a folder: what a scan of polars asks of one, and no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_HEAD(self) -> None:
        self._object(with_body=False)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query)
        if "list-type" in asked:
            self._listing(unquote(parts.path).strip("/"), asked.get("prefix", [""])[0])
        else:
            self._object(with_body=True)

    def _listing(self, bucket: str, prefix: str) -> None:
        root = self.folder / bucket
        keys = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{(root / key).stat().st_size}</Size>"
            "<LastModified>2025-01-01T00:00:00.000Z</LastModified><ETag>1</ETag></Contents>"
            for key in keys
            if key.startswith(prefix)
        )
        body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()
        self._answer(200, body, {"Content-Type": "application/xml"})

    def _object(self, *, with_body: bool) -> None:
        path = self.folder / unquote(urlsplit(self.path).path).strip("/")
        if not path.is_file():
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>", {}, with_body=with_body)
            return
        data, status = path.read_bytes(), 200
        told = {"ETag": '"1"', "Last-Modified": "Wed, 01 Jan 2025 00:00:00 GMT"}
        if wanted := self.headers.get("Range"):
            start, end = _range(wanted, len(data))
            told["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
            data, status = data[start : end + 1], 206
        self._answer(status, data, told, with_body=with_body)

    def _answer(self, status: int, body: bytes, headers: dict[str, str], *, with_body: bool = True) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def _range(wanted: str, size: int) -> tuple[int, int]:
    """`bytes=0-99`, `bytes=100-` or `bytes=-8` as the first and the last byte."""
    first, last = wanted.removeprefix("bytes=").split("-")
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


@contextmanager
def object_store(folder: Path) -> Iterator[str]:
    """The address of a store whose buckets are the folders in `folder`."""
    handler = type("Handler", (_Handler,), {"folder": folder})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
