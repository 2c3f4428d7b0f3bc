"""Measures two ways of one thing in turn, A B B A, and says how many times the limit ours takes."""

import statistics
import time
import tracemalloc
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

ROUNDS = 8


@dataclass(frozen=True)
class Line:
    """One measurement: ours and its limit in their own unit, and the most that ours may be of it."""

    name: str
    ours: float
    limit: float
    target: float
    unit: str = "ms"
    plus: bool = False

    @property
    def is_met(self):
        """Whether the target is met; with `plus` it is an addition, not a factor."""
        return self.ours <= (self.limit + self.target if self.plus else self.limit * self.target)

    def __str__(self):
        share = f"+{self.ours - self.limit:.1f}" if self.plus else f"×{self.ours / self.limit:.2f}"
        most = f"+{self.target:g}" if self.plus else f"×{self.target:g}"
        verdict = "met" if self.is_met else "NOT MET"
        return f"{self.name:58} {self.ours:9.1f} {self.unit} beside {self.limit:9.1f}   {share} (≤ {most}) {verdict}"


def beside(name, ours, limit, *, target, rounds=ROUNDS):
    """Return the Line of two functions by the medians of runs in turn."""
    ours(), limit()
    taken = {ours: [], limit: []}
    for number in range(rounds):
        for work in (ours, limit) if number % 2 else (limit, ours):
            started = time.perf_counter()
            work()
            taken[work].append((time.perf_counter() - started) * 1000)
    return Line(name, statistics.median(taken[ours]), statistics.median(taken[limit]), target)


def peak_memory(work):
    """Return the most memory `work` held at once, in MB."""
    tracemalloc.start()
    work()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def statements(work):
    """Return how many statements `work` needs."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)
