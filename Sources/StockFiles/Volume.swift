/// The volume under a path.
public struct Volume: Equatable, Sendable {
    /// Bytes that an ordinary user may still use.
    public let freeBytes: UInt64

    /// Size of the volume in bytes.
    public let totalBytes: UInt64

    /// What kind of file system it is.
    public let kind: VolumeKind

    /// A volume with this much room, in bytes.
    public init(freeBytes: UInt64, totalBytes: UInt64, kind: VolumeKind) {
        self.freeBytes = freeBytes
        self.totalBytes = totalBytes
        self.kind = kind
    }
}

/// A file system, by whether its locks, mappings and flushes can be relied on; with the system's name for it.
public enum VolumeKind: Equatable, Sendable {
    /// A disk of this machine.
    case local(String)
    /// Memory only: everything works and nothing survives a power cut. For tests.
    case memory(String)
    /// On another machine: locks and mappings are not those of a local disk.
    case network(String)
    /// A program's file system. What a flush means there is that program's affair, and many of them
    /// (sshfs, s3fs) reach over the network, so it is refused like one.
    case userSpace(String)
    /// The system does not say. Trusted, since a container may hide its mounts.
    case unknown

    /// Whether a store may live there.
    public var isTrusted: Bool {
        switch self {
        case .local, .memory, .unknown: true
        case .network, .userSpace: false
        }
    }

    /// The kind for the name that Linux gives a file system in `mountinfo` (`proc(5)`).
    ///
    /// A list of what is refused, not of what is allowed, since local file systems keep being invented.
    /// `fuseblk` is a user-space driver on a local disk (ntfs-3g) and refused with the others.
    public init(linuxName name: String) {
        self =
            switch name {
            case "tmpfs", "ramfs": .memory(name)
            case "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "ceph", "afs", "coda", "ncpfs",
                "lustre", "glusterfs", "beegfs":
                .network(name)
            case _ where name.hasPrefix("fuse"): .userSpace(name)
            default: .local(name)
            }
    }
}
