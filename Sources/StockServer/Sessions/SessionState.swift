import StockModel
import StockProtocol

/// What a connection may say at this point.
enum SessionState: Equatable {
    /// Nothing but a hello.
    case awaitingHello
    /// Requests of this principal.
    case open(PrincipalID)
    /// Nothing: what still comes is not looked at.
    case closing
}

/// What a hello is answered with.
enum HelloDecision: Equatable {
    case welcome(version: UInt8, PrincipalID)
    case refuse(WireError)

    init(_ hello: Hello) {
        if let version = hello.commonVersion {
            // No kind of credential is known yet; whoever shows one expects that it is looked at.
            let showsNone = hello.credentialKind == 0 && hello.credential.isEmpty
            self = showsNone ? .welcome(version: version, hello.principal) : .refuse(.unauthenticated)
        } else {
            self = .refuse(
                .unsupportedVersion(oldest: ProtocolVersion.oldest, newest: ProtocolVersion.current))
        }
    }
}

/// Why a session does not look at what has come.
struct Holdup: OptionSet {
    let rawValue: UInt8
    /// A question that is answered in steps is being answered: what is behind it waits, so that the order holds.
    static let answeringInSteps = Holdup(rawValue: 1)
    /// The client does not take its answers.
    static let stalled = Holdup(rawValue: 2)
    /// The connection ends.
    static let closing = Holdup(rawValue: 4)
}
