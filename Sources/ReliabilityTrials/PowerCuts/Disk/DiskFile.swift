/// A file as the disk has it, and what was asked of it since without having been made durable.
///
/// A reference: names come and go, and the file is the same.
final class DiskFile {
    /// A change that a power cut may take or leave.
    struct Change {
        enum Kind {
            /// Bytes, zeros where there are none.
            case write([UInt8], count: Int, at: Int)
            case resize(Int)
            case extend(Int)
        }

        let call: UInt64
        var kind: Kind
        /// The call has returned: a flush that begins now makes it durable.
        var hasEnded = false
    }

    private(set) var durable: FileContent
    private(set) var pending: [Change] = []

    init(durable: FileContent = FileContent()) { self.durable = durable }

    func begin(_ kind: Change.Kind, call: UInt64) { pending.append(Change(call: call, kind: kind)) }

    /// The call has returned; what it did not do is no change.
    func end(_ call: UInt64, result: Int) {
        guard let index = pending.lastIndex(where: { $0.call == call }) else { return }
        pending[index].hasEnded = true
        switch pending[index].kind {
        case .write(let bytes, let count, let offset):
            guard result < count else { return }
            // A full disk cuts a write short.
            if result > 0 {
                pending[index].kind = .write(Array(bytes.prefix(result)), count: result, at: offset)
            } else {
                pending.remove(at: index)
            }
        case .resize, .extend: if result != 0 { pending.remove(at: index) }
        }
    }

    /// What a flush that begins now will have made durable when it has ended.
    func flushed() -> Set<UInt64> { Set(pending.filter(\.hasEnded).map(\.call)) }

    /// What a write that is durable by itself makes durable with it: what stands in its pages, and the file's size.
    func flushed(withPagesOf range: Range<Int>) -> Set<UInt64> {
        let page = FileContent.pageBytes
        let pages = range.lowerBound / page * page..<(range.upperBound + page - 1) / page * page
        let together = pending.filter { change in
            guard change.hasEnded else { return false }
            guard case .write(_, let count, let offset) = change.kind else { return true }
            // Larger writes are made durable in part; counting them as not durable at all is the harder case.
            return offset >= pages.lowerBound && offset + count <= pages.upperBound
        }
        return Set(together.map(\.call))
    }

    func makeDurable(_ calls: Set<UInt64>) {
        guard !calls.isEmpty else { return }
        for (index, change) in pending.enumerated() where calls.contains(change.call) {
            durable.apply(change.kind)
            guard case .write(let bytes, let count, let offset) = change.kind else { continue }
            // What was written there earlier, and is still pending elsewhere, does not come back over it.
            for earlier in 0..<index where !calls.contains(pending[earlier].call) {
                pending[earlier].replace(with: bytes, count: count, at: offset)
            }
        }
        pending.removeAll { calls.contains($0.call) }
    }

    /// As every program sees it.
    var cached: FileContent {
        var content = durable
        for change in pending { content.apply(change.kind) }
        return content
    }
}

extension DiskFile.Change {
    /// Where it wrote, other bytes stand now.
    fileprivate mutating func replace(with bytes: [UInt8], count: Int, at offset: Int) {
        guard case .write(var own, let ownCount, let ownOffset) = kind else { return }
        let shared = max(offset, ownOffset)..<max(offset, ownOffset, min(offset + count, ownOffset + ownCount))
        guard !shared.isEmpty, !(own.isEmpty && bytes.isEmpty) else { return }
        if own.isEmpty { own = [UInt8](repeating: 0, count: ownCount) }
        for place in shared { own[place - ownOffset] = bytes.isEmpty ? 0 : bytes[place - offset] }
        kind = .write(own, count: ownCount, at: ownOffset)
    }
}

extension FileContent {
    mutating func apply(_ change: DiskFile.Change.Kind) {
        switch change {
        case .write(let bytes, let count, let offset): write(bytes, count: count, at: offset)
        case .resize(let size): resize(to: size)
        case .extend(let size): if size > self.size { resize(to: size) }
        }
    }
}
