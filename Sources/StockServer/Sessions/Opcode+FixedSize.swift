import StockProtocol

extension Opcode {
    /// What the body takes of frames that a client sends in one size only.
    var fixedBodyBytes: Int? {
        switch self {
        case .ping: 8
        case .subscribe: 20
        case .credit, .backup: 4
        case .unsubscribe: 0
        default: nil
        }
    }
}
