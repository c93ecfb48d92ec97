#include "pack/suggest.h"

#include "base/limits.h"

#define WORD_MAX SLUG_LEN

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits from a to b: insert, delete, replace, swap two neighbours (optimal string alignment). */
static size_t edit_distance(struct str a, struct str b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.len; j++) last[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t cost = a.ptr[i - 1] == b.ptr[j - 1] ? 0 : 1;
            size_t best = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                best = least(best, before[j - 2] + 1);
            now[j] = best;
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.len];
}

void suggest_init(struct suggest *suggest, struct str word)
{
    *suggest = (struct suggest){.word = word};
    suggest->distance = word.len / 3 + 1; /* a find must be nearer than this */
}

static void offer(struct suggest *suggest, struct str candidate, struct str piece, size_t extra)
{
    struct str word = suggest->word;
    size_t apart = word.len > piece.len ? word.len - piece.len : piece.len - word.len;
    if (apart + extra >= suggest->distance) return;
    size_t distance = edit_distance(word, piece) + extra;
    if (distance >= suggest->distance || distance >= word.len) return;
    suggest->distance = distance;
    suggest->best = candidate;
}

void suggest_offer(struct suggest *suggest, struct str candidate)
{
    /* of one or two letters everything is near */
    if (suggest->word.len < 3 || suggest->word.len > WORD_MAX || candidate.len > WORD_MAX) return;
    offer(suggest, candidate, candidate, 0);
    for (size_t from = 0; from < candidate.len; from++) {
        if (from > 0 && candidate.ptr[from - 1] != '-') continue;
        for (size_t to = from + 1; to <= candidate.len; to++) {
            if (to < candidate.len && candidate.ptr[to] != '-') continue;
            if (to - from == candidate.len) continue;
            offer(suggest, candidate, str_slice(candidate.ptr + from, to - from), 1);
        }
    }
}

struct str suggest_words(const struct suggest *suggest, struct arena *arena)
{
    if (suggest->best.ptr == NULL) return STR("");
    return arena_printf(arena, "; did you mean %.*s?", STR_ARG(suggest->best));
}
