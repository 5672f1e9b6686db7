import Foundation
public import StockModel

/// The bytes of documents: JSON with sorted keys.
enum DocumentBody {
    static func bytes(of content: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Documents are made of whole numbers, texts and lists of them, which always encode.
        guard let data = try? encoder.encode(content) else { return [] }
        return [UInt8](data)
    }
}

extension WorkflowDocument {
    /// Reads what `documentBody` wrote; nil for bytes that are no such document.
    public init?(documentBody bytes: [UInt8]) {
        guard let content = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = content
    }

    /// As it is stored: JSON, UTF-8, keys sorted.
    public var documentBody: [UInt8] { DocumentBody.bytes(of: self) }

    /// As the engine takes it.
    public var write: DocumentWrite { DocumentWrite(key, type: Self.kind.rawValue, body: documentBody, terms: terms) }
}
