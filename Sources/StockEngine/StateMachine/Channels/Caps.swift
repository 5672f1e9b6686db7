import StockAPI
import StockModel

/// What a request would add to the uses of a channel, against its caps.
extension StateMachine where Base: ~Copyable {
    /// Refuses what would raise a use above its cap, every one of them.
    mutating func checkCaps(_ lines: [RequestLine], of channel: ChannelID) throws(Stop) {
        guard hasPolicies else { return }
        let exceeded = try exceededCaps(CapDemand(lines), of: channel)
        guard exceeded.isEmpty else { throw .refused(.capExceeded(exceeded)) }
    }

    mutating func exceededCaps(_ demand: CapDemand, of channel: ChannelID) throws(Stop) -> [CapUse] {
        var exceeded: [CapUse] = []
        for (sku, requested) in demand.sums {
            let found: CapUse?
            do throws(StockFailure) { found = try capUse(sku, channel) } catch { throw .failed(error) }
            guard var use = found, requested > use.left else { continue }
            use.requested = requested
            exceeded.append(use)
        }
        return exceeded
    }

    /// The lines with as many units of each, in their order, as the caps leave.
    mutating func withinCaps(_ lines: [RequestLine], of channel: ChannelID) throws(Stop) -> [RequestLine] {
        guard hasPolicies else { return lines }
        var left: [SKU: Quantity] = [:]
        for (sku, _) in CapDemand(lines).sums {
            do throws(StockFailure) { left[sku] = try capUse(sku, channel)?.left } catch { throw .failed(error) }
        }
        return lines.map { line in
            var units = line.quantity
            for part in line.capParts { if let rest = left[part.sku] { units = min(units, rest / part.quantity) } }
            for part in line.capParts { if let rest = left[part.sku] { left[part.sku] = rest - units * part.quantity } }
            return line.with(quantity: units)
        }
    }
}

/// What a request asks for, summed as caps count it: kits as kits, and their components as well.
struct CapDemand {
    /// In order of first appearance.
    private(set) var sums: [(sku: SKU, requested: Quantity)] = []

    init() {}

    /// Sums and products stop at the largest quantity, which is more than any cap.
    init(_ lines: [RequestLine]) {
        for line in lines {
            for part in line.capParts {
                let (product, overflow) = line.quantity.multipliedReportingOverflow(by: part.quantity)
                add(overflow ? .max : product, of: part.sku)
            }
        }
    }

    mutating func add(_ quantity: Quantity, of sku: SKU) {
        if let index = sums.firstIndex(where: { $0.sku == sku }) {
            sums[index].requested = saturatingSum(sums[index].requested, quantity)
        } else {
            sums.append((sku, quantity))
        }
    }
}

extension RequestLine {
    /// What each unit of the line takes of which cap.
    fileprivate var capParts: [KitComponent] { (kit.map { [KitComponent($0, quantity: 1)] } ?? []) + parts }
}
