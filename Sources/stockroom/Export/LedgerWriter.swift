import Foundation

/// Movements and documents as lines of text.
struct LedgerWriter {
    private static let documentColumns = [
        "key", "type", "version", "principal", "time", "terms", "body", "body_base64",
    ]

    private let format: ExportLedger.Format
    private let only: ExportLedger.Part?
    private let sink: OutputSink
    private let encoder = JSONEncoder()

    init(format: ExportLedger.Format, only: ExportLedger.Part?, sink: OutputSink) {
        self.format = format
        self.only = only
        self.sink = sink
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    func begin() throws {
        guard format == .csv else { return }
        switch only {
        case .movements: try row(MovementView.columns)
        case .documents: try row(Self.documentColumns)
        case nil: try row(["record"] + MovementView.columns + Self.ownDocumentColumns)
        }
    }

    func put(_ movement: MovementView) throws {
        guard format == .csv else { return try line(Record(record: "movement", movement)) }
        if only == .movements { return try row(movement.fields) }
        try row(["movement"] + movement.fields + Self.ownDocumentColumns.map { _ in "" })
    }

    func put(_ document: DocumentView) throws {
        guard format == .csv else { return try line(Record(record: "document", document)) }
        let terms = document.terms.joined(separator: " ")
        if only == .documents {
            return try row([
                document.key, "\(document.type)", "\(document.version)", "\(document.principal)", document.time, terms,
                document.body ?? "", document.bodyBase64 ?? "",
            ])
        }
        // In the table of both, what movements have too stands in the same columns.
        let shared = [
            "sequence": "\(document.version)", "principal": "\(document.principal)", "time": document.time,
            "document": document.key,
        ]
        try row(
            ["document"] + MovementView.columns.map { shared[$0] ?? "" }
                + ["\(document.type)", terms, document.body ?? "", document.bodyBase64 ?? ""])
    }

    func end() throws { try sink.flush() }

    private static let ownDocumentColumns = ["type", "terms", "body", "body_base64"]

    /// An object with its kind beside its own keys.
    private struct Record<Content: Encodable>: Encodable {
        let record: String
        let content: Content

        init(record: String, _ content: Content) {
            self.record = record
            self.content = content
        }

        enum CodingKeys: String, CodingKey { case record }

        func encode(to encoder: any Encoder) throws {
            try content.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(record, forKey: .record)
        }
    }

    private func line(_ value: some Encodable) throws {
        try sink.write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
    }

    private func row(_ fields: [String]) throws {
        try sink.write(fields.map(Self.quoted).joined(separator: ",") + "\r\n")
    }

    private static func quoted(_ field: String) -> String {
        let isSpecial = field.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r")
        }
        return isSpecial ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
    }
}
