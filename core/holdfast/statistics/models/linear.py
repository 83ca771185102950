"""Small systems of linear equations, a handful of unknowns: no library needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

Matrix: TypeAlias = Sequence[Sequence[float]]


def solve_positive(matrix: Matrix, right: Sequence[float]) -> list[float] | None:
    """The x with matrix · x = right, by Cholesky; None where the matrix is not positive definite."""
    lower = cholesky(matrix)
    if lower is None:
        return None
    size = len(right)
    forward: list[float] = []
    for i in range(size):
        forward.append((right[i] - sum(lower[i][k] * forward[k] for k in range(i))) / lower[i][i])
    solution = [0.0] * size
    for i in reversed(range(size)):
        below = sum(lower[k][i] * solution[k] for k in range(i + 1, size))
        solution[i] = (forward[i] - below) / lower[i][i]
    return solution


def inverse_root(matrix: Matrix) -> tuple[tuple[float, ...], ...] | None:
    """R with Rᵀ · R the inverse of a matrix, by rows; None where it is not positive definite."""
    lower = cholesky(matrix)
    if lower is None:
        return None
    size = len(lower)
    rows = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            right = 1.0 if i == j else 0.0
            rows[i][j] = (right - sum(lower[i][k] * rows[k][j] for k in range(j, i))) / lower[i][i]
    return tuple(tuple(row) for row in rows)


def cholesky(matrix: Matrix) -> list[list[float]] | None:
    """The lower triangular L with L · Lᵀ = matrix; None where it is not positive definite."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i != j:
                lower[i][j] = rest / lower[j][j]
            elif rest > 1e-14 * abs(matrix[i][i]) and math.isfinite(rest):
                lower[i][i] = math.sqrt(rest)
            else:
                return None
    return lower
