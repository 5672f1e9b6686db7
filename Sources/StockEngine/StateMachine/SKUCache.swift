import StockBytes
import StockModel

/// Whether a SKU is known, active, plain or special, for the SKUs asked for lately: one entry per slot, the last one wins.
struct SKUCache: ~Copyable {
    enum State: UInt8 {
        case inactive = 1
        case active = 2
        /// Active, and made of components.
        case kit = 3
        /// Active, and a channel has a policy for it.
        case limited = 4
    }

    /// Enough for a large shop, in 9 MiB.
    private static let slotCount = 1 << 20
    private var skus = ZeroedBuffer<UInt64>(count: slotCount)
    private var states = ZeroedBuffer<UInt8>(count: slotCount)

    @inline(__always)
    private func slot(_ sku: SKU) -> Int {
        Int(truncatingIfNeeded: (sku.rawValue &* 0x9E37_79B9_7F4A_7C15) &>> 44)
    }

    @inline(__always)
    subscript(sku: SKU) -> State? {
        get {
            let slot = slot(sku)
            return skus[slot] == sku.rawValue ? State(rawValue: states[slot]) : nil
        }
        set {
            let slot = slot(sku)
            skus[slot] = sku.rawValue
            states[slot] = newValue?.rawValue ?? 0
        }
    }
}
