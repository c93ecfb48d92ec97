/* Character references in Markdown: &eacute; &#233; &#xe9;. Any thread. */
#ifndef PACK_ENTITY_H
#define PACK_ENTITY_H

#include "base/buf.h"

/* Adds the character of `entity` ("&eacute;"). False for a name that we do not know. Numbers that
 * are no character become U+FFFD, as CommonMark says. */
bool entity_add(struct buf *to, struct str entity);

#endif
