import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Synchronization
import Testing

/// Damaged images of each kind of page; more: set `STOCKROOM_PAGE_IMAGES`.
private let more = Int(ProcessInfo.processInfo.environment["STOCKROOM_PAGE_IMAGES"] ?? "")
private let images = more ?? 40
/// Others each time, where there are more.
private let isMore = more != nil

@Suite("Pages of LMDB are not as they were written")
struct PageDamageTests {
    /// In a process of its own, which LMDB may end: then nothing was answered, and the third opening has to name the page.
    @Test(arguments: PageFile.Kind.allCases)
    func `an opening, an answer or a scrub names the damage, and no answer is wrong`(_ kind: PageFile.Kind) async throws
    {
        try await withTemporaryFolder { folder in
            let damage = PageDamage(folder: folder)
            try await damage.makeStore()
            let seed = isMore ? UInt64.random(in: 0..<1 << 32) : 1
            var next = 0
            var ended = 0
            while next < images {
                let said = await run(damage, kind, seed, next..<images)
                guard let said else { break }
                // It ended at this one; once more, as a supervisor would.
                next = damage.last
                ended += 1
                _ = await run(damage, kind, seed, next..<next + 1)
                let named = await failure { () throws(StockFailure) in _ = try await Depot.open(damage.image(next)) }
                #expect(named?.isDamaged == true, "seed \(seed), image \(next) of \(kind): \(said)")
                next += 1
            }
            print("\(kind): \(images) images, of which \(ended) ended the process")
        }
    }

    /// Runs some images; nil: to the end, else what was said before it ended by a signal.
    private func run(_ damage: PageDamage, _ kind: PageFile.Kind, _ seed: UInt64, _ range: Range<Int>) async -> String?
    {
        let (folder, name, first, last) = (damage.folder, kind.rawValue, range.lowerBound, range.upperBound)
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [
                folder = folder as String, name = name as String, seed = seed as UInt64, first = first as Int,
                last = last as Int
            ] in
            try await PageDamage(folder: folder).run(name, seed: seed, first..<last)
        }
        guard let result else { return nil }
        let said = String(decoding: result.standardErrorContent, as: UTF8.self)
        if case .signal = result.exitStatus { return said }
        #expect(result.exitStatus == .exitCode(PageDamage.isDone), "seed \(seed): \(said)")
        return nil
    }

    /// LMDB ends the process rather than write into such a page.
    @Test func `a page that ends the process when it is written is named by the third opening`() async throws {
        try await withTemporaryFolder { folder in
            let damage = PageDamage(folder: folder)
            try await damage.makeStore()
            var image = try PageFile(damage.store)
            // Events are appended, and not read before. The entries would begin behind the page's end.
            let page = try #require(image.leaves(of: "events").last)
            image.flip(15, in: page, 0xFF)
            try image.write(to: damage.store)
            for _ in 1...2 {
                await #expect(processExitsWith: .failure) { [store = damage.store as String] in
                    let stock = try await Depot.open(store)
                    try await stock.accept(1 << 50, Depot.receive(1))
                    _ = await failure { () throws(StockFailure) in try await stock.checkpoint() }
                    exit(9)
                }
            }
            let named = await failure { () throws(StockFailure) in _ = try await Depot.open(damage.store) }
            #expect(named?.isDamaged == true, "\(String(describing: named))")
            #expect("\(String(describing: named))".contains("data.mdb, page"))
        }
    }

    @Test func `a page of an earlier time, as a lost write leaves it, is found by a scrub, and the store stays closed`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let live = folder + "/store"
            var stock = try await Depot.open(live)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for sku in Depot.skus { try await stock.accept(sku.rawValue, Depot.receive(10, of: sku)) }
            try await stock.close()
            let before = try PageFile(live)
            stock = try await Depot.open(live)
            // The same rows in the same places, with other contents.
            try await stock.accept(100, Depot.receive(1, of: 1))
            try await stock.close()

            let undamaged = try PageFile(live)
            var found = 0
            for page in (undamaged.pagesInUse()[.leaf] ?? []) where page < before.count {
                try await withCopy(of: live) { copy in
                    var image = undamaged
                    let range = page * PageFile.pageBytes..<(page + 1) * PageFile.pageBytes
                    image.bytes.replaceSubrange(range, with: before.bytes[range])
                    guard image.bytes != undamaged.bytes else { return }
                    try image.write(to: copy)
                    try await expectDamage(copy)
                    found += 1
                }
            }
            #expect(found > 0)
        }
    }

    /// Named by the opening, or by a scrub, and then by every further opening.
    private func expectDamage(_ folder: String) async throws {
        guard let stock = try? await Depot.open(folder) else { return }
        let found = await failure { () throws(StockFailure) in try await stock.scrub() }
        #expect(found?.isDamaged == true, "\(String(describing: found))")
        #expect(await failure { () throws(StockFailure) in _ = try await stock.levels(of: 2) }?.isDamaged == true)
        _ = await failure { () throws(StockFailure) in try await stock.close() }
        let again = await failure { () throws(StockFailure) in _ = try await Depot.open(folder) }
        #expect(again?.isDamaged == true)
        #expect("\(String(describing: again))".contains(folder + "/damaged"))
    }

    @Test func `a scrub of a sound store counts its rows, and leaves it as it is`() async throws {
        try await withTemporaryFolder { folder in
            let damage = PageDamage(folder: folder)
            try await damage.makeStore()
            let stock = try await Depot.open(damage.store)
            let report = try await stock.scrub()
            let statistics = try await stock.statistics()
            #expect(report.sequence == statistics.checkpointSequence)
            #expect(report.rowsChecked == statistics.rows.values.reduce(0, +))
            #expect(report.pagesRead > 50)
            try await stock.accept(1 << 50, Depot.receive(1))
            try await stock.close()
        }
    }

    @Test func `a scrub goes on beside commands and checkpoints, and finds nothing`() async throws {
        try await withTemporaryFolder { folder in
            var options = Depot.options()
            options.letLevelsWait(atMost: 7)
            let stock = try await Depot.open(folder, options)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            async let scrubs = failure { () throws(StockFailure) in
                for _ in 0..<30 { try await stock.scrub() }
            }
            for number in UInt64(0)..<600 {
                _ = try await stock.submit(Load.command(number))
                if number % 20 == 19 { try await stock.checkpoint() }
            }
            let failed = await scrubs
            #expect(failed == nil)
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }

    @Test func `data of another store is refused, as is older data of the same one whose journal has gone on`()
        async throws
    {
        try await withTemporaryFolder { folder in
            for name in ["one", "other"] {
                let stock = try await Depot.open(folder + "/" + name)
                try await stock.accept(1 << 40, .define(Depot.masterData))
                try await stock.close()
            }
            try await withCopy(of: folder + "/one") { copy in
                try PageFile(folder + "/other").write(to: copy)
                let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(copy) }
                #expect(refused?.isCannotOpen == true)
                #expect("\(String(describing: refused))".contains("another store"))
            }
            let older = try PageFile(folder + "/one")
            let stock = try await Depot.open(folder + "/one", Depot.options(segmentBytes: 16 << 10))
            for number in UInt64(0)..<400 {
                _ = try await stock.submit(Load.command(number))
                if number % 50 == 49 { try await stock.checkpoint() }
            }
            try await stock.close()
            try older.write(to: folder + "/one")
            let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(folder + "/one") }
            #expect(refused?.isDamaged == true)
            #expect("\(String(describing: refused))".contains("missingSegment"))
        }
    }
}

/// A store with pages of every kind, images of it with one damaged page each, and what has to come of them.
struct PageDamage {
    let folder: String
    var store: String { folder + "/sound" }

    func makeStore() async throws {
        let stock = try await Depot.open(store)
        try await stock.accept(1 << 40, .define(Depot.masterData))
        for number in UInt64(0)..<900 { _ = try await stock.submit(Load.command(number)) }
        for number in UInt64(0)..<12 {
            try await stock.accept(20_000 + number, Depot.paper("LARGE-\(number)", bytes: 9_000))
            // Several commits leave free pages.
            if number % 4 == 0 { try await stock.checkpoint() }
        }
        try await stock.close()
    }

    static let isDone: Int32 = 17

    func image(_ number: Int) -> String { folder + "/image-\(number)" }

    /// The image that was looked at last.
    var last: Int { (try? String(contentsOfFile: folder + "/last", encoding: .utf8)).flatMap { Int($0) } ?? 0 }

    /// Ends with `isDone` where every image was answered rightly or named.
    func run(_ kind: String, seed: UInt64, _ numbers: Range<Int>) async throws {
        let sound = try PageFile(store)
        let pages = sound.pagesInUse()[PageFile.Kind(rawValue: kind) ?? .leaf] ?? []
        if pages.isEmpty { complain("the store has no page of the kind \(kind)") }
        let truth = try await answers(store)
        var named = 0
        for number in numbers {
            var random = Random(state: seed &+ UInt64(number))
            guard let page = pages.randomElement(using: &random) else { break }
            var image = sound
            let what = Self.damage(&image, page, &random)
            let copy = self.image(number)
            // It is there already where it has ended the process.
            if !FileManager.default.fileExists(atPath: copy) {
                try FileManager.default.copyItem(atPath: store, toPath: copy)
                try image.write(to: copy)
            }
            try "\(number)".write(toFile: folder + "/last", atomically: false, encoding: .utf8)
            let name = "\(kind), image \(number) of seed \(seed), page \(page): \(what)"
            if try await isNamed(copy, truth, name, onlyByScrub: what.contains("of page")) {
                named += 1
            }
            try FileManager.default.removeItem(atPath: copy)
        }
        if numbers.count >= 20, named <= numbers.count / 4 { complain("only \(named) of \(numbers.count) were named") }
        exit(complaints.load(ordering: .relaxed) == 0 ? Self.isDone : 1)
    }

    /// Changes a page, and says how.
    private static func damage(_ image: inout PageFile, _ page: Int, _ random: inout Random) -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            image.fill(page) { _ in 0 }
            return "zeros"
        case 1:
            let state = random.next()
            image.fill(page) { UInt8(truncatingIfNeeded: (state &+ UInt64($0)) &* 0x9E37_79B9 >> 13) }
            return "noise"
        case 2:
            let other = Int.random(in: 0..<image.count, using: &random)
            image.copy(other, to: page)
            return "the bytes of page \(other)"
        case 3:
            let place = Int.random(in: 0..<24, using: &random)
            let mask = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            image.flip(place, in: page, mask)
            return "bit \(mask) of byte \(place)"
        case 4:
            let start = Int.random(in: 0..<8, using: &random) * 512
            for place in start..<start + 512 {
                image.flip(place, in: page, UInt8.random(in: .min ... .max, using: &random))
            }
            return "a sector of noise at \(start)"
        default:
            let place = Int.random(in: 0..<PageFile.pageBytes, using: &random)
            let mask = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
            image.flip(place, in: page, mask)
            return "bit \(mask) of byte \(place)"
        }
    }

    /// Whether the damage was named; complains where an answer is wrong.
    ///
    /// A page in the place of another may be an earlier state of that one: then nothing but a scrub can tell.
    private func isNamed(
        _ copy: String, _ truth: [String], _ name: String, onlyByScrub: Bool
    ) async throws -> Bool {
        let stock: Stockroom
        do throws(StockFailure) {
            stock = try await Depot.open(copy)
        } catch {
            if !error.isDamaged, !error.isCannotOpen { complain("\(name): refused by \(error)") }
            return true
        }
        var wasNamed = false
        var wrong: [String] = []
        for (index, question) in Self.questions.enumerated() {
            do throws(StockFailure) {
                let answer = try await question.answer(of: stock)
                if answer != truth[index] { wrong.append("\(name): question \(index) is answered \(answer)") }
            } catch {
                wasNamed = true
                if !error.isDamaged { complain("\(name): question \(index) fails by \(error)") }
            }
        }
        do throws(StockFailure) {
            try await stock.scrub()
        } catch {
            wasNamed = true
            if !error.isDamaged { complain("\(name): the scrub fails by \(error)") }
            if onlyByScrub { wrong = [] }
        }
        for answer in wrong { complain(answer) }
        _ = await failure { () throws(StockFailure) in try await stock.close() }
        return wasNamed
    }

    private func answers(_ folder: String) async throws -> [String] {
        let stock = try await Depot.open(folder)
        var answers: [String] = []
        for question in Self.questions { answers.append(try await question.answer(of: stock)) }
        try await stock.close()
        return answers
    }

    private enum Question {
        case levels(SKU)
        case reservation(UInt64)
        case document(String)
        case documents
        case reservationsOfOwner

        func answer(of stock: Stockroom) async throws(StockFailure) -> String {
            switch self {
            case .levels(let sku): "\(try await stock.levels(of: sku))"
            case .reservation(let number):
                String(describing: try await stock.reservation(Load.id(number)))
            case .document(let name):
                String(describing: try await stock.document(DocumentKey(name)).map { ($0.version, $0.body.count) })
            case .documents: "\(try await stock.documents(Scan(limit: 1_000)).elements.map(\.key))"
            case .reservationsOfOwner:
                "\(try await stock.reservations(of: 7, after: nil, limit: 1_000).map(\.reservation))"
            }
        }
    }

    /// About what is there, and what never was.
    private static let questions: [Question] =
        Depot.skus.map { .levels($0) }
        + stride(from: UInt64(0), to: 1_000, by: 7).flatMap { [.reservation($0), .document("SALE-\($0)")] }
        + (0..<12).map { .document("LARGE-\($0)") } + [.documents, .reservationsOfOwner]

    private func complain(_ what: String) {
        FileHandle.standardError.write(Data((what + "\n").utf8))
        complaints.add(1, ordering: .relaxed)
    }
}

/// In the process that runs the images.
private let complaints = Atomic<Int>(0)

/// The same sequence for the same seed.
private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed &>> 31)
    }
}
