#include "base/limits.h"
#include "pack/reader.h"

#define FILE_NAME STR("pack.yaml")

static const char *const licences[] = {"CC-BY-4.0",  "CC-BY-SA-4.0", "CC0-1.0",
                                       "Apache-2.0", "MIT",          NULL};
static const char *const capabilities[] = {"sql", NULL};

static const struct schema_field pitfall_fields[] = {
    {"id", SCHEMA_SLUG, .required = true, .help = "the name that pages and exercises use"},
    {"title", SCHEMA_TEXT, .required = true, .max = PACK_TITLE_LEN,
     .help = "what goes wrong, in one line"},
    {"signs", SCHEMA_TEXT, SCHEMA_LIST, .required = true, .help = "how to notice it early"},
    {"repair", SCHEMA_TEXT, .required = true, .help = "what to do about it"},
    {.key = NULL},
};

static const struct schema_field term_fields[] = {
    {"id", SCHEMA_SLUG, .required = true, .help = "the name that {{term ...}} uses"},
    {"term", SCHEMA_TEXT, .required = true, .max = PACK_TITLE_LEN,
     .help = "the word as people say it"},
    {"meaning", SCHEMA_TEXT, .required = true, .help = "what it means, in plain words"},
    {"who", SCHEMA_TEXT, .help = "who says it"},
    {.key = NULL},
};

static const struct schema_field manifest_fields[] = {
    {"api", SCHEMA_NUMBER, .required = true, .min = 1, .max = 1000,
     .help = "the level of the exercise API: api: 1"},
    {"org", SCHEMA_SLUG, .required = true,
     .help = "the organisation that answers for the pack, as a lower-case name"},
    {"name", SCHEMA_SLUG, .required = true, .help = "the pack's own lower-case name"},
    {"version", SCHEMA_VERSION, .required = true, .help = "three numbers, as in 1.0.0"},
    {"title", SCHEMA_TEXT, .required = true, .max = PACK_TITLE_LEN,
     .help = "what people read on the card"},
    {"summary", SCHEMA_TEXT, .required = true, .help = "one or two sentences under the title"},
    {"licence", SCHEMA_WORD, .required = true, .words = licences,
     .help = "under which terms others may use it, as in CC-BY-4.0"},
    {"languages", SCHEMA_LANG, SCHEMA_LIST, .required = true,
     .help = "the languages of all texts, the source first, as in [nl, en]"},
    {"authors", SCHEMA_STRING, SCHEMA_LIST, .required = true, .max = PACK_TITLE_LEN,
     .help = "who wrote it"},
    {"reviewed-by", SCHEMA_STRING, SCHEMA_ONE_OR_LIST, .max = PACK_TITLE_LEN,
     .help = "who checked it"},
    {"review-by", SCHEMA_DATE, .help = "the day before which somebody must look at it again"},
    {"fiction", SCHEMA_TRUTH, .help = "true: a made-up story, labelled as such everywhere"},
    {"needs", SCHEMA_NEEDS,
     .help = "other packs with their versions, as in {proeftuin/kinds: ^1.0.0}"},
    {"capabilities", SCHEMA_WORD, SCHEMA_LIST, .words = capabilities,
     .help = "what its exercises use beyond the ordinary"},
    {"pitfalls", SCHEMA_MAP, SCHEMA_LIST, .fields = pitfall_fields,
     .help = "what often goes wrong"},
    {"glossary", SCHEMA_MAP, SCHEMA_LIST, .fields = term_fields, .help = "words explained"},
    {.key = NULL},
};

struct schema_check reader_check(struct pack_reader *reader, struct str file)
{
    struct schema_check check = {.arena = reader->arena,
                                 .problems = &reader->problems,
                                 .file = file,
                                 .source = reader->pack->source};
    memcpy(check.has, reader->pack->has, sizeof check.has);
    return check;
}

void reader_check_ids(struct pack_reader *reader, struct str file, const struct yaml *list,
                      const char *what)
{
    if (list == NULL || list->kind != YAML_LIST || list->len > PACK_LIST_MAX) return;
    for (const struct yaml *entry = list->first; entry; entry = entry->next) {
        const struct yaml *id = yaml_find(entry, "id");
        if (schema_str(id).len == 0) continue;
        for (const struct yaml *other = list->first; other != entry; other = other->next) {
            const struct yaml *seen = yaml_find(other, "id");
            if (seen == NULL || !str_eq(schema_str(seen), id->text)) continue;
            problem_add(&reader->problems, file, id->line, id->column,
                        "id: there are two %ss \"%.*s\", the first in line %d; rename one", what,
                        STR_ARG(id->text), seen->line);
            break;
        }
    }
}

/* Before anything else: which languages the other texts must have. */
static void read_languages(struct pack *pack, const struct yaml *root)
{
    const struct yaml *list = yaml_find(root, "languages");
    bool first = true;
    for (const struct yaml *entry = list ? list->first : NULL; entry; entry = entry->next) {
        enum lang lang;
        if (entry->kind != YAML_SCALAR || !lang_parse(entry->text, &lang)) continue;
        if (first) pack->source = lang;
        first = false;
        pack->has[lang] = true;
    }
}

/* Entries of a list that the schema found to be too long are not read at all. */
static const struct yaml *list_of(const struct yaml *root, const char *key, size_t *len)
{
    const struct yaml *list = yaml_find(root, key);
    *len = list && list->kind == YAML_LIST && list->len <= PACK_LIST_MAX ? list->len : 0;
    return *len ? list->first : NULL;
}

static void read_pitfalls(struct pack_reader *reader, const struct yaml *root)
{
    struct pack *pack = reader->pack;
    const struct yaml *entry = list_of(root, "pitfalls", &pack->pitfalls_len);
    struct pitfall *pitfalls = arena_array(reader->arena, struct pitfall, pack->pitfalls_len);
    pack->pitfalls = pitfalls;
    for (; entry; entry = entry->next, pitfalls++) {
        pitfalls->id = schema_str(yaml_find(entry, "id"));
        pitfalls->title = schema_text(yaml_find(entry, "title"), pack->source);
        pitfalls->signs = schema_texts(reader->arena, yaml_find(entry, "signs"), pack->source,
                                       &pitfalls->signs_len);
        pitfalls->repair = schema_text(yaml_find(entry, "repair"), pack->source);
    }
}

static void read_glossary(struct pack_reader *reader, const struct yaml *root)
{
    struct pack *pack = reader->pack;
    const struct yaml *entry = list_of(root, "glossary", &pack->glossary_len);
    struct term *terms = arena_array(reader->arena, struct term, pack->glossary_len);
    pack->glossary = terms;
    for (; entry; entry = entry->next, terms++) {
        terms->id = schema_str(yaml_find(entry, "id"));
        terms->term = schema_text(yaml_find(entry, "term"), pack->source);
        terms->meaning = schema_text(yaml_find(entry, "meaning"), pack->source);
        terms->who = schema_text(yaml_find(entry, "who"), pack->source);
    }
}

static void read_needs(struct pack_reader *reader, const struct yaml *root)
{
    struct pack *pack = reader->pack;
    const struct yaml *map = yaml_find(root, "needs");
    if (map == NULL || map->kind != YAML_MAP) return;
    struct need *needs = arena_array(reader->arena, struct need, map->len);
    pack->needs = needs;
    pack->needs_len = map->len;
    for (const struct yaml *entry = map->first; entry; entry = entry->next, needs++) {
        needs->name = entry->key;
        str_cut(&needs->name, '/', &needs->org);
        needs->range = schema_str(entry);
        if (!str_eq(needs->org, pack->org) || !str_eq(needs->name, pack->name)) continue;
        problem_add(&reader->problems, FILE_NAME, entry->key_line, entry->key_column,
                    "needs: a pack cannot need itself; remove this line");
    }
}

static void check_meaning(struct pack_reader *reader, const struct yaml *root)
{
    const struct yaml *api = yaml_find(root, "api"), *reviewed = yaml_find(root, "reviewed-by");
    int level = schema_number(api);
    if (level > PACK_API)
        problem_add(&reader->problems, FILE_NAME, api->line, api->column,
                    "api: this version knows level %d; install a newer version of Proeftuin, or "
                    "write api: %d",
                    PACK_API, PACK_API);
    if (reader->pack->fiction && reviewed)
        problem_add(&reader->problems, FILE_NAME, reviewed->key_line, reviewed->key_column,
                    "reviewed-by: a made-up story has no reviewer; remove this, or fiction: true "
                    "if it really happened");
}

bool manifest_read(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    const struct pack_file *file = pack_file(pack, FILE_NAME);
    if (file == NULL) {
        problem_add(&reader->problems, FILE_NAME, 1, 1,
                    "there is no pack.yaml; a pack is a folder with this file in it");
        return false;
    }
    if (!reader_is_text(file)) return false;
    struct yaml *root = yaml_parse(reader->arena, &reader->problems, file->path, file->bytes);
    if (root == NULL) return false;
    if (root->kind != YAML_MAP) {
        problem_add(&reader->problems, file->path, root->line, root->column,
                    "a manifest is a number of lines \"key: value\", found %s",
                    yaml_kind_name(root));
        return false;
    }
    read_languages(pack, root);
    struct schema_check check = reader_check(reader, file->path);
    schema_check(&check, root, manifest_fields);
    reader_check_ids(reader, file->path, yaml_find(root, "pitfalls"), "pitfall");
    reader_check_ids(reader, file->path, yaml_find(root, "glossary"), "term");

    pack->org = schema_str(yaml_find(root, "org"));
    pack->name = schema_str(yaml_find(root, "name"));
    pack->version = schema_str(yaml_find(root, "version"));
    pack->licence = schema_str(yaml_find(root, "licence"));
    pack->title = schema_text(yaml_find(root, "title"), pack->source);
    pack->summary = schema_text(yaml_find(root, "summary"), pack->source);
    pack->authors = schema_strs(reader->arena, yaml_find(root, "authors"), &pack->authors_len);
    pack->reviewed_by =
        schema_strs(reader->arena, yaml_find(root, "reviewed-by"), &pack->reviewed_by_len);
    pack->review_by = schema_str(yaml_find(root, "review-by"));
    pack->fiction = schema_truth(yaml_find(root, "fiction"));
    size_t used_len;
    struct str *used = schema_strs(reader->arena, yaml_find(root, "capabilities"), &used_len);
    for (size_t i = 0; i < used_len; i++) pack->uses_sql |= str_is(used[i], "sql");
    read_needs(reader, root);
    read_pitfalls(reader, root);
    read_glossary(reader, root);
    check_meaning(reader, root);
    for (int i = 0; i < LANG_COUNT; i++)
        if (pack->has[i]) return true;
    return false; /* without languages there are no pages to look for; the schema said so */
}
