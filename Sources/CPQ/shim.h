// PostgreSQL's own client library, and the system calls that waiting for it with a time limit, and losing it on purpose, need.
#ifndef MARU_CPQ_SHIM_H
#define MARU_CPQ_SHIM_H

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>

// Waits until a socket can be read (or, with `writing`, written too), at most so many milliseconds. 0: nothing happened.
static inline int maru_wait_for_socket(int socket, int writing, int milliseconds) {
  struct pollfd place = {socket, (short)(POLLIN | (writing ? POLLOUT : 0)), 0};
  return poll(&place, 1, milliseconds);
}

// Ends a connection as a network does: neither side can tell the other.
static inline void maru_cut(int socket) { shutdown(socket, SHUT_RDWR); }

// The macros of libpq that Swift does not see as functions.
static inline const char *maru_state_of(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}
static inline const char *maru_message_of(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

#endif
