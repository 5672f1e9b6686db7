import Foundation

/// Seconds of user and kernel time, by the kernel's account.
public enum ProcessorTime {
    /// Of this process.
    public static func current() -> Double { one(getpid()) }

    /// Of a process and everything that it has started, directly or not.
    ///
    /// The times of children that have ended count, since the kernel adds them to their parents.
    public static func tree(_ root: Int32) -> Double {
        var children: [Int32: [Int32]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = Int32(name), let fields = statFields(id), let parent = Int32(fields[1]) else { continue }
            children[parent, default: []].append(id)
        }
        var sum = 0.0
        var waiting = [root]
        while let id = waiting.popLast() {
            sum += one(id)
            waiting += children[id] ?? []
        }
        return sum
    }

    private static func one(_ id: Int32) -> Double {
        guard let fields = statFields(id) else { return 0 }
        // utime, stime, and those of the children that were waited for.
        return (11...14).compactMap { Double(fields[$0]) }.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
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
