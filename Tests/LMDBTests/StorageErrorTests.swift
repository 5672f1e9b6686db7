import Foundation
import Testing

@testable import LMDB

@Suite("Storage errors")
struct StorageErrorTests {
    @Test func `a commit tells a failed disk from a full disk and a full map`() {
        #expect(StorageError(c: EIO, in: .commit).code == .inputOutputFailed)
        #expect(StorageError(c: ENOSPC, in: .commit).code == .diskFull)
        #expect(StorageError(c: EDQUOT, in: .commit).code == .diskFull)
        #expect(StorageError(c: -30792, in: .commit).code == .mapFull)
    }

    @Test func `only what leaves the disk unknown is final`() {
        #expect(StorageError(c: EIO, in: .commit).isFinal)
        #expect(StorageError(c: EIO, in: .get).isFinal)
        #expect(StorageError(c: EFBIG, in: .commit).isFinal, "any other failure of a commit")
        #expect(StorageError(c: -30795, in: .beginWrite).isFinal)
        #expect(!StorageError(c: ENOSPC, in: .commit).isFinal)
        #expect(!StorageError(c: -30792, in: .commit).isFinal)
        #expect(!StorageError(c: -30782, in: .commit).isFinal)
    }

    @Test func `a description names the operation, the code and the remedy`() {
        let description = StorageError(c: ENOSPC, in: .commit).description
        #expect(description == "commit: the disk is full [28: No space left on device]. Make room.")
        #expect(StorageError(.keySize, in: .get).description == "get: a key has 1 to 511 bytes. Shorten it.")
    }

    @Test func `an error takes eight bytes`() { #expect(MemoryLayout<StorageError>.size == 8) }
}
