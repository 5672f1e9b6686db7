import ArgumentParser
import StockAPI
import StockModel

/// What became of a command, for a person and for a script.
struct DecisionView<Result: Encodable>: Encodable {
    var accepted: Bool
    /// The sequence at which the answer is true.
    var sequence: UInt64
    var result: Result?
    var refusal: RefusalView?
}

/// A command that happened, and has nothing more to say.
struct NothingMore: Encodable {}

extension JSONOutput {
    /// Tells what became of a command; a refusal ends the program with exit code 1.
    func put<Value, View: Encodable>(
        _ decision: Decision<Value>, as view: (Value) -> View, text: (Value) -> String
    ) throws {
        switch decision {
        case .accepted(let value, let sequence):
            let view = DecisionView(accepted: true, sequence: sequence, result: view(value), refusal: nil)
            try put(view) { text(value) }
        case .refused(let refusal, let sequence):
            let refused = RefusalView(refusal)
            let view = DecisionView<View>(accepted: false, sequence: sequence, result: nil, refusal: refused)
            if target != nil { try put(view) { refused.text } }
            throw CommandFailure(.differs, replacesText ? "" : target == nil ? refused.text : "")
        }
    }

    func put(_ decision: Decision<Done>, text: String) throws {
        try put(decision, as: { _ in NothingMore() }, text: { _ in text })
    }
}
