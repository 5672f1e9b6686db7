import Foundation
import Glibc

/// What a block device has written, by its own count: data, the file system's own, and what other programs write.
///
/// The count that the kernel keeps for each process (`write_bytes` of /proc/PID/io) is not used: where a file lies in the
/// page cache in pieces of up to a mebibyte, as with ext4 since Linux 6.16, a write of 4 KiB is counted as a whole piece.
public enum Disk {
    /// In bytes; nil where the folder lies on no block device, as in some containers.
    public static func bytesWritten(below folder: String) -> UInt64? {
        var facts = stat()
        guard stat(folder, &facts) == 0 else { return nil }
        // As in gnu_dev_major and gnu_dev_minor, which are not in Swift's Glibc module.
        let number = UInt64(facts.st_dev)
        let major = (number >> 8) & 0xFFF | (number >> 32) & ~0xFFF
        let minor = number & 0xFF | (number >> 12) & ~0xFF
        let device = "\(major):\(minor)"
        guard let text = try? String(contentsOfFile: "/sys/dev/block/\(device)/stat", encoding: .utf8) else {
            return nil
        }
        let fields = text.split { $0.isWhitespace }
        // The seventh field counts sectors of 512 bytes.
        return fields.count > 6 ? UInt64(fields[6]).map { $0 * 512 } : nil
    }
}
