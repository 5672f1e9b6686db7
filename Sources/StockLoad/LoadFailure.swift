/// A rehearsal cannot be done; the text says what to do.
public struct LoadFailure: Error, CustomStringConvertible, Sendable {
    /// One line for a person.
    public let description: String

    /// Made of its text.
    public init(_ description: String) { self.description = description }
}
