#include "fixture.h"

#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *path, *text;
} good[] = {
    {"pack.yaml", "api: 1\n"
                  "org: voorbeeld\n"
                  "name: klein\n"
                  "version: 1.2.0\n"
                  "title: {nl: Klein pakket, en: Small pack}\n"
                  "summary: {nl: Om te proberen., en: To try things.}\n"
                  "licence: CC-BY-4.0\n"
                  "languages: [nl, en]\n"
                  "authors: [Redactie]\n"
                  "review-by: 2027-02-28\n"
                  "fiction: true\n"
                  "capabilities: [sql]\n"
                  "pitfalls:\n"
                  "  - id: gemiddelde-verbergt\n"
                  "    title: {nl: Het verbergt, en: It hides}\n"
                  "    signs:\n"
                  "      - {nl: Niemand herkent het, en: Nobody knows it}\n"
                  "    repair: {nl: Kijk eerst, en: Look first}\n"
                  "glossary:\n"
                  "  - id: mediaan\n"
                  "    term: {nl: mediaan, en: median}\n"
                  "    meaning: {nl: de middelste, en: the middle one}\n"
                  "    who: {nl: onderzoekers, en: researchers}\n"},
    {"modules/blik/module.yaml", "format: artikel\n"
                                 "level: [verzamelaar, beginner]\n"
                                 "goal: maatschappelijke-impact\n"
                                 "theme: de-middelen\n"
                                 "role: [uitvoering]\n"
                                 "title: {nl: Blik, en: Look}\n"
                                 "summary: {nl: Kijk mee., en: Look along.}\n"
                                 "outcomes:\n"
                                 "  - {nl: Je rekent, en: You calculate}\n"
                                 "minutes: 15\n"
                                 "steps:\n"
                                 "  - id: lezen\n"
                                 "    kind: text\n"
                                 "    minutes: 10\n"
                                 "    title: {nl: Lezen, en: Reading}\n"
                                 "    page: lezen\n"
                                 "  - id: doen\n"
                                 "    kind: exercise\n"
                                 "    minutes: 5\n"
                                 "    exercise: fout\n"},
    {"modules/blik/lezen.nl.md", "# Blik\n"
                                 "\n"
                                 "De {{term mediaan}} is *anders* dan je denkt.\n"
                                 "\n"
                                 "{{tip}}\n"
                                 "Kijk eerst.\n"
                                 "{{/tip}}\n"
                                 "\n"
                                 "{{exercise gemiddelde-of-mediaan}}\n"
                                 "\n"
                                 "{{pitfall gemiddelde-verbergt}}\n"
                                 "\n"
                                 "![Drie stippen](../../media/stippen.png)\n"},
    {"modules/blik/lezen.en.md", "# Look\n"
                                 "\n"
                                 "The {{term mediaan}} is *not* what you think.\n"
                                 "\n"
                                 "{{exercise gemiddelde-of-mediaan}}\n"},
    {"exercises/gemiddelde-of-mediaan.lua", "return exercise {}\n"},
    {"exercises/gemiddelde-of-mediaan_test.lua", "test('x', function(t) end)\n"},
    {"exercises/fout.lua", "return exercise {}\n"},
    {"lib/texts.lua", "return {}\n"},
    {"data/orders.csv", "id,city\n1,Delft\n"},
    {"media/stippen.png", "\x89PNG\r\n\x1a\n and so on"},
    {"CHANGELOG.md", "# 1.2.0\n"},
};

#define GOOD (sizeof good / sizeof good[0])

static int erase_one(const char *path, const struct stat *stat, int type, struct FTW *at)
{
    (void)stat;
    (void)at;
    if (type == FTW_DP) return rmdir(path);
    return unlink(path);
}

static int open_up(const char *path, const struct stat *stat, int type, struct FTW *at)
{
    (void)stat;
    (void)at;
    return type == FTW_D ? chmod(path, 0700) : 0;
}

void fixture_erase(const char *path)
{
    if (access(path, F_OK) != 0) return;
    nftw(path, open_up, 16, FTW_PHYS);
    assert_int_equal(nftw(path, erase_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void full_path(const struct fixture *fixture, const char *path, char *to, size_t room)
{
    snprintf(to, room, "%s/%s", fixture->pack, path);
}

void fixture_write(struct fixture *fixture, const char *path, struct str bytes)
{
    char full[400];
    full_path(fixture, path, full, sizeof full);
    for (char *slash = full + strlen(fixture->pack); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(full, 0755);
        *slash = '/';
    }
    FILE *file = fopen(full, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

void fixture_remove(struct fixture *fixture, const char *path)
{
    char full[400];
    full_path(fixture, path, full, sizeof full);
    assert_int_equal(remove(full), 0);
}

void fixture_replace(struct fixture *fixture, const char *path, const char *from, const char *to)
{
    char full[400], text[8192];
    full_path(fixture, path, full, sizeof full);
    FILE *file = fopen(full, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[len] = '\0';
    char *at = strstr(text, from);
    assert_non_null(at);
    struct str result =
        arena_printf(&fixture->arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    fixture_write(fixture, path, result);
}

void fixture_reset(struct fixture *fixture)
{
    fixture_erase(fixture->pack);
    mkdir(fixture->pack, 0755);
    for (size_t i = 0; i < GOOD; i++) fixture_write(fixture, good[i].path, str_of(good[i].text));
}

int fixture_setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert(fixture);
    strcpy(fixture->root, "/tmp/proeftuin-pack-XXXXXX");
    assert(mkdtemp(fixture->root));
    snprintf(fixture->pack, sizeof fixture->pack, "%s/pack", fixture->root);
    arena_init(&fixture->arena);
    digest_init();
    fixture_reset(fixture);
    *state = fixture;
    return 0;
}

int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;
    fixture_erase(fixture->root);
    arena_finish(&fixture->arena);
    free(fixture);
    return 0;
}

int fixture_read(struct fixture *fixture)
{
    fixture->err = (struct err){0};
    return pack_read(&fixture->arena, fixture->pack, &fixture->read, &fixture->problems,
                     &fixture->problems_len, &fixture->err);
}

const char *fixture_problem(struct fixture *fixture, size_t i)
{
    const struct pack_problem *problem = &fixture->problems[i];
    return arena_printf(&fixture->arena, "%.*s:%d:%d: %.*s", STR_ARG(problem->file), problem->line,
                        problem->column, STR_ARG(problem->text))
        .ptr;
}

void fixture_expect(struct fixture *fixture, const char *start)
{
    for (size_t i = 0; i < fixture->problems_len; i++)
        if (strncmp(fixture_problem(fixture, i), start, strlen(start)) == 0) return;
    print_error("expected   %s\n", start);
    for (size_t i = 0; i < fixture->problems_len; i++)
        print_error("  found    %s\n", fixture_problem(fixture, i));
    fail();
}
