"""Where the files that travel with the code are: inside the wheel, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path


def bundled(package_file: str, name: str) -> Path:
    """The folder or file `name` beside `package_file` (wheel), or at the top of the checkout (editable).

    Raises FileNotFoundError where the installation is incomplete.
    """
    package = Path(package_file).resolve().parent
    for folder in (package / name, package.parent.parent / name):
        if folder.exists():
            return folder
    raise FileNotFoundError(f"'{name}' is missing from this installation of Holdfast")
