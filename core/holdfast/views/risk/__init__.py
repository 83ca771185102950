"""The risk room: flags, their past, and what became of them."""
