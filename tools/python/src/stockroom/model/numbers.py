"""The numbers of the protocol that have names."""

from __future__ import annotations

from enum import IntEnum

_UNSIGNED_8_BIT_MAX = 0xFF


class OpenNumber(IntEnum):
    """A number that a newer server may use in ways that this client does not know.

    Such a number is kept as a member called `UNKNOWN_<number>` instead of being refused, since
    the fields around it are read all the same.
    """

    @classmethod
    def _missing_(cls, value: object) -> OpenNumber | None:
        if not isinstance(value, int) or not 0 <= value <= _UNSIGNED_8_BIT_MAX:
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member


class LocationKind(OpenNumber):
    """What a location is for. Kinds below 32 are physical, the others virtual."""

    STOCK = 1
    RECEIVING = 2
    RETURNS = 3
    QUARANTINE = 4
    DAMAGED = 5
    REPAIR = 6
    TRANSIT = 7
    SUPPLIER = 32
    CUSTOMER = 33
    LOSS = 34
    SCRAP = 35
    TRANSFORM = 36


class Reason(OpenNumber):
    """Why units moved."""

    RECEIVE = 1
    PUTAWAY = 2
    ISSUE = 3
    TRANSFER_OUT = 4
    TRANSFER_IN = 5
    RETURN_IN = 6
    DISPOSITION = 7
    ADJUST = 8
    COUNT = 9
    SCRAP = 10
    SUPPLIER_RETURN = 11
    REPAIR_OUT = 12
    REPAIR_IN = 13
    ASSEMBLE = 14
    DISASSEMBLE = 15
    RELABEL = 16
    REVERSE = 17


class Resolution(OpenNumber):
    """How a reservation ended, or, for `ACCEPTED`, a command with a device mark."""

    COMMITTED = 1
    RELEASED = 2
    EXPIRED = 3
    FULFILLED = 4
    ACCEPTED = 5


class Transition(OpenNumber):
    """From which state to which units of a promise went."""

    HELD = 1
    COMMITTED = 2
    RELEASED_HELD = 3
    RELEASED_COMMITTED = 4
    EXPIRED = 5
    FULFILLED = 6
    RETURNED = 7
    SOLD = 8
    REVIVED = 9
    BACKORDERED = 10
    SHORT_HELD = 11
    SHORT_COMMITTED = 12
    ALLOCATED = 13
    RELEASED_WAITING = 14
    EXPIRED_WAITING = 15
    REVIVED_WAITING = 16
    CONFIRMED_WAITING = 17


class ReservationState(OpenNumber):
    """What has become of a reservation."""

    HELD = 1
    COMMITTED = 2
    FULFILLED = 3
    RELEASED = 4
    EXPIRED = 5
    WAITING = 6


class ArchiveState(IntEnum):
    """How copying the journal into its archive is doing."""

    NONE = 0
    WORKS = 1
    FAILING = 2


class ThresholdState(OpenNumber):
    """How much there is, compared with the bound of a threshold."""

    AMPLE = 1
    LOW = 2
    OUT = 3


class CountResult(OpenNumber):
    """What was done about one line of a count."""

    AGREES = 1
    BOOKED = 2
    FROZEN = 3
    """Missing units were put under quarantine."""
    WAITS = 4
    """Nothing was booked: it has to be counted again, with an approval."""


class GoodbyeReason(OpenNumber):
    """Why the server closes a connection."""

    SHUTTING_DOWN = 1
    IDLE = 2
    STALLED = 3
    INCOMPLETE = 4


class Invalidity(OpenNumber):
    """What a request asks for that cannot be."""

    NO_LINES = 1
    QUANTITY_NOT_POSITIVE = 2
    HOLD_NOT_POSITIVE = 3
    UNKNOWN_LINE = 4
    DUPLICATE = 5
    SAME_ENDS = 6
    LOCATION_NOT_PHYSICAL = 7
    LOCATION_NOT_LOSS = 8
    DIFFERENCE_IS_ZERO = 9
    COUNT_IS_NEGATIVE = 10
    ANCHOR_IN_THE_FUTURE = 11
    REASON_IS_REVERSE = 12
    NOT_REVERSIBLE = 13
    IDENTIFIER_IS_ZERO = 14
    CODE_LENGTH = 15
    SITE_OF_LOCATION = 16
    LOCATION_IS_FIXED = 17
    HOLDS_OUT_OF_ORDER = 18
    KEY_BYTES = 19
    TERM_BYTES = 20
    DEVICE_WITHOUT_REQUEST = 21
    BUFFER_IS_NEGATIVE = 22
    NOT_REPLACEABLE = 23
    CAP_IS_NEGATIVE = 24
    WINDOW_IS_EMPTY = 25
    KITS_MOVE_WHOLE = 26
    FACT_WITHOUT_REASON = 27
    THRESHOLD_IS_NEGATIVE = 28
    KEY_IS_RESERVED = 29
    ISSUED_IN_THE_FUTURE = 30


class Mode(IntEnum):
    """What a reserve does when not everything is there."""

    ALL_OR_NOTHING = 1
    PARTIAL = 2
    """Promises what is there."""
    BACKORDER = 3
    """What is not there waits; as all or nothing where the channel accepts no backorders."""


class Remainder(IntEnum):
    """What a commit does with the units that it leaves held."""

    KEEP = 1
    RELEASE = 2


class DocumentType(IntEnum):
    """Types of document that the engine knows. Types from 100 on are the workflows' own."""

    INSPECTION = 1
    APPROVAL = 2
    DISPLACED_PROMISE = 3
    RECOUNT = 4
