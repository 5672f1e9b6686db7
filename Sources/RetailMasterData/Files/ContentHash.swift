/// A sum over bytes that tells files apart: two sums of 64 bits (FNV-1a, and a polynomial modulo 2^61 − 1) and the length.
///
/// It proves nothing to somebody who wants to deceive it.
struct ContentHash {
    private var fowler: UInt64 = 0xCBF2_9CE4_8422_2325
    private var polynomial: UInt64 = 0
    private var count: UInt64 = 0
    private static let prime: UInt64 = (1 << 61) - 1

    init(of bytes: some Sequence<UInt8>) { add(bytes) }

    init() {}

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            fowler = (fowler ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            let next = polynomial.multipliedFullWidth(by: 1_000_003)
            let low = next.low & Self.prime
            let high = next.low >> 61 | next.high << 3
            polynomial = (low &+ high &+ UInt64(byte) &+ 1) % Self.prime
            count &+= 1
        }
    }

    var text: String { [fowler, polynomial, count].map { String($0, radix: 16) }.joined(separator: "-") }
}
