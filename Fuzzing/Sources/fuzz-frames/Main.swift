import Foundation
import FuzzFrames
import FuzzSupport

@main struct Main {
    static func main() { exit(FuzzProgram.run([FramesTarget.self])) }
}
