/// A step of a workflow that has happened, for a script; one that has not is a `WorkflowFailureView`.
struct StepView<Result: Encodable>: Encodable {
    let accepted = true
    var result: Result

    init(_ result: Result) { self.result = result }
}
