/// How a commit hands its pages to the disk.
///
/// Either way the commit is durable when it returns.
public enum CommitPace: Sendable {
    /// All of them, and a flush behind: the fastest, and whoever flushes another file of the disk meanwhile waits for all.
    case atOnce
    /// Each write, of up to 64 pages that lie side by side, is on disk before the next: others hardly notice.
    ///
    /// 84 MiB took 0.11 s instead of 0.06, and the flushes of a file beside it 0.2 ms, at most 0.7, instead of up to 36.
    /// Not for commits whose pages lie scattered: each of those costs a flush of its own.
    case steady
}
