"""Bytes to values and back, as `protocol/` of the repository describes them."""

# Keyword arguments are evaluated in the order in which they are written. So the fields in a call
# such as `Level(sku=r.u64(), location=r.u32())` are read in that order, which is that of the bytes.
