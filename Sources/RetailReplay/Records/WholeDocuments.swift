/// Collects rows into their documents, so that a document is given out with all of its rows or not at all.
///
/// A malformed row takes its document with it:
/// - the document that the row names;
/// - when it names none, the document of the rows around it, if the row before and the row after
///   agree (rows of one document stand together); otherwise it belongs to no document that can be told;
/// - when it is cut off by the end of the file, also the document of the row before, because what a
///   cut row names cannot be trusted.
struct WholeDocuments<Key: Hashable & CustomStringConvertible, Row> {
    struct Result<Document> {
        /// In the order of their first rows.
        var documents: [Document] = []
        /// Documents that a malformed row has taken with it.
        var documentsLeftOut = 0
        /// Well-formed rows of those.
        var rowsLeftOut = 0
    }

    /// The name of the file, where it is one of several.
    let file: String?
    private(set) var problems = ProblemLog()
    private var indexes: [Key: Int] = [:]
    private var keys: [Key] = []
    private var rows: [[Row]] = []
    /// Those that a malformed row has taken with it.
    private(set) var spoiled: Set<Key> = []
    private var keyBefore: Key?
    private var indexBefore = -1
    private var unplaced: [RowProblem] = []

    init(file: String? = nil) { self.file = file }

    /// The first row kept so far of the document named `key`.
    func firstRow(of key: Key) -> Row? {
        if key == keyBefore, indexBefore >= 0 { return rows[indexBefore].first }
        return indexes[key].flatMap { index in rows[index].first }
    }

    mutating func add(_ row: Row, to key: Key) {
        pass(rowOf: key)
        if indexBefore < 0 {
            indexBefore = indexes[key] ?? keys.count
            if indexBefore == keys.count {
                indexes[key] = indexBefore
                keys.append(key)
                rows.append([])
            }
        }
        rows[indexBefore].append(row)
    }

    /// A well-formed row that names `key` and is not kept.
    mutating func pass(rowOf key: Key) {
        for problem in unplaced { place(problem, in: key == keyBefore ? key : nil) }
        unplaced.removeAll()
        if key != keyBefore {
            keyBefore = key
            indexBefore = -1
        }
    }

    /// A malformed row at `line`, which names `key` or nothing that can be understood.
    mutating func refuse(line: Int, reason: RowProblem.Reason, named key: Key?, isCutOff: Bool = false) {
        let problem = RowProblem(file: file, line: line, reason: reason)
        let last = keyBefore
        if isCutOff, let last { spoiled.insert(last) }
        if let key {
            pass(rowOf: key)
            place(problem, in: key)
        } else if isCutOff {
            place(problem, in: last)
        } else if unplaced.count < ReplayLimits.problemsKeptMax {
            unplaced.append(problem)
        } else {
            problems.add(problem)
        }
    }

    private mutating func place(_ problem: RowProblem, in key: Key?) {
        if let key { spoiled.insert(key) }
        problems.add(RowProblem(file: file, line: problem.line, reason: problem.reason, document: key?.description))
    }

    /// Makes each document of its rows, which are at least one and in the order of the file.
    ///
    /// `make` may still refuse a document as a whole. Gives up the rows: nothing can be added afterwards.
    mutating func finish<Document>(
        make: (Key, [Row]) -> Swift.Result<Document, DocumentFault>
    ) -> Result<Document> {
        for problem in unplaced { place(problem, in: nil) }
        unplaced.removeAll()
        var result = Result<Document>()
        for index in rows.indices {
            let key = keys[index]
            let made = spoiled.contains(key) ? nil : make(key, rows[index])
            switch made {
            case .success(let document)?:
                result.documents.append(document)
            case .failure(let fault)?:
                place(RowProblem(line: fault.line, reason: fault.reason), in: key)
                result.rowsLeftOut += rows[index].count
            case nil:
                result.rowsLeftOut += rows[index].count
            }
            rows[index] = []
        }
        result.documentsLeftOut = spoiled.count
        return result
    }
}
