/* A visit: a request with what the site knows about it, on its way through the stations. The page's
 * functions get nothing else. One owner at a time: a lane, the keeper, the writer. Lives in the
 * request's arena. */
#ifndef SITE_VISIT_H
#define SITE_VISIT_H

#include "learn/learner.h"
#include "site/site.h"

struct visit;
typedef int (*station_fn)(struct visit *visit);

enum access { ANYONE, LEARNER };

struct route {
    const char *name;
    enum method method;
    const char *pattern;
    station_fn look, ask, change, show;
    enum access access;
    const char *help;
};

/* The table made from routes.def. */
extern const struct route routes[];
extern const size_t routes_len;

enum station { AT_LOOK, AT_ASK, AT_CHANGE, AT_SHOW };

struct visit {
    struct request *request;
    struct site *site;
    struct arena *arena; /* the request's */
    struct store
        *store; /* in look and show a read-only snapshot, in change the writer's; else NULL */
    enum station at;
    enum lang lang;
    bool fragment; /* our own script asked: answer with pieces of the page */

    bool has_learner;
    struct learner learner;
    char token[TOKEN_LEN + 1]; /* empty without a learner */
    bool stale_key;            /* the cookie holds a key that nobody has */

    const struct form_field *form;
    size_t form_len;

    struct asks asks;
    struct change change;
    void *page;     /* what the page's functions hand each other */
    struct err err; /* of the station that failed */
};

/* dispatch.c: the stations in order. A visit is open from the loop's hand-over until its response
 * is given back. */
struct visit *visit_open(struct request *request, struct site *site);
void visit_close(struct visit *visit);
void visit_start(struct request *request, void *site);
void visit_refuse(struct request *request, int status, void *site);
int lane_open(void **lane, void *site, struct err *err);
void lane_run(void *lane, struct queue_node *baton, void *site);
void lane_close(void *lane);

/* guard.c: who is it, may they, is the form ours. 0, or ERR_DENIED ... with the sentence for the
 * reader. */
int guard_check(struct visit *visit);

/* What a form brought: STR_NONE if it has no such field. */
struct str form_value(const struct visit *visit, const char *name);
/* A whole number from 1 to max, or ERR_INVALID. */
int form_count(const struct visit *visit, const char *name, int64_t max, int64_t *value);

/* Which module is meant, in the version that holds for this reader: the enrolment's, else the
 * current one. */
struct place {
    const struct catalogue_entry *entry;
    const struct site_pack *pack;
    const struct module *module;
    int64_t module_id;
    struct str address; /* "/m/org/pack/module" */
    bool enrolled;
    struct enrolment *enrolment; /* if enrolled */
};
/* The version with this number, or NULL. */
const struct catalogue_entry *entry_of_closure(const struct site *site, int64_t closure_id);
/* Reads params 0..2. ERR_NOT_FOUND. In look or show only. */
int place_find(struct visit *visit, struct place *place);
/* Index of an exercise in pack->exercises, or -1. */
int place_exercise(const struct place *place, struct str slug);
struct str step_address(struct visit *visit, const struct place *place, struct str step);

/* A message of the interface in the reader's language; the msgid is the Dutch text (web/locale). */
struct str say(struct visit *visit, const char *msgid);
/* The same for a count: one or many, with {n} filled in. */
struct str say_count(struct visit *visit, const char *one, const char *many, int64_t n);

/* page.c: the frame around every page, and the way to the response. */
struct val *page_scope(struct visit *visit, struct str title);
int page_render(struct visit *visit, int status, const char *template, const struct val *scope);
int page_error(struct visit *visit, int status);
int page_redirect(struct visit *visit, struct str path);
int page_text(struct visit *visit, int status, const char *type, struct str body);
/* The status that an error code is answered with. */
int error_status(int code);

/* Cookies */
void cookie_set(struct visit *visit, const char *name, struct str value,
                int64_t max_age_s); /* 0: till the browser closes */
void cookie_stamp(struct visit *visit, const struct digest *key_hash);
void cookie_clear(struct visit *visit, const char *name);
#define COOKIE_KEY "sleutel"
#define KEY_AGE_S                                                                                  \
    ((int64_t)LEARNER_KEEP_DAYS * 86400) /* on an own device, from the last form on                \
                                          */
#define COOKIE_LANG "taal"
#define COOKIE_STAMP "rust" /* shared devices: when the last page was */

/* sweep.c: the upkeep that no browser asks for. */
void sweep_tick(void *site);

#endif
