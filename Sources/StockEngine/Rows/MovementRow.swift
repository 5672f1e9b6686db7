import StockBytes
import StockModel

extension Movement {
    private struct Present: OptionSet {
        let rawValue: UInt8
        static let document = Present(rawValue: 1)
        static let attributes = Present(rawValue: 2)
        static let reservation = Present(rawValue: 4)
        static let corrects = Present(rawValue: 8)
    }

    /// | bytes | field |
    /// |---|---|
    /// | 1 | version |
    /// | 1 | which optional parts follow: 1 document, 2 line attributes, 4 reservation, 8 corrects |
    /// | 1 + 4 | reason, principal |
    /// | 8 + 4 + 4 + 8 | SKU, from, to, quantity |
    /// | 8 + 8 + 4 | time, occurred at (milliseconds), business date (days) |
    /// | 4 + 2 | channel (0 none), fulfilment method |
    /// | 10 + 10 | previous movement of (SKU, from) and of (SKU, to): sequence and line |
    /// | 16 | reservation, if present |
    /// | 10 | corrects: sequence and line, if present |
    /// | 4 × 4 + 8 | document line, promotion, category, brand, unit cost, if present |
    /// | 2 + n | document key, if present |
    func encodeRow(into writer: inout ByteWriter) {
        var present: Present = []
        if document != nil { present.insert(.document) }
        if attributes != .none { present.insert(.attributes) }
        if reservation != nil { present.insert(.reservation) }
        if corrects != nil { present.insert(.corrects) }
        writer.append(RowBytes.version)
        writer.append(present.rawValue)
        writer.append(reason.rawValue)
        writer.append(principal.rawValue)
        writer.append(sku.rawValue)
        writer.append(from.rawValue)
        writer.append(to.rawValue)
        writer.append(quantity)
        time.encode(into: &writer)
        occurredAt.encode(into: &writer)
        writer.append(businessDate)
        writer.append(channel?.rawValue ?? 0)
        writer.append(fulfilmentMethod)
        previousFrom.encode(into: &writer)
        previousTo.encode(into: &writer)
        if let reservation { reservation.encode(into: &writer) }
        if let corrects { corrects.encode(into: &writer) }
        if attributes != .none {
            writer.append(attributes.documentLine)
            writer.append(attributes.promotion)
            writer.append(attributes.category)
            writer.append(attributes.brand)
            writer.append(attributes.unitCost)
        }
        if let document { document.encode(into: &writer) }
    }

    /// Reads what follows the version byte.
    init(_ id: MovementID, fromRow reader: inout ByteReader) throws(BytesError) {
        let present = Present(rawValue: try reader.read())
        let start = reader.offset
        guard let reason = Reason(rawValue: try reader.read()) else { throw BytesError(offset: start) }
        let principal = try PrincipalID(from: &reader)
        let sku = try SKU(from: &reader)
        let from = try LocationID(from: &reader)
        let to = try LocationID(from: &reader)
        let quantity = try reader.read(Int64.self)
        let time = try Instant(from: &reader)
        let occurredAt = try Instant(from: &reader)
        let businessDate = try reader.read(Int32.self)
        let channel = try ChannelID(from: &reader)
        let fulfilmentMethod = try reader.read(UInt16.self)
        let previousFrom = try MovementID(from: &reader)
        let previousTo = try MovementID(from: &reader)
        let reservation = present.contains(.reservation) ? try ReservationID(from: &reader) : nil
        let corrects = present.contains(.corrects) ? try MovementID(from: &reader) : nil
        var attributes = LineAttributes.none
        if present.contains(.attributes) {
            attributes = LineAttributes(
                documentLine: try reader.read(), promotion: try reader.read(), category: try reader.read(),
                brand: try reader.read(), unitCost: try reader.read())
        }
        let document = present.contains(.document) ? try DocumentKey(from: &reader) : nil
        self.init(
            id: id, sku: sku, from: from, to: to, quantity: quantity, reason: reason, principal: principal,
            time: time, occurredAt: occurredAt, businessDate: businessDate, document: document,
            channel: channel == 0 ? nil : channel, fulfilmentMethod: fulfilmentMethod, attributes: attributes,
            reservation: reservation, corrects: corrects, previousFrom: previousFrom, previousTo: previousTo)
    }
}
