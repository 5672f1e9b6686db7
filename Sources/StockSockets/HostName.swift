import Glibc

/// What the system knows of the name of a machine.
public enum HostName {
    /// The addresses of a name, or of a number, as numbers; the one to be tried first comes first.
    public static func numbers(of host: String) -> [String] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &found) == 0 else { return [] }
        defer { unsafe freeaddrinfo(found) }
        var numbers: [String] = []
        var next = unsafe found
        while let one = unsafe next {
            var text = [CChar](repeating: 0, count: 64)
            let result = unsafe getnameinfo(
                one.pointee.ai_addr, one.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            if result == 0 {
                numbers.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            unsafe next = one.pointee.ai_next
        }
        return numbers
    }
}
