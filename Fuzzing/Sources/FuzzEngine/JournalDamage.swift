import FuzzSupport
import StockBytes

@testable import StockJournal
@testable import StockSimulation

/// Changes to the files of a journal, those above all that its checksums would hide from a fuzzer.
struct JournalDamage {
    /// What is done; each takes the numbers that it needs from the input.
    enum Kind: Int, CaseIterable {
        /// Eight bytes somewhere.
        case overwrite
        /// A field of a record's header, whose checksums then fit.
        case recordField
        /// A field of a segment's header, whose checksum then fits.
        case segmentField
        /// Zeros from somewhere on.
        case zeros
        case cut
        case extend
        case remove
        /// Two files change their names.
        case swap
        /// One file is a copy of another.
        case copy
        /// Bytes of the input at the place of a record.
        case bytes
        /// Every header and every record of a file has checksums that fit.
        case fit
    }

    let disk: SimulatedDisk
    let folder: String
    /// Checksums were made to fit: what is read need not have been written.
    private(set) var hasFitted = false

    private var names: [String] {
        disk.state.names.keys.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".journal") }.sorted()
    }

    init(disk: SimulatedDisk, folder: String) {
        self.disk = disk
        self.folder = folder
    }

    mutating func change(_ choices: inout Choices) {
        let kind = Kind(rawValue: Int(choices.byte()) % Kind.allCases.count) ?? .overwrite
        let names = names
        guard !names.isEmpty else { return }
        let name = names[choices.below(names.count)]
        guard let node = disk.state.names[name], var file = disk.state.nodes[node]?.current else { return }
        let records = Self.records(in: file)
        let record = records.isEmpty ? SegmentHeader.blockBytes : records[choices.below(records.count)]
        switch kind {
        case .overwrite: put(choices.number(UInt64.self), at: choices.below(file.count - 8), in: &file)
        case .recordField:
            // Fields of two bytes are changed with their neighbours.
            put(choices.number(UInt64.self), at: record + choices.below(RecordHeader.checkedBytes / 4) * 4, in: &file)
            fit(&file)
        case .segmentField:
            put(choices.number(UInt64.self), at: choices.below(SegmentHeader.checkedBytes / 4) * 4, in: &file)
            fit(&file)
        case .zeros:
            let start = choices.below(file.count)
            for place in start..<file.count { file[place] = 0 }
        case .cut: file.removeLast(choices.below(file.count))
        case .extend: file += [UInt8](repeating: choices.byte(), count: choices.below(20_000))
        case .remove:
            disk.state.names[name] = nil
            disk.state.durableNames[name] = nil
        case .swap: swap(name, names[choices.below(names.count)])
        case .copy:
            let other = names[choices.below(names.count)]
            file = disk.state.names[other].flatMap { disk.state.nodes[$0]?.current } ?? file
        case .bytes: for (index, byte) in choices.bytes().enumerated() { put(byte, at: record + index, in: &file) }
        case .fit: fit(&file)
        }
        disk.state.nodes[node]?.current = file
        disk.state.nodes[node]?.durable = file
    }

    private func swap(_ name: String, _ other: String) {
        let node = disk.state.names[name]
        disk.state.names[name] = disk.state.names[other]
        disk.state.names[other] = node
        disk.state.durableNames = disk.state.names
    }

    private func put(_ value: some FixedWidthInteger, at offset: Int, in file: inout [UInt8]) {
        for index in 0..<(value.bitWidth / 8) where offset + index < file.count && offset >= 0 {
            file[offset + index] = UInt8(truncatingIfNeeded: value >> (index * 8))
        }
    }

    private static func number(at offset: Int, in file: [UInt8], bytes: Int) -> UInt64 {
        (0..<bytes).reduce(0) { sum, index in
            let place = offset + index
            return sum | (place < file.count ? UInt64(file[place]) << UInt64(index * 8) : 0)
        }
    }

    /// Where records begin, as far as their lengths lead.
    private static func records(in file: [UInt8]) -> [Int] {
        var places: [Int] = []
        var place = SegmentHeader.blockBytes
        while place + RecordHeader.byteCount <= file.count,
            number(at: place, in: file, bytes: 4) == UInt64(RecordHeader.magic)
        {
            places.append(place)
            let commandBytes = number(at: place + Self.commandBytesOffset, in: file, bytes: 4)
            place += RecordHeader.recordBytes(commandBytes: Int(commandBytes))
        }
        return places
    }

    // Offsets of docs/journal-format.md.
    private static let commandBytesOffset = 88
    private static let chainOffset = 72

    /// Makes the checksums of the segment's header, of the records' headers and of the records fit.
    private mutating func fit(_ file: inout [UInt8]) {
        hasFitted = true
        guard file.count >= SegmentHeader.blockBytes else { return }
        put(checksum(of: Array(file[..<SegmentHeader.checkedBytes])), at: SegmentHeader.checkedBytes, in: &file)
        var chain = Self.number(at: Self.chainOffset, in: file, bytes: 8)
        for place in Self.records(in: file) {
            let checked = place + RecordHeader.checkedBytes
            put(checksum(of: Array(file[place..<checked])), at: checked, in: &file)
            let commandBytes = Self.number(at: place + Self.commandBytesOffset, in: file, bytes: 4)
            let end = place + RecordHeader.recordBytes(commandBytes: Int(commandBytes)) - RecordHeader.trailerBytes
            guard end + RecordHeader.trailerBytes <= file.count else { return }
            chain = checksum(of: Array(file[place..<end]), seed: chain)
            put(chain, at: end, in: &file)
        }
    }
}
