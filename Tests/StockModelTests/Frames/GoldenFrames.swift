import StockBytes
import StockModel
import StockProtocol

/// One frame, what it says, and its bytes.
struct GoldenFrame {
    let name: String
    let opcode: Opcode
    let requestID: UInt64
    let extras: RequestExtras
    let body: FieldValue
    let bytes: [UInt8]

    init(
        _ name: String, _ opcode: Opcode, extras: RequestExtras = .init(), _ body: [(String, FieldValue)],
        encode: (inout ByteWriter) -> Void
    ) {
        self.name = name
        self.opcode = opcode
        // Any number: the same for a frame at every run.
        requestID = 0x0100_0000_0000_0000 | UInt64(name.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF })
        self.extras = extras
        self.body = .object(body)
        var writer = ByteWriter()
        writer.append(frame: opcode, requestID, flags: extras.flags) { writer in
            extras.encode(into: &writer)
            encode(&writer)
        }
        bytes = writer.array
    }

    var isFromServer: Bool {
        switch opcode {
        case .hello, .ping, .command, .batch, .query, .subscribe, .credit, .unsubscribe, .backup: false
        case .welcome, .pong, .goodbye, .error, .answer, .answers, .result, .events, .ended, .chunk, .backedUp: true
        }
    }

    /// One line of the file.
    var json: String {
        var fields: [(String, FieldValue)] = [
            ("name", .text(name)), ("from", .text(isFromServer ? "server" : "client")), ("opcode", .text("\(opcode)")),
            ("requestID", FieldValue(requestID)),
        ]
        if let limit = extras.timeLimitMilliseconds { fields.append(("timeLimitMilliseconds", FieldValue(limit))) }
        if let least = extras.leastSequence { fields.append(("leastSequence", FieldValue(least))) }
        fields.append(("body", body))
        fields.append(("hex", .text(FieldValue.hexadecimal(bytes))))
        return FieldValue.object(fields).json
    }
}

/// A frame for every opcode, operation, question, outcome, refusal, result and error.
enum GoldenFrames {
    static let all: [GoldenFrame] = connection + requests + answers + feed + backup

    /// The file as it has to be.
    static var json: String { "[\n" + all.map(\.json).joined(separator: ",\n") + "\n]\n" }

    private static let sequence: UInt64 = 0x1122_3344_5566_7788

    private static func fields<Value>(_ name: String, _ value: Value) -> [(String, FieldValue)] {
        [("sequence", FieldValue(sequence)), (name, FieldValue(value))]
    }

    static let hello = Hello(
        principal: 7, clientName: "golden été", credentialKind: 1, credential: [1, 2, 3], oldestVersion: 1,
        newestVersion: 2)

    static let welcome = Welcome(
        sequence: sequence, incarnation: 1, time: Instant(millisecondsSinceEpoch: 2), limits: ProtocolLimits(),
        serverName: "stockroom")

    private static let connection: [GoldenFrame] =
        [
            GoldenFrame("hello", .hello, [("hello", FieldValue(hello))]) { hello.encode(into: &$0) },
            GoldenFrame("welcome", .welcome, [("welcome", FieldValue(welcome))]) { welcome.encode(into: &$0) },
            GoldenFrame("ping", .ping, [("mark", FieldValue(UInt64.max))]) { $0.append(UInt64.max) },
            GoldenFrame("pong", .pong, fields("mark", UInt64.max)) {
                $0.append(sequence)
                $0.append(UInt64.max)
            },
        ]
        + Goodbye.allCases.map { goodbye in
            GoldenFrame("goodbye-\(goodbye)", .goodbye, fields("reason", goodbye)) {
                $0.append(sequence)
                $0.append(goodbye.rawValue)
            }
        }
        + WireError.samples.enumerated().map { index, error in
            GoldenFrame("error-\(index)-\(error.code)", .error, fields("error", error)) {
                $0.append(sequence)
                error.encode(into: &$0)
            }
        }

    private static let requests: [GoldenFrame] =
        Samples.commands.enumerated().map { index, command in
            GoldenFrame("command-\(index)-\(command.operation.code)", .command, [("command", FieldValue(command))]) {
                command.encode(into: &$0)
            }
        }
        + Samples.queries.enumerated().map { index, query in
            GoldenFrame("query-\(index)-\(query.code)", .query, [("query", FieldValue(query))]) {
                query.encode(into: &$0)
            }
        } + [
            GoldenFrame(
                "command-time-limit", .command, extras: RequestExtras(timeLimitMilliseconds: 250),
                [("command", FieldValue(Samples.commands[0]))]
            ) { Samples.commands[0].encode(into: &$0) },
            GoldenFrame(
                "query-time-limit-least-sequence", .query,
                extras: RequestExtras(timeLimitMilliseconds: .max, leastSequence: .max),
                [("query", FieldValue(Query.sites))]
            ) { Query.sites.encode(into: &$0) },
            GoldenFrame("batch-empty", .batch, [("entries", .list([]))]) { $0.append(UInt32(0)) },
            GoldenFrame(
                "batch", .batch, extras: RequestExtras(leastSequence: 1),
                [
                    (
                        "entries",
                        .list([
                            .object([("opcode", .text("command")), ("body", FieldValue(Samples.commands[1]))]),
                            .object([("opcode", .text("query")), ("body", FieldValue(Samples.queries[0]))]),
                        ])
                    )
                ]
            ) { writer in
                writer.append(UInt32(2))
                writer.append(batchEntry: .command) { Samples.commands[1].encode(into: &$0) }
                writer.append(batchEntry: .query) { Samples.queries[0].encode(into: &$0) }
            },
        ]

    private static let answers: [GoldenFrame] =
        Samples.answers.enumerated().map { index, answer in
            GoldenFrame("answer-\(index)", .answer, [("answer", FieldValue(answer))]) { answer.encode(into: &$0) }
        }
        + Samples.results.enumerated().map { index, result in
            GoldenFrame("result-\(index)", .result, fields("result", result)) {
                $0.append(sequence)
                result.encode(into: &$0)
            }
        } + [
            GoldenFrame("answers-empty", .answers, fields("entries", [Int]())) {
                $0.append(sequence)
                $0.append(UInt32(0))
            },
            GoldenFrame(
                "answers", .answers,
                fields(
                    "entries",
                    FieldValue.list([
                        .object([
                            ("opcode", .text("answer")),
                            ("body", .object([("answer", FieldValue(Samples.answers[1]))])),
                        ]),
                        .object([
                            ("opcode", .text("result")), ("body", .object(fields("result", Samples.results[0]))),
                        ]),
                        .object([
                            ("opcode", .text("error")), ("body", .object(fields("error", WireError.timeLimitPassed))),
                        ]),
                    ]))
            ) { writer in
                writer.append(sequence)
                writer.append(UInt32(3))
                writer.append(batchEntry: .answer) { Samples.answers[1].encode(into: &$0) }
                writer.append(batchEntry: .result) {
                    $0.append(sequence)
                    Samples.results[0].encode(into: &$0)
                }
                writer.append(batchEntry: .error) {
                    $0.append(sequence)
                    WireError.timeLimitPassed.encode(into: &$0)
                }
            },
        ]

    private static let backup: [GoldenFrame] = [
        GoldenFrame("backup", .backup, [("credit", FieldValue(UInt32(8)))]) { $0.append(UInt32(8)) },
        GoldenFrame(
            "chunk", .chunk, fields("offset", UInt64(131_072)) + [("data", .text(FieldValue.hexadecimal([1, 2, 250])))]
        ) {
            $0.append(sequence)
            $0.append(UInt64(131_072))
            $0.append(bytes: [1, 2, 250])
        },
        GoldenFrame(
            "backed-up", .backedUp, fields("size", UInt64(131_075)) + [("checksum", FieldValue(UInt64.max - 1))]
        ) {
            $0.append(sequence)
            $0.append(UInt64(131_075))
            $0.append(UInt64.max - 1)
        },
    ]

    private static let feed: [GoldenFrame] = [
        GoldenFrame(
            "subscribe", .subscribe,
            [("position", FieldValue(Samples.position)), ("credit", FieldValue(UInt32(1_000)))]
        ) {
            Samples.position.encode(into: &$0)
            $0.append(UInt32(1_000))
        },
        GoldenFrame("credit", .credit, [("credit", FieldValue(UInt32.max))]) { $0.append(UInt32.max) },
        GoldenFrame("unsubscribe", .unsubscribe, []) { _ in },
        GoldenFrame("ended", .ended, [("sequence", FieldValue(sequence))]) { $0.append(sequence) },
        GoldenFrame(
            "events-none", .events, fields("next", Samples.position) + [("events", .list([]))]
        ) {
            $0.append(sequence)
            Samples.position.encode(into: &$0)
            $0.append(UInt32(0))
        },
        GoldenFrame(
            "events", .events, fields("next", Samples.position) + [("events", FieldValue(Samples.events))]
        ) { writer in
            writer.append(sequence)
            Samples.position.encode(into: &writer)
            writer.append(UInt32(2))
            for event in Samples.events { event.encode(into: &writer) }
        },
    ]
}

extension WireError {
    /// One of each.
    static let samples: [WireError] = [
        .malformed(at: 1), .unsupportedVersion(oldest: 2, newest: 3), .helloExpected, .unauthenticated,
        .unknownOpcode(255), .frameTooLong(max: 4), .batchTooLong(max: 5), .tooManyInFlight(max: 6),
        .busy(retryAfterMilliseconds: 7), .timeLimitPassed, .sequenceNotReached, .forbidden(needs: 8),
        .refused(.unknownChannel(9)), .resultTooLong(max: 10), .notInABatch, .tooManyConnections(max: 11),
        .tooManySubscriptions(max: 12), .tooMuchCredit(max: 13), .duplicateSubscription, .unknownSubscription,
        .feedTrimmed(oldest: 14), .otherIncarnation(current: 15), .storageFailed("fdatasync: no space"),
        .damaged("row 1"), .shuttingDown,
    ]
}
