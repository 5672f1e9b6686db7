import StockBytes
import StockModel
import Testing

@Suite struct QueryBytesTests {
    @Test func `a question comes back from its bytes as it was`() {
        for query in Samples.queries { #expect(Query.decoded(query.encoded) == .success(query)) }
    }

    @Test func `a result comes back from its bytes as it was`() {
        for result in Samples.results { #expect(QueryResult.decoded(result.encoded) == .success(result)) }
    }

    @Test func `the samples hold every question and every result`() {
        #expect(Set(Samples.queries.map(\.code)) == Set(Query.Code.allCases))
        #expect(Set(Samples.results.compactMap { $0.encoded.first }) == Set(QueryResult.Code.allCases.map(\.rawValue)))
    }

    @Test func `a question cut at any byte is an error, and so is one with a byte too many`() {
        for bytes in Samples.queries.map(\.encoded) {
            for count in bytes.indices {
                if case .success = Query.decoded(Array(bytes.prefix(count))) { Issue.record("\(bytes.prefix(count))") }
            }
            if case .success = Query.decoded(bytes + [0]) { Issue.record("\(bytes)") }
        }
    }

    @Test func `a result cut at any byte is an error`() {
        for bytes in Samples.results.map(\.encoded) {
            for count in bytes.indices {
                if case .success = QueryResult.decoded(Array(bytes.prefix(count))) { Issue.record("\(count)") }
            }
        }
    }

    @Test func `a page is of 1 to 1,000, and what asks for more or fewer gets the nearest`() {
        #expect(
            Query.decoded(Query.movements(after: .none, limit: 0).encoded)
                == .success(.movements(after: .none, limit: 1)))
        #expect(
            Query.decoded(Query.movements(after: .none, limit: .max).encoded)
                == .success(.movements(after: .none, limit: 1_000)))
        var bytes = Query.movements(after: .none, limit: 1).encoded
        bytes[bytes.count - 2] = 0
        #expect(Query.decoded(bytes) == .failure(.init(offset: bytes.count - 2)))
    }
}
