import StockModel

/// Where the queues begin: nobody waits at such a key or before it.
struct QueueFronts {
    private var fronts: [UInt64: BackorderKey] = [:]
    private var isMoved = false

    /// Nil: not known.
    subscript(sku: SKU) -> BackorderKey? { fronts[sku.rawValue] }

    /// Everyone up to here waits no more.
    mutating func move(to key: BackorderKey) {
        fronts[key.sku] = key
        isMoved = true
    }

    /// Somebody waits there.
    mutating func note(_ key: BackorderKey) {
        if let front = fronts[key.sku], key <= front { fronts[key.sku] = nil }
    }

    mutating func beginCommand() { isMoved = false }

    /// Those whom the command had served wait again.
    mutating func takeBackCommand() { if isMoved { fronts = [:] } }
}
