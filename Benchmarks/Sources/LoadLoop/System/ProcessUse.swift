import Foundation

/// What a process has used so far, by the kernel's account.
public struct ProcessUse: Equatable, Sendable {
    /// User and kernel time.
    public var cpuSeconds = 0.0

    public init() {}

    /// Of this process.
    public static func current() -> ProcessUse { one(getpid()) }

    /// Of a process and everything that it has started, directly or not.
    ///
    /// The times of children that have ended count, since the kernel adds them to their parents.
    public static func tree(_ root: Int32) -> ProcessUse {
        var children: [Int32: [Int32]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = Int32(name), let fields = statFields(id), let parent = Int32(fields[1]) else { continue }
            children[parent, default: []].append(id)
        }
        var sum = ProcessUse()
        var waiting = [root]
        while let id = waiting.popLast() {
            sum.cpuSeconds += one(id).cpuSeconds
            waiting += children[id] ?? []
        }
        return sum
    }

    /// - Parameter earlier: of the same processes.
    public func since(_ earlier: ProcessUse) -> ProcessUse {
        var difference = ProcessUse()
        difference.cpuSeconds = max(0, cpuSeconds - earlier.cpuSeconds)
        return difference
    }

    private static func one(_ id: Int32) -> ProcessUse {
        var use = ProcessUse()
        if let fields = statFields(id) {
            // utime, stime, and those of the children that were waited for.
            use.cpuSeconds =
                (11...14).compactMap { Double(fields[$0]) }.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
        return use
    }

    /// The fields of /proc/PID/stat behind the name, which may contain blanks; the state is the first.
    private static func statFields(_ id: Int32) -> [Substring]? {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 14 ? fields : nil
    }
}
