"""Where the files that travel with the code are: inside the wheel, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path


def bundled(package_file: str, name: str) -> Path:
    """The folder `name` beside `package_file` (wheel), or at the top of the checkout (editable install).

    Raises FileNotFoundError where the installation is incomplete.
    """
    package = Path(package_file).resolve().parent
    for folder in (package / name, package.parent.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder '{name}' is missing from this installation of Holdfast")
