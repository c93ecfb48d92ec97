/* The languages of the interface. A third one is a line here and a .po file in web/locale. Any
 * thread. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include "base/buf.h"

/* X(id, code, name in itself, decimal sign, sign between thousands) */
#define LANG_LIST(X)                                                                               \
    X(NL, "nl", "Nederlands", ',', '.')                                                            \
    X(EN, "en", "English", '.', ',')

enum lang {
#define X(id, ...) LANG_##id,
    LANG_LIST(X)
#undef X
        LANG_COUNT
};

const char *lang_code(enum lang lang);
const char *lang_name(enum lang lang);
/* False for a code that is not in the list. */
bool lang_parse(struct str code, enum lang *lang);
char lang_decimal(enum lang lang);
char lang_group(enum lang lang);

/* A number as its reader writes it: 12 significant digits at most (whole numbers below 1e15 in
 * full), no exponent from 1e-9 to 1e15, decimal sign of the language, thousands marked from 10,000
 * on (a year stays a year). */
void lang_number(struct buf *to, double n, enum lang lang);

#endif
