import Foundation
import Testing

/// The order of the layers, in the design, in the package and in the sources.
struct LayerTests {
    @Test func `the design's table of layers is the one that is checked`() throws {
        #expect(try Layer.inDesign() == Layer.all)
    }

    @Test func `the package declares no dependency that its layer may not have`() throws {
        let declared = try Layer.inPackage()
        #expect(Set(declared.map(\.target)) == Set(Layer.all.map(\.target)))
        for target in declared {
            let layer = try #require(Layer.all.first { $0.target == target.target })
            let tooMuch = target.ofProject.subtracting(layer.ofProject).subtracting(layer.ofOthers)
            #expect(tooMuch.isEmpty, "\(target.target) depends on \(tooMuch.sorted())")
        }
    }

    @Test func `a layer uses only layers above it`() {
        for (place, layer) in Layer.all.enumerated() {
            let above = Set(Layer.all[..<place].map(\.target))
            #expect(layer.ofProject.isSubset(of: above), "\(layer)")
        }
    }

    @Test func `every folder of Sources is a layer`() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Project.root.appendingPathComponent("Sources").path)
        #expect(Set(folders) == Set(Layer.all.map(\.target)))
    }

    @Test(arguments: Layer.all)
    func `a target imports only what its layer may use`(_ layer: Layer) {
        let allowed = layer.ofProject.union(layer.ofOthers)
        for file in SourceFile.all where file.target == layer.target {
            let others = Set(file.imports).subtracting(allowed)
            #expect(others.isEmpty, "\(file) imports \(others.sorted())")
        }
    }

    @Test(arguments: Layer.pureFolders)
    func `what decides and remembers imports no file, no clock and no LMDB`(_ folder: String) {
        let files = SourceFile.all.filter { $0.target == "StockEngine" && $0.folder == folder }
        #expect(!files.isEmpty)
        for file in files {
            let others = Set(file.imports).subtracting(Layer.pureImports)
            #expect(others.isEmpty, "\(file) imports \(others.sorted())")
        }
    }

    @Test func `a workflow never imports the engine`() {
        let files = SourceFile.all.filter { $0.target == "RetailReplay" }
        #expect(!files.isEmpty)
        #expect(files.allSatisfy { !$0.imports.contains("StockEngine") })
    }
}
