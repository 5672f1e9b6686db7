/// A drawing of rectangles, lines and texts; colours that can be read on light and on dark paper.
struct SVG {
    private let width: Int
    private let height: Int
    private var shapes: [String] = []

    enum Anchor: String { case start, middle, end }

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// - Parameter hint: shown when it is pointed at.
    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, fill: String, hint: String = "") {
        let title = hint.isEmpty ? "" : "<title>\(Self.escaped(hint))</title>"
        shapes.append(
            "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
                + "height=\"\(Self.number(height))\" fill=\"\(Self.escaped(fill))\">\(title)</rect>")
    }

    /// - Parameter stroke: a colour; nil: that of the grid.
    mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, stroke: String? = nil, width: Double = 1) {
        let paint = stroke.map { "stroke=\"\(Self.escaped($0))\"" } ?? "class=\"grid\""
        shapes.append(
            "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" "
                + "y2=\"\(Self.number(y2))\" \(paint) stroke-width=\"\(Self.number(width))\"/>")
    }

    mutating func text(_ text: String, x: Double, y: Double, anchor: Anchor = .start, size: Int = 12) {
        shapes.append(
            "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\" "
                + "font-size=\"\(size)\">\(Self.escaped(text))</text>")
    }

    var source: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
        font-family="system-ui, sans-serif">
        <style>
        text { fill: #24292f } .grid { stroke: #d0d7de }
        @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #3d444d } }
        </style>
        \(shapes.joined(separator: "\n"))
        </svg>

        """
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }

    /// At most one decimal: a tenth of a pixel.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}
