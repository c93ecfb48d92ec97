/* Runs every file of hostile/ on a real runner, twice, and after each call another, innocent
 * exercise of somebody else on the same runner (or on a new one, if it died), whose right answer
 * must come back as ever. The first lines of a file say what must come back:
 *
 *   -- expect: ok score=1             an outcome with this score
 *   -- expect: fault error "words"    a fault of this kind, with these words in its text
 *   -- expect: fault steps            the budget of instructions, or on a slow machine that of time
 *   -- expect: fault                  any fault
 *   -- expect: crash SIGSEGV          the runner dies by this signal
 *   -- expect: any                    anything, as long as the next one is served
 *   -- answer: a=1&b=2                what the learner fills in
 *   -- want: solution                 asks for the worked answer too
 *   -- capability: sql                what the pack's manifest asks for
 *   -- lib box: return {}             the pack's lib/box.lua
 *   -- runner: probe                  on the variant that may attempt system calls
 *
 * @NUL@ and @ESC@ in a file stand for those bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "../unit/sandbox/runner_drive.h"

#define FILES_LEAST 60

static const char innocent[] =
    "return exercise { title = 'innocent', minutes = 1,\n"
    "  generate = function(rng) return { n = rng:int('n', 1, 9) }, { twice = 0 } end,\n"
    "  view = function(p) return { ui.number{ id = 'n', label = 'n' } } end,\n"
    "  grade = function(p, key, a)\n"
    "    local s = string.format('%d', math.floor(a.n)):rep(2)\n"
    "    return parts { n = { near(a.n, 4, '1%') and s == '44', yes = L{ nl = 'goed' } } }\n"
    "  end }\n";

struct hostile {
    char name[256];
    struct buf source;
    char expect[200], answer[100], want[20], capability[40], runner[20], lib_path[80];
    struct str lib;
};

static void replace(struct buf *source, const char *word, char byte)
{
    char *at;
    while ((at = memmem(source->ptr, source->len, word, strlen(word)))) {
        size_t after = source->len - (size_t)(at - source->ptr) - strlen(word);
        *at = byte;
        memmove(at + 1, at + strlen(word), after);
        source->len -= strlen(word) - 1;
    }
}

static void directive(struct hostile *h, struct str line)
{
    static const struct {
        const char *name;
        size_t at, len;
    } directives[] = {
#define D(name) {#name, offsetof(struct hostile, name), sizeof((struct hostile *)0)->name}
        D(expect), D(answer), D(want), D(capability), D(runner)};
#undef D
    struct str name;
    line = str_slice(line.ptr + 3, line.len - 3);
    if (!str_cut(&line, ':', &name) || line.ptr == NULL) return;
    line = str_trim(line);
    if (str_starts(name, STR("lib "))) {
        snprintf(h->lib_path, sizeof h->lib_path, "lib/%.*s.lua", (int)name.len - 4, name.ptr + 4);
        h->lib = line;
    }
    for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++)
        if (str_is(name, directives[i].name))
            snprintf((char *)h + directives[i].at, directives[i].len, "%.*s", STR_ARG(line));
}

static void hostile_read(struct hostile *h, const char *name)
{
    char path[512];
    *h = (struct hostile){0};
    snprintf(h->name, sizeof h->name, "%s", name);
    snprintf(path, sizeof path, HOSTILE_DIR "/%s", name);
    buf_init(&h->source, PACK_FILE_LEN);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *to = buf_reserve(&h->source, KIB(64));
    assert_non_null(to);
    h->source.len = fread(to, 1, KIB(64), file);
    fclose(file);
    struct str rest = buf_str(&h->source), line;
    size_t head = 0;
    while (str_cut(&rest, '\n', &line) && str_starts(line, STR("-- "))) {
        directive(h, line);
        head += line.len + 1;
    }
    if (strstr(name, "source_")) { /* those must begin as they stand */
        static char lib[4096];
        if (h->lib.len) h->lib = str_slice(memcpy(lib, h->lib.ptr, h->lib.len), h->lib.len);
        buf_drop(&h->source, head < h->source.len ? head : h->source.len);
    }
    replace(&h->source, "@NUL@", '\0');
    replace(&h->source, "@ESC@", '\33');
}

static void wrong(const struct hostile *h, const struct drive *drive, bool alive)
{
    if (!alive)
        print_error("%s: expected '%s', but the runner died: status %x\n", h->name, h->expect,
                    (unsigned)drive->status);
    else
        print_error("%s: expected '%s', but got type %d: %.*s %.*s\n", h->name, h->expect,
                    (int)drive->frame.type, STR_ARG(drive->frame.parts[0]),
                    drive->frame.parts_len > 1 ? (int)drive->frame.parts[1].len : 0,
                    drive->frame.parts_len > 1 ? drive->frame.parts[1].ptr : "");
}

static bool as_expected(const struct hostile *h, const struct drive *drive, bool alive)
{
    char kind[32] = "", words[160] = "", score[48];
    if (strcmp(h->expect, "any") == 0) return true;
    if (sscanf(h->expect, "crash %31s", kind) == 1) {
        int signal = strcmp(kind, "SIGSYS") == 0 ? SIGSYS : SIGSEGV;
        return !alive && WIFSIGNALED(drive->status) && WTERMSIG(drive->status) == signal;
    }
    if (!alive) return false;
    if (sscanf(h->expect, "ok score=%31s", kind) == 1) {
        snprintf(score, sizeof score, "\"score\":%s", kind);
        struct str reply = drive_reply(drive);
        const char *outcome = memmem(reply.ptr, reply.len, "\"outcome\"", 9);
        /* keys are in order: the outcome's own score comes last */
        return drive->frame.type == FRAME_RESULT && outcome &&
               str_has(str_slice(reply.ptr + reply.len - 20, 20), score);
    }
    if (drive->frame.type != FRAME_FAULT || drive->frame.parts_len != 4) return false;
    sscanf(h->expect, "fault %31s \"%159[^\n]", kind, words);
    if (words[0]) words[strlen(words) - 1] = '\0';
    for (size_t i = 0; i < 4; i++)
        if (!str_is_utf8(drive->frame.parts[i])) return false;
    /* one learner's words never stand in another's log */
    if (str_has(drive->frame.parts[3], "secret\nsecret")) return false;
    bool late = strcmp(kind, "steps") == 0 && str_is(drive->frame.parts[0], "time");
    return (kind[0] == '\0' || str_is(drive->frame.parts[0], kind) || late) &&
           (words[0] == '\0' || str_has(drive->frame.parts[1], words));
}

static void innocent_answer(struct drive *drive)
{
    char seed[SEED_LEN] = {9}, flags = 0;
    struct str parts[] = {STR("innocent"), STR("innocent"), {seed, SEED_LEN}, {&flags, 1},
                          STR("nl"),       STR("n"),        STR("4")};
    assert_true(drive_call(drive, FRAME_ANSWER, parts, 7));
    if (drive->frame.type != FRAME_RESULT || !str_has(drive_reply(drive), "\"score\":1") ||
        !str_has(drive_reply(drive), "goed"))
        fail_msg("the innocent exercise got: %.*s", STR_ARG(drive_reply(drive)));
}

static void runner_fresh(struct drive *drive, const char *path)
{
    drive_start(drive, path);
    drive_load(drive, "innocent", "exercises/innocent.lua", STR(innocent));
}

static struct drive real, probe;
static const char *runner = RUNNER;

/* True when both runs gave what the file says. */
static bool hostile_run(const struct hostile *h)
{
    bool on_probe = strcmp(h->runner, "probe") == 0, right = true;
    struct drive *drive = on_probe ? &probe : &real;
    const char *path = on_probe ? RUNNER_PROBE : runner;
    char digest[300];
    snprintf(digest, sizeof digest, "hostile-%s", h->name);
    for (int run = 0; run < 2 && right; run++) {
        char seed[SEED_LEN] = {1}, flags = h->want[0] ? FRAME_WANT_SOLUTION : 0;
        struct str parts[16] = {
            str_of(digest), STR("hostile"), {seed, SEED_LEN}, {&flags, 1}, STR("nl")};
        size_t len = 5;
        struct str rest = str_of(h->answer), pair;
        while (h->answer[0] && len < 14 && str_cut(&rest, '&', &pair)) {
            str_cut(&pair, '=', &parts[len]);
            parts[len + 1] = pair;
            len += 2;
        }
        if (run == 0) {
            drive_load(drive, digest, "exercises/hostile.lua", buf_str(&h->source));
            if (h->lib.len) drive_load(drive, digest, h->lib_path, h->lib);
            if (h->capability[0]) drive_load(drive, digest, "capabilities", str_of(h->capability));
        }
        bool alive = drive_call(drive, FRAME_ANSWER, parts, len);
        right = as_expected(h, drive, alive);
        if (!right) wrong(h, drive, alive);
        if (!alive) {
            drive_stop(drive);
            runner_fresh(drive, path);
            drive_load(drive, digest, "exercises/hostile.lua", buf_str(&h->source));
        }
        innocent_answer(drive);
    }
    struct str drop = str_of(digest);
    drive_call(drive, FRAME_DROP, &drop, 1);
    return right;
}

static int is_lua(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), STR(".lua"));
}

static void every_file_gets_what_it_says(void **state)
{
    (void)state;
    struct dirent **files;
    int n = scandir(HOSTILE_DIR, &files, is_lua, alphasort), wrongs = 0;
    assert_true(n >= FILES_LEAST);
    runner_fresh(&real, runner);
    runner_fresh(&probe, RUNNER_PROBE);
    for (int i = 0; i < n; i++) {
        struct hostile h;
        hostile_read(&h, files[i]->d_name);
        if (h.expect[0] == '\0') fail_msg("%s does not say what to expect", h.name);
        if (!hostile_run(&h)) wrongs++;
        buf_finish(&h.source);
        free(files[i]);
    }
    free(files);
    drive_stop(&real);
    drive_stop(&probe);
    print_message("%d hostile files\n", n);
    assert_int_equal(wrongs, 0);
}

/* With an argument: on that runner instead of the real one (the sanitized one). */
int main(int argc, char **argv)
{
    if (argc > 1) runner = argv[1];
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_file_gets_what_it_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
