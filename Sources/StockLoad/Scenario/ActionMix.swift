import StockBytes

/// How often each action is done, as weights: `browse=60,reserve=20,commit=15,sell=5`.
public struct ActionMix: Codable, Hashable, Sendable {
    /// Greater than zero; an action that is not there is not done.
    public let weights: [LoadAction: Int]

    /// A shop on a busy day: most look, some reserve, most of these pay, and the tills sell meanwhile.
    public static let shop = ActionMix(known: [
        .browse: 60, .reserve: 17, .commit: 13, .release: 2, .abandon: 2, .sell: 5, .receive: 1,
    ])
    /// Everybody reserves and nobody looks.
    public static let reserveOnly = ActionMix(known: [.reserve: 1])

    private init(known weights: [LoadAction: Int]) { self.weights = weights }

    /// Nil where no weight is above zero, one is not from 0 to 1,000,000, or more is committed and released than reserved.
    public init?(_ weights: [LoadAction: Int]) {
        let used = weights.filter { $0.value != 0 }
        guard !used.isEmpty, used.values.allSatisfy({ (1...1_000_000).contains($0) }) else { return nil }
        guard used[.commit, default: 0] + used[.release, default: 0] <= used[.reserve, default: 0] else { return nil }
        self.weights = used
    }

    /// As it is written, for example `reserve=4,commit=3`; nil where that makes no sense.
    public init?(_ text: String) {
        var weights: [LoadAction: Int] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, let action = LoadAction(rawValue: String(sides[0])), let weight = Int(sides[1]),
                weights.updateValue(weight, forKey: action) == nil
            else { return nil }
        }
        self.init(weights)
    }

    /// As it would be written.
    public var text: String {
        weights.sorted { $0.key < $1.key }.map { "\($0.key.rawValue)=\($0.value)" }.joined(separator: ",")
    }

    var total: Int { weights.values.reduce(0, +) }

    /// What becomes of a cart that was reserved to be paid for: committed, released, or neither.
    func fate(_ random: inout SplitMix64) -> Fate {
        var drawn = Int(random.next() % UInt64(max(1, weights[.reserve, default: 0])))
        drawn -= weights[.commit, default: 0]
        if drawn < 0 { return .committed }
        drawn -= weights[.release, default: 0]
        return drawn < 0 ? .released : .abandoned
    }

    enum Fate { case committed, released, abandoned }

    func action(_ random: inout SplitMix64) -> LoadAction {
        var drawn = Int(random.next() % UInt64(max(1, total)))
        for action in LoadAction.allCases {
            drawn -= weights[action, default: 0]
            if drawn < 0 { return action }
        }
        return .reserve
    }
}
