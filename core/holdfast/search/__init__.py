"""Finding things by what people half remember of their names: one rule for short lists and for columns."""
