extension StorageError {
    /// What was being done when a storage error arose.
    ///
    /// The raw value is its name in logs.
    @nonexhaustive
    public enum Operation: String, Sendable {
        case open
        case openDatabase = "open database"
        case listDatabases = "list databases"
        case dropDatabase = "drop database"
        case takeWriter = "take writer"
        case beginRead = "begin read transaction"
        case renew
        case beginWrite = "begin write transaction"
        case commit
        case get
        case put
        case delete
        case clear
        case cursor
        case statistics
        case readers = "list readers"
        case checkReaders = "check readers"
        case copy
    }
}
