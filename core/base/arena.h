/* Memory with one lifetime: allocate freely, give all back at once. A request, a pack at load and
 * the server itself each own one. What other people's input can make large is capped before it gets
 * here (limits.h), so an arena never refuses: when the machine has no memory left the process ends
 * with a sentence. One owner at a time; not thread-safe. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used, room;          /* of the newest block */
    size_t total;               /* bytes taken from malloc: a metric, and a bound in tests */
    struct arena_defer *defers;
};

void arena_init(struct arena *arena);
/* Runs the deferred clean-ups, last first, and frees everything. The arena is usable again. */
void arena_finish(struct arena *arena);

/* Uninitialised, aligned for any type. Never NULL; `size` 0 is fine. */
void *arena_alloc(struct arena *arena, size_t size);
/* `count` times `size` bytes of zeros. */
void *arena_zero(struct arena *arena, size_t count, size_t size);
#define arena_new(arena, type) ((type *)arena_zero((arena), 1, sizeof(type)))
#define arena_array(arena, type, n) ((type *)arena_zero((arena), (n), sizeof(type)))

/* Copies into the arena; the copy has a NUL after it, so .ptr is also a C string. */
struct str arena_str(struct arena *arena, struct str s);
struct str arena_printf(struct arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Calls fn(what) when the arena finishes: how a library's object gets the arena's lifetime. */
void arena_defer(struct arena *arena, void (*fn)(void *what), void *what);

#endif
