"""`holdfast bisect`: on which day something broke from its usual."""
