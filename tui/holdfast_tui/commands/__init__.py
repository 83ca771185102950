"""What the user can do: commands declared once, and the keys that reach them."""
