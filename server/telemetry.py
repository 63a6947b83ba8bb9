"""What an office tells about itself: log lines and figures, never a family's data.

A log line takes only the keys named here, so nothing personal gets in by being passed along; the
figures have no label that names a device, a household or a person.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

ALLOWED: Final = frozenset(
    {
        "event", "level", "timestamp", "exception", "exc_info",
        "route", "method", "status", "code", "ms", "log", "position", "size", "events", "batches",
        "generation", "household", "deployment", "dialect", "port", "applied", "task",
    }
)  # fmt: skip
"""`household` is an id made by chance; it tells nothing outside this office."""

_LONG_NUMBER: Final = re.compile(r"(?<![0-9a-f-])[0-9]{9,}(?![0-9a-f-])")


def keep_allowed(
    logger: object, method: str, said: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A log line with the keys named above and the names of the others."""
    kept = {key: value for key, value in said.items() if key in ALLOWED}
    left_out = sorted(said.keys() - kept.keys())
    return kept | {"left_out": left_out} if left_out else kept


def hide_numbers(
    logger: object, method: str, said: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A log line in which no number of identity, card or phone can be read.

    Only the message of an exception could bring one; ids and times stay readable.
    """
    trace = said.get("exception")
    if isinstance(trace, str):
        said["exception"] = _LONG_NUMBER.sub("…", trace)
    return said


def start_logging() -> None:
    """Log lines as JSON on the error stream, one each."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed,
            structlog.processors.format_exc_info,
            hide_numbers,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


class Figures:
    """What `/metrics` shows, of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "jejak_requests", "Requests answered.", ("route", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "jejak_request_seconds", "Time to answer.", ("route",), registry=self._registry
        )
        self.committed = Counter(
            "jejak_events_committed", "Events committed.", ("standing",), registry=self._registry
        )
        self.paged = Counter(
            "jejak_events_paged", "Events sent to devices.", registry=self._registry
        )
        self.incidents = Counter(
            "jejak_incidents", "Troubles noticed in syncs.", ("code",), registry=self._registry
        )
        self.corrupt = Gauge(
            "jejak_log_corrupt", "1 once a log was found corrupt: run verify.", ("log",),
            registry=self._registry,
        )  # fmt: skip
        self.size = Gauge(
            "jejak_log_size", "Positions in the log.", ("log",), registry=self._registry
        )

    def text(self) -> bytes:
        """The figures as Prometheus reads them."""
        return generate_latest(self._registry)
