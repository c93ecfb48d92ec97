/* Starting every station in order, and stopping them the other way round. */
#include "site/site.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "site/rate.h"
#include "site/visit.h"

static int stores_open(struct site *site, struct err *err)
{
    const char *data = site->config.data_dir;
    site->gate = gate_create();
    int rc = store_folder(data, err);
    if (rc == 0) rc = writer_start(&site->writer, data, err);
    if (rc == 0) rc = checkpoint_start(&site->checkpoint, data, site->gate, err);
    if (rc == 0) rc = packstore_open(&site->packstore, data, err);
    return rc;
}

static int packs_open(struct site *site, struct err *err)
{
    struct keeper_config keeper = {.runner_path = site->config.runner_path};
    struct store *reader = NULL;
    int rc = keeper_start(&site->keeper, &keeper, err);
    if (rc == 0 && keeper_unsafe(site->keeper))
        site_trouble(site, str_of(keeper_unsafe(site->keeper)));
    if (rc == 0) rc = store_open(&reader, site->config.data_dir, STORE_READ, err);
    if (rc == 0) rc = secret_load(&site->secret, site->writer, reader, err);
    if (rc == 0) rc = site_load(site, reader, err);
    store_close(reader);
    return rc;
}

static int router_open(struct site *site, struct err *err)
{
    struct router_entry *entries = arena_array(&site->arena, struct router_entry, routes_len);
    for (size_t i = 0; i < routes_len; i++)
        entries[i] = (struct router_entry){routes[i].method, routes[i].pattern, &routes[i]};
    return router_create(&site->router, entries, routes_len, err);
}

static int lanes_open(struct site *site, struct err *err)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct lanes_config config = {.threads = cores < 2           ? 2
                                             : cores > LANES_MAX ? LANES_MAX
                                                                 : (int)cores,
                                  .queue_max = LANE_QUEUE_MAX,
                                  .init = lane_open,
                                  .run = lane_run,
                                  .finish = lane_close,
                                  .data = site};
    return lanes_start(&site->lanes, &config, err);
}

static const char *type_of(struct str path)
{
    static const struct {
        const char *end, *type;
    } types[] = {{".css", "text/css; charset=utf-8"},
                 {".js", "text/javascript; charset=utf-8"},
                 {".svg", "image/svg+xml"},
                 {".png", "image/png"},
                 {".woff2", "font/woff2"}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_ends(path, str_of(types[i].end))) return types[i].type;
    return "application/octet-stream";
}

static int loop_open(struct site *site, struct err *err)
{
    struct http_static *files =
        arena_array(&site->arena, struct http_static, site->config.files_len);
    size_t len = 0;
    for (size_t i = 0; i < site->config.files_len; i++) {
        const struct engine_file *file = &site->config.files[i];
        if (!str_starts(str_of(file->path), STR("static/"))) continue;
        files[len++] = (struct http_static){
            .path = arena_printf(&site->arena, "/%s", file->path).ptr,
            .type = type_of(str_of(file->path)),
            .body = file->body,
            .immutable = true,
        };
    }
    struct http_config config = {.host = site->config.host,
                                 .port = site->config.port,
                                 .files = files,
                                 .files_len = len,
                                 .on_request = visit_start,
                                 .on_error = visit_refuse,
                                 .on_tick = sweep_tick,
                                 .data = site};
    return http_open(&site->http, &config, err);
}

int site_open(struct site **out, const struct site_config *config, struct err *err)
{
    struct site *site = calloc(1, sizeof *site);
    if (site == NULL) return err_set(err, ERR_IO, "no memory for the server");
    digest_init();
    site->config = *config;
    site->started_ms = clock_ms();
    site->rate = rate_create();
    int rc = engine_create(&site->engine, config->files, config->files_len, err);
    /* the port first: a second server on the same data must not get as far as the data */
    if (rc == 0) rc = loop_open(site, err);
    if (rc == 0) rc = stores_open(site, err);
    if (rc == 0) rc = packs_open(site, err);
    if (rc == 0) rc = router_open(site, err);
    if (rc == 0) rc = lanes_open(site, err);
    if (rc != 0) {
        site_close(site);
        return rc;
    }
    *out = site;
    return 0;
}

int site_port(const struct site *site)
{
    return http_port(site->http);
}

void site_run(struct site *site)
{
    http_run(site->http);
}

void site_stop(struct site *site)
{
    http_stop(site->http);
}

/* Nobody may stop a station that a visit still has to pass. The loop has waited for those whose
 * clients wait; the rest (a sweep, an answer whose client left) has its own limits. */
static bool visits_end(struct site *site)
{
    const struct timespec moment = {0, 5000000};
    int64_t deadline_ms = clock_ms() + CLOSE_WAIT_MS;
    while (atomic_load(&site->visits) > 0 && clock_ms() < deadline_ms) nanosleep(&moment, NULL);
    return atomic_load(&site->visits) == 0;
}

void site_close(struct site *site)
{
    if (site == NULL) return;
    if (!visits_end(site)) {
        /* what is on disk is on disk; ending here is safe, as kill -9 is */
        log_warn("work was still under way after %d ms; leaving it", CLOSE_WAIT_MS);
        return;
    }
    if (site->keeper) keeper_stop(site->keeper);
    if (site->writer) writer_stop(site->writer);
    if (site->lanes) lanes_stop(site->lanes);
    if (site->http) http_close(site->http);
    if (site->checkpoint) checkpoint_stop(site->checkpoint);
    if (site->router) router_destroy(site->router);
    if (site->catalogue) catalogue_destroy(site->catalogue);
    if (site->packstore) packstore_close(site->packstore);
    if (site->engine) engine_destroy(site->engine);
    gate_destroy(site->gate);
    rate_destroy(site->rate);
    arena_finish(&site->arena);
    free(site);
}
