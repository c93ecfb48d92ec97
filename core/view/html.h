/* Finished HTML. The only type that a template prints without escaping, and only core/view makes
 * one: a page cannot turn a string into it. */
#ifndef VIEW_HTML_H
#define VIEW_HTML_H

#include "base/str.h"

struct html {
    struct str markup; /* in the arena it was made in; made only in core/view */
};

#endif
