#ifndef MARU_WRITE_AHEAD_H
#define MARU_WRITE_AHEAD_H

/// Makes SQLite write the pages of a commit to its write-ahead log in one piece, and keep no statistics of its memory.
///
/// To be called before the first connection is opened; later calls do nothing. Returns SQLite's own result code.
int maru_write_ahead_prepare(void);

#endif
