import StockFiles
import Synchronization

/// A disk that fails when the test says so.
final class Faults: Sendable {
    typealias Rule = @Sendable (InjectedFaults.Attempt) -> InjectedFaults.Decision

    private let rule = Mutex<Rule?>(nil)

    var files: InjectedFaults {
        InjectedFaults(SystemFiles()) { [self] attempt in rule.withLock { $0 }?(attempt) ?? .proceed }
    }

    func begin(_ rule: @escaping Rule) { self.rule.withLock { $0 = rule } }

    func end() { rule.withLock { $0 = nil } }

    /// There is no room for another segment of the journal.
    func fillUp() {
        begin { attempt in
            let takesRoom = attempt.operation == .write || attempt.operation == .preallocate
            return attempt.path.hasSuffix(".journal.new") && takesRoom ? .fail(28) : .proceed
        }
    }
}
