// A layer between SQLite and its file system ("VFS"): https://www.sqlite.org/vfs.html.
//
// SQLite writes each page of a commit to the write-ahead log with two calls, the head of the frame and the page: a transfer's two
// commits are some thirty system calls. Here writes that follow each other are kept in memory and leave together, at the latest with
// the commit. Their order stays what it was, so that a file never holds anything that it could not hold without this layer:
//
// - What is kept leaves before anything else is done with the file: a read, a write elsewhere, a flush, a look at its size.
// - The frame that ends a transaction is known by its head (https://www.sqlite.org/fileformat2.html#walformat) and leaves at once,
//   also where nobody asks for a flush: from then on other connections may read it.
// - A write that fails is kept and tried again; whoever asked for it is told of the failure. The end of a transaction that fails is
//   dropped with it, for SQLite rolls the transaction back.
//
// Only write-ahead logs have this layer; all other files are the system's own. One connection writes to a file: what a transaction that
// was given up left here would otherwise stand in the way of the next writer's.

#include "CWriteAhead.h"

#include <sqlite3.h>
#include <string.h>

// Bytes that are kept at most. SQLite's largest page: its own layers are not asked for more at once anywhere else, and take no more
// than 128 KiB.
enum { CAPACITY = 64 * 1024, FRAME_HEAD = 24 };

typedef struct {
  sqlite3_file base;
  // The system's own file, which lies behind this one.
  sqlite3_file *file;
  unsigned char *kept;
  sqlite3_int64 start;
  int count;
  // The page of the frame that ends a transaction comes next.
  int ends;
  // Nothing was written since something was read.
  int was_read;
} Log;

static sqlite3_vfs *system_vfs;
static sqlite3_vfs layer;

static int leave(Log *log) {
  if (log->count == 0) return SQLITE_OK;
  int code = log->file->pMethods->xWrite(log->file, log->kept, log->count, log->start);
  if (code == SQLITE_OK) log->count = 0;
  return code;
}

// As leave, of a transaction that ends: SQLite rolls it back where this fails, and no later write may bring it back.
static int leave_or_drop(Log *log) {
  int code = leave(log);
  log->count = 0;
  return code;
}

static int close_log(sqlite3_file *file) {
  Log *log = (Log *)file;
  // What has not left belongs to no transaction that was ever done.
  sqlite3_free(log->kept);
  return log->file->pMethods->xClose(log->file);
}

static int read_log(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at) {
  Log *log = (Log *)file;
  int code = leave(log);
  log->was_read = 1;
  return code == SQLITE_OK ? log->file->pMethods->xRead(log->file, bytes, count, at) : code;
}

static int write_log(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
  Log *log = (Log *)file;
  const unsigned char *head = bytes;
  int ends = log->ends && count != FRAME_HEAD;
  // A frame's head: bytes 4 to 7 are the size of the database after the transaction that it ends, or nothing.
  log->ends = count == FRAME_HEAD && (head[4] | head[5] | head[6] | head[7]) != 0;
  // A head that is written anew, for pages before it were, comes without its page, behind the reading of it.
  int is_alone = log->ends && log->was_read;
  log->was_read = 0;
  if (log->count > 0 && (at != log->start + log->count || log->count + count > CAPACITY)) {
    int code = leave(log);
    if (code != SQLITE_OK) return code;
  }
  if (log->kept == NULL) log->kept = sqlite3_malloc(CAPACITY);
  if (log->kept == NULL || count > CAPACITY) return log->file->pMethods->xWrite(log->file, bytes, count, at);
  if (log->count == 0) log->start = at;
  memcpy(log->kept + log->count, bytes, (size_t)count);
  log->count += count;
  return ends || is_alone ? leave_or_drop(log) : SQLITE_OK;
}

static int truncate_log(sqlite3_file *file, sqlite3_int64 size) {
  Log *log = (Log *)file;
  int code = leave(log);
  return code == SQLITE_OK ? log->file->pMethods->xTruncate(log->file, size) : code;
}

static int sync_log(sqlite3_file *file, int flags) {
  Log *log = (Log *)file;
  int code = leave_or_drop(log);
  return code == SQLITE_OK ? log->file->pMethods->xSync(log->file, flags) : code;
}

static int size_of_log(sqlite3_file *file, sqlite3_int64 *size) {
  Log *log = (Log *)file;
  int code = leave(log);
  return code == SQLITE_OK ? log->file->pMethods->xFileSize(log->file, size) : code;
}

static int lock_log(sqlite3_file *file, int level) {
  Log *log = (Log *)file;
  return log->file->pMethods->xLock(log->file, level);
}

static int unlock_log(sqlite3_file *file, int level) {
  Log *log = (Log *)file;
  return log->file->pMethods->xUnlock(log->file, level);
}

static int is_reserved(sqlite3_file *file, int *result) {
  Log *log = (Log *)file;
  return log->file->pMethods->xCheckReservedLock(log->file, result);
}

static int control_log(sqlite3_file *file, int operation, void *argument) {
  Log *log = (Log *)file;
  return log->file->pMethods->xFileControl(log->file, operation, argument);
}

static int sector_size(sqlite3_file *file) {
  Log *log = (Log *)file;
  return log->file->pMethods->xSectorSize(log->file);
}

static int characteristics(sqlite3_file *file) {
  Log *log = (Log *)file;
  return log->file->pMethods->xDeviceCharacteristics(log->file);
}

// Version 1: shared memory and mapped pages belong to the database's own file.
static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = close_log,
    .xRead = read_log,
    .xWrite = write_log,
    .xTruncate = truncate_log,
    .xSync = sync_log,
    .xFileSize = size_of_log,
    .xLock = lock_log,
    .xUnlock = unlock_log,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control_log,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *opened) {
  (void)vfs;
  if ((flags & SQLITE_OPEN_WAL) == 0) return system_vfs->xOpen(system_vfs, name, file, flags, opened);
  Log *log = (Log *)file;
  memset(log, 0, sizeof(Log));
  log->file = (sqlite3_file *)(log + 1);
  int code = system_vfs->xOpen(system_vfs, name, log->file, flags, opened);
  // SQLite closes what has methods, also where it could not be opened.
  if (log->file->pMethods != NULL) log->base.pMethods = &log_methods;
  return code;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs;
  return system_vfs->xDelete(system_vfs, name, sync);
}

static int access_file(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  (void)vfs;
  return system_vfs->xAccess(system_vfs, name, flags, result);
}

static int full_name(sqlite3_vfs *vfs, const char *name, int size, char *result) {
  (void)vfs;
  return system_vfs->xFullPathname(system_vfs, name, size, result);
}

static int randomness(sqlite3_vfs *vfs, int count, char *bytes) {
  (void)vfs;
  return system_vfs->xRandomness(system_vfs, count, bytes);
}

static int pause_for(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return system_vfs->xSleep(system_vfs, microseconds);
}

static int current_time(sqlite3_vfs *vfs, double *days) {
  (void)vfs;
  return system_vfs->xCurrentTime(system_vfs, days);
}

static int last_error(sqlite3_vfs *vfs, int size, char *text) {
  (void)vfs;
  return system_vfs->xGetLastError(system_vfs, size, text);
}

static int current_milliseconds(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
  (void)vfs;
  return system_vfs->xCurrentTimeInt64(system_vfs, milliseconds);
}

int maru_write_ahead_prepare(void) {
  if (system_vfs != NULL) return SQLITE_OK;
  // A lock around every allocation, for numbers that nobody reads. An engine that somebody uses already keeps what it has.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  // Each connection's own small pieces of memory, for the values of its statements: ten times SQLite's own number, for the statements
  // that are kept prepared hold some all the time.
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 512, 300);
  int code = sqlite3_initialize();
  if (code != SQLITE_OK) return code;
  sqlite3_vfs *found = sqlite3_vfs_find(NULL);
  if (found == NULL || found->iVersion < 2) return SQLITE_ERROR;
  // Extensions (xDlOpen and the like) are not loaded, and are left out.
  layer = (sqlite3_vfs){
      .iVersion = 2,
      .szOsFile = found->szOsFile + (int)sizeof(Log),
      .mxPathname = found->mxPathname,
      .zName = "maru",
      .xOpen = open_file,
      .xDelete = delete_file,
      .xAccess = access_file,
      .xFullPathname = full_name,
      .xRandomness = randomness,
      .xSleep = pause_for,
      .xCurrentTime = current_time,
      .xGetLastError = last_error,
      .xCurrentTimeInt64 = current_milliseconds,
  };
  system_vfs = found;
  return sqlite3_vfs_register(&layer, 1);
}
