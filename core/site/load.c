/* From folders to the catalogue: each pack is read, copied into the store, and run only from there.
 * What a runner says about its exercises is made once and kept as index.json; after that a start
 * executes no pack code. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/log.h"
#include "learn/name.h"
#include "site/bundle.h"
#include "site/site.h"

struct load {
    struct site *site;
    struct store *reader;
    struct catalogue_entry entries[PACKS_MAX];
    size_t len;
    struct failed { /* folders whose pack cannot be served as it is now */
        struct str org, name;
    } failed[PACKS_MAX];
    size_t failed_len;
};

void site_trouble(struct site *site, struct str text)
{
    struct trouble *trouble = arena_new(&site->arena, struct trouble);
    trouble->text = arena_str(&site->arena, text);
    trouble->next = site->troubles;
    site->troubles = trouble;
    log_error("%.*s", STR_ARG(text));
}

static void trouble_say(struct site *site, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static void trouble_say(struct site *site, const char *fmt, ...)
{
    char text[ERR_TEXT_MAX * 2];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    site_trouble(site, str_of(text));
}

/* An exercise that names a pitfall which its pack does not tell is served, without the name; the
 * author should know. */
static void pitfalls_check(struct site *site, const struct pack *pack,
                           const struct exercise_info *info)
{
    for (size_t i = 0; i < info->pitfalls_len; i++)
        if (pack_pitfall(pack, info->pitfalls[i]) == NULL)
            trouble_say(site,
                        "pack %.*s/%.*s: exercises/%.*s.lua: the pitfall %.*s is not in pack.yaml; "
                        "add it there",
                        STR_ARG(pack->org), STR_ARG(pack->name), STR_ARG(info->id),
                        STR_ARG(info->pitfalls[i]));
}

/* Asks a runner about every exercise of the pack. A faulty exercise makes the pack a broken one: it
 * is not served. */
static int index_make(struct load *load, struct pack *pack, const struct bundle *bundle,
                      struct err *err)
{
    struct site *site = load->site;
    struct asks asks = {.arena = &site->arena, .len = pack->exercises_len};
    asks.list = arena_array(&site->arena, struct ask, asks.len);
    for (size_t i = 0; i < asks.len; i++)
        asks.list[i] =
            (struct ask){.kind = ASK_INDEX, .bundle = bundle, .exercise = pack->exercises[i]};
    int rc = asks.len ? keeper_ask_wait(site->keeper, &asks) : 0;
    if (rc != 0) return err_set(err, rc, "the runners cannot be asked");
    struct exercise_info *infos = arena_array(&site->arena, struct exercise_info, asks.len);
    for (size_t i = 0; i < asks.len; i++) {
        const struct ask *ask = &asks.list[i];
        infos[i] = ask->info;
        if (ask->fault == FAULT_NONE) pitfalls_check(site, pack, &ask->info);
        if (ask->fault == FAULT_NONE) continue;
        rc = err_set(err, ERR_FAULT, "%.*s", STR_ARG(ask->fault_text));
        trouble_say(site, "pack %.*s/%.*s: exercise %.*s: %s: %.*s", STR_ARG(pack->org),
                    STR_ARG(pack->name), STR_ARG(ask->exercise), fault_name(ask->fault),
                    STR_ARG(ask->fault_text));
    }
    if (rc != 0) return rc;
    pack->infos = infos;
    pack->infos_len = asks.len;
    return packstore_index_write(site->packstore, &pack->digest,
                                 pack_index_write(&site->arena, pack), err);
}

static int index_load(struct load *load, struct pack *pack, const struct bundle *bundle,
                      struct err *err)
{
    struct site *site = load->site;
    struct str json;
    int rc = packstore_index_find(site->packstore, &site->arena, &pack->digest, &json, err);
    if (rc == 0 && json.ptr && pack_index_read(&site->arena, json, pack, err) == 0) return 0;
    if (keeper_unsafe(site->keeper)) return 0; /* text only: the exercises say so themselves */
    return index_make(load, pack, bundle, err);
}

static struct str name_of(struct arena *arena, const struct pack *pack, struct str thing)
{
    return arena_printf(arena, "%.*s/%.*s/%.*s", STR_ARG(pack->org), STR_ARG(pack->name),
                        STR_ARG(thing));
}

/* The numbers that rows use for this pack's things. */
static int numbers_load(struct load *load, const struct pack *pack, struct site_pack *to,
                        struct err *err)
{
    struct site *site = load->site;
    struct arena *arena = &site->arena;
    int64_t *modules = arena_array(arena, int64_t, pack->modules_len);
    int64_t *exercises = arena_array(arena, int64_t, pack->exercises_len);
    struct str *names = arena_array(arena, struct str, pack->exercises_len);
    int rc = closure_intern(site->writer, &pack->closure, &pack->digest, &to->closure_id, err);
    for (size_t i = 0; rc == 0 && i < pack->modules_len; i++)
        rc = name_intern(site->writer, name_of(arena, pack, pack->modules[i].id), &modules[i], err);
    for (size_t i = 0; rc == 0 && i < pack->exercises_len; i++) {
        names[i] = name_of(arena, pack, pack->exercises[i]);
        rc = name_intern(site->writer, names[i], &exercises[i], err);
    }
    to->module_ids = modules;
    to->exercise_ids = exercises;
    to->exercise_names = names;
    return rc;
}

/* A stored pack into the catalogue. */
static int entry_add(struct load *load, const struct digest *digest, bool current, struct err *err)
{
    struct site *site = load->site;
    struct pack *pack;
    struct site_pack *numbers = arena_new(&site->arena, struct site_pack);
    int rc = packstore_read(site->packstore, &site->arena, digest, &pack, err);
    if (rc != 0) return rc;
    if (pack->needs_len > 0)
        return err_set(err, ERR_INVALID,
                       "pack.yaml: it needs %.*s/%.*s; this version runs packs that stand alone",
                       STR_ARG(pack->needs[0].org), STR_ARG(pack->needs[0].name));
    numbers->bundle = bundle_of(&site->arena, pack, false);
    rc = index_load(load, pack, &numbers->bundle, err);
    if (rc == 0) rc = numbers_load(load, pack, numbers, err);
    if (rc != 0) return rc;
    if (load->len == PACKS_MAX) return err_set(err, ERR_TOO_LARGE, "more than %d packs", PACKS_MAX);
    load->entries[load->len++] = (struct catalogue_entry){pack, current, numbers};
    return 0;
}

static void failed_add(struct load *load, const char *org, const char *name)
{
    struct arena *arena = &load->site->arena;
    if (load->failed_len == PACKS_MAX) return;
    load->failed[load->failed_len++] =
        (struct failed){arena_str(arena, str_of(org)), arena_str(arena, str_of(name))};
}

static void folder_load(struct load *load, const char *folder, const char *org, const char *name)
{
    struct site *site = load->site;
    struct arena scratch;
    arena_init(&scratch);
    struct pack *pack;
    struct pack_problem *problems;
    size_t problems_len = 0;
    struct err err = {0};
    int rc = pack_read(&scratch, folder, &pack, &problems, &problems_len, &err);
    for (size_t i = 0; i < problems_len; i++)
        trouble_say(site, "pack %s: %.*s:%d:%d: %.*s", folder, STR_ARG(problems[i].file),
                    problems[i].line, problems[i].column, STR_ARG(problems[i].text));
    if (rc == 0) rc = packstore_add(site->packstore, pack, &err);
    if (rc == 0) rc = entry_add(load, &pack->digest, true, &err);
    if (rc != 0 && problems_len == 0 && rc != ERR_FAULT)
        trouble_say(site, "pack %s: %s", folder, err.text);
    if (rc != 0) {
        failed_add(load, org, name);
        log_error("pack %s is not served; the others are", folder);
    }
    arena_finish(&scratch);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN);
}

/* Some file systems do not tell what an entry is. */
static bool is_folder(const char *path)
{
    struct stat at;
    return stat(path, &at) == 0 && S_ISDIR(at.st_mode);
}

/* <plugins>/<org>/<pack>, in order of name. */
static int plugins_load(struct load *load, struct err *err)
{
    const char *top = load->site->config.plugins_dir;
    struct dirent **orgs, **packs;
    int orgs_len = scandir(top, &orgs, is_visible, by_name);
    if (orgs_len < 0)
        return err_set(err, ERR_IO,
                       "cannot read the packs in %s: %s. Say where they are with --plugins DIR",
                       top, strerror(errno));
    for (int o = 0; o < orgs_len; o++) {
        char folder[STORE_PATH_LEN * 2];
        snprintf(folder, sizeof folder, "%s/%s", top, orgs[o]->d_name);
        int packs_len = scandir(folder, &packs, is_visible, by_name);
        for (int p = 0; p < packs_len; p++) {
            snprintf(folder, sizeof folder, "%s/%s/%s", top, orgs[o]->d_name, packs[p]->d_name);
            if (is_folder(folder)) folder_load(load, folder, orgs[o]->d_name, packs[p]->d_name);
            free(packs[p]);
        }
        if (packs_len >= 0) free(packs);
        free(orgs[o]);
    }
    free(orgs);
    return 0;
}

static bool is_loaded(const struct load *load, const struct digest *closure)
{
    for (size_t i = 0; i < load->len; i++)
        if (memcmp(load->entries[i].pack->closure.bytes, closure->bytes, DIGEST_LEN) == 0)
            return true;
    return false;
}

static bool is_stored_by_loaded(const struct load *load, const struct digest *digest)
{
    for (size_t i = 0; i < load->len; i++)
        if (memcmp(load->entries[i].pack->digest.bytes, digest->bytes, DIGEST_LEN) == 0)
            return true;
    return false;
}

/* Versions that are no longer current stay while a row refers to them, and go when none does. */
static int older_load(struct load *load, struct err *err)
{
    struct site *site = load->site;
    struct closure_row rows[64];
    int64_t after = 0;
    int n;
    while ((n = closure_list(load->reader, after, rows, 64, err)) > 0) {
        for (int i = 0; i < n; i++) {
            after = rows[i].id;
            if (is_loaded(load, &rows[i].closure)) continue;
            struct err why = {0};
            int removed = closure_remove_unused(site->writer, rows[i].id, &why);
            int rc = removed != 0 ? 0 : entry_add(load, &rows[i].pack, false, &why);
            if (removed < 0 || rc != 0)
                trouble_say(site, "an older version that learners began with: %s", why.text);
        }
    }
    return n;
}

/* A pack that fails leaves its old version active: the newest that learners began with. */
static void older_revive(struct load *load)
{
    for (size_t f = 0; f < load->failed_len; f++) {
        const struct failed *failed = &load->failed[f];
        struct catalogue_entry *newest = NULL;
        for (size_t i = 0; i < load->len; i++) {
            struct catalogue_entry *entry = &load->entries[i];
            const struct site_pack *numbers = entry->bundle;
            if (!str_eq(entry->pack->org, failed->org) || !str_eq(entry->pack->name, failed->name))
                continue;
            const struct site_pack *known = newest ? newest->bundle : NULL;
            if (known == NULL || numbers->closure_id > known->closure_id) newest = entry;
        }
        if (newest == NULL) continue;
        newest->current = true;
        log_warn("pack %.*s/%.*s: serving version %.*s, which was stored before",
                 STR_ARG(failed->org), STR_ARG(failed->name), STR_ARG(newest->pack->version));
    }
}

/* What is in the store and in no entry serves nobody. */
static int store_tidy(struct load *load, struct err *err)
{
    struct arena scratch;
    struct digest *list;
    size_t len;
    arena_init(&scratch);
    int rc = packstore_list(load->site->packstore, &scratch, &list, &len, err);
    for (size_t i = 0; rc == 0 && i < len; i++)
        if (!is_stored_by_loaded(load, &list[i]))
            rc = packstore_remove(load->site->packstore, &list[i], err);
    arena_finish(&scratch);
    return rc;
}

int site_load(struct site *site, struct store *reader, struct err *err)
{
    struct load *load = calloc(1, sizeof *load);
    if (load == NULL) return err_set(err, ERR_IO, "no memory to load packs");
    load->site = site;
    load->reader = reader;
    int rc = plugins_load(load, err);
    if (rc == 0) rc = older_load(load, err);
    if (rc == 0) older_revive(load);
    if (rc == 0 && site->troubles == NULL) rc = store_tidy(load, err);
    if (rc == 0) site->catalogue = catalogue_create(load->entries, load->len);
    free(load);
    return rc;
}
