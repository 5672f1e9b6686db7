/// Which levels the callers ask for.
public enum Distribution: String, CaseIterable, Codable, Sendable {
    case uniform
    /// Zipf with exponent 0.99, as in YCSB.
    case zipf
    /// One level for all.
    case hot
}
