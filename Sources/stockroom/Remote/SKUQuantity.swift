import ArgumentParser
import StockModel

/// A line as people write it: `SKU:QUANTITY`, or with a location `SKU:QUANTITY@LOCATION`.
struct SKUQuantity: ExpressibleByArgument {
    var sku: SKU
    var quantity: Quantity
    var location: LocationID?

    init?(argument: String) {
        let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
        let pair = parts[0].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, pair.count == 2, let sku = UInt64(pair[0]), let quantity = Int64(pair[1]) else {
            return nil
        }
        self.sku = SKU(rawValue: sku)
        self.quantity = quantity
        if parts.count == 2 {
            guard let location = UInt32(parts[1]) else { return nil }
            self.location = LocationID(rawValue: location)
        }
    }
}
