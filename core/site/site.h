/* The whole server: every station, started in order, and what the pages need of them. Made on the
 * main thread before any other runs; after site_open only `stopping` changes. */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include <stdatomic.h>

#include "base/err.h"
#include "http/http.h"
#include "http/lane.h"
#include "http/router.h"
#include "learn/secret.h"
#include "pack/catalogue.h"
#include "pack/packstore.h"
#include "sandbox/keeper.h"
#include "store/checkpoint.h"
#include "store/gate.h"
#include "store/writer.h"
#include "view/view.h"

struct site_config {
    const char *data_dir;
    const char *plugins_dir; /* <org>/<pack> folders */
    const char *host;
    int port;
    int posts_per_minute;    /* per learner; 0: no limit */
    int learners_per_minute; /* new ones, per address; 0: no limit */
    const char *runner_path;
    const struct engine_file *files; /* templates, messages, static files */
    size_t files_len;
};

/* What the site keeps of one pack in the catalogue: the numbers its rows have, and what the keeper
 * is to run. */
struct site_pack {
    struct bundle bundle;
    int64_t closure_id;
    const int64_t *module_ids;        /* as pack->modules */
    const int64_t *exercise_ids;      /* as pack->exercises */
    const struct str *exercise_names; /* "org/pack/exercise", as pack->exercises */
};

/* Something that an operator should know: shown by /readyz and in the log. */
struct trouble {
    struct trouble *next;
    struct str text;
};

struct rate;

struct site {
    struct arena arena; /* as long as the site */
    struct site_config config;
    struct engine *engine;
    struct gate *gate;
    struct writer *writer;
    struct checkpoint *checkpoint;
    struct keeper *keeper;
    struct packstore *packstore;
    struct catalogue *catalogue;
    struct secret secret;
    struct router *router;
    struct lanes *lanes;
    struct http *http;
    struct rate *rate;
    struct trouble *troubles;
    _Atomic int64_t next_sweep_ms;
    int64_t started_ms;   /* clock_ms */
    bool clock_warned;    /* by a sweep, of which there is one at a time */
    bool sweep_erases;    /* what the sweep under way looks for first */
    atomic_int visits;    /* under way in any station */
    atomic_bool sweeping; /* a sweep is on its way: no second one */
};

int site_open(struct site **out, const struct site_config *config, struct err *err);
int site_port(const struct site *site);
/* Serves until site_stop. */
void site_run(struct site *site);
void site_stop(struct site *site); /* any thread, or a signal handler */
void site_close(struct site *site);

/* load.c: reads the packs into the store and the catalogue. A broken pack becomes a trouble; the
 * others are served. */
int site_load(struct site *site, struct store *reader, struct err *err);
void site_trouble(struct site *site, struct str text);

#endif
