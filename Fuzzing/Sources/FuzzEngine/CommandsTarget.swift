import FuzzFrames
import FuzzSupport
import StockAPI
import StockBytes
import StockModel

@testable import StockEngine
@testable import StockSimulation

/// Commands and questions in batches, on a stock in memory that begins as the corner shops of the simulation.
///
/// The state machine answers all of them as the simple model does, breaks no invariant, and comes to the same effects
/// when only what it accepted is applied again, as a recovery does.
public enum CommandsTarget: FuzzTarget {
    /// What tools/fuzz calls it.
    public static let name = "commands"

    private static let commandsMax = 48
    private static let kept = CommandGenerator(seed: 0).kept

    /// What comes: a byte, then what that says.
    private enum Item: UInt8, CaseIterable {
        /// The next batch, so many milliseconds later (four bytes).
        case pause
        /// A command (two bytes of length, then its bytes), issued at the time of the batch.
        case commandOfNow
        /// A command as it is.
        case command
        /// A question, likewise.
        case query
    }

    /// See the type: traps where something does not hold.
    public static func check(_ input: RawSpan) {
        var run = Run()
        var choices = Choices(input)
        var commands = 0
        while !choices.isAtEnd, commands < commandsMax {
            switch Item(rawValue: choices.byte() % UInt8(Item.allCases.count)) {
            case .pause, nil: run.pause(milliseconds: Int64(choices.number(UInt32.self)))
            case .commandOfNow:
                commands += 1
                run.apply(issuedNow(choices.bytes(), run.model.now))
            case .command:
                commands += 1
                run.apply(choices.bytes())
            case .query: run.ask(choices.bytes())
            }
        }
        run.end()
    }

    /// The bytes of a command with another time in them: see `Command`'s layout.
    private static func issuedNow(_ bytes: [UInt8], _ now: Instant) -> [UInt8] {
        guard bytes.count >= 16 else { return bytes }
        return bytes.prefix(8) + now.encoded + bytes.dropFirst(16)
    }

    /// The opening, made once: the commands, and the model that has done them.
    private static let opening: (commands: [Command], model: SimpleStock) = {
        var generator = CommandGenerator(seed: 0)
        let commands = generator.opening()
        var model = SimpleStock(kept: kept)
        _ = model.batch(at: CornerShops.opening, commands)
        return (commands, model)
    }()

    private static func machine() -> StateMachine<NoRows> {
        var retention = Retention()
        retention.requestWindowMilliseconds = kept.requests
        retention.closedReservationsMilliseconds = kept.closedReservations
        retention.fulfilledReservationsMilliseconds = kept.fulfilledReservations
        do throws(StockFailure) {
            return try StateMachine(
                base: NoRows(), masterData: MasterData(), retention: retention, sequence: 0, now: .epoch, seed: 1)
        } catch { fatalError("does not hold: a machine begins without rows: \(error)") }
    }

    private struct Batch {
        var time: Instant
        var commands: [[UInt8]] = []
        var digest: UInt64 = 0
        var sequence: SequenceNumber = 0
    }

    private struct Run: ~Copyable {
        var machine = CommandsTarget.machine()
        var model = CommandsTarget.opening.model
        private var batches: [Batch] = []
        private var batch = Batch(time: CornerShops.opening)
        private var mark = BatchMark(sequence: 0, eventBytes: 0, movementBytes: 0)
        private var answers = ByteWriter()

        init() {
            begin()
            for command in CommandsTarget.opening.commands {
                let applied = withSpan(command.encoded) { machine.apply($0, answers: &answers) }
                require(applied == .accepted, "the opening is accepted")
                batch.commands.append(command.encoded)
            }
        }

        private mutating func begin() {
            do throws(StockFailure) { mark = try machine.beginBatch(at: batch.time) } catch {
                fatalError("does not hold: a batch begins: \(error)")
            }
        }

        private mutating func endBatch() {
            guard machine.sequence != mark.sequence else { return }
            batch.digest = machine.digest(since: mark)
            batch.sequence = machine.sequence
            batches.append(batch)
        }

        mutating func pause(milliseconds: Int64) {
            endBatch()
            batch = Batch(time: max(machine.now, batch.time).advanced(byMilliseconds: milliseconds))
            begin()
            model.begin(at: batch.time)
            require(model.sequence == machine.sequence, "what is due is due for both, at \(batch.time)")
        }

        mutating func apply(_ raw: [UInt8]) {
            answers.removeAll()
            let before = machine.sequence
            guard let command = withSpan(raw, { try? Command(decoding: $0) }) else {
                let applied = withSpan(raw) { machine.apply($0, answers: &answers) }
                require(applied == .refused && machine.sequence == before, "what is no command is refused")
                return
            }
            // Of all encodings that of the value, since the model compares values, and the engine bytes.
            let bytes = command.encoded
            let applied = withSpan(bytes) { machine.apply($0, answers: &answers) }
            guard let answer = try? Answer(decoding: answers.span) else {
                fatalError("does not hold: \(applied) is an answer")
            }
            let expected = model.answer(command)
            require(answer == expected, "\(command)\nis answered \(answer)\nthe model says \(expected)")
            require(machine.sequence == model.sequence, "\(command) takes a sequence of both or of none")
            if let broken = model.brokenInvariant { fatalError("does not hold: after \(command): \(broken)") }
            if applied == .accepted { batch.commands.append(bytes) }
        }

        mutating func ask(_ bytes: [UInt8]) {
            guard let query = withSpan(bytes, { try? Query(decoding: $0) }) else { return }
            guard let result = try? machine.result(of: query), !query.isPaged, let expected = model.result(of: query)
            else {
                return
            }
            require(result == expected, "\(query)\nis answered \(result)\nthe model says \(expected)")
        }

        /// Applies what was accepted to another machine.
        mutating func end() {
            endBatch()
            var other = CommandsTarget.machine()
            for batch in batches {
                do throws(StockFailure) {
                    let mark = try other.beginBatch(at: batch.time)
                    for command in batch.commands {
                        answers.removeAll()
                        let applied = withSpan(command) { other.apply($0, answers: &answers) }
                        require(applied == .accepted, "what was accepted is accepted again")
                    }
                    require(other.sequence == batch.sequence, "a replay comes to the same sequence")
                    require(other.digest(since: mark) == batch.digest, "a replay comes to the same effects")
                } catch { fatalError("does not hold: a replay fails: \(error)") }
            }
        }
    }

    // MARK: Seeds

    /// What the simulation's generator makes, and the commands of the protocol's document.
    public static func seeds(_ root: String) throws -> [[UInt8]] {
        var seeds = (0..<60).map { seed(UInt64($0) * 2) }
        for frame in try FramesTarget.seeds(root) where frame.count > 16 && (frame[5] == 16 || frame[5] == 20) {
            let item: Item = frame[5] == 16 ? .commandOfNow : .query
            if frame[6] == 0 { seeds.append(encoded(item, Array(frame[16...]))) }
        }
        return seeds
    }

    private static func seed(_ number: UInt64) -> [UInt8] {
        var generator = CommandGenerator(seed: number)
        var model = opening.model
        var bytes: [UInt8] = []
        for _ in 0..<4 {
            let pause = UInt32(clamping: generator.pause(in: model))
            bytes += [Item.pause.rawValue] + littleEndian(pause)
            model.begin(at: model.now.advanced(byMilliseconds: Int64(pause)))
            for _ in 0..<4 {
                let command = generator.command(in: model)
                _ = model.answer(command)
                bytes += encoded(command.issuedAt == model.now ? .commandOfNow : .command, command.encoded)
            }
            for query in model.questions.shuffled(using: &generator.random).prefix(2) {
                bytes += encoded(.query, query.encoded)
            }
        }
        return bytes
    }

    private static func encoded(_ item: Item, _ bytes: [UInt8]) -> [UInt8] {
        [item.rawValue, UInt8(truncatingIfNeeded: bytes.count), UInt8(truncatingIfNeeded: bytes.count >> 8)] + bytes
    }

    private static func littleEndian(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}

extension Query {
    /// The model gives all that there is, whatever the page.
    fileprivate var isPaged: Bool {
        switch self {
        case .availability, .availabilityChanges, .policies, .levels, .reservation, .thresholds, .book, .document,
            .definition:
            false
        default: true
        }
    }
}

/// A store without rows.
private struct NoRows: BaseRows {
    borrowing func row<Row>(
        _ table: StoreTable, key: RawSpan, _ read: (RawSpan) throws(StockFailure) -> Row
    ) throws(StockFailure) -> Row? { nil }

    borrowing func scan(
        _ table: StoreTable, from key: RawSpan, reversed: Bool,
        _ visit: (_ key: RawSpan, _ value: RawSpan) throws(StockFailure) -> Bool
    ) throws(StockFailure) {}

    borrowing func level(_ key: LevelKey, _ keyBytes: RawSpan) throws(StockFailure) -> LevelRow? { nil }

    borrowing func scanLevels(from key: LevelKey, _ visit: (LevelRow) throws(StockFailure) -> Bool) throws(StockFailure)
    {}
}
