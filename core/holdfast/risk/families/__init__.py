"""The rules by what they look at, a module each: limits, rule, sentence and rows of every flag together."""
