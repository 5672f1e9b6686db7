/// What is mounted where, as Linux tells it in `/proc/self/mountinfo` (`proc(5)`).
///
/// Each line: `36 35 98:0 /root /mount/point options optional… - type source options`, where blanks in a
/// path are written as `\040`.
struct Mounts {
    let points: [(path: String, kind: String)]

    init(mountInformation text: String) {
        points = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 5, let dash = fields.lastIndex(of: "-"), dash + 1 < fields.count else {
                return nil
            }
            return (Self.unescaped(fields[4]), String(fields[dash + 1]))
        }
    }

    /// The kind of the file system that holds an absolute path without symbolic links.
    func kind(of path: String) -> VolumeKind {
        var best: (length: Int, kind: String)?
        for point in points {
            let prefix = point.path.hasSuffix("/") ? point.path : point.path + "/"
            guard path == point.path || path.hasPrefix(prefix) else { continue }
            // A later mount on the same point hides the earlier one.
            if prefix.utf8.count >= best?.length ?? 0 { best = (prefix.utf8.count, point.kind) }
        }
        guard let best else { return .unknown }
        return VolumeKind(linuxName: best.kind)
    }

    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        let input = Array(field.utf8)
        var index = 0
        while index < input.count {
            if input[index] == UInt8(ascii: "\\"), index + 3 < input.count,
                let code = UInt8(String(decoding: input[index + 1...index + 3], as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                index += 4
            } else {
                bytes.append(input[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
