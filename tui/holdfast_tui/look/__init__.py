"""How things look: themes, colours, and values as safe words."""
