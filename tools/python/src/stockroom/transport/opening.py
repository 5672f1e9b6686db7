"""Opens a connection: HELLO, then WELCOME."""

from __future__ import annotations

from ..errors import CannotEncode, ConnectionFailed, ProtocolError
from ..model.frames import PROTOCOL_VERSION, Error, Goodbye, Hello, Opcode, Welcome
from ..version import VERSION
from ..wire.bodies import body_bytes
from ..wire.frames import decode_frame, frame_bytes
from .splitter import FrameSplitter

ATTEMPT_SECONDS_MAX = 5.0
"""How long one attempt to open a connection may take."""

_ATTEMPT_SECONDS_MIN = 1.0


def hello_frame(principal: int) -> bytes:
    """The first frame of a client. Raises `CannotEncode` for a principal that cannot be."""
    if principal == 0:
        raise CannotEncode("principal 0 is the engine itself: connect as another one")
    hello = Hello(principal=principal, client_name=f"stockroom-python/{VERSION}")
    return frame_bytes(1, Opcode.HELLO, body_bytes(hello))


def welcome_of(splitter: FrameSplitter) -> Welcome | None:
    """What the server says first; None: it has not all come yet.

    From then on, the splitter takes frames as long as the server may send.

    Raises `ConnectionFailed` if the server says goodbye, `ProtocolError` if it does not speak this
    protocol, and any `ServerError` that it sends instead.
    """
    data = splitter.next_frame()
    if data is None:
        return None
    # The version in the header of this first frame may be any, and is not looked at.
    match decode_frame(data).body:
        case Welcome() as welcome:
            if welcome.version != PROTOCOL_VERSION:
                raise ProtocolError(f"a welcome to version {welcome.version}", 24)
            splitter.frame_bytes_max = welcome.limits.result_bytes_max
            return welcome
        case Error(sequence, error):
            error.sequence = sequence
            raise error
        case Goodbye(reason=reason):
            raise ConnectionFailed(f"the server said goodbye ({reason.name}): connect later")
    raise ProtocolError(f"opcode {data[5]} instead of a welcome", 5)


def attempt_seconds(seconds_left: float) -> float:
    """How long an attempt to open a connection may take, when so much of the caller's time is left.

    A last attempt gets a second even so: with less none would succeed over a slow network.
    """
    return min(ATTEMPT_SECONDS_MAX, max(_ATTEMPT_SECONDS_MIN, seconds_left))
