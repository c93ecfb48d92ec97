/* Folders that must survive a power cut, or be gone: writing with fsync, removing whole trees, and
 * errors in words that say what to do. Every call works below an open folder and follows no
 * symbolic link. One thread. */
#ifndef PACK_FOLDER_H
#define PACK_FOLDER_H

#include "base/err.h"
#include "base/str.h"

/* Writes a new file with `mode`, synced. ERR_FULL, ERR_IO. Path components are not made. */
int folder_write(int dir, const char *path, struct str bytes, unsigned mode, struct err *err);
/* mkdir, fine if it is there. */
int folder_make(int dir, const char *path, struct err *err);
/* Syncs the folder at `path` (all names in it), and sets its mode if `mode` is not 0. */
int folder_sync(int dir, const char *path, unsigned mode, struct err *err);
/* Removes a folder with all in it, read-only or not. Fine if it is not there. */
int folder_remove(int dir, const char *path, struct err *err);

/* errno as an error: disk full, not allowed, or what strerror says. */
int folder_error(struct err *err, int error, const char *doing, const char *path);

#endif
