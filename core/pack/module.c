#include "base/limits.h"
#include "pack/reader.h"
#include "pack/suggest.h"

/* The kinds that pages can show. The rest of PACKS.md's list is for rooms. */
static const char *const kinds[] = {"text", "exercise", NULL};
static const char *const keeps[] = {"60", "90", "150", NULL};

static const struct schema_field sensitivity_fields[] = {
    {"note", SCHEMA_TEXT, .required = true, .help = "what somebody will meet in this module"},
    {"around", SCHEMA_TEXT, .required = true, .help = "how to take part without it"},
    {"help", SCHEMA_TEXT, .required = true, .help = "where help is, with a number or address"},
    {.key = NULL},
};

static const struct schema_field step_fields[] = {
    {"id", SCHEMA_SLUG, .required = true, .help = "the step's lower-case name"},
    {"kind", SCHEMA_STRING, .required = true, .help = "text or exercise"},
    {"minutes", SCHEMA_NUMBER, .min = 1, .max = PACK_MINUTES_MAX, .help = "how long it takes"},
    {"title", SCHEMA_TEXT, .max = PACK_TITLE_LEN, .help = "its heading"},
    {"page", SCHEMA_SLUG, .help = "text: the name of the page, without .nl.md"},
    {"exercise", SCHEMA_SLUG, .help = "exercise: the name of the exercise, without .lua"},
    {"trainer", SCHEMA_SLUG, .help = "the page with notes for the trainer"},
    {"materials", SCHEMA_TEXT, SCHEMA_LIST, .help = "what must lie ready"},
    {"paper", SCHEMA_TEXT, .help = "what to do without devices"},
    {"min", SCHEMA_NUMBER, .min = 1, .max = PACK_MINUTES_MAX, .help = "how short it may be"},
    {"keep", SCHEMA_WORD, SCHEMA_LIST, .words = keeps,
     .help = "in which variants of the module it stays"},
    {"alone", SCHEMA_SLUG, .help = "skip, or the page for somebody who follows it alone"},
    {.key = NULL},
};

static const struct schema_field module_fields[] = {
    {"format", SCHEMA_FACET, .facet = FACET_FORMAT, .required = true,
     .help = "workshop, lunchlezing, artikel, ..."},
    {"level", SCHEMA_FACET, SCHEMA_ONE_OR_LIST, .facet = FACET_LEVEL, .required = true,
     .help = "beginner, verzamelaar, beschrijver, voorspeller"},
    {"goal", SCHEMA_FACET, SCHEMA_ONE_OR_LIST, .facet = FACET_GOAL, .required = true,
     .help = "what it is good for"},
    {"theme", SCHEMA_FACET, SCHEMA_ONE_OR_LIST, .facet = FACET_THEME, .required = true,
     .help = "de-middelen, de-mens-en-cultuur, veilig-en-ethisch, maatschappelijke-impact"},
    {"role", SCHEMA_FACET, SCHEMA_ONE_OR_LIST, .facet = FACET_ROLE,
     .help = "for whom; left out: for everybody"},
    {"title", SCHEMA_TEXT, .required = true, .max = PACK_TITLE_LEN,
     .help = "what people read on the card"},
    {"summary", SCHEMA_TEXT, .required = true, .help = "one or two sentences under the title"},
    {"outcomes", SCHEMA_TEXT, SCHEMA_LIST, .required = true, .help = "what you will be able to do"},
    {"minutes", SCHEMA_NUMBER, .required = true, .min = 1, .max = PACK_MINUTES_MAX,
     .help = "how long all of it takes"},
    {"sensitivity", SCHEMA_MAP, .fields = sensitivity_fields,
     .help = "what is shown before a module that may hurt"},
    {"uses-personal-data", SCHEMA_TRUTH,
     .help = "true: people work with their own or others' personal data"},
    {"prerequisites", SCHEMA_MODULE, SCHEMA_LIST, .help = "modules to follow first"},
    {"related", SCHEMA_MODULE, SCHEMA_LIST, .help = "modules that fit with it"},
    {"belongs-to", SCHEMA_MODULE, .help = "the module that this one goes with"},
    {"voice", SCHEMA_TEXT, .help = "whose tip it is"},
    {"steps", SCHEMA_MAP, SCHEMA_LIST, .fields = step_fields, .required = true,
     .help = "what happens, in order"},
    {.key = NULL},
};

struct reading {
    struct pack_reader *reader;
    struct str file, id;
};

#define PROBLEM(r, node, ...)                                                                      \
    problem_add(&(r)->reader->problems, (r)->file, (node)->line, (node)->column, __VA_ARGS__)

static void check_kind(struct reading *r, const struct yaml *kind)
{
    struct suggest suggest;
    suggest_init(&suggest, kind->text);
    for (size_t i = 0; kinds[i]; i++) {
        if (str_is(kind->text, kinds[i])) return;
        suggest_offer(&suggest, str_of(kinds[i]));
    }
    struct str hint = suggest_words(&suggest, r->reader->arena);
    PROBLEM(r, kind, "step kind %.*s is not known by this version%.*s%s known: text, exercise",
            STR_ARG(kind->text), STR_ARG(hint), hint.len ? "" : ";");
}

/* One key belongs to this kind, the other does not. */
static void check_keys_of_kind(struct reading *r, const struct yaml *entry, const char *kind,
                               const char *needed, const char *other)
{
    const struct yaml *wrong = yaml_find(entry, other);
    if (yaml_find(entry, needed) == NULL)
        PROBLEM(r, entry, "%s: this key is missing: a step of kind %s shows one", needed, kind);
    if (wrong)
        problem_add(&r->reader->problems, r->file, wrong->key_line, wrong->key_column,
                    "%s: a step of kind %s shows its %s instead; make this a step of its own",
                    other, kind, needed);
}

static void read_exercise(struct reading *r, const struct yaml *entry, struct step *step)
{
    const struct yaml *id = yaml_find(entry, "exercise");
    step->kind = STEP_EXERCISE;
    check_keys_of_kind(r, entry, "exercise", "exercise", "page");
    step->exercise = schema_str(id);
    if (step->exercise.len == 0) return;
    if (!pack_has_exercise(r->reader->pack, step->exercise)) {
        reader_no_exercise(r->reader, r->file, id->line, id->column, STR("exercise"),
                           step->exercise);
        return;
    }
    step->exercises = &step->exercise;
    step->exercises_len = 1;
}

/* A page that is checked, but shown elsewhere than in self-paced reading. */
static void read_side_page(struct reading *r, const struct yaml *name)
{
    struct page page;
    const struct str *exercises;
    size_t exercises_len;
    page_read(r->reader, r->id, name, r->file, &page, &exercises, &exercises_len);
}

static void read_text(struct reading *r, const struct yaml *entry, struct step *step)
{
    const struct yaml *name = yaml_find(entry, "page"), *alone = yaml_find(entry, "alone");
    step->kind = STEP_TEXT;
    check_keys_of_kind(r, entry, "text", "page", "exercise");
    bool own = alone && !step->skip_alone; /* a page of its own for who follows it alone */
    if (own && name) read_side_page(r, name);
    if (own) name = alone;
    if (name)
        page_read(r->reader, r->id, name, r->file, &step->page, &step->exercises,
                  &step->exercises_len);
}

static void read_step(struct reading *r, const struct yaml *entry, struct step *step)
{
    const struct yaml *kind = yaml_find(entry, "kind"), *trainer = yaml_find(entry, "trainer");
    const struct yaml *min = yaml_find(entry, "min");
    step->id = schema_str(yaml_find(entry, "id"));
    step->title = schema_text(yaml_find(entry, "title"), r->reader->pack->source);
    step->minutes = schema_number(yaml_find(entry, "minutes"));
    step->skip_alone = str_is(schema_str(yaml_find(entry, "alone")), "skip");
    if (min && schema_number(min) > step->minutes && step->minutes > 0)
        PROBLEM(r, min, "min: the step takes %d minutes; the shortest cannot be longer",
                step->minutes);
    if (trainer) read_side_page(r, trainer);
    if (kind == NULL || kind->kind != YAML_SCALAR) return; /* the schema said so */
    check_kind(r, kind);
    if (str_is(kind->text, "text")) read_text(r, entry, step);
    if (str_is(kind->text, "exercise")) read_exercise(r, entry, step);
}

static void read_steps(struct reading *r, const struct yaml *root, struct module *module)
{
    const struct yaml *list = yaml_find(root, "steps");
    if (list == NULL || list->kind != YAML_LIST) return;
    if (list->len > MODULE_STEPS_MAX) {
        PROBLEM(r, list, "steps: there are %zu; at most %d fit: make it two modules", list->len,
                MODULE_STEPS_MAX);
        return;
    }
    reader_check_ids(r->reader, r->file, list, "step");
    struct step *step = arena_array(r->reader->arena, struct step, list->len);
    module->steps = step;
    module->steps_len = list->len;
    int minutes = 0;
    bool shown = false;
    for (const struct yaml *entry = list->first; entry; entry = entry->next, step++) {
        read_step(r, entry, step);
        minutes += step->minutes;
        shown |= !step->skip_alone;
    }
    const struct yaml *all = yaml_find(root, "minutes");
    if (module->minutes > 0 && minutes > module->minutes)
        PROBLEM(r, all,
                "minutes: the steps together take %d minutes, the module only %d; make "
                "them agree",
                minutes, module->minutes);
    if (!shown && list->len > 0)
        PROBLEM(r, list,
                "steps: whoever follows this alone sees nothing, every step has alone: "
                "skip; keep at least one");
}

/* Modules of this pack must be there; those of others are only known when all packs are. */
static void check_modules(struct reading *r, const struct yaml *list)
{
    if (list == NULL || list->kind == YAML_MAP) return;
    const struct pack *pack = r->reader->pack;
    for (const struct yaml *entry = list->kind == YAML_LIST ? list->first : list; entry;
         entry = list->kind == YAML_LIST ? entry->next : NULL) {
        struct str id = schema_str(entry);
        if (!str_is_slug(id, SLUG_LEN)) continue;
        struct suggest suggest;
        suggest_init(&suggest, id);
        bool found = false;
        for (size_t i = 0; i < pack->modules_len; i++) {
            found |= str_eq(pack->modules[i].id, id);
            suggest_offer(&suggest, pack->modules[i].id);
        }
        struct str hint = suggest_words(&suggest, r->reader->arena);
        if (str_eq(id, r->id)) PROBLEM(r, entry, "a module cannot refer to itself; remove this");
        else if (!found)
            PROBLEM(r, entry, "%.*s: this pack has no modules/%.*s/%.*s", STR_ARG(id), STR_ARG(id),
                    STR_ARG(hint));
    }
}

/* Page files that no step names are a mistake nobody would notice. */
static void check_unused(struct reading *r, const struct yaml *root)
{
    static const char *const naming[] = {"page", "trainer", "alone"};
    const struct yaml *steps = yaml_find(root, "steps");
    const struct pack *pack = r->reader->pack;
    struct str folder = arena_printf(r->reader->arena, "modules/%.*s/", STR_ARG(r->id));
    for (size_t i = 0; i < pack->files_len; i++) {
        struct str path = pack->files[i].path;
        if (!str_starts(path, folder) || !str_ends(path, STR(".md"))) continue;
        struct str rest = str_slice(path.ptr + folder.len, path.len - folder.len), name;
        str_cut(&rest, '.', &name);
        bool used = false;
        for (const struct yaml *step = steps ? steps->first : NULL; step; step = step->next)
            for (size_t k = 0; k < sizeof naming / sizeof naming[0]; k++)
                used |= str_eq(schema_str(yaml_find(step, naming[k])), name);
        if (!used)
            problem_add(&r->reader->problems, path, 1, 1,
                        "no step of %.*s shows this page; add a step with page: %.*s, or remove "
                        "the file",
                        STR_ARG(r->file), STR_ARG(name));
    }
}

void module_read(struct pack_reader *reader, struct str id, struct module *module)
{
    struct arena *arena = reader->arena;
    struct reading r = {reader, arena_printf(arena, "modules/%.*s/module.yaml", STR_ARG(id)), id};
    enum lang source = reader->pack->source;
    const struct pack_file *file = pack_file(reader->pack, r.file);
    if (file == NULL) {
        problem_add(&reader->problems, r.file, 1, 1,
                    "this module has no module.yaml; write it, or remove the folder");
        return;
    }
    if (!reader_is_text(file)) return;
    struct yaml *root = yaml_parse(arena, &reader->problems, file->path, file->bytes);
    if (root == NULL) return;
    if (root->kind != YAML_MAP) {
        PROBLEM(&r, root, "a manifest is a number of lines \"key: value\", found %s",
                yaml_kind_name(root));
        return;
    }
    struct schema_check check = reader_check(reader, file->path);
    schema_check(&check, root, module_fields);
    module->title = schema_text(yaml_find(root, "title"), source);
    module->summary = schema_text(yaml_find(root, "summary"), source);
    module->outcomes =
        schema_texts(arena, yaml_find(root, "outcomes"), source, &module->outcomes_len);
    module->minutes = schema_number(yaml_find(root, "minutes"));
    module->format = schema_str(yaml_find(root, "format"));
    module->levels = schema_facets(arena, yaml_find(root, "level"), FACET_LEVEL);
    module->goals = schema_facets(arena, yaml_find(root, "goal"), FACET_GOAL);
    module->themes = schema_facets(arena, yaml_find(root, "theme"), FACET_THEME);
    module->roles = schema_facets(arena, yaml_find(root, "role"), FACET_ROLE);
    const struct yaml *sensitivity = yaml_find(root, "sensitivity");
    module->sensitivity = (struct sensitivity){
        .note = schema_text(yaml_find(sensitivity, "note"), source),
        .around = schema_text(yaml_find(sensitivity, "around"), source),
        .help = schema_text(yaml_find(sensitivity, "help"), source),
    };
    module->uses_personal_data = schema_truth(yaml_find(root, "uses-personal-data"));
    check_modules(&r, yaml_find(root, "prerequisites"));
    check_modules(&r, yaml_find(root, "related"));
    check_modules(&r, yaml_find(root, "belongs-to"));
    read_steps(&r, root, module);
    check_unused(&r, root);
}
