import RetailDocuments
import StockModel

/// Why something was not done, for a person and for a script.
struct RefusalView: Encodable {
    struct Shortage: Encodable {
        var sku: UInt64
        var location: UInt32?
        var requested: Int64
        var availableToSell: Int64

        enum CodingKeys: String, CodingKey {
            case sku, location, requested
            case availableToSell = "available_to_sell"
        }
    }

    /// The refusal's name.
    var code: String
    /// What is short, where that is why.
    var shortages: [Shortage]?
    /// What is wrong.
    var message: String
    /// What would be needed.
    var remedy: String

    init(_ refusal: Refusal) {
        code = "\(refusal.code)"
        message = refusal.message
        remedy = refusal.remedy
        if case .insufficientStock(let short) = refusal { shortages = short.map(Shortage.init) }
        if case .insufficientSingleLocation(let short) = refusal { shortages = short.map(Shortage.init) }
    }

    var text: String {
        var lines = ["refused: \(message) (\(code))"]
        for short in shortages ?? [] {
            let place = short.location.map { " at location \($0)" } ?? ""
            lines.append(
                "  SKU \(short.sku)\(place): \(NumberText.grouped(short.requested)) asked, "
                    + "\(NumberText.grouped(short.availableToSell)) available")
        }
        lines.append("  what would be needed: \(remedy)")
        return lines.joined(separator: "\n")
    }
}

extension RefusalView.Shortage {
    fileprivate init(_ short: Shortage) {
        self.init(
            sku: short.sku.rawValue, location: short.location?.rawValue, requested: short.requested,
            availableToSell: short.availableToSell)
    }
}
