// refused: 'environment' is borrowed and cannot be consumed
import LMDB

func share(_ environment: borrowing Environment) -> Environment {
    let copy = environment
    return copy
}
