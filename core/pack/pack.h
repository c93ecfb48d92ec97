/* A pack as data: its manifest, modules and pages, read from a folder and checked. No pack code
 * runs here. Everything lives in one arena and is immutable after pack_read: any thread may read
 * it. */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "base/arena.h"
#include "base/block.h"
#include "base/doc.h"
#include "base/err.h"
#include "base/text.h"
#include "pack/digest.h"
#include "pack/taxonomy.h"

struct pack_file {
    struct str path; /* "modules/x/module.yaml" */
    struct str bytes;
};

/* The table that the reader checks with is in manifest.c and module.c; a problem found in a pack:
 */
struct pack_problem {
    struct str file;
    int line, column;
    struct str text; /* what, why, how to fix */
};

struct pitfall {
    struct str id;
    struct text title;
    const struct text *signs; /* early signs */
    size_t signs_len;
    struct text repair;
};

struct term {
    struct str id;
    struct text term, meaning, who;
};

struct page {
    struct doc *in[LANG_COUNT]; /* NULL where there is none */
    size_t words[LANG_COUNT];
};

enum step_kind { STEP_TEXT, STEP_EXERCISE };

struct step {
    struct str id;
    enum step_kind kind;
    struct text title;
    int minutes;
    struct page page;            /* TEXT */
    struct str exercise;         /* EXERCISE */
    const struct str *exercises; /* all on this step, in order, however they got there */
    size_t exercises_len;
};

struct module {
    struct str id;
    struct text title, summary;
    const struct text *outcomes; /* "what you will be able to do" */
    size_t outcomes_len;
    int minutes;
    struct str format; /* facet slugs, checked against taxonomy.h */
    struct facet_values levels, goals, themes, roles;
    const struct step *steps;
    size_t steps_len;
};

struct pack {
    struct str org, name, version, licence;
    struct text title, summary;
    bool has[LANG_COUNT]; /* languages */
    enum lang source;     /* languages[1] */
    const struct str *authors;
    size_t authors_len;
    struct str review_by; /* ISO date, or none */
    bool fiction;
    bool uses_sql; /* capability */
    const struct pitfall *pitfalls;
    size_t pitfalls_len;
    const struct term *glossary;
    size_t glossary_len;
    const struct module *modules;
    size_t modules_len;
    const struct str *exercises; /* slugs of exercises/<slug>.lua, sorted */
    size_t exercises_len;
    const struct pack_file *files; /* sorted by path */
    size_t files_len;
    struct digest digest; /* over the sorted paths and contents of all files */
    struct digest
        closure; /* over `digest`, those of all it needs, and the api level: determines a grade */
    const struct exercise_info *infos; /* of index.json, one per exercise; set by pack_index_read */
    size_t infos_len;
};

/* Reads and checks all files of the folder. On ERR_INVALID every problem found is in *problems (in
 * `arena`), the first one in err as "file:line:column: ...". Symbolic links, devices, names with
 * other than [a-z0-9._/-], files over PACK_FILE_LEN are problems. */
int pack_read(struct arena *arena, const char *folder, struct pack **out,
              struct pack_problem **problems, size_t *problems_len, struct err *err);

const struct module *pack_module(const struct pack *pack, struct str id);
const struct step *module_step(const struct module *module, struct str id);
const struct exercise_info *pack_exercise(const struct pack *pack, struct str id);
const struct pitfall *pack_pitfall(const struct pack *pack, struct str id);

/* index.json: what a runner said about the exercises. Written once when a pack is stored; read at
 * each start. Reading checks the schema; ERR_CORRUPT means: have it made again. */
struct str pack_index_write(struct arena *arena, const struct pack *pack);
int pack_index_read(struct arena *arena, struct str json, struct pack *pack, struct err *err);

#endif
