import Foundation
import StockBytes
import StockModel
import StockProtocol
import Testing

/// `protocol/golden-frames.json` against the values that it was made from.
///
/// Whoever changes a layout changes the file, and is stopped here; `tools/golden-frames` writes it anew.
@Suite struct GoldenFrameTests {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../protocol/golden-frames.json").standardized.path

    @Test func `every frame has exactly the bytes and the fields that are written down`() throws {
        let wanted = GoldenFrames.json
        if ProcessInfo.processInfo.environment["STOCKROOM_WRITE_GOLDEN_FRAMES"] != nil {
            try wanted.write(toFile: Self.path, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOfFile: Self.path, encoding: .utf8)
        for (written, wanted) in zip(written.split(separator: "\n"), wanted.split(separator: "\n")) {
            #expect(written == wanted)
        }
        #expect(written == wanted, "tools/golden-frames writes the file anew, where the change is meant")
    }

    @Test func `the bytes that are written down are read as what they say`() throws {
        for frame in GoldenFrames.all {
            let again = try Self.reread(frame)
            #expect(again == frame.bytes, "\(frame.name)")
        }
    }

    @Test func `there is a frame of every opcode, operation, question, result and error`() {
        let frames = GoldenFrames.all
        #expect(Set(frames.map(\.opcode)) == Set(Opcode.allCases))
        #expect(Set(WireError.samples.map(\.code)) == Set(WireError.Code.allCases))
        #expect(Set(frames.map(\.name)).count == frames.count)
        let commands = Samples.commands.map(\.operation.code.rawValue)
        #expect(Set(commands).isSuperset(of: StockModel.Operation.Code.allCases.map(\.rawValue)))
        #expect(Set(Samples.refusals.map(\.code)) == Set(Refusal.Code.allCases))
    }

    /// Reads the frame from its bytes alone, and writes what was read.
    static func reread(_ frame: GoldenFrame) throws -> [UInt8] {
        var bytes = ByteWriter()
        bytes.append(bytes: frame.bytes)
        guard case .frame(let header, let body) = NextFrame(in: bytes.span, lengthMax: 1 << 20) else { return [] }
        let opcode = try #require(Opcode(rawValue: header.opcode))
        var reader = ByteReader(bytes.span(body))
        let extras = try RequestExtras(flags: header.flags, from: &reader)
        var rewritten = ByteWriter()
        rewritten.append(frame: opcode, header.requestID, flags: extras.flags) { writer in
            extras.encode(into: &writer)
        }
        try Self.copy(opcode, &reader, to: &rewritten)
        rewritten.overwrite(UInt32(rewritten.count), at: 0)
        return reader.isAtEnd ? rewritten.array : []
    }

    private static func copy(_ opcode: Opcode, _ reader: inout ByteReader, to writer: inout ByteWriter) throws {
        switch opcode {
        case .hello: try Hello(from: &reader).encode(into: &writer)
        case .welcome: try Welcome(from: &reader).encode(into: &writer)
        case .ping: writer.append(try reader.read(UInt64.self))
        case .pong:
            writer.append(try reader.read(UInt64.self))
            writer.append(try reader.read(UInt64.self))
        case .goodbye:
            writer.append(try reader.read(UInt64.self))
            writer.append(try #require(Goodbye(rawValue: try reader.read())).rawValue)
        case .error:
            writer.append(try reader.read(UInt64.self))
            try WireError(from: &reader).encode(into: &writer)
        case .command: try Command(from: &reader).encode(into: &writer)
        case .answer: try Answer(from: &reader).encode(into: &writer)
        case .query: try Query(from: &reader).encode(into: &writer)
        case .result:
            writer.append(try reader.read(UInt64.self))
            try QueryResult(from: &reader).encode(into: &writer)
        case .batch, .answers: try copyEntries(opcode, &reader, to: &writer)
        case .subscribe:
            try FeedPosition(from: &reader).encode(into: &writer)
            writer.append(try reader.read(UInt32.self))
        case .credit: writer.append(try reader.read(UInt32.self))
        case .unsubscribe: break
        case .ended: writer.append(try reader.read(UInt64.self))
        case .backup: writer.append(try reader.read(UInt32.self))
        case .chunk:
            writer.append(try reader.read(UInt64.self))
            writer.append(try reader.read(UInt64.self))
            writer.append(bytes: try reader.readBytes(reader.remaining))
        case .backedUp: for _ in 0..<3 { writer.append(try reader.read(UInt64.self)) }
        case .events:
            writer.append(try reader.read(UInt64.self))
            try FeedPosition(from: &reader).encode(into: &writer)
            let count = try reader.read(UInt32.self)
            writer.append(count)
            for _ in 0..<count { try FeedEvent(from: &reader).encode(into: &writer) }
        }
    }

    private static func copyEntries(
        _ opcode: Opcode, _ reader: inout ByteReader, to writer: inout ByteWriter
    ) throws {
        if opcode == .answers { writer.append(try reader.read(UInt64.self)) }
        let count = try reader.read(UInt32.self)
        writer.append(count)
        for _ in 0..<count {
            let start = writer.count
            let length = try reader.read(UInt32.self)
            let inner = try #require(Opcode(rawValue: try reader.read(UInt8.self)))
            _ = try reader.skip(3)
            writer.append(batchEntry: inner) { _ in }
            let bodyStart = reader.offset
            try copy(inner, &reader, to: &writer)
            #expect(reader.offset - bodyStart == Int(length))
            writer.overwrite(length, at: start)
        }
    }
}
