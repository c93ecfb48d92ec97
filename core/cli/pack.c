/* proeftuin pack test DIR: the tests beside a pack's exercises, in a real runner with the server's
 * own limits. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli/command.h"
#include "pack/pack.h"
#include "sandbox/keeper.h"
#include "site/bundle.h"

static int help(void)
{
    printf("Usage: proeftuin pack test DIR\n\n"
           "Runs exercises/<exercise>_test.lua of every exercise of the pack in DIR.\n"
           "Exit code 0: all tests passed; 1: some failed, or the pack has problems; 2: asked "
           "wrongly.\n");
    return 0;
}

static void exercise_report(const struct ask *ask, size_t *passed, size_t *failed)
{
    printf("%.*s\n", STR_ARG(ask->exercise));
    if (ask->fault != FAULT_NONE) {
        printf("  not ok  %s: %.*s\n", fault_name(ask->fault), STR_ARG(ask->fault_text));
        (*failed)++;
        return;
    }
    for (size_t i = 0; i < ask->tests_len; i++) {
        const struct test_result *test = &ask->tests[i];
        printf("  %s  %.*s\n", test->ok ? "ok    " : "not ok", STR_ARG(test->name));
        if (!test->ok) printf("          %.*s\n", STR_ARG(test->text));
        *(test->ok ? passed : failed) += 1;
    }
}

static int tests_run(struct arena *arena, const struct pack *pack, struct err *err)
{
    char folder[4096], runner[4200];
    program_folder(folder, sizeof folder);
    snprintf(runner, sizeof runner, "%s/proeftuin-runner", folder);
    struct keeper_config config = {.runner_path = runner};
    struct bundle bundle = bundle_of(arena, pack, true);
    struct asks asks = {.arena = arena, .len = pack->exercises_len};
    asks.list = arena_array(arena, struct ask, asks.len);
    for (size_t i = 0; i < asks.len; i++)
        asks.list[i] =
            (struct ask){.kind = ASK_TEST, .bundle = &bundle, .exercise = pack->exercises[i]};
    struct keeper *keeper;
    if (keeper_start(&keeper, &config, err) != 0) return 1;
    size_t passed = 0, failed = 0;
    int rc = asks.len ? keeper_ask_wait(keeper, &asks) : 0;
    for (size_t i = 0; rc == 0 && i < asks.len; i++)
        exercise_report(&asks.list[i], &passed, &failed);
    keeper_stop(keeper);
    if (rc != 0) return err_set(err, rc, "the runners cannot be asked");
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0;
}

int command_pack(int argc, char **argv)
{
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) return help();
    if (argc != 3 || strcmp(argv[1], "test") != 0) {
        fprintf(stderr, "proeftuin: pack wants: test DIR. Try: proeftuin pack --help\n");
        return 2;
    }
    digest_init();
    struct arena arena;
    arena_init(&arena);
    struct pack *pack;
    struct pack_problem *problems;
    size_t problems_len = 0;
    struct err err = {0};
    int rc = pack_read(&arena, argv[2], &pack, &problems, &problems_len, &err);
    for (size_t i = 0; i < problems_len; i++)
        fprintf(stderr, "%.*s:%d:%d: %.*s\n", STR_ARG(problems[i].file), problems[i].line,
                problems[i].column, STR_ARG(problems[i].text));
    if (rc == 0) rc = tests_run(&arena, pack, &err);
    if (err.text[0] && problems_len == 0) fprintf(stderr, "proeftuin: %s\n", err.text);
    arena_finish(&arena);
    return rc != 0;
}
