// MaruContract
