import Foundation
import StockBytes
import StockProtocol

/// A frame of `protocol/golden-frames.json`, as far as a socket needs it.
struct GoldenFrame {
    let name: String
    let isFromClient: Bool
    let bytes: [UInt8]

    static func all() throws -> [GoldenFrame] {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../protocol/golden-frames.json").standardized
        let list = try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [[String: Any]] ?? []
        return list.compactMap { fields in
            guard let name = fields["name"] as? String, let from = fields["from"] as? String,
                let hex = fields["hex"] as? String
            else { return nil }
            let digits = Array(hex.utf8).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
            return GoldenFrame(name: name, isFromClient: from == "client", bytes: bytes)
        }
    }

    var header: FrameHeader? { FrameHeader(bytes.span.rawBytes) }
    var opcode: Opcode? { header.flatMap { Opcode(rawValue: $0.opcode) } }
}
