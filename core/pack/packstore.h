/* The content-addressed store of packs: DATA/packs/<digest>/files... and
 * DATA/packs/<digest>/index.json, read-only once written. A pack is copied here at load and run
 * only from here. Writing is: a temporary folder, fsync, rename. Start-up and upkeep only: one
 * thread. */
#ifndef PACK_PACKSTORE_H
#define PACK_PACKSTORE_H

#include "pack/pack.h"

struct packstore;

/* Makes DATA/packs if need be; removes temporary folders a crash left. ERR_IO says what to do. */
int packstore_open(struct packstore **out, const char *data_dir, struct err *err);
void packstore_close(struct packstore *store);

bool packstore_has(struct packstore *store, const struct digest *digest);
/* Copies the pack's files. Harmless if it is there already. */
int packstore_add(struct packstore *store, const struct pack *pack, struct err *err);
/* Reads a stored pack and checks that its bytes still give its digest. */
int packstore_read(struct packstore *store, struct arena *arena, const struct digest *digest,
                   struct pack **out, struct err *err);
/* index.json beside the files; find gives STR_NONE if there is none. */
int packstore_index_write(struct packstore *store, const struct digest *digest, struct str json,
                          struct err *err);
int packstore_index_find(struct packstore *store, struct arena *arena, const struct digest *digest,
                         struct str *json, struct err *err);
int packstore_remove(struct packstore *store, const struct digest *digest, struct err *err);
/* Digests of all stored packs. */
int packstore_list(struct packstore *store, struct arena *arena, struct digest **list, size_t *len,
                   struct err *err);

#endif
