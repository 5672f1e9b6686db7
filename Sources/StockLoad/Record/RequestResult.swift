import StockAPI
import StockModel

/// What one request of a rehearsal came to.
enum RequestResult: Hashable, Sendable {
    /// It was done, or the question was answered.
    case accepted
    /// Units were promised or sold.
    case granted(units: Int64)
    /// It changed nothing, and the answer says why: the refusal's name.
    case refused(String)
    /// Too much was in flight: nothing was done.
    case busy
    /// Whether it was done is not known.
    case unknown
    /// It was not answered as it should have been: the failure's name.
    case failed(String)

    /// It was answered as it was meant: done or refused.
    var isAnswer: Bool {
        switch self {
        case .accepted, .granted, .refused: true
        case .busy, .unknown, .failed: false
        }
    }

    init(_ failure: StockFailure) {
        switch failure {
        case .busy: self = .busy
        case .refused(let refusal): self = .refused(Self.name(of: refusal))
        case .connectionFailed, .storageFailed: self = .unknown
        default: self = .failed(Self.name(of: failure))
        }
    }

    /// The case of an enumeration without what it carries: `insufficientStock`.
    static func name(of value: some Any) -> String {
        let text = "\(value)"
        return Mirror(reflecting: value).children.first?.label ?? text
    }
}
