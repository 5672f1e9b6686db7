public import StockBytes

/// A line of a reservation that asks for a kit.
///
/// Quantities of the line count kits; its allocations count units of the components. A later change of the kit does not
/// touch it.
public struct KitLine: Hashable, Sendable {
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// Which kit.
    public var kit: SKU
    /// What one kit is made of, taken apart and summed.
    public var components: [KitComponent]

    /// Made of its parts.
    public init(line: UInt16, kit: SKU, components: [KitComponent]) {
        self.line = line
        self.kit = kit
        self.components = components
    }
}

extension KitLine: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(line)
        kit.encode(into: &writer)
        writer.append(list: components)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        let line = try reader.read(UInt16.self)
        let kit = try SKU(from: &reader)
        let start = reader.offset
        let components: [KitComponent] = try reader.readList()
        guard components.allSatisfy({ $0.quantity > 0 }) else { throw BytesError(offset: start) }
        self.init(line: line, kit: kit, components: components)
    }
}
