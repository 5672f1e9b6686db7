"""Master data, documents, transactions and batches on a live server."""

from __future__ import annotations

import secrets
import unittest
from dataclasses import replace

from both_clients import connect_asyncio, connect_threads
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
    new_key,
)

from stockroom import (
    Absent,
    Adjust,
    Answer,
    Cap,
    ChannelDefinition,
    ChannelSKU,
    Commit,
    Defined,
    DeleteDocument,
    DeviceMark,
    DocumentAt,
    DocumentType,
    FeedPosition,
    Forbidden,
    Invalidity,
    LineQuantity,
    LocationDefinition,
    Move,
    MoveLine,
    NotInABatch,
    Policy,
    PutDocument,
    Reason,
    Refused,
    Release,
    Reserve,
    ReserveLine,
    Resolution,
    Result,
    Scan,
    SiteDefinition,
    SiteScope,
    SKUDefinition,
    Threshold,
    ThresholdState,
    changes,
    feed,
    new_id,
    outcomes,
    queries,
    refusals,
    results,
)

DAY_MILLISECONDS = 86_400_000


class Definitions(LiveTest):
    def test_what_is_defined_can_be_read(self) -> None:
        self.assertEqual(self.client.definition(SKU).value, MASTER_DATA[0])
        for kind, found in (
            (SiteDefinition, self.client.sites()),
            (LocationDefinition, self.client.locations()),
            (ChannelDefinition, self.client.channels()),
        ):
            defined = {definition for definition in MASTER_DATA if isinstance(definition, kind)}
            self.assertLessEqual(defined, set(found.value))

    def test_a_policy_is_tried_set_and_taken_away(self) -> None:
        sku = self.new_sku(quantity=5)
        policy = Policy(CHANNEL, sku, cap=Cap(2))
        (change,) = self.client.availability_changes([policy]).value
        self.assertEqual((change.sku, change.before, change.after), (sku, 5, 2))
        pairs = [ChannelSKU(sku, CHANNEL)]
        self.assertEqual(self.client.availability_changes([policy], of=pairs).value, (change,))

        self.client.define([policy]).require()
        self.assertEqual(self.client.policies(sku).value, (policy,))
        (entry,) = self.client.availabilities(pairs).value
        self.assertEqual((entry.available_to_sell, entry.caps[0].cap), (2, 2))
        many = self.client.reserve([ReserveLine(sku, 3)], channel=CHANNEL)
        self.assertIsInstance(many.refusal, refusals.CapExceeded)

        self.client.define([Policy(CHANNEL, sku)]).require()
        self.assertEqual(self.client.policies(sku).value, ())

    def test_a_threshold_is_crossed_once(self) -> None:
        sku = self.new_sku(quantity=5)
        threshold = Threshold(sku, SiteScope(TOWN), low=3)
        self.client.define([threshold]).require()
        (standing,) = self.client.thresholds(sku).value
        self.assertEqual((standing.threshold, standing.state), (threshold, ThresholdState.AMPLE))
        hold = self.client.reserve([ReserveLine(sku, 2)], channel=CHANNEL)
        position = FeedPosition(self.incarnation(), hold.sequence - 1)
        page = self.client.feed(position, limit=1).value
        assert isinstance(page, feed.FeedEvents)
        crossings = [c for c in page.events[0].changes if isinstance(c, changes.Crossed)]
        expected = changes.Crossed(
            sku, SiteScope(TOWN), ThresholdState.AMPLE, ThresholdState.LOW, units=3
        )
        self.assertEqual(crossings, [expected])

    def test_all_is_defined_or_nothing(self) -> None:
        sku = self.new_sku()
        good, bad = SKUDefinition(sku, "NEW"), SKUDefinition(0, "ZERO")
        answer = self.client.define([good, bad])
        self.assertEqual(answer.refusal, refusals.Invalid(Invalidity.IDENTIFIER_IS_ZERO))
        self.assertEqual(self.client.definition(sku).value.code, f"SKU-{sku}")

    def incarnation(self) -> int:
        incarnation: int = self.client.statistics().value.incarnation
        return incarnation


class Documents(LiveTest):
    def test_a_document_is_written_read_and_deleted(self) -> None:
        key = new_key()
        put = self.client.put_document(key, type=100, body=b"\0\1", terms=[b"due/1", "open"])
        put.require()
        found = self.client.document(key).value
        self.assertEqual((found.key, found.type, found.body), (key, 100, b"\0\1"))
        self.assertEqual((found.version, found.principal), (put.sequence, PRINCIPAL))
        self.assertEqual(set(found.terms), {b"due/1", b"open"})
        self.client.delete_document(key).require()
        self.assertIsNone(self.client.document(key).value)
        self.assertEqual(self.client.delete_document(key).refusal, refusals.NotFound())

    def test_documents_are_found_in_pages_by_key_and_by_term(self) -> None:
        prefix = new_key()
        keys = [prefix + suffix for suffix in (b"/a", b"/b", b"/c")]
        for key in keys:
            self.client.put_document(key, type=100, terms=[prefix]).require()
        first = self.client.documents(Scan(prefix=prefix, limit=2)).value
        rest = self.client.documents(Scan(prefix=prefix, limit=2, cursor=first.cursor)).value
        self.assertEqual([d.key for d in (*first.elements, *rest.elements)], keys)
        self.assertIsNone(rest.cursor)
        reverse = self.client.documents(Scan(prefix=prefix, is_reversed=True)).value
        self.assertEqual([d.key for d in reverse.elements], keys[::-1])
        between = self.client.documents(Scan(from_=keys[1], to=keys[2])).value
        self.assertEqual([d.key for d in between.elements], [keys[1]])
        by_term = self.client.documents_by_term(Scan(prefix=prefix)).value
        self.assertEqual([(m.term, m.key) for m in by_term.elements], [(prefix, k) for k in keys])

    def test_a_transaction_happens_if_its_preconditions_hold(self) -> None:
        key = new_key()
        operations = [PutDocument(key, 100), PutDocument(key + b"/2", 100)]
        first = self.client.transact(operations, preconditions=[Absent(key)])
        self.assertEqual(first.require().outcomes, (outcomes.Done(), outcomes.Done()))
        again = self.client.transact(operations, preconditions=[Absent(key)])
        self.assertEqual(again.refusal, refusals.VersionMismatch(key, actual=first.sequence))
        at = [DocumentAt(key, first.sequence)]
        self.client.transact([DeleteDocument(key)], preconditions=at).require()
        gone = self.client.transact([DeleteDocument(key)], preconditions=at)
        self.assertEqual(gone.refusal, refusals.VersionMismatch(key, actual=None))

    def test_a_transaction_sees_what_is_defined(self) -> None:
        sku = self.new_sku()
        other = Defined(SKUDefinition(sku, "OTHER"))
        answer = self.client.transact([PutDocument(new_key(), 100)], preconditions=[other])
        expected = refusals.DefinitionMismatch(actual=SKUDefinition(sku, f"SKU-{sku}"))
        self.assertEqual(answer.refusal, expected)

    def test_a_transaction_answers_for_each_operation(self) -> None:
        sku, reservation = self.new_sku(quantity=5), new_id()
        reserve = Reserve(reservation, CHANNEL, (ReserveLine(sku, 2),))
        commit = Commit(reservation, quantities=(LineQuantity(0, 1),))
        answer = self.client.transact([reserve, commit, Release(reservation)])
        reserved, committed, released = answer.require().outcomes
        self.assertIsInstance(reserved, outcomes.Reserved)
        self.assertEqual((committed, released), (outcomes.Done(), outcomes.Done()))

    def test_a_paper_lets_goods_go_back_to_the_shelf(self) -> None:
        sku = self.new_sku(quantity=2)
        out = [MoveLine(sku, 2, SHELF, QUARANTINE)]
        self.client.move(out, reason=Reason.DISPOSITION).require()
        back = Move(Reason.DISPOSITION, (MoveLine(sku, 2, QUARANTINE, SHELF),))
        bare = self.client.transact([back])
        guarded = refusals.Guarded(needs=DocumentType.INSPECTION, by_another=False)
        self.assertEqual(bare.refusal, guarded)
        key = new_key()
        paper = self.client.put_document(key, type=DocumentType.INSPECTION)
        at = [DocumentAt(key, paper.sequence)]
        self.client.transact([back], preconditions=at).require()

    def test_an_approval_has_to_be_by_somebody_else(self) -> None:
        sku, key = self.new_sku(), new_key()
        find = Adjust(sku, SHELF, difference=20, loss=LOSS)
        own = self.client.put_document(key, type=DocumentType.APPROVAL)
        at = [DocumentAt(key, own.sequence)]
        answer = self.client.transact([find], preconditions=at)
        self.assertEqual(answer.refusal, refusals.ApprovalRequired(threshold=10))
        with self.connect(principal=COLLEAGUE) as colleague:
            approval = colleague.put_document(key, type=DocumentType.APPROVAL)
        at = [DocumentAt(key, approval.sequence)]
        self.client.transact([find], preconditions=at).require()


class Commands(LiveTest):
    def test_a_command_that_comes_again_gets_the_first_answer(self) -> None:
        sku = self.new_sku(quantity=5)
        command = self.client.command(Reserve(new_id(), CHANNEL, (ReserveLine(sku, 2),)))
        first, second = self.client.submit(command), self.client.submit(command)
        self.assertEqual(first, second)
        self.assertEqual(self.client.availability(sku, channel=CHANNEL).value.available_to_sell, 3)

    def test_an_id_that_comes_with_another_command_is_refused(self) -> None:
        command = self.client.command(PutDocument(new_key(), 100))
        self.client.submit(command).require()
        changed = replace(command, issued_at=command.issued_at + 1)
        self.assertEqual(self.client.submit(changed).refusal, refusals.IdempotencyConflict())

    def test_a_device_mark_holds_when_the_id_is_another_one(self) -> None:
        mark = DeviceMark(device=secrets.randbits(32), counter=5)
        put = PutDocument(new_key(), 100)
        self.client.submit(self.client.command(put, device=mark)).require()
        again = self.client.submit(self.client.command(put, device=mark))
        self.assertEqual(again.refusal, refusals.AlreadyResolved(Resolution.ACCEPTED))

    def test_a_clock_that_is_wrong_is_refused_by_name(self) -> None:
        command = self.client.command(PutDocument(new_key(), 100))
        early = replace(command, issued_at=command.issued_at + 2 * DAY_MILLISECONDS)
        late = replace(command, issued_at=command.issued_at - 30 * DAY_MILLISECONDS)
        future = refusals.Invalid(Invalidity.ISSUED_IN_THE_FUTURE)
        self.assertEqual(self.client.submit(early).refusal, future)
        self.assertIsInstance(self.client.submit(late).refusal, refusals.TooOld)

    def test_a_command_of_another_principal_is_forbidden(self) -> None:
        command = replace(self.client.command(PutDocument(new_key(), 100)), principal=COLLEAGUE)
        with self.assertRaises(Forbidden) as caught:
            self.client.submit(command)
        self.assertEqual(caught.exception.needs, PRINCIPAL)
        self.assertGreaterEqual(self.client.ping(), 1)

    def test_what_is_beyond_a_limit_is_refused(self) -> None:
        lines = [ReserveLine(SKU, 1)] * 101
        answer = self.client.reserve(lines, channel=CHANNEL)
        self.assertEqual(answer.refusal, refusals.Limit(max=100))

    def test_a_batch_is_answered_entry_by_entry(self) -> None:
        sku = self.new_sku(quantity=3)
        reserve = self.client.command(Reserve(new_id(), CHANNEL, (ReserveLine(sku, 2),)))
        more = self.client.command(Reserve(new_id(), CHANNEL, (ReserveLine(sku, 2),)))
        forbidden = replace(more, principal=COLLEAGUE)
        entries = [reserve, queries.Levels(sku), more, queries.Holds(TOWN), forbidden]
        accepted, levels, refused, holds, other = self.client.submit_batch(entries).value
        assert isinstance(accepted, Answer)
        assert isinstance(refused, Answer)
        assert isinstance(levels, Result)
        assert isinstance(levels.value, results.Levels)
        self.assertTrue(accepted.accepted)
        self.assertIsInstance(refused.refusal, refusals.InsufficientStock)
        held = [level.held for level in levels.value.levels if level.location == SHELF]
        self.assertEqual(held, [2])
        self.assertIsInstance(holds, NotInABatch)
        self.assertIsInstance(other, Forbidden)

    def test_an_empty_batch_has_an_empty_answer(self) -> None:
        self.assertEqual(self.client.submit_batch([]).value, ())

    def test_any_query_can_be_asked(self) -> None:
        answer = self.client.ask(queries.Sites())
        self.assertIsInstance(answer.value, results.Sites)
        with self.assertRaises(Refused):
            self.client.ask(queries.Availability((ChannelSKU(SKU, 999),)))


class DefinitionsOfThreads(Definitions):
    connect_to = staticmethod(connect_threads)


class DefinitionsOfAsyncio(Definitions):
    connect_to = staticmethod(connect_asyncio)


class DocumentsOfThreads(Documents):
    connect_to = staticmethod(connect_threads)


class DocumentsOfAsyncio(Documents):
    connect_to = staticmethod(connect_asyncio)


class CommandsOfThreads(Commands):
    connect_to = staticmethod(connect_threads)


class CommandsOfAsyncio(Commands):
    connect_to = staticmethod(connect_asyncio)


# So that they are not run without a client.
del Definitions, Documents, Commands, LiveTest


if __name__ == "__main__":
    unittest.main()
