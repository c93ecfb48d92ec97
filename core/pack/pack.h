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

/* Something wrong with a pack. Shown as "file:line:column: text". */
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

/* What a sensitive module says before it begins; all empty if it is not sensitive. */
struct sensitivity {
    struct text note, around, help; /* what is in it, a way round it, where help is */
};

struct page {
    struct doc *in[LANG_COUNT]; /* NULL where there is none */
    size_t words[LANG_COUNT];
};

enum step_kind { STEP_TEXT, STEP_EXERCISE };

struct step {
    struct str id;
    enum step_kind kind;
    struct text title;           /* may be empty */
    int minutes;                 /* 0: not given */
    bool skip_alone;             /* not shown to somebody who follows the module alone */
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
    struct sensitivity sensitivity;
    bool uses_personal_data;
    const struct step *steps;
    size_t steps_len;
};

/* Another pack that this one needs. */
struct need {
    struct str org, name, range; /* "^1.2.0": version.h */
};

struct pack {
    struct str org, name, version, licence;
    struct text title, summary;
    bool has[LANG_COUNT]; /* languages */
    enum lang source;     /* languages[1] */
    const struct str *authors;
    size_t authors_len;
    const struct str *reviewed_by;
    size_t reviewed_by_len;
    struct str review_by; /* ISO date, or none */
    const struct need *needs;
    size_t needs_len;
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
    struct digest digest;  /* over the sorted paths and contents of all files */
    struct digest closure; /* determines a grade; zeros until pack_close if there are `needs` */
    const struct exercise_info *infos; /* of index.json, one per exercise; set by pack_index_read */
    size_t infos_len;
};

/* The level of the exercise API that packs name in `api`. */
#define PACK_API 1

/* Reads and checks all files of the folder. On ERR_INVALID every problem found is in *problems (in
 * `arena`; sorted by file, line, column; `problems` may be NULL), the first one in err as
 * "file:line:column: ...". Symbolic links, devices, names with other than [a-z0-9._/-]
 * (but for CHANGELOG.md, README.md and LICENSE), files over
 * PACK_FILE_LEN are problems. ERR_IO, ERR_NOT_FOUND: the folder itself cannot be read. */
int pack_read(struct arena *arena, const char *folder, struct pack **out,
              struct pack_problem **problems, size_t *problems_len, struct err *err);

/* The same for files that are in memory, sorted by path; they outlive the pack. */
int pack_from_files(struct arena *arena, const struct pack_file *files, size_t files_len,
                    struct pack **out, struct pack_problem **problems, size_t *problems_len,
                    struct err *err);

/* The digest of a pack is the SHA-256 of
 *     "proeftuin pack 1\n"
 *     for each file in byte order of its path: path, NUL, length in decimal, NUL, contents
 * so it depends on nothing but paths and contents: no times, owners or modes. */
struct digest pack_digest(const struct pack_file *files, size_t files_len);

/* The closure digest says everything that can change a grade. It is the SHA-256 of
 *     "proeftuin closure 1\n" "api 1\n"
 *     the pack's digest in lower-case hexadecimal, "\n"
 *     the closure digests of the packs it needs, in hexadecimal, sorted, each followed by "\n"
 * Needed packs are closed themselves, so theirs are in it too. pack_read has done this for a pack
 * without `needs`. Otherwise `needed` holds one pack for each need, in any order: ERR_NOT_FOUND
 * names the one that is missing, or whose version is out of range. */
int pack_close(struct pack *pack, const struct pack *const *needed, size_t needed_len,
               struct err *err);

/* One file by its path, or NULL. */
const struct pack_file *pack_file(const struct pack *pack, struct str path);
const struct module *pack_module(const struct pack *pack, struct str id);
const struct step *module_step(const struct module *module, struct str id);
const struct exercise_info *pack_exercise(const struct pack *pack, struct str id);
const struct pitfall *pack_pitfall(const struct pack *pack, struct str id);
const struct term *pack_term(const struct pack *pack, struct str id);
bool pack_has_exercise(const struct pack *pack, struct str id);

/* index.json: what a runner said about the exercises. Written once when a pack is stored; read at
 * each start. Reading checks the schema; ERR_CORRUPT means: have it made again. */
/* Writes pack->infos: one for each exercise, in its order. */
struct str pack_index_write(struct arena *arena, const struct pack *pack);
int pack_index_read(struct arena *arena, struct str json, struct pack *pack, struct err *err);

#endif
