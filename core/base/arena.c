#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Blocks grow with what is used already: a page takes a handful, not dozens. */
#define BLOCK_SIZE 4096
#define BLOCK_SIZE_MAX 65536

struct arena_block {
    struct arena_block *next;
    alignas(max_align_t) char data[];
};

struct arena_defer {
    struct arena_defer *next;
    void (*fn)(void *what);
    void *what;
};

static void out_of_memory(size_t size)
{
    fprintf(stderr, "proeftuin: the machine has no %zu bytes of memory left\n", size);
    abort();
}

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

void arena_finish(struct arena *arena)
{
    for (struct arena_defer *d = arena->defers; d; d = d->next) d->fn(d->what);
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    *arena = (struct arena){0};
}

static struct arena_block *block_add(struct arena *arena, size_t room)
{
    if (room > SIZE_MAX - sizeof(struct arena_block)) out_of_memory(room);
    struct arena_block *block = malloc(sizeof *block + room);
    if (block == NULL) out_of_memory(room);
    arena->total += sizeof *block + room;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) out_of_memory(size);
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (arena->blocks && arena->room - arena->used >= size) {
        void *at = arena->blocks->data + arena->used;
        arena->used += size;
        return at;
    }
    if (size > BLOCK_SIZE / 4 && arena->blocks) {
        /* a block of its own, behind the newest, which keeps its room */
        struct arena_block *block = block_add(arena, size);
        block->next = arena->blocks->next;
        arena->blocks->next = block;
        return block->data;
    }
    size_t room = arena->total < BLOCK_SIZE       ? BLOCK_SIZE
                  : arena->total < BLOCK_SIZE_MAX ? arena->total
                                                  : BLOCK_SIZE_MAX;
    if (size > room) room = size;
    struct arena_block *block = block_add(arena, room);
    block->next = arena->blocks;
    arena->blocks = block;
    arena->room = room;
    arena->used = size;
    return block->data;
}

void *arena_zero(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) out_of_memory(SIZE_MAX);
    void *at = arena_alloc(arena, count * size);
    memset(at, 0, count * size);
    return at;
}

struct str arena_str(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len) memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (struct str){copy, s.len};
}

struct str arena_printf(struct arena *arena, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    size_t len = n < 0 ? 0 : (size_t)n;
    char *text = arena_alloc(arena, len + 1);
    text[0] = '\0';
    if (n >= 0) vsnprintf(text, len + 1, fmt, again);
    va_end(again);
    return (struct str){text, len};
}

void arena_defer(struct arena *arena, void (*fn)(void *what), void *what)
{
    struct arena_defer *d = arena_new(arena, struct arena_defer);
    d->fn = fn;
    d->what = what;
    d->next = arena->defers;
    arena->defers = d;
}
