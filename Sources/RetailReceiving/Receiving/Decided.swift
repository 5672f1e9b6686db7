import RetailDocuments

/// What a state machine decides, its rule as a failure of the step.
func decided<Broken: Rule, Value>(
    _ decide: () throws(Broken) -> Value
) throws(WorkflowFailure) -> Value {
    do throws(Broken) { return try decide() } catch { throw .rule(error) }
}
