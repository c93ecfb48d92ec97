/* The functions that routes.def names: one per page and station. */
#ifndef SITE_PAGES_H
#define SITE_PAGES_H

#include "site/visit.h"

/* Prototypes by station; `none` stands for a station where a page does not stop and has no
 * function. */
int home_look(struct visit *visit);
int module_look(struct visit *visit);
int step_look(struct visit *visit), step_ask(struct visit *visit), step_show(struct visit *visit);
int begin_look(struct visit *visit), begin_change(struct visit *visit),
    begin_show(struct visit *visit);
int done_look(struct visit *visit), done_change(struct visit *visit),
    done_show(struct visit *visit);
int answer_look(struct visit *visit), answer_ask(struct visit *visit),
    answer_change(struct visit *visit), answer_show(struct visit *visit);
int again_look(struct visit *visit), again_change(struct visit *visit),
    again_show(struct visit *visit);
int language_look(struct visit *visit);
int privacy_look(struct visit *visit);
int erase_page_look(struct visit *visit);
int erase_look(struct visit *visit), erase_change(struct visit *visit),
    erase_show(struct visit *visit);
int healthz_look(struct visit *visit), readyz_look(struct visit *visit);

/* Pieces that several pages show. */
/* The lowest level that fits, for a card: its label and its drawing. */
void level_set(struct visit *visit, struct val *to, const struct module *module);
void facets_set(struct visit *visit, struct val *to, const struct module *module);
void plots_set(struct visit *visit, struct val *to, const struct place *place, struct str current);

#endif
