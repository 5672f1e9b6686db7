import Foundation
import StockModel

/// A document as it is shown and exported.
struct DocumentView: Encodable {
    var key: String
    var type: UInt16
    var version: UInt64
    var principal: UInt32
    var time: String
    var terms: [String]
    /// The body, when it is text.
    var body: String?
    /// The body in base 64, when it is not.
    var bodyBase64: String?

    enum CodingKeys: String, CodingKey {
        case key, type, version, principal, time, terms, body
        case bodyBase64 = "body_base64"
    }

    init(_ document: Document) {
        key = document.key.description
        type = document.type
        version = document.version
        principal = document.principal.rawValue
        time = document.time.text
        terms = document.terms.map(\.description)
        body = String(validating: document.body, as: UTF8.self)
        bodyBase64 = body == nil ? Data(document.body).base64EncodedString() : nil
    }

    var text: String {
        """
        \(key)
          type \(type), version \(NumberText.grouped(version)), by principal \(principal), \(time)
          terms \(terms.isEmpty ? "none" : terms.joined(separator: ", "))

        \(body ?? bodyBase64 ?? "")
        """
    }
}
