import StockBytes

/// The checksum at a record's end, which covers the record and continues the one before.
struct RecordTrailer {
    let chain: UInt64
    let isRight: Bool

    init(of record: RawSpan, continuing chain: UInt64) {
        let checked = record.byteCount - RecordHeader.trailerBytes
        guard checked >= 0 else {
            self.chain = chain
            isRight = false
            return
        }
        self.chain = checksum(of: record.extracting(0..<checked), seed: chain)
        var reader = ByteReader(record.extracting(checked..<record.byteCount))
        isRight = (try? reader.read(UInt64.self)) == self.chain
    }
}
