/// Whether reservation ids grow with time.
enum Identifiers: String, CaseIterable, Sendable {
    case timeOrdered = "ordered"
    case random
}
