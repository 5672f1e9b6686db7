import Glibc
import Synchronization
import Testing

@testable import StockFiles

@Suite struct SystemFilesTests {
    /// A folder of its own for one test, gone afterwards.
    final class Folder {
        let path = "/tmp/stockroom-files-\(UInt64.random(in: .min ... .max))"
        let files = SystemFiles()

        init() throws { try files.makeFolder(path) }

        deinit {
            for name in (try? files.list(path)) ?? [] { _ = try? files.remove(path + "/" + name) }
            _ = try? files.remove(path)
        }
    }

    @Test func `what is written is read back, and a read past the end is short`() throws {
        let folder = try Folder()
        let file = try folder.files.open(folder.path + "/a", .create)
        try file.write([1, 2, 3, 4], at: 10)
        try file.synchronizeData()
        try file.synchronize()
        #expect(try file.size() == 14)
        #expect(try file.readBytes(100, at: 8) == [0, 0, 1, 2, 3, 4])
        #expect(try file.readBytes(4, at: 14).isEmpty)
        try file.truncate(to: 12)
        #expect(try file.readBytes(4, at: 10) == [1, 2])
    }

    @Test func `a file filled with zeros has its size and nothing but zeros`() throws {
        let folder = try Folder()
        let file = try folder.files.open(folder.path + "/a", .create)
        try file.fillWithZeros(byteCount: (1 << 20) + 5)
        #expect(try file.size() == (1 << 20) + 5)
        #expect(try file.readBytes(1 << 21, at: 0).allSatisfy { byte in byte == 0 })
    }

    @Test func `opening says whether the file has to be there`() throws {
        let folder = try Folder()
        let path = folder.path + "/a"
        for mode in [OpenMode.read, .readWrite] {
            #expect(code { () throws(FilesError) in _ = try folder.files.open(path, mode) } == .notFound)
        }
        _ = try folder.files.open(path, .openOrCreate)
        _ = try folder.files.open(path, .openOrCreate)
        #expect(code { () throws(FilesError) in _ = try folder.files.open(path, .create) } == .exists)
        #expect(try folder.files.exists(path))
        #expect(try folder.files.list(folder.path) == ["a"])
        try folder.files.rename(path, to: folder.path + "/b")
        try folder.files.synchronizeFolder(folder.path)
        #expect(try folder.files.list(folder.path) == ["b"])
        #expect(try folder.files.removeIfPresent(folder.path + "/b"))
        #expect(try !folder.files.removeIfPresent(folder.path + "/b"))
        try folder.files.makeFolder(folder.path)
    }

    @Test func `a lock is refused while it is held, and free afterwards`() throws {
        let folder = try Folder()
        let path = folder.path + "/lock"
        var first: (any FileLock)? = try folder.files.lock(path)
        #expect(first?.path == path)
        #expect(code { () throws(FilesError) in _ = try folder.files.lock(path) } == .locked)
        first = nil
        _ = try folder.files.lock(path)
    }

    @Test func `the volume says what it is and how much room it has`() throws {
        let folder = try Folder()
        let volume = try folder.files.volume(of: folder.path)
        #expect(volume.totalBytes >= volume.freeBytes)
        #expect(volume.kind.isTrusted)
        try folder.files.requireLocalVolume(folder.path)
    }

    private func code(_ call: () throws(FilesError) -> Void) -> FilesError.Code? {
        do {
            try call()
            return nil
        } catch { return error.code }
    }
}

@Suite struct MountsTests {
    private let mounts = Mounts(
        mountInformation: """
            22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
            30 22 0:30 / /mnt/with\\040blank rw - nfs4 server:/x rw
            31 22 0:31 / /mnt/sshfs rw - fuse.sshfs host:/ rw
            32 22 0:32 / /run rw shared:5 master:2 - tmpfs tmpfs rw
            33 32 0:33 / /run/disk rw - xfs /dev/vdb rw
            broken line
            """)

    @Test(arguments: [
        ("/var/lib/stock", VolumeKind.local("ext4"), true), ("/mnt/with blank/a", .network("nfs4"), false),
        ("/mnt/sshfs", .userSpace("fuse.sshfs"), false), ("/mnt/sshfs2", .local("ext4"), true),
        ("/run/x", .memory("tmpfs"), true), ("/run/disk/x", .local("xfs"), true),
    ])
    func `a path belongs to the mount nearest to it`(path: String, kind: VolumeKind, isTrusted: Bool) {
        #expect(mounts.kind(of: path) == kind)
        #expect(kind.isTrusted == isTrusted)
    }
}

@Suite struct InjectedFaultsTests {
    @Test func `a decision can fail, tear or betray a single operation`() throws {
        let folder = try SystemFilesTests.Folder()
        let next = Mutex<InjectedFaults.Decision>(.proceed)
        let files = InjectedFaults(SystemFiles()) { attempt in
            attempt.operation == .write || attempt.operation == .synchronizeData
                ? next.withLock { decision in decision } : .proceed
        }
        let file = try files.open(folder.path + "/a", .create)
        try file.write([1, 1, 1, 1], at: 0)
        next.withLock { decision in decision = .fail(EIO) }
        #expect(throws: FilesError(operation: .write, path: file.path, systemError: EIO)) {
            try file.write([2, 2, 2, 2], at: 0)
        }
        #expect(throws: FilesError(operation: .synchronizeData, path: file.path, systemError: EIO)) {
            try file.synchronizeData()
        }
        #expect(try file.readBytes(4, at: 0) == [1, 1, 1, 1])
        next.withLock { decision in decision = .tear(afterBytes: 2, ENOSPC) }
        #expect(throws: FilesError.self) { try file.write([3, 3, 3, 3], at: 0) }
        #expect(try file.readBytes(4, at: 0) == [3, 3, 1, 1])
        next.withLock { decision in decision = .failAfterwards(EIO) }
        #expect(throws: FilesError.self) { try file.write([4, 4, 4, 4], at: 0) }
        #expect(try file.readBytes(4, at: 0) == [4, 4, 4, 4])
    }
}
