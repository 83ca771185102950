"""Models of buying and leaving, and the solvers they need."""
