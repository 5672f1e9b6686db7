import Foundation

/// Small papers are JSON with sorted keys, so that the same content is the same bytes.
enum PaperBody {
    static func bytes(of paper: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Papers are made of numbers, texts and lists, which always encode.
        guard let data = try? encoder.encode(paper) else { return [] }
        return [UInt8](data)
    }

    static func read<Paper: Decodable>(_ paper: Paper.Type, from bytes: [UInt8]) -> Paper? {
        try? JSONDecoder().decode(paper, from: Data(bytes))
    }
}
