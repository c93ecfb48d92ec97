/* The code of closures as the keeper loaded it, in C memory: Lua sources and fixtures by their
 * path, and fixtures once they are built. Outlives Lua states. Owned by the runner's loop. One
 * thread. */
#ifndef SANDBOX_RUNNER_CODE_H
#define SANDBOX_RUNNER_CODE_H

#include "base/buf.h"
#include "base/limits.h"

struct code_file {
    struct code_file *next;
    struct str path, source; /* owned */
};

/* A fixture's database, built once and cloned for each query. */
struct code_image {
    struct code_image *next;
    struct str name; /* "<exercise>/<fixture>", owned */
    unsigned char *bytes;
    size_t len;
};

struct code {
    struct codes *owner;
    struct str digest; /* owned */
    int id;            /* never used twice in one runner: names compiled chunks in Lua states */
    struct code_file *files;
    struct code_image *images;
    size_t size;
    bool refused; /* a file that did not fit was left out */
};

struct codes {
    struct code *list[RUNNER_BUNDLES_MAX];
    size_t len, size;
    int last_id;
};

/* NULL if it was never loaded. */
struct code *code_find(const struct codes *codes, struct str digest);
/* Finds or makes it; NULL when RUNNER_BUNDLES_MAX are loaded already. */
struct code *code_load(struct codes *codes, struct str digest);
/* Copies both. A file over PACK_FILE_LEN, or past RUNNER_CODE_SIZE in all, sets code->refused. */
void code_add(struct code *code, struct str path, struct str source);
void code_drop(struct codes *codes, struct str digest);

const struct code_file *code_file_find(const struct code *code, struct str path);
/* Whether the pack declares it: the pseudo file "capabilities" has one on each line. */
bool code_can(const struct code *code, struct str capability);

const struct code_image *code_image_find(const struct code *code, struct str name);
/* Takes `bytes` (from malloc). False, and freed, when there is no room to keep it. */
bool code_image_add(struct code *code, struct str name, unsigned char *bytes, size_t len);

#endif
