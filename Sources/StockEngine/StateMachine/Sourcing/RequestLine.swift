import StockModel

/// A line of a request, and what has to be there for each unit of it.
struct RequestLine {
    let number: UInt16
    private(set) var quantity: Quantity
    let location: LocationID?
    /// The kit that it asks for; nil for a plain SKU.
    var kit: SKU?
    /// The SKU itself, or the components of the kit.
    let parts: [KitComponent]

    init(number: Int, _ sku: SKU, quantity: Quantity, at location: LocationID?) {
        self.number = UInt16(truncatingIfNeeded: number)
        self.quantity = quantity
        self.location = location
        parts = [KitComponent(sku, quantity: 1)]
    }

    init(number: Int, kit: SKU, components: [KitComponent], quantity: Quantity, at location: LocationID?) {
        self.number = UInt16(truncatingIfNeeded: number)
        self.quantity = quantity
        self.location = location
        self.kit = kit
        parts = components
    }

    func with(quantity: Quantity) -> RequestLine {
        var line = self
        line.quantity = quantity
        return line
    }

    var kitLine: KitLine? { kit.map { KitLine(line: number, kit: $0, components: parts) } }
}

extension StateMachine where Base: ~Copyable {
    /// Takes the kits of a request apart; each component has to be on sale, unless what is not counts too.
    mutating func requestLines(
        _ lines: [ReserveLine], alsoInactive: Bool = false
    ) throws(Stop) -> [RequestLine] {
        var taken: [RequestLine] = []
        taken.reserveCapacity(lines.count)
        for (number, line) in lines.enumerated() {
            let isKit =
                if alsoInactive { try !knownDefinition(of: line.sku).components.isEmpty } else {
                    try checkActive(line.sku) == .kit
                }
            guard isKit else {
                taken.append(RequestLine(number: number, line.sku, quantity: line.quantity, at: line.location))
                continue
            }
            let components = try components(of: try knownDefinition(of: line.sku))
            if !alsoInactive { for component in components { try checkActive(component.sku) } }
            taken.append(
                RequestLine(
                    number: number, kit: line.sku, components: components, quantity: line.quantity, at: line.location))
        }
        return taken
    }
}
