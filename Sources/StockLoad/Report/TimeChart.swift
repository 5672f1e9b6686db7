import Foundation

/// A drawing of values over time, as SVG that needs nothing from elsewhere.
struct TimeChart {
    /// One line of the drawing.
    struct Line {
        var name: String
        /// A class of the page's style: `first`, `second`, `third`, `fourth`.
        var style: String
        /// Seconds and values.
        var points: [(seconds: Double, value: Double)]
    }

    /// A stretch of time that is shaded.
    struct Band {
        var from: Double
        var to: Double
        var text: String
    }

    var title: String
    var lines: [Line]
    var bands: [Band] = []
    var seconds: Double
    var isLogarithmic = false
    /// What a value on the axis is called.
    var label: (Double) -> String

    private static let width = 960.0
    private static let height = 240.0
    private static let left = 76.0
    private static let right = 12.0
    private static let top = 12.0
    private static let bottom = 28.0

    var svg: String {
        let scale = ValueScale(values: lines.flatMap { $0.points.map(\.value) }, isLogarithmic: isLogarithmic)
        var parts = [
            "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" aria-label=\"\(HTML.escaped(title))\">"
        ]
        for band in bands {
            let from = x(band.from)
            let width = max(3, x(band.to) - from)
            parts.append(
                "<rect class=\"band\" x=\"\(text(from))\" y=\"\(text(Self.top))\" width=\"\(text(width))\" height=\"\(text(Self.height - Self.top - Self.bottom))\"><title>\(HTML.escaped(band.text))</title></rect>"
            )
        }
        for tick in scale.ticks {
            let y = y(tick, scale)
            parts.append(
                "<line class=\"grid\" x1=\"\(text(Self.left))\" y1=\"\(text(y))\" x2=\"\(text(Self.width - Self.right))\" y2=\"\(text(y))\"/>"
                    + "<text class=\"axis\" x=\"\(text(Self.left - 8))\" y=\"\(text(y + 4))\" text-anchor=\"end\">\(HTML.escaped(label(tick)))</text>"
            )
        }
        for tick in ValueScale.steps(upTo: seconds, about: 8) {
            parts.append(
                "<text class=\"axis\" x=\"\(text(x(tick)))\" y=\"\(text(Self.height - 8))\" text-anchor=\"middle\">\(Self.clock(tick))</text>"
            )
        }
        for line in lines where !line.points.isEmpty {
            let path = line.points.enumerated().map { index, point in
                "\(index == 0 ? "M" : "L")\(text(x(point.seconds))) \(text(y(point.value, scale)))"
            }.joined()
            parts.append(
                "<path class=\"line \(line.style)\" d=\"\(path)\"><title>\(HTML.escaped(line.name))</title></path>")
        }
        parts.append("</svg>")
        return parts.joined(separator: "\n")
    }

    /// What the lines are called, beside their colours.
    var legend: String {
        let names = lines.map { "<span class=\"key \($0.style)\"></span>\(HTML.escaped($0.name))" }
        let shaded = bands.isEmpty ? [] : ["<span class=\"key shaded\"></span>checkpoint"]
        return "<p class=\"legend\">\((names + shaded).joined(separator: " &nbsp; "))</p>"
    }

    private func x(_ seconds: Double) -> Double {
        Self.left + min(1, max(0, seconds / max(0.001, self.seconds))) * (Self.width - Self.left - Self.right)
    }

    private func y(_ value: Double, _ scale: ValueScale) -> Double {
        Self.height - Self.bottom - scale.part(of: value) * (Self.height - Self.top - Self.bottom)
    }

    private func text(_ number: Double) -> String { String(format: "%.1f", number) }

    /// `12 s`, `2:05`.
    private static func clock(_ seconds: Double) -> String {
        if seconds < 120 { return String(format: seconds == seconds.rounded() ? "%.0f s" : "%.1f s", seconds) }
        return String(format: "%d:%02d", Int(seconds) / 60, Int(seconds) % 60)
    }
}

/// Where values lie between the bottom of a drawing and its top.
struct ValueScale {
    let low: Double
    let high: Double
    let isLogarithmic: Bool
    let ticks: [Double]

    init(values: [Double], isLogarithmic: Bool) {
        self.isLogarithmic = isLogarithmic
        let highest = max(values.max() ?? 0, isLogarithmic ? 10 : 1)
        if isLogarithmic {
            let least = max(1, values.filter { $0 > 0 }.min() ?? 1)
            low = pow(10, log10(least).rounded(.down))
            high = max(low * 10, pow(10, log10(highest).rounded(.up)))
            var ticks: [Double] = []
            var tick = low
            while tick <= high * 1.001 {
                ticks.append(tick)
                tick *= 10
            }
            self.ticks = ticks
        } else {
            low = 0
            ticks = Self.steps(upTo: highest * 1.05, about: 4)
            high = max(highest * 1.05, ticks.last ?? 1)
        }
    }

    func part(of value: Double) -> Double {
        let part =
            isLogarithmic
            ? (log10(max(low, value)) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
        return min(1, max(0, part))
    }

    /// Round numbers from zero up to a limit.
    static func steps(upTo limit: Double, about count: Int) -> [Double] {
        guard limit > 0 else { return [0] }
        let rough = limit / Double(count)
        let magnitude = pow(10, log10(rough).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.999 } ?? rough
        return (0...Int((limit / step).rounded(.down))).map { Double($0) * step }
    }
}

enum HTML {
    /// Text as it may stand in a page.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
