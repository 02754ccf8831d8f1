// MaruOAuth
