import StockAPI
import StockClient
import StockModel
import StockProtocol
import Testing

@testable import StockServer

/// Seeded, so that a failure can be had again.
@Suite("Hostile bytes", .timeLimit(.minutes(3)))
struct MutatedFrameTests {
    /// Golden frames name stock that the kiosk does not have: what is left of one after a change, and is accepted, is
    /// about other units than those of the connection that works.
    @Test(arguments: [(EnginePlace.eventLoop, 1), (.thread, 2)] as [(EnginePlace, UInt64)])
    func `changed frames end at most their own connection, and others are served as ever`(
        _ place: EnginePlace, _ seed: UInt64
    ) async throws {
        var limits = ServerLimits()
        limits.connection.frameMilliseconds = 2_000
        limits.connection.requestBytesMax = 65_536
        try await withServed(place, limits: limits) { served in
            let before = try await served.state()
            let working = Task { try await Self.work(served) }
            try await Self.attack(served, seed: seed, connections: 1_000, framesEach: 5)
            working.cancel()
            let done = try await working.value
            let after = try await served.state()
            #expect(done > 0)
            #expect(after.levels.first { $0.sku == 1 }?.held == Quantity(done))
            #expect(after.levels.dropFirst() == before.levels.dropFirst())
            #expect(after.reservations.count == min(done, 1_000))
            #expect(try await comesTrue { try await served.server.inFlight() == 0 })
            #expect(try await comesTrue { try await served.server.sessionCount() == 1 })
        }
    }

    /// Reserves and asks until it is cancelled; gives how many it has reserved.
    private static func work(_ served: Served) async throws -> Int {
        // Its hello may be late where the machine is busy.
        var greeted: RawConnection?
        _ = try await comesTrue {
            greeted = try? await served.connection()
            return greeted != nil
        }
        let connection = try #require(greeted)
        var number: UInt64 = 0
        while !Task.isCancelled {
            number += 1
            try await connection.send(
                Wire.command(number, Kiosk.reserve(number)) + Wire.query(number, .reservation(Kiosk.id(number))))
            var isAnswered = false
            var isFound = false
            // Not by `next`, which a cancelled task gets nothing from.
            for frame in await Task.detached(operation: { await connection.next(2) }).value {
                if frame.answer?.plan != nil { isAnswered = true }
                if case .reservation(let found?)? = frame.result { isFound = found.reservation == Kiosk.id(number) }
            }
            #expect(isAnswered && isFound, "\(number)")
        }
        await connection.close()
        return Int(number)
    }

    private static func attack(_ served: Served, seed: UInt64, connections: Int, framesEach: Int) async throws {
        var random = SplitMix(seed: seed)
        let frames = try GoldenFrame.all().map(Mutation.asOfToday)
        for number in 0..<connections {
            let connection = try await RawConnection.open(served.port)
            var bytes = number % 10 == 0 ? [] : Wire.hello(as: 9)
            for _ in 0..<framesEach { bytes += Mutation.one(of: frames, &random) }
            if number % 7 == 0 { Mutation.change(&bytes, &random) }
            try? await connection.send(bytes)
            // Its answers are frames, whatever they say; then it leaves, often in the middle.
            if number % 3 == 0 { _ = await connection.next() }
            await connection.close()
        }
    }
}

/// What is done to a frame.
enum Mutation {
    /// A golden command as principal 9 would send it now, so that the engine looks at more than its first fields.
    static func asOfToday(_ frame: GoldenFrame) -> [UInt8] {
        guard frame.opcode == .command, frame.header?.flags == [] else { return frame.bytes }
        let now = UInt64(bitPattern: Instant.systemNow.millisecondsSinceEpoch)
        return frame.bytes.prefix(20) + [9, 0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: now >> ($0 * 8)) }
            + frame.bytes.dropFirst(32)
    }

    static func one(of frames: [[UInt8]], _ random: inout SplitMix) -> [UInt8] {
        var bytes = frames[random.below(frames.count)]
        switch random.below(8) {
        case 0: bytes.removeLast(random.below(bytes.count))
        case 1: bytes += bytes
        case 2:
            let other = frames[random.below(frames.count)]
            bytes = Array(bytes.prefix(random.below(bytes.count))) + other.dropFirst(random.below(other.count))
        case 3: bytes = (0..<random.below(200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 4: setLength(&bytes, UInt32(truncatingIfNeeded: random.next()))
        default:
            for _ in 0...random.below(4) { change(&bytes, &random) }
        }
        // Most of them are frames all the same, so that what is inside is looked at.
        if random.below(4) > 0, bytes.count >= 16 {
            setLength(&bytes, UInt32(bytes.count))
            bytes[4] = 1
            bytes[6] &= 3
            bytes[7] = 0
        }
        return bytes
    }

    /// Changes a byte, or puts a number there that is rarely thought of.
    static func change(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let place = random.below(bytes.count)
        if random.below(2) == 0 {
            bytes[place] ^= UInt8(1 << random.below(8))
            return
        }
        let extremes: [[UInt8]] = [
            [0xff, 0xff], [0, 0], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0x80], [UInt8](repeating: 0xff, count: 8),
            [0, 0, 0, 0, 0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0x7f], [0xe8, 0x03],
        ]
        for (offset, byte) in extremes[random.below(extremes.count)].enumerated() where place + offset < bytes.count {
            bytes[place + offset] = byte
        }
    }

    private static func setLength(_ bytes: inout [UInt8], _ length: UInt32) {
        guard bytes.count >= 4 else { return }
        bytes.replaceSubrange(0..<4, with: withLittleEndianBytes(of: length))
    }
}

/// Numbers that look random and are the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ count: Int) -> Int { count <= 0 ? 0 : Int(next() % UInt64(count)) }
}
