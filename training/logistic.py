"""Logistic regression with a ridge, by Newton's method: what several programs fit their weights with."""

from __future__ import annotations

import numpy as np

STEPS = 40  # Newton's method is exact long before


def logistic(rows: np.ndarray, right: np.ndarray, decay: np.ndarray, counts: np.ndarray | float = 1.0) -> np.ndarray:
    """The weights of columns by which rows are right, 0 or 1.

    `decay` is how much each weight is held down, as the diagonal of a matrix; `counts` says how often each row
    is there.
    """
    found = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        probable = 1 / (1 + np.exp(-rows @ found))
        curve = (rows * np.reshape(counts * probable * (1 - probable), (-1, 1))).T @ rows + decay
        found += np.linalg.solve(curve, rows.T @ (counts * (right - probable)) - decay @ found)
    return found
