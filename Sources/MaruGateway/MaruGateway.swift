// MaruGateway
