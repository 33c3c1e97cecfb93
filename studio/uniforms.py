"""Numbers, vectors and matrices handed to a GLSL program."""

from __future__ import annotations

from typing import Any

import numpy as np


def set_uniforms(program: Any, **values: Any) -> None:
    """Set uniforms; those that the compiler dropped are left out. Matrices are row by row."""
    for name, value in values.items():
        if name not in program:
            continue
        if isinstance(value, np.ndarray) and value.ndim == 2:
            program[name].write(value.T.astype("f4").tobytes())
        elif isinstance(value, (int, float)):
            program[name].value = value
        else:
            program[name].value = tuple(float(v) for v in value)
