"""The store that the live tests use: an empty server, whose address the environment tells."""

from __future__ import annotations

import itertools
import os
import unittest
from collections.abc import Callable
from typing import Any, ClassVar

from both_clients import AnyClient

import stockroom
from stockroom import (
    ChannelDefinition,
    ChannelSite,
    LocationDefinition,
    LocationKind,
    MoveLine,
    Reason,
    SiteDefinition,
    SKUDefinition,
    new_id,
)

ADDRESS = os.environ.get("STOCKROOM_TEST_ADDRESS", "")
SKIP_REASON = "STOCKROOM_TEST_ADDRESS is not set to the host:port of an empty server"

PRINCIPAL = 7
COLLEAGUE = 8

SKU = 4711
CHANNEL = 1
TOWN, VILLAGE = 1, 2
SHELF, BACK_ROOM, VILLAGE_SHELF = 101, 102, 201
RETURNS, QUARANTINE = 120, 130
SUPPLIER, CUSTOMER, LOSS = 900, 901, 902

MASTER_DATA = (
    SKUDefinition(SKU, "SKU-4711"),
    SiteDefinition(TOWN, "TOWN", utc_offset_minutes=60, found_without_approval_max=10),
    SiteDefinition(VILLAGE, "VILLAGE"),
    LocationDefinition(SHELF, LocationKind.STOCK, TOWN, "SHELF"),
    LocationDefinition(BACK_ROOM, LocationKind.STOCK, TOWN, "BACK-ROOM"),
    LocationDefinition(VILLAGE_SHELF, LocationKind.STOCK, VILLAGE, "VILLAGE-SHELF"),
    LocationDefinition(RETURNS, LocationKind.RETURNS, TOWN, "RETURNS"),
    LocationDefinition(QUARANTINE, LocationKind.QUARANTINE, TOWN, "QUARANTINE"),
    LocationDefinition(SUPPLIER, LocationKind.SUPPLIER, None, "SUPPLIER"),
    LocationDefinition(CUSTOMER, LocationKind.CUSTOMER, None, "CUSTOMER"),
    LocationDefinition(LOSS, LocationKind.LOSS, None, "LOSS"),
    ChannelDefinition(
        CHANNEL, "WEB", (ChannelSite(TOWN), ChannelSite(VILLAGE)), accepts_backorders=True
    ),
)

_skus = itertools.count(10_000)


def host_and_port() -> tuple[str, int]:
    """Where the server is."""
    host, _, port = ADDRESS.rpartition(":")
    return host, int(port)


def new_key() -> bytes:
    """A document key that no other test uses."""
    return b"test/" + new_id().hex.encode()


@unittest.skipUnless(ADDRESS, SKIP_REASON)
class LiveTest(unittest.TestCase):
    """Tests against a live server, run for each client: a class for each says how it connects."""

    connect_to: ClassVar[Callable[..., AnyClient]]
    client: ClassVar[AnyClient]

    @classmethod
    def setUpClass(cls) -> None:
        cls.client = cls.connect()
        cls.client.define(MASTER_DATA).require()
        cls.receive(SKU, 100)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.client.__exit__(None, None, None)

    @classmethod
    def connect(cls, **arguments: Any) -> AnyClient:
        """Another client of the kind that is tested."""
        host, port = host_and_port()
        return cls.connect_to(**{"host": host, "port": port, "principal": PRINCIPAL, **arguments})

    @classmethod
    def receive(
        cls, sku: int, quantity: int, location: int = SHELF
    ) -> stockroom.Answer[stockroom.outcomes.Done | stockroom.outcomes.Moved]:
        """Brings so many units from the supplier."""
        line = MoveLine(sku, quantity, SUPPLIER, location)
        answer: stockroom.Answer[Any] = cls.client.move([line], reason=Reason.RECEIVE)
        answer.require()
        return answer

    @classmethod
    def new_sku(cls, quantity: int = 0) -> int:
        """A SKU that no other test uses, with so many units on the shelf."""
        sku = next(_skus)
        cls.client.define([SKUDefinition(sku, f"SKU-{sku}")]).require()
        if quantity:
            cls.receive(sku, quantity)
        return sku

    def on_hand(self, sku: int, location: int = SHELF) -> int:
        """Units that are there."""
        return sum(
            level.on_hand for level in self.client.levels(sku).value if level.location == location
        )
