/// Elements in ascending order, each once, put in order when somebody is about to look.
///
/// Elements that come in order, as most do, cost nothing but their place.
struct LazilySorted<Element: Comparable & Sendable>: Sendable {
    private(set) var elements: [Element] = []
    private var isSorted = true

    mutating func append(_ element: Element) {
        if let last = elements.last, element <= last {
            if element == last { return }
            isSorted = false
        }
        elements.append(element)
    }

    mutating func sort() {
        guard !isSorted else { return }
        elements.sort()
        var kept = 0
        for index in elements.indices where index == 0 || elements[index] != elements[kept - 1] {
            elements[kept] = elements[index]
            kept += 1
        }
        elements.removeLast(elements.count - kept)
        isSorted = true
    }

    mutating func removeLast() { elements.removeLast() }

    /// Where an element is, or would be; the elements are in order.
    func firstIndex(notBelow element: Element) -> Int {
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            if elements[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
