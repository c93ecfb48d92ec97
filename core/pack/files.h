/* Reading a folder that somebody else wrote: regular files only, no symbolic link followed, every
 * count and size capped while reading. Says what is wrong; knows nothing of what the files mean.
 * One thread. */
#ifndef PACK_FILES_H
#define PACK_FILES_H

#include "pack/problems.h"

/* All files below `folder`, sorted by path, in the arena. What cannot be part of a pack is a
 * problem and left out. ERR_NOT_FOUND or ERR_IO if the folder itself cannot be read. */
int files_read(struct arena *arena, const char *folder, struct problems *problems,
               struct pack_file **files, size_t *files_len, struct err *err);

/* Which files stand where in a pack, and what kind of contents each has: PACKS.md section 1. Adds
 * a problem for each that has no place, is empty, or is not what its name says. */
void layout_check(struct problems *problems, const struct pack_file *files, size_t files_len);

#endif
