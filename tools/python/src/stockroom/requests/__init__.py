"""Turns the arguments of a client's methods into requests, and frames into what they return."""

from __future__ import annotations

from .documents import DocumentRequests
from .ledger import LedgerRequests
from .promises import PromiseRequests
from .reading import ReadingRequests
from .request import Request
from .stock import StockRequests

__all__ = ["Request", "Requests"]


class Requests(PromiseRequests, LedgerRequests, DocumentRequests, StockRequests, ReadingRequests):
    """All requests, those of one principal."""
