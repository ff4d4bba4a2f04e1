"""Copy a value with some fields changed, as `dataclasses.replace` does, but at once where a class keeps a plain dict.

A session has some forty fields and is copied twice for each entry: one by one this took most of the time of a replay.
"""

from dataclasses import replace as _replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(value, /, **changes):  # noqa: ANN001, ANN003, ANN201 - checked as the function above it is
        """Copy a frozen dataclass; an unknown field is refused."""
        kind = type(value)
        if not _is_plain(kind):
            return _replace(value, **changes)
        before = value.__dict__
        after = {**before, **changes}
        if len(after) != len(before):
            msg = f"{kind.__name__} has no field {', '.join(sorted(changes.keys() - before.keys()))}"
            raise TypeError(msg)
        found = object.__new__(kind)
        object.__setattr__(found, "__dict__", after)
        return found


@cache
def _is_plain(kind: type) -> bool:
    """Tell whether a class keeps a dict, and checks nothing when it is made."""
    return not hasattr(kind, "__slots__") and not hasattr(kind, "__post_init__")


__all__ = ["replace"]
