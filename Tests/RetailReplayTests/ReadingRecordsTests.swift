import RetailRecords
import RetailReplay
import Testing

struct ReadingRecordsTests {
    /// What a reader found, in one line per step.
    private func steps(_ reader: CSVReader, header: [String]? = nil) throws -> [String] {
        var reader = reader
        if let header { try reader.readHeader(header) }
        var found: [String] = []
        while let step = try reader.next() {
            let fields = (0..<reader.record.count).map { reader.record.text($0) }.joined(separator: "|")
            switch step {
            case .record: found.append("\(reader.record.line): \(fields)")
            case .malformed(let reason): found.append("\(reader.record.line)! \(reason) [\(fields)]")
            }
        }
        return found
    }

    private func steps(_ text: String, header: [String]? = nil) throws -> [String] {
        try steps(CSVReader(bytes: Array(text.utf8)), header: header)
    }

    @Test func `quoted fields hold commas, doubled quotes and line breaks, and lines are counted through them`() throws
    {
        #expect(
            try steps("a,\"b,c\",\"say \"\"d\"\"\"\n\"two\nlines\",x,\"\"\nlast,,") == [
                "1: a|b,c|say \"d\"", "2: two\nlines|x|", "4: last||",
            ])
    }

    @Test func `both line endings, a byte order mark and empty lines are passed over`() throws {
        #expect(try steps("\u{FEFF}a,b\r\n\r\n\"c\",d\r\n\ne,\"f\"\r\n") == ["1: a|b", "3: c|d", "5: e|f"])
    }

    @Test func `a last line without a line break is a record`() throws {
        #expect(try steps("a,b\nc,\"d\"") == ["1: a|b", "2: c|d"])
        #expect(try steps("") == [])
    }

    @Test func `a malformed record costs its own line and keeps the fields before the fault`() throws {
        #expect(
            try steps("a,b\"c,d\ne,\"f\"g,h\ni,j,k") == [
                "1! a quote inside an unquoted field [a]", "2! text after a closing quote [e]", "3: i|j|k",
            ])
    }

    @Test func `a quote that is never closed does not swallow the lines behind it`() throws {
        #expect(
            try steps("a,b\nc,\"d\ne,f\n", header: ["a", "b"]) == ["2! a quote that is never closed [c]", "3: e|f"])
    }

    @Test func `a record of another number of fields is malformed, also when a stray quote has joined two lines`()
        throws
    {
        #expect(
            try steps("a,b\nc\nd,e,f\ng,\"h\ni,j\"\nk,l\n", header: ["a", "b"]) == [
                "2! 1 fields instead of 2 [c]", "3! 3 fields instead of 2 [d|e|f]",
                "4: g|h\ni,j", "6: k|l",
            ])
        #expect(
            try steps("a,b\ng,\"h\ni\",j\nk,l\n", header: ["a", "b"]) == [
                "2! 3 fields instead of 2 [g|h\ni|j]", "3! a quote inside an unquoted field []", "4: k|l",
            ])
    }

    @Test func `a record beyond the limit is malformed, quoted or not`() throws {
        let long = String(repeating: "x", count: CSVReader.recordBytesMax)
        #expect(try steps("a,\(long)\nb,c") == ["1! a record longer than 65536 bytes [a]", "2: b|c"])
        #expect(try steps("a,\"\(long)\"\nb,c") == ["1! a record longer than 65536 bytes [a]", "2: b|c"])
    }

    @Test func `how the bytes are cut into chunks makes no difference`() throws {
        let text = "\u{FEFF}a,b\r\n\"c\"\"\",\"\r\n,\"\r\nd\"e,f\n\ng,\"h\"i\n\"j\nk,l\nm,n\r\n\"o\",\"p\""
        let whole = try steps(text)
        #expect(whole.count == 8)
        for size in [1, 2, 3, 5, 7, 64] {
            let bytes = Array(text.utf8)
            var start = 0
            let reader = CSVReader { () throws(InputError) -> [UInt8]? in
                guard start < bytes.count else { return nil }
                defer { start += size }
                return Array(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(try steps(reader) == whole, "chunks of \(size) bytes")
        }
    }

    @Test func `another header, or none, is refused with both of them named`() throws {
        #expect(throws: InputError.headerDiffers(expected: ["a", "b"], found: ["a", "c"])) {
            try steps("a,c\n1,2\n", header: ["a", "b"])
        }
        #expect(throws: InputError.headerDiffers(expected: ["a"], found: [])) { try steps("", header: ["a"]) }
    }
}
