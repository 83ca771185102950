"""A virtual table over a frame: geometry, columns, cursor and paint are pure; the widgets are thin."""

from __future__ import annotations
