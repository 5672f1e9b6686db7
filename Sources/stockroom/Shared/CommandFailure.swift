import RetailDocuments
import RetailRecords
import RetailReplay
import StockAPI

/// A command ends without having done what was asked; the message says what to do next.
struct CommandFailure: Error {
    let status: ExitStatus
    /// Empty when the output has said it already.
    let message: String

    init(_ status: ExitStatus, _ message: String = "") {
        self.status = status
        self.message = message
    }

    init(_ failure: StockFailure) {
        if case .refused(let refusal) = failure {
            self.init(.differs, RefusalView(refusal).text)
        } else {
            self.init(.storage, failure.description)
        }
    }

    init(_ failure: ReplayFailure) {
        switch failure {
        case .stock(let failure): self.init(failure)
        case .cancelled: self.init(.interrupted, failure.description)
        default: self.init(.differs, failure.description)
        }
    }

    init(_ error: InputError) {
        if case .headerDiffers = error {
            self.init(.input, "\(error.description): the file is of another format")
        } else {
            self.init(.input, error.description)
        }
    }

    /// Any error that a command can meet, as what it means for whoever called it.
    init(describing error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as StockFailure: self.init(failure)
        case let failure as ReplayFailure: self.init(failure)
        case let failure as InputError: self.init(failure)
        case let failure as WorkflowFailure: self.init(failure)
        case is CancellationError: self.init(.interrupted, "interrupted")
        default: self.init(.storage, "\(error)")
        }
    }
}
