/// A named database in an environment: a small handle, good for as long as the environment is open, in
/// every transaction that begins after it was opened.
///
/// Using it with another environment, or in an older snapshot, is the error `databaseUnknown`.
public struct Database: Hashable, Sendable {
    /// LMDB's number for it.
    let slot: UInt32

    /// The environment's serial number.
    let environment: UInt32
}
