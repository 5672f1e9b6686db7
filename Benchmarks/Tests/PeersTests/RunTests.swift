import Testing

@testable import Peers

struct RunTests {
    @Test func `another system begins in each round, and all take part`() {
        let systems = PeerSystem.allCases
        let orders = (1...systems.count).map { Runner.order(of: systems, in: $0) }
        #expect(orders[0] == systems)
        #expect(Set(orders.map { $0[0] }).count == systems.count)
        #expect(orders.allSatisfy { Set($0) == Set(systems) })
    }

    @Test(arguments: Case.full + Case.quick)
    func `what is in flight is spread evenly, within the limits of the protocol`(_ one: Case) {
        #expect(one.depth * one.connections * one.batch == one.inFlight)
        #expect(one.batch <= 8_192 && one.inFlight / one.connections <= 16_384)
    }

    @Test func `frames of several are Stockroom's, and ceilings are measured once`() {
        let frames = Case(connections: 1, inFlight: 32, distribution: .uniform, batch: 32)
        #expect(PeerSystem.allCases.filter(frames.isFor) == [.stockroom])
        let hot = Case(connections: 64, inFlight: 64, distribution: .hot)
        #expect(!hot.isFor(.echo) && !hot.isFor(.journal) && hot.isFor(.lmdb))
    }

    @Test func `a folder lies on the mount with the longest beginning`() {
        let mounts =
            "/dev/a / ext4 rw 0 0\ntmpfs /dev/shm tmpfs rw 0 0\n/dev/b /data xfs rw 0 0\ntmpfs /data tmpfs rw 0 0\n"
        #expect(Mount(of: "/var/x", mounts: mounts).device == "/dev/a")
        #expect(Mount(of: "/dev/shm/x", mounts: mounts).isInMemory)
        #expect(Mount(of: "/data", mounts: mounts).isInMemory, "the later one hides the earlier")
        #expect(!Mount(of: "/database", mounts: mounts).isInMemory)
        #expect(Mount(of: "/x", mounts: "").filesystem == "unknown")
    }
}
