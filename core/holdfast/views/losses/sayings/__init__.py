"""Words and phrases of what was said, by the losses that came after it."""
