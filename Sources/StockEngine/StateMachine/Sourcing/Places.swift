import StockAPI
import StockModel

/// Units of a SKU that come from a location.
struct TakenUnits {
    var sku: SKU
    var location: LocationID
    var units: Quantity
}

extension StateMachine where Base: ~Copyable {
    /// Where so many times some components come from: from location after location what is available there.
    ///
    /// Together the locations have enough.
    mutating func places(
        for units: Quantity, of parts: [KitComponent], in locations: [LocationID]
    ) throws(Stop) -> [TakenUnits] {
        var places: [TakenUnits] = []
        for part in parts {
            var rest = units * part.quantity
            for location in locations where rest > 0 {
                let there: Quantity
                do throws(StockFailure) {
                    there = max(0, available(try level(LevelKey(part.sku, location))))
                } catch { throw .failed(error) }
                guard there > 0 else { continue }
                places.append(TakenUnits(sku: part.sku, location: location, units: min(rest, there)))
                rest -= min(rest, there)
            }
        }
        return places
    }
}
