import RetailDocuments
import Testing

@Suite("Files are known by their SHA-256")
struct ContentHashTests {
    private static func hash(_ text: String) -> String {
        var hash = ContentHash()
        hash.update(text.utf8)
        return hash.text()
    }

    /// Source: the examples of FIPS 180-2, appendix B, and the hash of nothing.
    @Test func `the published examples come out`() {
        #expect(Self.hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(Self.hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            Self.hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }

    @Test func `it does not matter in which pieces the bytes come`() {
        for length in 0...130 {
            let bytes = (0..<length).map { UInt8($0) }
            var (whole, pieces) = (ContentHash(), ContentHash())
            whole.update(bytes)
            for byte in bytes { pieces.update([byte]) }
            #expect(whole.text() == pieces.text() && pieces.byteCount == UInt64(length))
        }
    }
}
