import StockBytes
import Testing

/// Values of the reference implementation (xxHash 0.8, `XSUM_sanityCheck`), whose input is generated.
@Suite struct ChecksumTests {
    private static let prime32: UInt64 = 2_654_435_761
    private static let prime64: UInt64 = 11_400_714_785_074_694_797

    private static let input: [UInt8] = {
        var generator = prime32
        return (0..<2_367).map { _ in
            let byte = UInt8(truncatingIfNeeded: generator >> 56)
            generator &*= prime64
            return byte
        }
    }()

    @Test(
        arguments: [
            (0, 0, 0xEF46_DB37_51D8_E999), (0, prime32, 0xAC75_FDA2_929B_17EF),
            (1, 0, 0xE934_A84A_DB05_2768), (1, prime32, 0x5014_6076_43A9_B4C3),
            (4, 0, 0x9136_A0DC_A574_57EE), (14, 0, 0x8282_DCC4_994E_35C8),
            (14, prime32, 0xC3BD_6BF6_3DEB_6DF0), (222, 0, 0xB641_AE8C_B691_C174),
            (222, prime32, 0x20CB_8AB7_AE10_C14A),
        ] as [(Int, UInt64, UInt64)])
    func `the published values come out`(count: Int, seed: UInt64, expected: UInt64) {
        #expect(checksum(of: Array(Self.input.prefix(count)), seed: seed) == expected)
    }

    @Test(
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
            ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
        ] as [(String, UInt64)])
    func `well-known texts give their well-known checksums`(text: String, expected: UInt64) {
        #expect(checksum(of: Array(text.utf8)) == expected)
    }
}
