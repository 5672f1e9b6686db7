import Glibc
import StockFiles
import Testing

@Suite struct ErrorTests {
    @Test func `a full disk is recognised whichever limit was reached`() {
        for cause in [ENOSPC, EDQUOT] {
            #expect(FilesError(operation: .write, path: "x", systemError: cause).isFull)
        }
        #expect(!FilesError(operation: .write, path: "x", systemError: EIO).isFull)
    }
}
