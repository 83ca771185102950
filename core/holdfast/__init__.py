"""Holdfast's engine: customer and rep retention from local exports, with no terminal in sight."""
