import Glibc

/// How long one flush of the disk takes: 4 KiB into a preallocated file.
public enum FlushProbe {
    public static func medianMicroseconds(in folder: String, count: Int = 500) throws -> Double {
        let path = folder + "/flush-probe"
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0 else { throw BenchmarkFailure("\(path) cannot be made") }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 1, count: 4_096)
        for index in 0..<count { pwrite(file, page, 4_096, index * 4_096) }
        fsync(file)
        var times: [Double] = []
        for index in 0..<count {
            let began = Clock.now
            pwrite(file, page, 4_096, index * 4_096)
            fdatasync(file)
            times.append(Double(Clock.now - began))
        }
        return median(times) / 1_000
    }
}
