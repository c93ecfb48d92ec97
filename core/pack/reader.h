/* What the parts that read one pack share. Internal to core/pack; one thread. */
#ifndef PACK_READER_H
#define PACK_READER_H

#include "pack/problems.h"
#include "pack/schema.h"

struct pack_reader {
    struct arena *arena;
    struct problems problems;
    struct pack *pack;
};

/* pack.yaml into the pack. False if there is nothing to go on with. */
bool manifest_read(struct pack_reader *reader);

/* modules/<id>/module.yaml and its pages. */
void module_read(struct pack_reader *reader, struct str id, struct module *module);

/* modules/<module>/<name>.<lang>.md in every language of the pack, with all they refer to. `at`
 * is where the manifest names the page. False if none could be read. */
bool page_read(struct pack_reader *reader, struct str module, const struct yaml *at,
               struct str file, struct page *page, const struct str **exercises,
               size_t *exercises_len);

/* A check of a manifest in the pack's languages. */
struct schema_check reader_check(struct pack_reader *reader, struct str file);

/* Of several entries with an `id`, says which come twice. `what` as in "step". */
void reader_check_ids(struct pack_reader *reader, struct str file, const struct yaml *list,
                      const char *what);

/* Adds that there is no such exercise. `what` is how it was written: "{{exercise x}}". */
void reader_no_exercise(struct pack_reader *reader, struct str file, int line, int column,
                        struct str what, struct str id);

/* Not empty, UTF-8, without NUL. If not, layout_check has said so at its place. */
bool reader_is_text(const struct pack_file *file);

#endif
