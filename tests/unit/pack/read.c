/* Reading a pack: a good one whole, and for each way to be wrong the sentence its author reads. */
#include "fixture.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/limits.h"
#include "pack/version.h"

#define MODULE "modules/blik/module.yaml"
#define NL "modules/blik/lezen.nl.md"
#define EN "modules/blik/lezen.en.md"

static void a_good_pack_is_read_whole(void **state)
{
    struct fixture *f = *state;
    fixture_reset(f);
    assert_int_equal(fixture_read(f), 0);
    const struct pack *pack = f->read;
    assert_true(str_is(pack->org, "voorbeeld"));
    assert_true(str_is(pack->version, "1.2.0"));
    assert_true(str_is(pack->title.in[LANG_EN], "Small pack"));
    assert_true(pack->has[LANG_NL] && pack->has[LANG_EN]);
    assert_int_equal(pack->source, LANG_NL);
    assert_true(pack->fiction && pack->uses_sql);
    assert_true(str_is(pack->review_by, "2027-02-28"));
    assert_int_equal(pack->files_len, 11);
    assert_int_equal(pack->exercises_len, 2);
    assert_true(str_is(pack->exercises[0], "fout"));
    const struct pitfall *pitfall = pack_pitfall(pack, STR("gemiddelde-verbergt"));
    assert_non_null(pitfall);
    assert_int_equal(pitfall->signs_len, 1);
    assert_true(str_is(pitfall->signs[0].in[LANG_NL], "Niemand herkent het"));
    assert_true(str_is(pack_term(pack, STR("mediaan"))->who.in[LANG_EN], "researchers"));

    const struct module *module = pack_module(pack, STR("blik"));
    assert_non_null(module);
    assert_null(pack_module(pack, STR("bli")));
    assert_true(str_is(module->format, "artikel"));
    assert_int_equal(module->minutes, 15);
    assert_int_equal(module->levels.len, 2);
    assert_string_equal(module->levels.list[0]->slug, "beginner"); /* in the taxonomy's order */
    assert_int_equal(module->roles.len, 1);
    assert_int_equal(module->steps_len, 2);

    const struct step *reading = module_step(module, STR("lezen"));
    assert_int_equal(reading->kind, STEP_TEXT);
    assert_int_equal(reading->exercises_len, 1);
    assert_true(str_is(reading->exercises[0], "gemiddelde-of-mediaan"));
    assert_int_equal(reading->page.words[LANG_NL], 10);
    const struct doc *image = reading->page.in[LANG_NL]->last->first;
    assert_int_equal(image->kind, DOC_IMAGE);
    assert_true(str_is(image->target, "stippen.png"));
    const struct step *doing = module_step(module, STR("doen"));
    assert_int_equal(doing->kind, STEP_EXERCISE);
    assert_true(str_is(doing->exercises[0], "fout"));
}

/* One thing changed in the good pack, and how the problem begins. `from` NULL: `to` is the whole
 * file. */
static const struct {
    const char *path, *from, *to, *expected;
} broken[] = {
    {"pack.yaml", "api: 1\n", "", "pack.yaml:1:1: api: this key is missing"},
    {"pack.yaml", "api: 1", "api: 2", "pack.yaml:1:6: api: this version knows level 1"},
    {"pack.yaml",
     "title:", "tittle:", "pack.yaml:5:1: tittle: there is no such key; did you mean title?"},
    {"pack.yaml",
     "fiction:", "zomaar:", "pack.yaml:11:1: zomaar: there is no such key; known: api, org"},
    {"pack.yaml", "voorbeeld", "Voorbeeld",
     "pack.yaml:2:6: org: \"Voorbeeld\" is not a name as we use them"},
    {"pack.yaml", "klein", "-klein", "pack.yaml:3:7: name: \"-klein\" is not a name"},
    {"pack.yaml", "name: klein", "name: [klein]",
     "pack.yaml:3:7: name: expected a name, found a list"},
    {"pack.yaml", "name: klein", "name:", "pack.yaml:3:6: name: expected a name, found nothing"},
    {"pack.yaml", "1.2.0", "1.2", "pack.yaml:4:10: version: \"1.2\" is not a version"},
    {"pack.yaml", "1.2.0", "01.2.0", "pack.yaml:4:10: version: \"01.2.0\" is not a version"},
    {"pack.yaml", "CC-BY-4.0", "CC-BY-4",
     "pack.yaml:7:10: licence: \"CC-BY-4\" is not known; did you mean CC-BY-4.0?"},
    {"pack.yaml", "CC-BY-4.0", "WTFPL",
     "pack.yaml:7:10: licence: \"WTFPL\" is not known; known: CC-BY-4.0, CC-BY-SA-4.0"},
    {"pack.yaml", "[nl, en]", "[nl, ne]", "pack.yaml:8:17: languages: \"ne\" is not known"},
    {"pack.yaml", "[nl, en]", "[nl, nl]", "pack.yaml:8:17: languages: this is in the list twice"},
    {"pack.yaml", "[nl, en]", "[]", "pack.yaml:8:12: languages: the list is empty"},
    {"pack.yaml", "[nl, en]", "nl", "pack.yaml:8:12: languages: expected a list, found text"},
    {"pack.yaml", "[nl, en]", "[nl]",
     "pack.yaml:5:27: title: there is a text in en, but languages lists only nl"},
    {"pack.yaml", "[nl, en]", "[nl]",
     "modules/blik/lezen.en.md:1:1: languages of pack.yaml does not list en"},
    {"pack.yaml", ", en: Small pack}", "}",
     "pack.yaml:5:8: title: there is no text in en, and languages lists nl, en"},
    {"pack.yaml", "{nl: Klein pakket, en: Small pack}", "Klein",
     "pack.yaml:5:8: title: this text has no en translation"},
    {"pack.yaml", "en: Small pack", "de: Klein",
     "pack.yaml:5:27: title: de is not a language of this version"},
    {"pack.yaml", "en: Small pack", "en: ''",
     "pack.yaml:5:31: title: expected a text, found nothing"},
    {"pack.yaml", "2027-02-28", "2027-02-29",
     "pack.yaml:10:12: review-by: \"2027-02-29\" is not a date"},
    {"pack.yaml", "2027-02-28", "28-02-2027",
     "pack.yaml:10:12: review-by: \"28-02-2027\" is not a date"},
    {"pack.yaml", "fiction: true", "fiction: ja",
     "pack.yaml:11:10: fiction: \"ja\" is neither true nor false"},
    {"pack.yaml", "fiction: true", "fiction: true\nreviewed-by: Iemand",
     "pack.yaml:12:1: reviewed-by: a made-up story has no reviewer"},
    {"pack.yaml", "[sql]", "[network]",
     "pack.yaml:12:16: capabilities: \"network\" is not known; known: sql"},
    {"pack.yaml", "capabilities: [sql]", "needs: {kinds: ^1.0.0}",
     "pack.yaml:12:9: needs: \"kinds\" is not a pack; write org/pack"},
    {"pack.yaml", "capabilities: [sql]", "needs: {a/kinds: 1.x}",
     "pack.yaml:12:18: needs: this is not a range of versions"},
    {"pack.yaml", "capabilities: [sql]", "needs: {voorbeeld/klein: 1.2.0}",
     "pack.yaml:12:9: needs: a pack cannot need itself"},
    {"pack.yaml", "    repair: {nl: Kijk eerst, en: Look first}\n", "",
     "pack.yaml:14:5: repair: this key is missing: what to do about it"},
    {"pack.yaml", "    signs:\n      - {nl", "    signs: {x: [\n       {nl",
     "pack.yaml:18:5: this is not YAML"},
    {"pack.yaml", "glossary:\n",
     "glossary:\n  - {id: mediaan, term: {nl: a, en: b}, meaning: {nl: a, en: b}}\n",
     "pack.yaml:21:9: id: there are two terms \"mediaan\", the first in line 20"},
    {"pack.yaml", "org: voorbeeld", "org: voorbeeld\norg: ander",
     "pack.yaml:3:1: org: this key is here twice, first in line 2"},
    {"pack.yaml", "api: 1", "\tapi: 1", "pack.yaml:1:1: this is not YAML"},
    {"pack.yaml", NULL, "- a\n- b\n",
     "pack.yaml:1:1: a manifest is a number of lines \"key: value\", found a list"},
    {"pack.yaml", NULL, "# niets\n", "pack.yaml:1:1: this file is empty"},
    {"pack.yaml", NULL, "", "pack.yaml:1:1: this file is empty"},
    {"pack.yaml", "Om te", "Om \xff te", "pack.yaml:6:18: this is not UTF-8"},

    {MODULE, "artikel", "artikle",
     MODULE ":1:9: format: \"artikle\" is not known; did you mean artikel?"},
    {MODULE, "verzamelaar", "gevorderd",
     MODULE ":2:9: level: \"gevorderd\" is not known; known: beginner"},
    {MODULE, "[uitvoering]", "[uitvoering, uitvoering]",
     MODULE ":5:20: role: this is in the list twice"},
    {MODULE, "minutes: 15", "minutes: 0",
     MODULE ":10:10: minutes: \"0\" is not a whole number from 1 to 1440"},
    {MODULE, "minutes: 15", "minutes: 1.5",
     MODULE ":10:10: minutes: \"1.5\" is not a whole number"},
    {MODULE, "minutes: 15", "minutes: 14",
     MODULE ":10:10: minutes: the steps together take 15 minutes"},
    {MODULE, "kind: text", "kind: poll",
     MODULE ":13:11: step kind poll is not known by this version; known: text, exercise"},
    {MODULE, "kind: text", "kind: txet",
     MODULE ":13:11: step kind txet is not known by this version; did you mean text? known:"},
    {MODULE, "kind: text", "kind: exercise",
     MODULE ":12:5: exercise: this key is missing: a step of kind exercise"},
    {MODULE, "kind: text", "kind: exercise",
     MODULE ":16:5: page: a step of kind exercise shows its exercise instead"},
    {MODULE, "id: doen", "id: lezen",
     MODULE ":17:9: id: there are two steps \"lezen\", the first in line 12"},
    {MODULE, "exercise: fout", "exercise: fuot",
     MODULE ":20:15: exercise: no exercises/fuot.lua; did you mean fout?"},
    {MODULE, "page: lezen", "page: lezzen",
     MODULE ":16:11: page: no modules/blik/lezzen.nl.md; did you mean lezen?"},
    {MODULE, "page: lezen", "page: lezzen",
     NL ":1:1: no step of modules/blik/module.yaml shows this page"},
    {MODULE, "page: lezen", "page: Lezen", MODULE ":16:11: page: \"Lezen\" is not a name"},
    {MODULE, "minutes: 5", "minutes: 5\n    min: 6",
     MODULE ":20:10: min: the step takes 5 minutes"},
    {MODULE, "minutes: 5", "minutes: 5\n    keep: [30]",
     MODULE ":20:12: keep: \"30\" is not known; known: 60, 90, 150"},
    {MODULE, "minutes: 15", "minutes: 15\nrelated: [blikk]",
     MODULE ":11:11: blikk: this pack has no modules/blikk/; did you mean blik?"},
    {MODULE, "minutes: 15", "minutes: 15\nprerequisites: [blik]",
     MODULE ":11:17: a module cannot refer to itself"},
    {MODULE, "minutes: 15", "minutes: 15\nbelongs-to: a/b",
     MODULE ":11:13: belongs-to: \"a/b\" is not a module"},
    {MODULE, "minutes: 15", "minutes: 15\nsensitivity: {note: {nl: a, en: b}}",
     MODULE ":11:14: around: this key is missing"},
    {"modules/leeg/lezen.nl.md", NULL, "x\n",
     "modules/leeg/module.yaml:1:1: this module has no module.yaml"},

    {NL, "gemiddelde-of-mediaan", "gemidelde",
     NL ":9:1: {{exercise gemidelde}}: no exercises/gemidelde.lua; did you mean "
        "gemiddelde-of-mediaan?"},
    {NL, "gemiddelde-of-mediaan", "fout",
     EN ":1:1: the exercises are not those of modules/blik/lezen.nl.md: number 1 there is fout, "
        "here gemiddelde-of-mediaan"},
    {EN, "{{exercise gemiddelde-of-mediaan}}", "Nothing.",
     EN ":1:1: the exercises are not those of modules/blik/lezen.nl.md: number 1 there is "
        "gemiddelde-of-mediaan, here none"},
    {NL, "{{pitfall", "{{exercise gemiddelde-of-mediaan}}\n{{pitfall",
     NL ":11:1: {{exercise gemiddelde-of-mediaan}}: it is on this page twice"},
    {NL, "pitfall gemiddelde-verbergt", "pitfall gemiddelde-verberg",
     NL ":11:1: {{pitfall gemiddelde-verberg}}: pack.yaml has no such entry under pitfalls; did "
        "you mean gemiddelde-verbergt?"},
    {NL, "term mediaan", "term median",
     NL ":3:4: {{term median}}: pack.yaml has no such entry under glossary; did you mean mediaan?"},
    {NL, "{{term", "{{woord",
     NL ":3:4: {{woord}}: this is not one of our additions to Markdown; known: exercise, pitfall, "
        "term, tip, note"},
    {NL, "{{/tip}}", "", NL ":5:1: {{tip}}: it is not closed; write {{/tip}} after its last line"},
    {NL, "[Drie stippen]", "[]", NL ":13:1: this image has no text alternative"},
    {NL, "stippen.png", "stipen.png",
     NL ":13:1: there is no media/stipen.png; did you mean stippen.png?"},
    {NL, "../../media/stippen.png", "https://example.org/x.png",
     NL ":13:1: the image https://example.org/x.png is not in this pack"},
    {NL, "Kijk eerst", "Kijk \xe2\x82 eerst", NL ":6:6: this is not UTF-8"},

    {"exercises/x_test.lua", NULL, "x\n",
     "exercises/x_test.lua:1:1: these tests have no exercise: there is no exercises/x.lua"},
    {"exercises/x.js", NULL, "x\n",
     "exercises/x.js:1:1: exercises/ holds only <name>_test.lua, <name>.lua"},
    {"exercise/x.lua", NULL, "x\n",
     "exercise/x.lua:1:1: this has no place in a pack; did you mean exercises?"},
    {"pakc.yaml", NULL, "x\n",
     "pakc.yaml:1:1: this has no place in a pack; did you mean pack.yaml?"},
    {"media/logo.svg", NULL, "<svg/>", "media/logo.svg:1:1: media/ holds only <name>.png"},
    {"media/x.png", NULL, "geen plaatje",
     "media/x.png:1:1: this is not the kind of image that its name says"},
    {"media/x.png", NULL, "", "media/x.png:1:1: this file is empty"},
    {"lib/Texts.lua", NULL, "x\n", "lib/Texts.lua:1:1: a name has only lower-case letters"},
    {"lib/a b.lua", NULL, "x\n", "lib/a b.lua:1:1: a name has only lower-case letters"},
    {"lib/caf\xc3\xa9.lua", NULL, "x\n",
     "lib/caf\xc3\xa9.lua:1:1: a name has only lower-case letters"},
    {"lib/.x.lua.swp", NULL, "x\n", "lib/.x.lua.swp:1:1: hidden files are no part of a pack"},
};

static void each_mistake_is_named_at_its_place(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        fixture_reset(f);
        if (broken[i].from) fixture_replace(f, broken[i].path, broken[i].from, broken[i].to);
        else fixture_write(f, broken[i].path, str_of(broken[i].to));
        int code = fixture_read(f);
        if (code != ERR_INVALID) print_error("%s: %s\n", broken[i].path, broken[i].expected);
        assert_int_equal(code, ERR_INVALID);
        assert_null(f->read);
        fixture_expect(f, broken[i].expected);
    }
}

/* Changes that are no mistake. */
static const struct {
    const char *path, *from, *to;
} fine[] = {
    {"pack.yaml", "api: 1",
     "\xef\xbb\xbf"
     "api: 1"},
    {"pack.yaml", "fiction: true", "fiction: false\nreviewed-by: Iemand"},
    {"pack.yaml", "CC-BY-4.0", "CC0-1.0"},
    {"pack.yaml", "1.2.0", "1.2.0-beta.1"},
    {"pack.yaml", "2027-02-28", "2028-02-29"},
    {MODULE, "kind: text", "kind: text\n    alone: skip"},
    {MODULE, "minutes: 5", "min: 3\n    keep: [60, 90]"},
    {MODULE, "minutes: 15", "minutes: 15\nrelated: [een/ander/module]\nuses-personal-data: true"},
    {NL, "# Blik\n", "# Blik\r\n"},
    {NL, "../../media/", "media/"},
};

static void what_is_allowed_is_read(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        fixture_reset(f);
        fixture_replace(f, fine[i].path, fine[i].from, fine[i].to);
        if (fixture_read(f) != 0) fail_msg("%s: %s", fine[i].to, f->err.text);
    }
}

static void all_mistakes_come_at_once_in_order(void **state)
{
    struct fixture *f = *state;
    fixture_reset(f);
    fixture_replace(f, "pack.yaml", "2027-02-28", "morgen");
    fixture_replace(f, "pack.yaml", "name: klein", "name: KLEIN");
    fixture_replace(f, NL, "term mediaan", "term x");
    fixture_replace(f, MODULE, "artikel", "boek");
    fixture_write(f, "exercises/x_test.lua", STR("x"));
    assert_int_equal(fixture_read(f), ERR_INVALID);
    assert_int_equal(f->problems_len, 5);
    static const char *const order[] = {"exercises/x_test.lua:1:1: ", NL ":3:4: ", MODULE ":1:9: ",
                                        "pack.yaml:3:7: ", "pack.yaml:10:12: "};
    for (size_t i = 0; i < 5; i++)
        assert_memory_equal(fixture_problem(f, i), order[i], strlen(order[i]));
    assert_memory_equal(f->err.text, order[0], strlen(order[0]));
    assert_non_null(strstr(f->err.text, "(and 4 more problems)"));
}

static void a_missing_translation_file_is_a_problem(void **state)
{
    struct fixture *f = *state;
    fixture_reset(f);
    fixture_remove(f, EN);
    assert_int_equal(fixture_read(f), ERR_INVALID);
    fixture_expect(f, MODULE ":16:11: page: the en translation is missing, and languages of "
                             "pack.yaml lists it; write modules/blik/lezen.en.md");
    fixture_reset(f);
    fixture_remove(f, "pack.yaml");
    assert_int_equal(fixture_read(f), ERR_INVALID);
    fixture_expect(f, "pack.yaml:1:1: there is no pack.yaml");
}

static void links_pipes_and_bombs_are_refused(void **state)
{
    struct fixture *f = *state;
    char path[200];
    fixture_reset(f);
    snprintf(path, sizeof path, "%s/lib/link.lua", f->pack);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    snprintf(path, sizeof path, "%s/data", f->pack);
    fixture_remove(f, "data/orders.csv");
    rmdir(path);
    assert_int_equal(symlink("/etc", path), 0);
    snprintf(path, sizeof path, "%s/lib/pipe.lua", f->pack);
    assert_int_equal(mkfifo(path, 0600), 0);
    snprintf(path, sizeof path, "%s/lib/big.lua", f->pack);
    fixture_write(f, "lib/big.lua", STR("x"));
    assert_int_equal(truncate(path, (off_t)PACK_FILE_LEN + 1), 0);
    fixture_write(f, "lib/nul.lua", STR("return 1\nx\0y\n"));
    fixture_write(f, "lib/a/b/c/d.lua", STR("x"));
    assert_int_equal(fixture_read(f), ERR_INVALID);
    fixture_expect(f, "lib/link.lua:1:1: this is a symbolic link");
    fixture_expect(f, "data:1:1: this is a symbolic link");
    fixture_expect(f, "lib/pipe.lua:1:1: this is no ordinary file");
    fixture_expect(f, "lib/big.lua:1:1: it is 262145 bytes long; at most 262144 fit");
    fixture_expect(f, "lib/nul.lua:2:2: there is a NUL byte");
    fixture_expect(f, "lib/a/b/c:1:1: folders are nested too deeply");
}

static void too_many_files_end_the_reading(void **state)
{
    struct fixture *f = *state;
    fixture_reset(f);
    for (int i = 0; i < PACK_FILES_MAX; i++) {
        char name[40];
        snprintf(name, sizeof name, "lib/f%d.lua", i);
        fixture_write(f, name, STR("x"));
    }
    assert_int_equal(fixture_read(f), ERR_INVALID);
    assert_int_equal(f->problems_len, 1);
    assert_non_null(strstr(f->err.text, "the pack holds more than 2000 files"));
    fixture_reset(f);
    for (int i = 0; i < 500; i++) { /* as many problems as anybody can read, and no more */
        char name[40];
        snprintf(name, sizeof name, "lib/F%d.lua", i);
        fixture_write(f, name, STR("x"));
    }
    assert_int_equal(fixture_read(f), ERR_INVALID);
    assert_int_equal(f->problems_len, PACK_PROBLEMS_MAX);
}

static void a_folder_that_is_not_there_is_said(void **state)
{
    struct fixture *f = *state;
    struct pack *pack;
    assert_int_equal(pack_read(&f->arena, "/nowhere/at/all", &pack, NULL, NULL, &f->err),
                     ERR_NOT_FOUND);
    assert_string_equal(f->err.text, "/nowhere/at/all: there is no such folder");
    assert_int_equal(pack_read(&f->arena, "/etc/passwd", &pack, NULL, NULL, &f->err), ERR_INVALID);
}

static void only_paths_and_contents_make_the_digest(void **state)
{
    struct fixture *f = *state;
    fixture_reset(f);
    assert_int_equal(fixture_read(f), 0);
    struct digest digest = f->read->digest, closure = f->read->closure;
    assert_false(digest_eq(&digest, &closure));

    fixture_reset(f); /* other inodes, times, order of making */
    char path[200];
    snprintf(path, sizeof path, "%s/lib/texts.lua", f->pack);
    assert_int_equal(chmod(path, 0777), 0);
    snprintf(path, sizeof path, "%s/lib/leeg", f->pack);
    assert_int_equal(mkdir(path, 0755), 0); /* an empty folder is nothing */
    assert_int_equal(fixture_read(f), 0);
    assert_true(digest_eq(&digest, &f->read->digest));
    assert_true(digest_eq(&closure, &f->read->closure));
    rmdir(path);

    fixture_replace(f, "exercises/fout.lua", "{}", "{ }");
    assert_int_equal(fixture_read(f), 0);
    assert_false(digest_eq(&digest, &f->read->digest));
    assert_false(digest_eq(&closure, &f->read->closure));
    fixture_reset(f);
    fixture_write(f, "lib/a.lua", STR("x"));
    assert_int_equal(fixture_read(f), 0);
    assert_false(digest_eq(&digest, &f->read->digest));
}

static struct digest digest_of_two(const char *path1, const char *bytes1, const char *path2,
                                   const char *bytes2)
{
    struct pack_file files[] = {{str_of(path1), str_of(bytes1)}, {str_of(path2), str_of(bytes2)}};
    return pack_digest(files, 2);
}

static void the_digest_is_as_documented(void **state)
{
    (void)state;
    static const char whole[] = "proeftuin pack 1\na\0"
                                "3\0xyzb/c\0"
                                "0\0";
    struct digest expected = digest_of(str_slice(whole, sizeof whole - 1));
    struct digest found = digest_of_two("a", "xyz", "b/c", "");
    assert_true(digest_eq(&expected, &found));
    /* bytes that move over a border are another pack */
    struct digest other = digest_of_two("a", "xy", "b/c", "z");
    assert_false(digest_eq(&found, &other));
}

static void the_closure_holds_what_is_needed(void **state)
{
    struct fixture *f = *state;
    struct need need = {STR("a"), STR("kinds"), STR("^1.2.0")};
    struct pack alone = {.org = STR("b"), .name = STR("x"), .version = STR("1.0.0")};
    struct pack needing = {
        .org = STR("b"), .name = STR("x"), .version = STR("1.0.0"), .needs = &need, .needs_len = 1};
    struct pack kinds = {.org = STR("a"), .name = STR("kinds"), .version = STR("1.3.0")};
    kinds.digest = digest_of(STR("kinds"));
    const struct pack *const needed[] = {&kinds};

    assert_int_equal(pack_close(&alone, NULL, 0, &f->err), 0);
    assert_int_equal(pack_close(&kinds, NULL, 0, &f->err), 0);
    assert_int_equal(pack_close(&needing, NULL, 0, &f->err), ERR_NOT_FOUND);
    assert_string_equal(f->err.text,
                        "b/x needs a/kinds ^1.2.0, and it is not here; install that version");
    assert_int_equal(pack_close(&needing, needed, 1, &f->err), 0);
    assert_false(digest_eq(&alone.closure, &needing.closure));

    struct digest before = needing.closure;
    kinds.digest = digest_of(STR("kinds, mended"));
    assert_int_equal(pack_close(&kinds, NULL, 0, &f->err), 0);
    assert_int_equal(pack_close(&needing, needed, 1, &f->err), 0);
    assert_false(digest_eq(&before, &needing.closure));
    kinds.version = STR("2.0.0");
    assert_int_equal(pack_close(&needing, needed, 1, &f->err), ERR_NOT_FOUND);
}

static void the_first_pack_of_the_house_is_good(void **state)
{
    struct fixture *f = *state;
    struct pack *pack;
    int code = pack_read(&f->arena, "plugins/proeftuin/start", &pack, NULL, NULL, &f->err);
    if (code != 0) fail_msg("%s", f->err.text);
}

static void an_index_comes_back_as_it_was_written(void **state)
{
    struct fixture *f = *state;
    fixture_reset(f);
    assert_int_equal(fixture_read(f), 0);
    struct pack *pack = f->read;
    struct text_var var = {.name = STR("n"), .is_number = true, .number = 2.5};
    struct str pitfalls[] = {STR("gemiddelde-verbergt")};
    struct text hints[] = {{.in = {STR("Eén"), STR("One \"two\"\n")}}};
    struct exercise_info infos[] = {
        {.id = STR("fout"),
         .title = {.in = {STR("Fout {n}"), STR_NONE}, .vars = &var, .vars_len = 1}},
        {.id = STR("gemiddelde-of-mediaan"),
         .title = {.in = {STR("G"), STR("M")}},
         .minutes = 5,
         .pitfalls = pitfalls,
         .pitfalls_len = 1,
         .hints = hints,
         .hints_len = 1}};
    pack->infos = infos;
    pack->infos_len = 2;
    struct str json = pack_index_write(&f->arena, pack);
    pack->infos = NULL;
    pack->infos_len = 0;
    if (pack_index_read(&f->arena, json, pack, &f->err) != 0) fail_msg("%s", f->err.text);
    const struct exercise_info *info = pack_exercise(pack, STR("gemiddelde-of-mediaan"));
    assert_int_equal(info->minutes, 5);
    assert_true(str_is(info->pitfalls[0], "gemiddelde-verbergt"));
    assert_true(str_is(info->hints[0].in[LANG_EN], "One \"two\"\n"));
    info = pack_exercise(pack, STR("fout"));
    assert_null(info->title.in[LANG_EN].ptr);
    assert_true(str_is(text_in(&f->arena, &info->title, LANG_NL), "Fout 2,5"));

    /* cut anywhere, or of another pack: never half a reading */
    for (size_t len = 0; len + 2 < json.len; len += 3) {
        struct str cut = arena_str(&f->arena, str_slice(json.ptr, len));
        assert_int_equal(pack_index_read(&f->arena, cut, pack, &f->err), ERR_CORRUPT);
    }
    pack->digest.bytes[0] ^= 1;
    assert_int_equal(pack_index_read(&f->arena, json, pack, &f->err), ERR_CORRUPT);
    assert_non_null(strstr(f->err.text, "another pack's"));
}

static void an_odd_index_is_refused(void **state)
{
    struct fixture *f = *state;
    struct str exercises[] = {STR("a")};
    struct pack pack = {.exercises = exercises, .exercises_len = 1};
    static const char *const odd[] = {
        "[]",
        "{\"id\":\"a\"}",
        "{\"id\":\"b\",\"title\":{\"nl\":\"x\"},\"minutes\":1,\"pitfalls\":[],\"hints\":[]}",
        "{\"id\":\"a\",\"title\":{},\"minutes\":1,\"pitfalls\":[],\"hints\":[]}",
        "{\"id\":\"a\",\"title\":{\"xx\":\"x\"},\"minutes\":1,\"pitfalls\":[],\"hints\":[]}",
        "{\"id\":\"a\",\"title\":{\"nl\":\"x\"},\"minutes\":-1,\"pitfalls\":[],\"hints\":[]}",
        "{\"id\":\"a\",\"title\":{\"nl\":\"x\"},\"minutes\":1,\"pitfalls\":[\"../"
        "x\"],\"hints\":[]}",
        "{\"id\":\"a\",\"title\":{\"nl\":\"x\"},\"minutes\":1,\"pitfalls\":[],\"hints\":[3]}",
        "{\"id\":\"a\",\"title\":{\"nl\":\"x\"},\"minutes\":1,\"pitfalls\":[],\"hints\":[],"
        "\"more\":1}"};
    static const char good[] =
        "{\"id\":\"a\",\"title\":{\"nl\":\"x\"},\"minutes\":1,\"pitfalls\":[],\"hints\":[]}";
    for (size_t i = 0; i <= sizeof odd / sizeof odd[0]; i++) {
        bool last = i == sizeof odd / sizeof odd[0];
        struct str json =
            arena_printf(&f->arena, "{\"format\":1,\"pack\":\"%064d\",\"exercises\":[%s]}", 0,
                         last ? good : odd[i]);
        assert_int_equal(pack_index_read(&f->arena, json, &pack, &f->err), last ? 0 : ERR_CORRUPT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_pack_is_read_whole),
        cmocka_unit_test(each_mistake_is_named_at_its_place),
        cmocka_unit_test(what_is_allowed_is_read),
        cmocka_unit_test(all_mistakes_come_at_once_in_order),
        cmocka_unit_test(a_missing_translation_file_is_a_problem),
        cmocka_unit_test(links_pipes_and_bombs_are_refused),
        cmocka_unit_test(too_many_files_end_the_reading),
        cmocka_unit_test(a_folder_that_is_not_there_is_said),
        cmocka_unit_test(only_paths_and_contents_make_the_digest),
        cmocka_unit_test(the_digest_is_as_documented),
        cmocka_unit_test(the_closure_holds_what_is_needed),
        cmocka_unit_test(the_first_pack_of_the_house_is_good),
        cmocka_unit_test(an_index_comes_back_as_it_was_written),
        cmocka_unit_test(an_odd_index_is_refused),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
