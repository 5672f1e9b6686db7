import StockAPI
import StockBytes
import StockModel

/// Why an operation does not go on: an answer, or a failure.
enum Stop: Error {
    case refused(Refusal)
    case failed(StockFailure)

    static func invalid(_ invalidity: Invalidity) -> Stop { .refused(.invalid(invalidity)) }
}

/// Runs something that reads the store, within an operation that can also be refused.
@inline(__always)
func reading<Value: ~Copyable>(_ body: () throws(StockFailure) -> Value) throws(Stop) -> Value {
    do throws(StockFailure) { return try body() } catch { throw .failed(error) }
}

/// For sums that are shown or compared, not kept: stops at the largest quantity.
///
/// Both are at least zero.
@inline(__always)
func saturatingSum(_ left: Quantity, _ right: Quantity) -> Quantity {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
}

@inline(__always)
func checkedProduct(_ left: Int64, _ right: Int64) throws(Stop) -> Int64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    guard !overflow else { throw .refused(.overflow) }
    return product
}

func checkedSum(_ left: Int64, _ right: Int64) throws(Stop) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    if overflow { throw .refused(.overflow) }
    return sum
}
