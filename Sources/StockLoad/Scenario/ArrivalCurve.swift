/// How many requests a second are to arrive, over time: straight lines between points.
public struct ArrivalCurve: Codable, Hashable, Sendable {
    /// A moment, and the rate at that moment.
    public struct Point: Codable, Hashable, Sendable {
        /// Since the beginning.
        public var seconds: Double
        /// Requests.
        public var perSecond: Double

        /// Made of its parts.
        public init(seconds: Double, perSecond: Double) {
            self.seconds = seconds
            self.perSecond = perSecond
        }

        enum CodingKeys: String, CodingKey {
            case seconds
            case perSecond = "per_second"
        }
    }

    /// At least two; the first at 0 s, each later than the one before.
    public let points: [Point]
    /// Requests up to each point.
    private let sums: [Double]

    /// The longest curve, in seconds: a week.
    public static let secondsMax = 604_800.0

    /// Nil where the points are no curve: fewer than two, out of order, longer than a week, a rate that is below zero or above ten million, or
    /// no request at all.
    public init?(_ points: [Point]) {
        guard points.count > 1, points[0].seconds == 0 else { return nil }
        var sums = [0.0]
        for (before, after) in zip(points, points.dropFirst()) {
            guard after.seconds > before.seconds, after.seconds <= Self.secondsMax else { return nil }
            sums.append(
                sums[sums.count - 1] + (before.perSecond + after.perSecond) / 2 * (after.seconds - before.seconds))
        }
        guard points.allSatisfy({ (0...10_000_000).contains($0.perSecond) }), let all = sums.last, all > 0 else {
            return nil
        }
        self.points = points
        self.sums = sums
    }

    /// The same rate all the time.
    public static func steady(_ perSecond: Double, seconds: Double) -> ArrivalCurve? {
        ramp(from: perSecond, to: perSecond, seconds: seconds)
    }

    /// From one rate to another, evenly.
    public static func ramp(from first: Double, to last: Double, seconds: Double) -> ArrivalCurve? {
        ArrivalCurve([Point(seconds: 0, perSecond: first), Point(seconds: seconds, perSecond: last)])
    }

    /// A promotion that begins at a third of the time: within a fiftieth of it everybody is there, stays for a fifth, and
    /// leaves within another fifth.
    public static func spike(base: Double, peak: Double, seconds: Double) -> ArrivalCurve? {
        let shape = [(0, base), (0.3, base), (0.32, peak), (0.52, peak), (0.72, base), (1, base)]
        return ArrivalCurve(shape.map { Point(seconds: $0.0 * seconds, perSecond: $0.1) })
    }

    /// A curve of any length and height, told in so many seconds and with this highest rate.
    public func scaled(toSeconds seconds: Double, peak: Double) -> ArrivalCurve? {
        let height = points.map(\.perSecond).max() ?? 0
        guard duration > 0, height > 0 else { return nil }
        return ArrivalCurve(
            points.map {
                Point(seconds: $0.seconds / duration * seconds, perSecond: $0.perSecond / height * peak)
            })
    }

    /// The rate at every moment times a factor.
    func times(_ factor: Double) -> ArrivalCurve? {
        ArrivalCurve(points.map { Point(seconds: $0.seconds, perSecond: $0.perSecond * factor) })
    }

    /// In seconds.
    public var duration: Double { points.last?.seconds ?? 0 }

    /// Requests in all.
    public var total: Double { sums.last ?? 0 }

    /// The rate at a moment; zero outside.
    public func perSecond(at seconds: Double) -> Double {
        guard let next = points.firstIndex(where: { $0.seconds >= seconds }), seconds >= 0 else { return 0 }
        guard next > 0 else { return points[0].perSecond }
        let (before, after) = (points[next - 1], points[next])
        let part = (seconds - before.seconds) / (after.seconds - before.seconds)
        return before.perSecond + (after.perSecond - before.perSecond) * part
    }

    /// When so many requests will have arrived; nil when there are never so many.
    func seconds(atCount count: Double) -> Double? {
        guard count <= total else { return nil }
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] >= count { high = middle } else { low = middle + 1 }
        }
        guard low > 0 else { return 0 }
        let (before, after) = (points[low - 1], points[low])
        let length = after.seconds - before.seconds
        // rate · x + slope / 2 · x² = what is missing, in the form that does not divide by a slope of zero.
        let missing = count - sums[low - 1]
        let slope = (after.perSecond - before.perSecond) / length
        let root = (before.perSecond * before.perSecond + 2 * slope * missing).squareRoot()
        let divisor = before.perSecond + (root.isNaN ? 0 : root)
        let x = divisor > 0 ? 2 * missing / divisor : 0
        return before.seconds + min(max(0, x), length)
    }

    /// Reads the points; throws where they are no curve.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let curve = ArrivalCurve(try container.decode([Point].self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "these points are no curve")
        }
        self = curve
    }

    /// Writes the points.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(points)
    }
}
