// MaruBankLink
