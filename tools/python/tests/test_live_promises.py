"""Promises and the book on a live server: each operation does what it says."""

from __future__ import annotations

import time
import unittest

from both_clients import connect_asyncio, connect_threads
from live_store import (
    BACK_ROOM,
    CHANNEL,
    CUSTOMER,
    LOSS,
    PRINCIPAL,
    QUARANTINE,
    RETURNS,
    SHELF,
    SKU,
    SUPPLIER,
    TOWN,
    VILLAGE,
    VILLAGE_SHELF,
    LiveTest,
)

from stockroom import (
    ByRank,
    CountLine,
    CountResult,
    DocumentType,
    Fact,
    FulfilLine,
    KitComponent,
    LineAttributes,
    LineQuantity,
    Mode,
    MoveLine,
    MovementContext,
    MovementID,
    PickupSite,
    Reason,
    Refused,
    Remainder,
    ReservationState,
    ReserveLine,
    SellLine,
    SKUDefinition,
    WholeOrderFirst,
    decode_displaced_promise,
    new_id,
    outcomes,
    refusals,
)


class Promises(LiveTest):
    def test_a_reservation_goes_from_hold_to_return(self) -> None:
        client = self.client
        hold = client.reserve([ReserveLine(SKU, 5)], channel=CHANNEL, owner=(owner := new_id()))
        plan = hold.require().plan
        self.assertEqual(plan.allocations, (outcomes.PlannedAllocation(0, None, SHELF, 5),))

        extended = client.extend(hold.reservation, hold_milliseconds=30 * 60_000).require()
        self.assertGreater(extended.deadline, plan.deadline)

        three = [LineQuantity(0, 3)]
        client.commit(hold.reservation, quantities=three, remainder=Remainder.RELEASE).require()
        context = MovementContext(document=b"order/1", business_date=20_000, fulfilment_method=3)
        fulfilled = client.fulfil(hold.reservation, to=CUSTOMER, context=context)
        fulfilled.require()
        back = [FulfilLine(0, 1, LineAttributes(unit_cost=19_900))]
        client.return_goods(hold.reservation, back, from_=CUSTOMER, to=RETURNS).require()

        found = client.reservation(hold.reservation).value
        (allocation,) = found.allocations
        self.assertEqual(
            (allocation.requested, allocation.fulfilled, allocation.returned, allocation.released),
            (5, 3, 1, 2),
        )
        self.assertEqual((found.state, found.owner), (ReservationState.FULFILLED, owner))
        self.assertEqual(found.sequence, hold.sequence)
        (movement,) = client.movements_on("order/1").value[-1:]
        self.assertEqual(movement.id, MovementID(fulfilled.sequence, 0))
        self.assertEqual((movement.reason, movement.quantity), (Reason.ISSUE, 3))
        self.assertEqual((movement.business_date, movement.principal), (20_000, PRINCIPAL))
        self.assertEqual((movement.channel, movement.fulfilment_method), (CHANNEL, 3))

    def test_what_is_not_there_is_refused_and_a_refusal_is_a_value(self) -> None:
        sku = self.new_sku(quantity=1)
        answer = self.client.reserve([ReserveLine(sku, 2)], channel=CHANNEL)
        self.assertFalse(answer.accepted)
        self.assertTrue(answer.is_final)
        shortage = refusals.Shortage(sku, None, requested=2, available_to_sell=1)
        self.assertEqual(answer.refusal, refusals.InsufficientStock((shortage,)))
        with self.assertRaises(Refused) as caught:
            answer.require()
        self.assertEqual(caught.exception.refusal, answer.refusal)

    def test_part_of_it_is_promised_where_that_is_asked(self) -> None:
        sku = self.new_sku(quantity=1)
        lines = [ReserveLine(sku, 2)]
        answer = self.client.reserve(lines, channel=CHANNEL, mode=Mode.PARTIAL)
        (allocation,) = answer.require().plan.allocations
        self.assertEqual(allocation.quantity, 1)

    def test_units_come_from_the_sites_that_the_sourcing_allows(self) -> None:
        sku = self.new_sku(quantity=2)
        self.receive(sku, 2, VILLAGE_SHELF)
        lines = [ReserveLine(sku, 3)]
        for sourcing, sites in (
            (PickupSite(VILLAGE), None),
            (ByRank(0), None),
            (ByRank(1), [SHELF, VILLAGE_SHELF]),
            (WholeOrderFirst(1), [SHELF, VILLAGE_SHELF]),
        ):
            with self.subTest(sourcing):
                answer = self.client.reserve(lines, channel=CHANNEL, sourcing=sourcing)
                if sites is None:
                    self.assertFalse(answer.accepted)
                    continue
                allocations = answer.require().plan.allocations
                self.assertEqual([allocation.location for allocation in allocations], sites)
                self.client.release(answer.reservation).require()

    def test_a_released_hold_is_gone(self) -> None:
        sku = self.new_sku(quantity=2)
        hold = self.client.reserve([ReserveLine(sku, 2)], channel=CHANNEL)
        self.client.release(hold.reservation, quantities=[LineQuantity(0, 1)]).require()
        self.client.release(hold.reservation).require()
        again = self.client.release(hold.reservation)
        self.assertIsInstance(again.refusal, refusals.AlreadyResolved)

    def test_a_hold_ends_and_can_be_revived(self) -> None:
        sku = self.new_sku(quantity=2)
        hold = self.client.reserve([ReserveLine(sku, 2)], channel=CHANNEL, hold_milliseconds=30)
        deadline = hold.require().plan.deadline
        time.sleep(0.1)
        late = self.client.commit(hold.reservation)
        self.assertEqual(late.refusal, refusals.Expired(at=deadline))
        self.client.commit(hold.reservation, revives=True).require()
        found = self.client.reservation(hold.reservation).value
        self.assertEqual((found.state, found.generation), (ReservationState.COMMITTED, 2))

    def test_a_hold_takes_the_place_of_another(self) -> None:
        sku, owner = self.new_sku(quantity=2), new_id()
        first = self.client.reserve([ReserveLine(sku, 2)], channel=CHANNEL, owner=owner)
        second = self.client.reserve(
            [ReserveLine(sku, 2)], channel=CHANNEL, owner=owner, replaces=first.reservation
        )
        second.require()
        late = self.client.commit(first.reservation)
        self.assertEqual(late.refusal, refusals.Superseded(by=second.reservation))
        found = self.client.reservation(first.reservation).value
        self.assertEqual(found.superseded_by, second.reservation)

    def test_a_promise_moves_to_another_location(self) -> None:
        sku = self.new_sku(quantity=2)
        self.receive(sku, 2, BACK_ROOM)
        lines = [ReserveLine(sku, 2, location=SHELF)]
        hold = self.client.reserve(lines, channel=CHANNEL)
        self.client.re_source(hold.reservation, 0, to=BACK_ROOM, quantity=1).require()
        self.client.re_source(hold.reservation, 0, to=BACK_ROOM).require()
        (allocation,) = self.client.reservation(hold.reservation).value.allocations
        self.assertEqual((allocation.location, allocation.held), (BACK_ROOM, 2))

    def test_what_waits_is_served_by_a_delivery_and_by_hand(self) -> None:
        client, sku = self.client, self.new_sku(quantity=1)
        hold = client.reserve([ReserveLine(sku, 4)], channel=CHANNEL, mode=Mode.BACKORDER)
        there, waits = hold.require().plan.allocations
        self.assertEqual((there.quantity, there.is_backordered), (1, False))
        self.assertEqual((waits.quantity, waits.is_backordered, waits.location), (3, True, 0))
        client.commit(hold.reservation).require()
        self.assertEqual(
            [found.reservation for found in client.waiting(sku).value], [hold.reservation]
        )

        line = MoveLine(sku, 2, SUPPLIER, SHELF)
        moved = client.move([line], reason=Reason.RECEIVE, serves_backorders=True).require()
        self.assertEqual([promise.quantity for promise in moved.served], [2])
        self.assertEqual(moved.served[0].reservation, hold.reservation)

        self.receive(sku, 5)
        more = client.allocate(hold.reservation, 0, location=SHELF, quantity=2)
        self.assertEqual(more.refusal, refusals.ExceedsWaiting(line=0, waiting=1))
        client.allocate(hold.reservation, 0, location=SHELF).require()
        self.assertEqual(client.waiting(sku).value, ())

    def test_a_kit_is_taken_apart(self) -> None:
        one, two, kit = self.new_sku(quantity=4), self.new_sku(quantity=6), self.new_sku()
        components = (KitComponent(one, 1), KitComponent(two, 2))
        self.client.define([SKUDefinition(kit, "KIT", components=components)]).require()
        entry = self.client.availability(kit, channel=CHANNEL, with_reasons=True).value
        self.assertEqual(entry.available_to_sell, 3)
        self.assertEqual(entry.reasons[0].limiting_component, two)
        hold = self.client.reserve([ReserveLine(kit, 2)], channel=CHANNEL)
        self.assertEqual(
            {(a.component, a.quantity) for a in hold.require().plan.allocations},
            {(one, 2), (two, 4)},
        )
        (line,) = self.client.reservation(hold.reservation).value.kits
        self.assertEqual((line.kit, line.components), (kit, components))

    def test_a_till_sells_and_takes_back(self) -> None:
        sku = self.new_sku(quantity=3)
        sale = self.client.sell([SellLine(sku, 2, SHELF)], channel=CHANNEL, to=CUSTOMER)
        self.assertIsInstance(sale.require(), outcomes.Sold)
        self.assertEqual(self.on_hand(sku), 1)
        self.client.return_goods(
            sale.reservation, [FulfilLine(0, 1)], from_=CUSTOMER, to=RETURNS
        ).require()
        self.assertEqual(self.on_hand(sku, RETURNS), 1)

    def test_a_sale_that_has_happened_displaces_a_promise(self) -> None:
        sku = self.new_sku(quantity=2)
        hold = self.client.reserve([ReserveLine(sku, 2)], channel=CHANNEL)
        fact = Fact(loss=LOSS, reason=5)
        lines = [SellLine(sku, 3, SHELF)]
        answer = self.client.sell(lines, channel=CHANNEL, to=CUSTOMER, fact=fact)
        sale = answer.require()
        assert isinstance(sale, outcomes.SoldAsFact)
        (displaced,) = sale.displaced
        self.assertEqual((displaced.reservation, displaced.sku), (hold.reservation, sku))
        self.assertEqual((displaced.was_committed, displaced.short), (False, 2))
        key = b"engine/displaced/%016x/%016x" % (answer.sequence, 0)
        document = self.client.document(key).value
        self.assertEqual(document.type, DocumentType.DISPLACED_PROMISE)
        self.assertEqual(decode_displaced_promise(document.body), displaced)


class Ledger(LiveTest):
    def test_a_move_is_all_or_nothing(self) -> None:
        sku = self.new_sku(quantity=3)
        lines = [MoveLine(sku, 2, SHELF, QUARANTINE), MoveLine(sku, 2, SHELF, QUARANTINE)]
        answer = self.client.move(lines, reason=Reason.DISPOSITION)
        self.assertEqual(answer.refusal, refusals.WouldGoNegative(sku, SHELF, available=1))
        self.assertEqual(self.on_hand(sku), 3)
        self.client.move(lines[:1], reason=Reason.DISPOSITION).require()
        self.assertEqual(self.on_hand(sku, QUARANTINE), 2)

    def test_a_move_for_a_reason_that_does_not_fit_is_refused(self) -> None:
        sku = self.new_sku(quantity=1)
        answer = self.client.move([MoveLine(sku, 1, SHELF, LOSS)], reason=Reason.PUTAWAY)
        assert isinstance(answer.refusal, refusals.ReasonNotAllowed)
        self.assertEqual(answer.refusal.reason, Reason.PUTAWAY)

    def test_a_move_that_has_happened_is_booked_though_the_book_lacks_units(self) -> None:
        sku = self.new_sku(quantity=1)
        lines = [MoveLine(sku, 3, SHELF, QUARANTINE)]
        fact = Fact(loss=LOSS, reason=5)
        self.client.move(lines, reason=Reason.DISPOSITION, fact=fact).require()
        self.assertEqual(self.on_hand(sku, QUARANTINE), 3)
        found = self.client.document(b"engine/recount/%016x/%016x" % (SHELF, sku)).value
        self.assertIsNotNone(found)

    def test_an_adjustment_finds_and_misses_units(self) -> None:
        sku = self.new_sku(quantity=5)
        self.client.adjust(sku, location=SHELF, difference=2, loss=LOSS).require()
        self.assertEqual(self.on_hand(sku), 7)
        self.client.adjust(sku, location=SHELF, difference=-3, loss=LOSS).require()
        self.assertEqual((self.on_hand(sku), self.on_hand(sku, QUARANTINE)), (4, 3))
        many = self.client.adjust(sku, location=SHELF, difference=11, loss=LOSS)
        self.assertEqual(many.refusal, refusals.ApprovalRequired(threshold=10))

    def test_a_count_says_what_was_done_about_each_line(self) -> None:
        right, more, fewer = (self.new_sku(quantity=5) for _ in range(3))
        anchor = self.client.statistics().sequence
        lines = [CountLine(right, 5), CountLine(more, 6), CountLine(fewer, 3)]
        counted = self.client.count(lines, location=SHELF, anchor=anchor, loss=LOSS).require()
        self.assertEqual(
            [(line.result, line.difference) for line in counted.lines],
            [(CountResult.AGREES, 0), (CountResult.BOOKED, 1), (CountResult.FROZEN, -2)],
        )

    def test_a_movement_is_taken_back_once(self) -> None:
        sku = self.new_sku()
        received = MovementID(self.receive(sku, 4).sequence, 0)
        reversed_ = self.client.reverse(received)
        reversed_.require()
        self.assertEqual(self.on_hand(sku), 0)
        again = self.client.reverse(received)
        by = MovementID(reversed_.sequence, 0)
        self.assertEqual(again.refusal, refusals.AlreadyReversed(by=by))
        newest, oldest = self.client.movements_of(sku, location=SHELF).value
        self.assertEqual((newest.corrects, newest.reason), (received, Reason.REVERSE))
        self.assertEqual(newest.previous_from, oldest.id)

    def test_the_book_of_before_can_be_read(self) -> None:
        sku = self.new_sku(quantity=5)
        before = self.client.statistics().sequence
        self.receive(sku, 3)
        self.assertEqual(self.client.book(sku, location=SHELF, sequence=before).value, 5)
        self.assertEqual(self.client.book(sku, location=SHELF, sequence=before + 9).value, 8)

    def test_pages_go_on_behind_the_one_before(self) -> None:
        sku = self.new_sku()
        ids = [MovementID(self.receive(sku, 1).sequence, 0) for _ in range(3)]
        page = self.client.movements(after=MovementID(ids[0].sequence, 0), limit=1).value
        self.assertEqual([movement.id for movement in page], ids[1:2])
        newest = self.client.movements_of(sku, location=SHELF, limit=2).value
        self.assertEqual([movement.id for movement in newest], [ids[2], ids[1]])
        older = self.client.movements_of(sku, location=SHELF, before=ids[1]).value
        self.assertEqual([movement.id for movement in older], [ids[0]])


class Asking(LiveTest):
    def test_availability_says_why(self) -> None:
        sku = self.new_sku(quantity=5)
        hold = self.client.reserve([ReserveLine(sku, 2)], channel=CHANNEL)
        entry = self.client.availability(sku, channel=CHANNEL, with_reasons=True).value
        self.assertEqual((entry.sku, entry.available_to_sell), (sku, 3))
        town, village = entry.reasons
        self.assertEqual((town.site, town.on_hand, town.held, town.free), (TOWN, 5, 2, 3))
        self.assertEqual((village.site, village.free), (VILLAGE, 0))
        self.client.commit(hold.reservation).require()
        plain = self.client.availability(sku, channel=CHANNEL)
        self.assertIsNone(plain.value.reasons)

    def test_promises_are_found_by_owner_site_and_sku(self) -> None:
        sku, owner = self.new_sku(quantity=5), new_id()
        made = [
            self.client.reserve([ReserveLine(sku, 1)], channel=CHANNEL, owner=owner).reservation
            for _ in range(3)
        ]
        first = self.client.reservations(owner, limit=2).value
        rest = self.client.reservations(owner, after=first[-1].reservation).value
        self.assertEqual([found.reservation for found in (*first, *rest)], made)
        self.assertEqual([found.reservation for found in self.client.promises(sku).value], made)
        holds = {found.reservation for found in self.client.holds(TOWN).value}
        self.assertLessEqual(set(made), holds)

    def test_levels_are_found_by_sku_and_by_location(self) -> None:
        sku = self.new_sku(quantity=5)
        self.receive(sku, 2, BACK_ROOM)
        levels = self.client.levels(sku).value
        self.assertEqual(
            [(level.location, level.on_hand) for level in levels],
            [(SHELF, 5), (BACK_ROOM, 2), (SUPPLIER, -7)],
        )
        (level,) = self.client.levels_at(SHELF, after=sku - 1, limit=1).value
        self.assertEqual((level.sku, level.on_hand), (sku, 5))

    def test_what_is_not_there_is_none(self) -> None:
        self.assertIsNone(self.client.reservation(new_id()).value)
        self.assertIsNone(self.client.document("nowhere").value)
        self.assertIsNone(self.client.definition(1 << 60).value)

    def test_a_query_that_cannot_be_is_refused(self) -> None:
        with self.assertRaises(Refused) as caught:
            self.client.availability(SKU, channel=999)
        self.assertEqual(caught.exception.refusal, refusals.UnknownChannel(999))


class PromisesOfThreads(Promises):
    connect_to = staticmethod(connect_threads)


class PromisesOfAsyncio(Promises):
    connect_to = staticmethod(connect_asyncio)


class LedgerOfThreads(Ledger):
    connect_to = staticmethod(connect_threads)


class LedgerOfAsyncio(Ledger):
    connect_to = staticmethod(connect_asyncio)


class AskingOfThreads(Asking):
    connect_to = staticmethod(connect_threads)


class AskingOfAsyncio(Asking):
    connect_to = staticmethod(connect_asyncio)


del Promises, Ledger, Asking, LiveTest  # So that they are not run without a client.


if __name__ == "__main__":
    unittest.main()
