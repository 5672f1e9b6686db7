// refused: 'writer' consumed more than once
import LMDB

func share(_ writer: consuming Writer) -> (Bool, Bool) {
    (use(writer), use(writer))
}

func use(_ writer: consuming Writer) -> Bool { true }
