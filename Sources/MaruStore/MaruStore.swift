// MaruStore
