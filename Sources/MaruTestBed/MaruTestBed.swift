// MaruTestBed
