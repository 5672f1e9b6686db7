import FuzzSupport
import Foundation
import StockBytes
import StockModel
import StockProtocol

/// All that a connection carries, in both directions.
///
/// What decodes comes back from its own encoding; the ways to read a command without decoding it agree with its decoder.
/// That nothing is reserved on the word of a count is libFuzzer's to see: tools/fuzz bounds what is allocated at once.
public enum FramesTarget: FuzzTarget {
    /// What tools/fuzz calls it.
    public static let name = "frames"

    /// See the type: traps where something does not hold.
    public static func check(_ input: RawSpan) {
        var used = 0
        while true {
            let rest = input.extracting(used..<input.byteCount)
            guard case .frame(let header, let body) = NextFrame(in: rest, lengthMax: 2 << 20) else { return }
            require(
                body.lowerBound == FrameHeader.byteCount && body.upperBound <= rest.byteCount, "a frame lies within")
            check(header, rest.extracting(body))
            used += body.upperBound
        }
    }

    private static func check(_ header: FrameHeader, _ body: RawSpan) {
        var writer = ByteWriter()
        header.encode(into: &writer)
        require(FrameHeader(writer.span) == header, "a header comes back as it was")
        var reader = ByteReader(body)
        switch Opcode(rawValue: header.opcode) {
        case .hello:
            if let hello = Hello.comingBack(from: body) { _ = hello.commonVersion }
        case .welcome: _ = Welcome.comingBack(from: body, isUnique: false)
        case .command:
            guard skipExtras(header, &reader) else { return }
            check(command: reader.rest)
        case .query:
            guard skipExtras(header, &reader) else { return }
            check(query: reader.rest)
        case .batch:
            guard skipExtras(header, &reader) else { return }
            forEachEntry(&reader, of: body) { opcode, bytes in
                if opcode == .command { check(command: bytes) } else if opcode == .query { check(query: bytes) }
            }
        case .answer: _ = Answer.comingBack(from: body, isUnique: false)
        case .result, .error: check(reply: Opcode(rawValue: header.opcode), body)
        case .answers:
            guard (try? reader.read(UInt64.self)) != nil else { return }
            forEachEntry(&reader, of: body) { opcode, bytes in
                if opcode == .answer {
                    _ = Answer.comingBack(from: bytes, isUnique: false)
                } else {
                    check(reply: opcode, bytes)
                }
            }
        case .subscribe: _ = try? FeedPosition(from: &reader)
        case .events:
            guard (try? reader.read(UInt64.self)) != nil, (try? FeedPosition(from: &reader)) != nil,
                let count = try? reader.read(UInt32.self)
            else { return }
            var left = count
            while left > 0, let event = try? FeedEvent(from: &reader) {
                _ = withSpan(event.encoded) { FeedEvent.comingBack(from: $0) }
                left -= 1
            }
        // Numbers of fixed sizes, or bytes of a file.
        case .ping, .pong, .goodbye, .credit, .unsubscribe, .ended, .backup, .chunk, .backedUp, nil: return
        }
    }

    private static func skipExtras(_ header: FrameHeader, _ reader: inout ByteReader) -> Bool {
        guard header.flags.isSubset(of: .known) else { return false }
        guard let extras = try? RequestExtras(flags: header.flags, from: &reader) else { return false }
        require(extras.flags == header.flags, "extras are what the flags say")
        return true
    }

    private static func forEachEntry(_ reader: inout ByteReader, of body: RawSpan, _ visit: (Opcode?, RawSpan) -> Void)
    {
        guard let count = try? reader.read(UInt32.self), count <= 8_192 else { return }
        for _ in 0..<count {
            guard let entry = try? BatchEntry(from: &reader) else { return }
            visit(Opcode(rawValue: entry.opcode), body.extracting(entry.body))
        }
    }

    private static func check(reply opcode: Opcode?, _ body: RawSpan) {
        guard body.byteCount >= 8 else { return }
        let rest = body.extracting(8..<body.byteCount)
        if opcode == .result { _ = QueryResult.comingBack(from: rest, isUnique: false) }
        if opcode == .error { _ = WireError.comingBack(from: rest, isUnique: false) }
    }

    /// Definitions in a question may be in an older layout.
    static func check(query bytes: RawSpan) {
        var reader = ByteReader(bytes)
        let code = (try? reader.read(UInt8.self)).flatMap(Query.Code.init)
        _ = Query.comingBack(from: bytes, isUnique: code != .availabilityChanges)
    }

    static func check(command bytes: RawSpan) {
        let glance = CommandGlance(bytes)
        let plain = PlainReserve(bytes)
        let command = Command.comingBack(from: bytes, isUnique: false)
        guard let plain else {
            if case .reserve(let reserve)? = command?.operation, let glance {
                require(
                    glance.reservationLow == UInt64(truncatingIfNeeded: reserve.reservation.rawValue),
                    "a glance sees it")
            }
            return
        }
        guard let command, case .reserve(let reserve) = command.operation, let line = reserve.lines.first,
            reserve.lines.count == 1
        else { fatalError("does not hold: a plain reserve is a command") }
        require(
            plain.issuedAt == command.issuedAt && plain.principal == command.principal
                && plain.reservation == reserve.reservation && plain.owner == reserve.owner
                && plain.channel == reserve.channel && plain.holdMilliseconds == reserve.holdMilliseconds
                && plain.sku == line.sku && plain.quantity == line.quantity && plain.location == line.location
                && reserve.replaces == nil && command.request == nil && command.device == nil,
            "a plain reserve says what the command says")
    }

    // MARK: Seeds

    private struct GoldenFrame: Decodable { let hex: String }

    /// The frames of the protocol's document.
    public static func seeds(_ root: String) throws -> [[UInt8]] {
        let url = URL(fileURLWithPath: "\(root)/protocol/golden-frames.json")
        return try JSONDecoder().decode([GoldenFrame].self, from: Data(contentsOf: url)).map { frame in
            let digits = Array(frame.hex.utf8)
            return stride(from: 0, to: digits.count - 1, by: 2).map { place in
                UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16) ?? 0
            }
        }
    }
}
