import StockBytes
import StockFiles

/// What a power cut leaves of the changes that were not durable.
struct PowerCut {
    /// Which of them reach the disk.
    enum Manner: Equatable {
        case none
        case all
        /// Each sector by chance, so many in a thousand; of several writes to a sector, any.
        case sectors(keptInThousand: Int, bytes: Int)
        /// The first ones of each file, the last of these torn.
        case first(bytes: Int)
        /// All but one write of each file.
        case allButOne
    }

    let manner: Manner
    private var random: SplitMix64
    private let files = SystemFiles()

    /// The nth possibility at a place of the log: 0 loses everything, 1 keeps everything, all others are drawn.
    init(variant: Int, seed: UInt64) {
        random = SplitMix64(seed: seed &+ UInt64(variant) &* 0xA24B_AED4_963E_E407)
        let bytes = random.happens(750) ? 512 : 4_096
        manner =
            switch variant {
            case 0: .none
            case 1: .all
            default:
                switch random.below(6) {
                case 0: .sectors(keptInThousand: 900, bytes: bytes)
                case 1: .sectors(keptInThousand: 100, bytes: bytes)
                case 2: .allButOne
                case 3: .first(bytes: bytes)
                default: .sectors(keptInThousand: 500, bytes: bytes)
                }
            }
    }

    /// Writes down what is left, into a folder that is there.
    mutating func put(_ disk: Disk, into path: String) throws { try put(disk.root, into: path) }

    private mutating func put(_ folder: DiskFolder, into path: String) throws {
        let kept: Int
        switch manner {
        case .none: kept = 0
        case .all: kept = folder.pending.count
        default: kept = random.below(folder.pending.count + 1)
        }
        // In one order, since each file draws from the same numbers.
        for (name, entry) in folder.entries(afterFirst: kept).sorted(by: { $0.key < $1.key }) {
            let inner = path + "/" + name
            switch entry {
            case .folder(let next):
                try files.makeFolder(inner)
                try put(next, into: inner)
            case .file(let file): try left(of: file).put(inner, files: files)
            }
        }
    }

    private mutating func left(of file: DiskFile) -> FileContent {
        var content = file.durable
        guard !file.pending.isEmpty else { return content }
        var changes = file.pending
        var tornFrom = changes.count
        var sectorBytes = 512
        var keptInThousand = 1_000
        switch manner {
        case .none: return content
        case .all: break
        case .sectors(let kept, let bytes):
            keptInThousand = kept
            sectorBytes = bytes
            tornFrom = 0
        case .first(let bytes):
            let count = random.below(changes.count + 1)
            changes = Array(changes.prefix(count))
            tornFrom = max(0, count - 1)
            keptInThousand = 500
            sectorBytes = bytes
        case .allButOne: changes.remove(at: random.below(changes.count))
        }
        var end = content.size
        for (index, change) in changes.enumerated() {
            let isTorn = index >= tornFrom
            switch change.kind {
            case .write(let bytes, let count, let offset):
                guard isTorn else {
                    content.write(bytes, 0..<count, at: offset)
                    end = max(end, offset + count)
                    continue
                }
                end = max(end, tear(bytes, count, offset, sectorBytes, keptInThousand, &content))
            case .resize(let size):
                // Without the new size nothing that was asked later is there either.
                guard !isTorn || random.happens(500) else { return finished(content, end) }
                content.resize(to: max(size, content.size))
                content.end(at: size)
                end = size
            case .extend(let size): if !isTorn || random.happens(500) { end = max(end, size) }
            }
        }
        return finished(content, end)
    }

    /// Writes some of the sectors; gives the end of the last one.
    private mutating func tear(
        _ bytes: [UInt8], _ count: Int, _ offset: Int, _ sectorBytes: Int, _ keptInThousand: Int,
        _ content: inout FileContent
    ) -> Int {
        var end = 0
        var place = offset
        while place < offset + count {
            let next = min((place / sectorBytes + 1) * sectorBytes, offset + count)
            if random.happens(keptInThousand) {
                content.write(bytes, place - offset..<next - offset, at: offset)
                end = next
            }
            place = next
        }
        return end
    }

    /// A file that has grown may be as short as before, whatever was written beyond.
    private mutating func finished(_ content: FileContent, _ end: Int) -> FileContent {
        var content = content
        let isShort = end > content.size && manner != .all && random.happens(300)
        if !isShort, end > content.size { content.resize(to: end) }
        content.end(at: content.size)
        return content
    }
}
