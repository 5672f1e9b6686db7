/// What a file operation is, for errors and for the decision of a fault injector.
public enum FileOperation: String, Sendable, Hashable, CaseIterable {
    case open, lock, list, makeFolder, synchronizeFolder, rename, remove, exists, volume
    case write, read, synchronizeData, synchronize, preallocate, size, truncate
}
