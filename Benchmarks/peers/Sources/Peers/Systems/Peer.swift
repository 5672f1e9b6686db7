import LoadLoop

/// A system that runs, filled with the assortment, and takes reservations.
///
/// When the last reference goes, its processes are ended.
protocol Peer: AnyObject {
    var port: Int { get }
    /// What its processes have used so far.
    var cpuSeconds: Double { get }
    func conversation() -> any Conversation
    /// Ends it in an orderly way, and says what it holds.
    func finish() async throws -> Holdings
}
