// MaruClient
