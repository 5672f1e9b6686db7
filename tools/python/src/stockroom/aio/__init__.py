"""The client of asyncio. Its methods are those of `stockroom.Client`, to be awaited."""

from __future__ import annotations

from .client import Client, connect
from .subscription import Subscription

__all__ = ["Client", "Subscription", "connect"]
