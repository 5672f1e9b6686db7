/// XXH64 of some bytes: the checksum of every stored row and journal record.
///
/// It finds damage, it does not prove origin. Format: "xxHash fast digest algorithm", Yann Collet,
/// version 0.1.1, section XXH64; the tests hold its published values.
/// Cost: about a quarter of a nanosecond per byte, plus ten nanoseconds.
@inlinable
public func checksum(of bytes: RawSpan, seed: UInt64 = 0) -> UInt64 {
    unsafe bytes.withUnsafeBytes { buffer in unsafe XXH64.hash(buffer, seed: seed) }
}

/// As `checksum(of:seed:)` of a span.
@inlinable
public func checksum(of bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
    unsafe bytes.withUnsafeBytes { buffer in unsafe XXH64.hash(buffer, seed: seed) }
}

@usableFromInline
enum XXH64 {
    @usableFromInline static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    @usableFromInline static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    @usableFromInline static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    @usableFromInline static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    @usableFromInline static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    @inlinable @inline(__always)
    static func rotateLeft(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        (value &<< bits) | (value &>> (64 &- bits))
    }

    @inlinable @inline(__always)
    static func round(_ accumulator: UInt64, _ lane: UInt64) -> UInt64 {
        rotateLeft(accumulator &+ lane &* prime2, 31) &* prime1
    }

    @inlinable @inline(__always)
    static func merge(_ accumulator: UInt64, _ lane: UInt64) -> UInt64 {
        (accumulator ^ round(0, lane)) &* prime1 &+ prime4
    }

    @inlinable
    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        let count = bytes.count
        var offset = 0
        var hash: UInt64
        if count >= 32 {
            var lane1 = seed &+ prime1 &+ prime2
            var lane2 = seed &+ prime2
            var lane3 = seed
            var lane4 = seed &- prime1
            while offset &+ 32 <= count {
                lane1 = unsafe round(lane1, word(bytes, offset))
                lane2 = unsafe round(lane2, word(bytes, offset &+ 8))
                lane3 = unsafe round(lane3, word(bytes, offset &+ 16))
                lane4 = unsafe round(lane4, word(bytes, offset &+ 24))
                offset &+= 32
            }
            hash = joined(lane1, lane2, lane3, lane4)
        } else {
            hash = seed &+ prime5
        }
        return unsafe finished(hash &+ UInt64(count), bytes, from: offset)
    }

    @inlinable @inline(__always)
    static func joined(_ lane1: UInt64, _ lane2: UInt64, _ lane3: UInt64, _ lane4: UInt64) -> UInt64 {
        let hash = rotateLeft(lane1, 1) &+ rotateLeft(lane2, 7) &+ rotateLeft(lane3, 12) &+ rotateLeft(lane4, 18)
        return merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4)
    }

    /// Takes in what is left behind the last 32 bytes that were taken together.
    @inlinable @inline(__always)
    static func finished(_ begun: UInt64, _ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
        let count = bytes.count
        var hash = begun
        var offset = start
        while offset &+ 8 <= count {
            hash = unsafe rotateLeft(hash ^ round(0, word(bytes, offset)), 27) &* prime1 &+ prime4
            offset &+= 8
        }
        if offset &+ 4 <= count {
            let half = unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            hash = rotateLeft(hash ^ (UInt64(half) &* prime1), 23) &* prime2 &+ prime3
            offset &+= 4
        }
        while offset < count {
            hash = unsafe rotateLeft(hash ^ (UInt64(bytes[offset]) &* prime5), 11) &* prime1
            offset &+= 1
        }
        hash = (hash ^ (hash &>> 33)) &* prime2
        hash = (hash ^ (hash &>> 29)) &* prime3
        return hash ^ (hash &>> 32)
    }

    @inlinable @inline(__always)
    static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
