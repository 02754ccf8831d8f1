// MaruHub
