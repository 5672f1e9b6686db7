import StockBytes
import Testing

@Suite struct RunningChecksumTests {
    @Test func `pieces of any size come to the checksum of all of them together`() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 7) }
        for count in [0, 1, 3, 4, 7, 8, 31, 32, 33, 63, 64, 65, 100, 999, 1_000] {
            let whole = Array(bytes.prefix(count))
            for size in [1, 2, 7, 31, 32, 33, 64, 500, 1_000] {
                var sum = RunningChecksum()
                for start in stride(from: 0, to: count, by: size) {
                    sum.add(Array(whole[start..<min(start + size, count)]))
                }
                #expect(sum.value == checksum(of: whole), "\(count) bytes in pieces of \(size)")
                #expect(sum.byteCount == UInt64(count))
            }
        }
    }
}
