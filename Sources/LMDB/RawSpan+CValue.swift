import CLMDB

/// The longest key that LMDB 0.9 stores, in bytes.
let keyBytesMax = 511

extension RawSpan {
    /// Lends the bytes to C as a key, after measuring them: 1 to 511 bytes.
    @inline(__always)
    func withKey<Result>(
        _ operation: StorageError.Operation, _ body: (inout MDB_val) -> Result
    ) throws(StorageError) -> Result {
        guard byteCount &- 1 < keyBytesMax, byteCount > 0 else {
            throw StorageError(.keySize, in: operation)
        }
        return unsafe withCValue(body)
    }

    /// Lends the bytes to C, which only reads them in spite of the mutable pointer in its signature.
    @inline(__always)
    func withCValue<Result>(_ body: (inout MDB_val) -> Result) -> Result {
        unsafe withUnsafeBytes { bytes in
            var value = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe body(&value)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes that C points to.
    @inline(__always)
    init(_ value: MDB_val) {
        unsafe self.init(start: value.mv_data, count: value.mv_size)
    }
}
