import RetailDocuments
import StockModel

extension ImportCheck {
    mutating func checkPlaces() {
        requireDifferent(set.sites, { $0.code }) { .codeTwice("site", $0, of: $1) }
        requireDifferent(set.locations, { $0.code }) { .codeTwice("location", $0, of: $1) }
        requireDifferent(set.channels, { $0.code }) { .codeTwice("channel", $0, of: $1) }
        for row in set.locations.rows {
            if let site = row.content.site { requireSite(site, by: row) }
            guard let defined = engine.locations[row.content.number] else { continue }
            if defined.kind.rawValue != row.content.placeKind || defined.site?.rawValue != row.content.site {
                note(.locationIsFixed(row.content.number), at: row)
            }
        }
        for row in set.channels.rows {
            for source in row.content.sites { requireSite(source.site, by: row) }
        }
    }

    /// The engine's own sites and locations are stored too.
    private mutating func requireSite<Content: FileKind>(_ number: UInt32, by row: ParsedRow<Content>) {
        if engine.sites[number] != nil { return }
        require(UInt64(number).keyText, of: set.sites, as: "\(number)", by: row)
    }

    func location(_ number: UInt32) -> LocationDefinition? {
        set.locations.merged[UInt64(number).keyText]?.definition ?? engine.locations[number]
    }

    mutating func checkOpeningStock() {
        var sums: [UInt32: OpeningSum] = [:]
        for row in set.openingStock.rows {
            let opening = row.content
            requireSKU(opening.sku, by: row)
            if let location = location(opening.location) {
                if !Reason.receive.allows(from: .supplier, to: location.kind) {
                    note(.notAPlaceForStock("\(location.kind)"), at: row)
                }
            } else {
                require(UInt64(opening.location).keyText, of: set.locations, as: "\(opening.location)", by: row)
            }
            if set.kits.merged[StockKeepingUnit.name(of: SKU(rawValue: opening.sku))] != nil {
                note(.kitHasNoStock(opening.sku), at: row)
            }
            if let booked = set.openingStock.stored[opening.name], booked != opening {
                note(.alreadyBooked(quantity: booked.quantity, unitCost: booked.unitCost), at: row)
            }
            if !sums[opening.location, default: OpeningSum()].add(opening.quantity, opening.unitCost) {
                note(.sumTooLarge, at: row)
            }
        }
        if let row = set.openingStock.rows.first(where: { $0.content.quantity > 0 }), supplierLocation == nil {
            note(.noSupplierLocation, at: row)
        }
    }

    /// Where opening stock comes from: the first place of kind supplier, by number.
    var supplierLocation: LocationID? {
        let inFolder = set.locations.merged.values.compactMap(\.definition)
        return (inFolder + engine.locations.values).filter { $0.kind == .supplier }.map(\.location).min()
    }
}
