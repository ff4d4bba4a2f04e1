"""Copy a value with some fields changed, as `dataclasses.replace` does, but at once where a class keeps a plain dict.

A session has some forty fields and is copied twice for each entry: one by one this took most of the time of a replay.
"""

from dataclasses import replace as _replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(value, /, **changes):  # noqa: ANN001, ANN003, ANN201 - checked as the function above it is
        """Copy a frozen dataclass; an unknown field is refused."""
        if not hasattr(value, "__dict__") or hasattr(type(value), "__post_init__"):
            return _replace(value, **changes)
        if not changes.keys() <= value.__dict__.keys():
            msg = f"{type(value).__name__} has no field {', '.join(sorted(changes.keys() - value.__dict__.keys()))}"
            raise TypeError(msg)
        found = object.__new__(type(value))
        found.__dict__.update(value.__dict__)
        found.__dict__.update(changes)
        return found


__all__ = ["replace"]
