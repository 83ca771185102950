"""How long: survival curves and their comparison."""
