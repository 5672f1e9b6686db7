import Foundation

/// What is fuzzed.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// Bytes from a socket, as the server and the client tell them apart and decode them.
    case frames
    /// Commands and questions in batches, on a stock in memory.
    case commands
    /// A journal that was written, changed, and is read again.
    case journal
    /// Stored rows whose checksums are right.
    case rows
    /// Tables of till lines and invoices.
    case importers

    /// Looks at one input; traps where something does not hold that has to.
    public func check(_ input: RawSpan) {
        switch self {
        case .frames: FramesTarget.check(input)
        case .commands: CommandsTarget.check(input)
        case .journal: JournalTarget.check(input)
        case .rows: RowsTarget.check(input)
        case .importers: ImportersTarget.check(input)
        }
    }

    /// Writes inputs to begin with, made by the product's own code and data, each in a file of its own.
    public func writeSeeds(to folder: String, root: String) throws {
        let seeds: [[UInt8]]
        switch self {
        case .frames: seeds = try FramesTarget.seeds(root)
        case .commands: seeds = try CommandsTarget.seeds(root)
        case .journal: seeds = JournalTarget.seeds()
        case .rows: seeds = RowsTarget.seeds()
        case .importers: seeds = ImportersTarget.seeds()
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (number, seed) in seeds.enumerated() {
            try Data(seed).write(to: URL(fileURLWithPath: "\(folder)/seed-\(number)"))
        }
    }
}
