import Glibc

/// How many files and sockets this process may have open.
public enum OpenFileLimit {
    /// Asks the system for room for `count` more, as far as it gives any; says how many the process may have.
    @discardableResult
    public static func raise(toHold count: Int) -> UInt64 {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(files, &limit) == 0 else { return 0 }
        limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, rlim_t(max(0, count)) + 256))
        unsafe setrlimit(files, &limit)
        return UInt64(limit.rlim_cur)
    }
}
