"""A limit on how much one chat or address may send."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

MAX_KEYS = 10_000


class Pace:
    """`burst` at once, then `per_minute`; one bucket per key, forgotten when it is full again."""

    def __init__(
        self, per_minute: float, burst: int, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second, self._burst, self._seconds = per_minute / 60, burst, seconds
        self._buckets: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def allows(self, key: object) -> bool:
        """Take one from the bucket of `key`; False if it is empty."""
        now = self._seconds()
        left, at = self._buckets.pop(key, (float(self._burst), now))
        left = min(self._burst, left + (now - at) * self._per_second)
        self._buckets[key] = (max(left - 1, 0.0) if left >= 1 else left, now)
        if len(self._buckets) > MAX_KEYS:
            self._buckets.popitem(last=False)
        return left >= 1
