import Glibc
import LoadLoop
import Testing

struct FiguresTests {
    @Test func `the median is the middle value, or the mean of the two in the middle`() {
        #expect(median([]) == 0)
        #expect(median([5]) == 5)
        #expect(median([9, 1, 5]) == 5)
        #expect(median([4, 1, 9, 2]) == 3)
    }

    @Test func `each figure has a median of its own`() {
        var rounds = [Figures(), Figures(), Figures()]
        for (place, values) in [(0, (100.0, 9.0)), (1, (300, 7)), (2, (200, 8))] {
            rounds[place].perSecond = values.0
            rounds[place].p50Microseconds = values.1
        }
        rounds[1].bytesWrittenEach = 64
        let middle = Figures.median(of: rounds)
        #expect(middle.perSecond == 200)
        #expect(middle.p50Microseconds == 8)
        #expect(middle.bytesWrittenEach == 64)
    }

    @Test(arguments: [
        Holdings(held: 6, reservations: 7, deadlines: 7), Holdings(held: 7, reservations: 8, deadlines: 7),
        Holdings(held: 7, reservations: 7, deadlines: 0),
    ])
    func `a system that holds something else than it has granted is found out`(_ holdings: Holdings) {
        #expect(throws: BenchmarkFailure.self) { try holdings.check(granted: 7) }
    }

    @Test func `a system that holds what it has granted passes`() throws {
        try Holdings(held: 7, reservations: 7, deadlines: 7).check(granted: 7)
    }

    @Test func `the processor time of this process is counted`() {
        #expect(ProcessorTime.current() > 0)
        #expect(ProcessorTime.tree(getpid()) >= ProcessorTime.current())
    }
}
