import Foundation
import RetailRecords
import RetailReplay
import Testing

struct InputFileTests {
    private func inFolder(_ work: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try work(folder)
    }

    @Test func `a plain file is read as it is`() throws {
        try inFolder { folder in
            let file = folder.appendingPathComponent("plain.csv")
            let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0) }
            try Data(bytes).write(to: file)
            let input = try InputFile(path: file.path)
            var read: [UInt8] = []
            while let chunk = try input.nextChunk() { read += chunk }
            #expect(read == bytes)
        }
    }

    @Test func `a compressed file is read through xz`() throws {
        var records = try InputFile(path: RetailFiles.completeJourney).records()
        try records.readHeader(CompleteJourneySlice.columns)
        #expect(try records.next() == .record)
        #expect(records.record.text(0) == "2017-11-15T00:01:15")
    }

    @Test func `an absent file, a folder and a missing xz are each told apart`() throws {
        try inFolder { folder in
            let absent = folder.appendingPathComponent("absent.csv").path
            #expect(throws: InputError.absent(path: absent)) { try InputFile(path: absent) }
            #expect(throws: InputError.self) { try InputFile(path: folder.path).nextChunk() }
            let compressed = folder.appendingPathComponent("file.csv.xz")
            try Data([1, 2, 3]).write(to: compressed)
            #expect(throws: InputError.decompressorMissing(path: compressed.path)) {
                try InputFile(path: compressed.path, searchPath: folder.path)
            }
        }
    }

    @Test func `a damaged compressed file is an error and never a shorter file`() throws {
        try inFolder { folder in
            let damaged = folder.appendingPathComponent("damaged.csv.xz")
            let whole = try Data(contentsOf: URL(fileURLWithPath: RetailFiles.completeJourney))
            try whole.prefix(whole.count / 2).write(to: damaged)
            #expect(throws: InputError.self) {
                try CompleteJourneySlice(reading: InputFile(path: damaged.path).records())
            }
        }
    }
}
