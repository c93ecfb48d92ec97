/* "Did you mean ...?": the nearest of a number of candidates to a word that is not known. Any
 * thread. */
#ifndef PACK_SUGGEST_H
#define PACK_SUGGEST_H

#include "base/arena.h"

struct suggest {
    struct str word, best; /* best: borrowed from the candidate; ptr NULL while there is none */
    size_t distance;
};

void suggest_init(struct suggest *suggest, struct str word);
/* Near enough is a third of the word's letters; one or more whole parts between hyphens count too,
 * so that "gemidelde" finds "gemiddelde-of-mediaan". */
void suggest_offer(struct suggest *suggest, struct str candidate);
/* "; did you mean X?", or nothing. */
struct str suggest_words(const struct suggest *suggest, struct arena *arena);

#endif
