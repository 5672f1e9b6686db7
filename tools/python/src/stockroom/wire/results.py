"""Bytes of results."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import UnknownLayout
from ..model import results
from ..model.results import QueryResult
from . import definitions, reservations, stock
from .feed import read_feed_page, write_feed_page
from .reader import Reader
from .statistics import read_statistics, write_statistics
from .writer import Writer


def read_result(r: Reader) -> QueryResult:
    number = r.u8()
    read = _READERS.get(number)
    if read is None:
        raise UnknownLayout(f"result {number}", r.offset - 1)
    return read(r)


_TABLE: tuple[tuple[int, type[QueryResult], Callable[[Reader], QueryResult]], ...] = (
    (
        1,
        results.Availability,
        lambda r: results.Availability(r.long_items(stock.read_availability_entry)),
    ),
    (
        2,
        results.AvailabilityChanges,
        lambda r: results.AvailabilityChanges(r.long_items(stock.read_availability_change)),
    ),
    (3, results.Policies, lambda r: results.Policies(r.long_items(definitions.read_policy))),
    (4, results.Levels, lambda r: results.Levels(r.long_items(stock.read_level))),
    (
        5,
        results.Reservation,
        lambda r: results.Reservation(r.optional(reservations.read_reservation)),
    ),
    (
        6,
        results.Reservations,
        lambda r: results.Reservations(r.long_items(reservations.read_reservation)),
    ),
    (
        7,
        results.Thresholds,
        lambda r: results.Thresholds(r.long_items(stock.read_threshold_standing)),
    ),
    (8, results.Movements, lambda r: results.Movements(r.long_items(stock.read_movement))),
    (9, results.Quantity, lambda r: results.Quantity(r.i64())),
    (10, results.Document, lambda r: results.Document(r.optional(reservations.read_document))),
    (
        11,
        results.Documents,
        lambda r: results.Documents(reservations.read_page(r, reservations.read_document)),
    ),
    (
        12,
        results.TermMatches,
        lambda r: results.TermMatches(reservations.read_page(r, reservations.read_term_match)),
    ),
    (13, results.Definition, lambda r: results.Definition(r.optional(definitions.read_sku))),
    (14, results.Sites, lambda r: results.Sites(r.long_items(definitions.read_site))),
    (15, results.Locations, lambda r: results.Locations(r.long_items(definitions.read_location))),
    (16, results.Channels, lambda r: results.Channels(r.long_items(definitions.read_channel))),
    (17, results.Feed, lambda r: results.Feed(read_feed_page(r))),
    (18, results.Statistics, lambda r: results.Statistics(read_statistics(r))),
)

_READERS = {number: read for number, _, read in _TABLE}
_NUMBERS = {kind: number for number, kind, _ in _TABLE}


def write_result(w: Writer, value: QueryResult) -> None:
    w.u8(_NUMBERS[type(value)])
    match value:
        case results.Availability(entries):
            w.long_items(entries, stock.write_availability_entry)
        case results.AvailabilityChanges(changes):
            w.long_items(changes, stock.write_availability_change)
        case results.Policies(policies):
            w.long_items(policies, definitions.write_policy)
        case results.Levels(levels):
            w.long_items(levels, stock.write_level)
        case results.Reservation(reservation):
            w.optional(reservation, reservations.write_reservation)
        case results.Reservations(several):
            w.long_items(several, reservations.write_reservation)
        case results.Thresholds(thresholds):
            w.long_items(thresholds, stock.write_threshold_standing)
        case results.Movements(movements):
            w.long_items(movements, stock.write_movement)
        case results.Quantity(quantity):
            w.i64(quantity)
        case results.Document(document):
            w.optional(document, reservations.write_document)
        case results.Documents(documents):
            reservations.write_page(w, documents, reservations.write_document)
        case results.TermMatches(matches):
            reservations.write_page(w, matches, reservations.write_term_match)
        case results.Definition(definition):
            w.optional(definition, definitions.write_sku)
        case results.Sites(sites):
            w.long_items(sites, definitions.write_site)
        case results.Locations(locations):
            w.long_items(locations, definitions.write_location)
        case results.Channels(channels):
            w.long_items(channels, definitions.write_channel)
        case results.Feed(page):
            write_feed_page(w, page)
        case results.Statistics(statistics):
            write_statistics(w, statistics)
