import StockModel

/// Whether one order of all commands explains everything that clients saw: linearizability.
///
/// Taken from outside: from what was sent and answered, and from the feed at the end. Each accepted command has the place
/// that its sequence gives it, each refused one a place behind the sequence that its answer names. In that order the model
/// has to give the same answers, and the order must not contradict the clients: what was answered before another command
/// was sent stands before it. (Herlihy and Wing, "Linearizability", 1990; a witness is checked rather than searched for.)
struct HistoryCheck {
    let entries: [HistoryEntry]
    let feed: [FeedEvent]
    let kept: SimpleStock.Kept

    /// The first contradiction, in words; nil when there is none.
    var contradiction: String? { contradictionInTime ?? contradictionInAnswers }

    /// An answer must not name an earlier sequence than one that was known when its command was sent; except that a command
    /// sent again gets the answer of the first time.
    private var contradictionInTime: String? {
        let answered = entries.filter { $0.answer != nil }.sorted { ($0.answered ?? 0) < ($1.answered ?? 0) }
        var firstSent: [Command: Int] = [:]
        for entry in entries { firstSent[entry.command] = min(firstSent[entry.command] ?? .max, entry.sent) }
        var known: [(moment: Int, sequence: SequenceNumber)] = []
        for entry in answered {
            guard let answer = entry.answer, let moment = entry.answered else { continue }
            known.append((moment, max(known.last?.sequence ?? 0, answer.sequence)))
        }
        for entry in answered {
            guard let answer = entry.answer, let before = known.last(where: { $0.moment < entry.sent }) else {
                continue
            }
            let isLater = answer.isAccepted ? answer.sequence > before.sequence : answer.sequence >= before.sequence
            if isLater || (answer.isAccepted && firstSent[entry.command, default: .max] < entry.sent) { continue }
            return "sequence \(before.sequence) was known before \(entry.command) was sent, and its answer is \(answer)"
        }
        return nil
    }

    /// Each event has its command; where nobody has seen the answer, several commands may explain it, such as two writes of
    /// one document: then each is tried, until the rest goes with one of them.
    private var contradictionInAnswers: String? {
        var accepted: [SequenceNumber: HistoryEntry] = [:]
        var refused: [SequenceNumber: [HistoryEntry]] = [:]
        var start = Course(model: SimpleStock(kept: kept))
        for entry in entries {
            start.unanswered += repeatElement(entry.command, count: entry.timesItMayHaveHappenedUnseen)
            guard let answer = entry.answer else { continue }
            guard answer.isAccepted else {
                refused[answer.sequence, default: []].append(entry)
                continue
            }
            if let other = accepted[answer.sequence], other.command != entry.command || other.answer != answer {
                return "sequence \(answer.sequence) was given to \(other.command) and to \(entry.command)"
            }
            accepted[answer.sequence] = entry
        }
        if let beyond = accepted.keys.filter({ $0 > UInt64(feed.count) }).min() {
            return "sequence \(beyond) was answered, and the feed ends at \(feed.count)"
        }
        var courses = [start]
        var first: String?
        /// More than any history needs in which nothing is wrong.
        let coursesMax = 1_000
        for _ in 0..<coursesMax {
            guard var course = courses.popLast() else { break }
            guard let wrong = contradiction(of: &course, accepted, refused, others: &courses) else { return nil }
            first = first ?? wrong
        }
        return first
    }

    /// What has been done of the feed, and what may still explain the rest.
    private struct Course {
        var model: SimpleStock
        var unanswered: [Command] = []
        /// Events of the feed.
        var done = 0
    }

    /// Follows the feed to its end, and notes other courses that it might have taken.
    private func contradiction(
        of course: inout Course, _ accepted: [SequenceNumber: HistoryEntry],
        _ refused: [SequenceNumber: [HistoryEntry]], others: inout [Course]
    ) -> String? {
        while true {
            if let wrong = judge(refused[SequenceNumber(course.done)], in: &course.model) { return wrong }
            guard course.done < feed.count else { return nil }
            let event = feed[course.done]
            course.done += 1
            if let entry = accepted[event.sequence], let answer = entry.answer {
                course.model.begin(at: event.time)
                let expected = course.model.answer(entry.command)
                if expected != answer { return "\(entry.command) was answered \(answer), the model says \(expected)" }
                guard course.model.explains(event) else {
                    return "\(entry.command) does not explain its event \(event)"
                }
                continue
            }
            let ways = course.model.ways(to: event, among: course.unanswered)
            guard let way = ways.first else { return "nobody has asked for \(event)" }
            for other in ways.dropFirst() {
                others.append(Course(model: other.after, unanswered: other.rest, done: course.done))
            }
            (course.model, course.unanswered) = way
        }
    }

    private func judge(_ entries: [HistoryEntry]?, in model: inout SimpleStock) -> String? {
        for entry in (entries ?? []).sorted(by: { ($0.judgedAt ?? .epoch, $0.sent) < ($1.judgedAt ?? .epoch, $1.sent) })
        {
            guard let time = entry.judgedAt, let answer = entry.answer, answer.outcome != .refused(.storageFull) else {
                continue
            }
            var then = model
            then.begin(at: time)
            guard then.sequence == model.sequence else {
                return
                    "\(entry.command) was refused at \(answer.sequence), when holds had ended that it should have seen"
            }
            let expected = then.answer(entry.command)
            if expected != answer { return "\(entry.command) was answered \(answer), the model says \(expected)" }
        }
        return nil
    }
}

extension SimpleStock {
    /// The newest event is this one.
    func explains(_ event: FeedEvent) -> Bool {
        sequence == event.sequence && events.last?.withChangesInOrder == event.withChangesInOrder
    }
}

extension FeedEvent {
    /// The order of the changes within one event is nobody's promise.
    var withChangesInOrder: FeedEvent {
        var event = self
        let named = changes.map { (name: "\($0)", change: $0) }
        event.changes = named.sorted { $0.name < $1.name }.map(\.change)
        return event
    }
}
