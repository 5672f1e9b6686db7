"""Documents, transactions, batches, the feed and connections on a live server."""

from __future__ import annotations

import secrets
import unittest
from dataclasses import replace
from itertools import islice

from both_clients import connect_asyncio, connect_threads
from cutting_proxy import CuttingProxy
from live_store import (
    CHANNEL,
    COLLEAGUE,
    LOSS,
    MASTER_DATA,
    PRINCIPAL,
    QUARANTINE,
    SHELF,
    SKU,
    TOWN,
    LiveTest,
    host_and_port,
)
from stockroom import (
    Absent,
    Adjust,
    Answer,
    Cap,
    ChannelSKU,
    Command,
    Defined,
    DeviceMark,
    DocumentAt,
    DocumentType,
    FeedPosition,
    Forbidden,
    Invalidity,
    LevelsAfter,
    Move,
)
