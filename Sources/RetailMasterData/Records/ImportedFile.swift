public import RetailDocuments

/// How a file of master data was written: all of it that is in no row.
public struct ImportedFile: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.masterDataFile
    /// The folder of its documents.
    public static let folder = "file"
    /// Such as `skus.csv`.
    public var file: String
    /// The number of the import that brought it.
    public var importNumber: UInt64
    /// A sum over its bytes: the same file again changes nothing.
    public var contentHash: String
    /// Whether it begins with the byte order mark of UTF-8.
    public var hasByteOrderMark: Bool
    /// The line of the names of its columns, with the line break.
    public var header: String
    /// Blank lines behind the last row.
    public var tail: String
    /// How many rows it has.
    public var rows: Int

    /// What it is called by within its folder.
    public var name: String { file }

    /// The line break of rows that are written anew.
    var lineEnd: String { header.utf8.suffix(2).elementsEqual("\r\n".utf8) ? "\r\n" : "\n" }
}
