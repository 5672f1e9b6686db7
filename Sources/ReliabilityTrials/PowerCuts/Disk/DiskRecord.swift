import Foundation
import StockBytes

/// One record of what a program asked of the disk; the layout stands at the head of `recorder.c` in `DiskRecorder`.
struct DiskRecord: Sendable {
    enum Kind: UInt8 {
        case write = 1
        /// The file is as large as `offset` says, and what was beyond is gone.
        case resize = 2
        /// The file is at least as large as `offset` says.
        case extend = 3
        case flush = 4
        case create = 5
        case makeFolder = 6
        case rename = 7
        case remove = 8
        /// A call that changes files in a way that is not understood here; `path` names it.
        case notUnderstood = 9
        case killed = 10
    }

    /// Where the record ends in the log: what happened before is told by a smaller number.
    let end: Int
    let kind: Kind
    let isBegin: Bool
    let isEnd: Bool
    /// A write that is durable when it has ended.
    let isDurable: Bool
    /// A flush of a folder.
    let isFolder: Bool
    /// The same in the beginning and the end of a call.
    let call: UInt64
    let inode: UInt64
    let offset: Int
    /// In a beginning how many bytes are to be written, in an end what the call returned.
    let length: Int
    let path: String
    let other: String
    /// Empty where all are zeros.
    let data: [UInt8]

    init(from reader: inout ByteReader) throws(BytesError) {
        let start = reader.offset
        let byteCount = Int(try reader.read(UInt32.self))
        guard let kind = Kind(rawValue: try reader.read(UInt8.self)) else { throw BytesError(offset: start) }
        let stage = try reader.read(UInt8.self)
        let flags = try reader.read(UInt16.self)
        self.kind = kind
        isBegin = stage & 1 != 0
        isEnd = stage & 2 != 0
        isDurable = flags & 2 != 0
        isFolder = flags & 4 != 0
        call = try reader.read()
        inode = try reader.read()
        offset = Int(try reader.read(Int64.self))
        length = Int(try reader.read(Int64.self))
        let pathBytes = Int(try reader.read(UInt16.self))
        let otherBytes = Int(try reader.read(UInt16.self))
        let dataBytes = Int(try reader.read(UInt32.self))
        path = String(decoding: try reader.readBytes(pathBytes), as: UTF8.self)
        other = String(decoding: try reader.readBytes(otherBytes), as: UTF8.self)
        data = try reader.readBytes(dataBytes)
        end = reader.offset
        guard end - start == byteCount else { throw BytesError(offset: start) }
    }

    /// All records of a log, in their order.
    static func all(in path: String) throws -> [DiskRecord] {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var records: [DiskRecord] = []
        var reader = ByteReader(bytes.span.rawBytes)
        while !reader.isAtEnd { records.append(try DiskRecord(from: &reader)) }
        return records
    }
}
