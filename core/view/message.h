/* A catalogue of translated messages, read from a GNU .mo file. The file is ours but may be broken:
 * every offset and length in it is checked against the file before it is used. Borrows the file,
 * allocates in the arena. Read-only afterwards: any thread.
 *
 * Format: GNU gettext manual, section 10.3 "The Format of GNU MO Files": magic 0x950412de in either
 * byte order, revision (major in the upper 16 bits, 0 or 1), number of strings N, offsets of two
 * tables of N (length, offset) pairs: originals in order of bytes, and translations. Strings end
 * with a NUL that their length leaves out; plural forms follow further NULs. The hash table after
 * them is optional and not used here. */
#ifndef VIEW_MESSAGE_H
#define VIEW_MESSAGE_H

#include "base/arena.h"
#include "base/err.h"

struct catalog {
    const struct message {
        struct str msgid, text;
    } * messages; /* in order of msgid */
    size_t len;
};

/* ERR_CORRUPT, with what is wrong, if the file breaks the format or is not UTF-8. */
int catalog_read(struct catalog *catalog, struct arena *arena, struct str file, struct err *err);
/* The translation, or STR_NONE. An untranslated (empty) entry counts as none. */
struct str catalog_find(const struct catalog *catalog, struct str msgid);

#endif
