"""From texts to typed values, strictly, with what could not be read."""
