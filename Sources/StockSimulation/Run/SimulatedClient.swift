import StockModel

/// Somebody who sends requests, waits, sends them again, and sometimes goes away.
final class SimulatedClient {
    let number: Int
    /// What it waits for; nil between two requests.
    var frame: Frame?
    var framesSent = 0

    init(number: Int) { self.number = number }

    /// Requests that are sent together.
    struct Frame {
        let number: Int
        let requests: [SimulatedRequest]
        /// Where its commands stand in the history.
        let entries: [Int]
        var tries = 0
    }
}

enum SimulatedRequest {
    case command(Command)
    case query(Query)
}
