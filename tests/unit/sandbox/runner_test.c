/* The real runner: what it answers, that its walls stand, that the same seed gives the same bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner_drive.h"
#include "sandbox/lua_api.h"

static struct str file_read(const char *path)
{
    static char bytes[PACK_FILE_LEN];
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail_msg("cannot read %s", path);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return str_slice(bytes, len);
}

static void exercise_load(struct drive *drive)
{
    drive_load(drive, "d", "exercises/x.lua", file_read(API_DIR "/x.lua"));
    drive_load(drive, "d", "data/orders.csv", file_read(API_DIR "/orders.csv"));
    drive_load(drive, "d", "capabilities", STR("sql\n"));
}

static void started(struct drive *drive)
{
    drive_start(drive, RUNNER);
    exercise_load(drive);
}

#define assert_has(drive, words)                                                                   \
    do {                                                                                           \
        if (!str_has(drive_reply(drive), words))                                                   \
            fail_msg("no %s in: %.*s", words, STR_ARG(drive_reply(drive)));                        \
    } while (0)
#define assert_lacks(drive, words)                                                                 \
    do {                                                                                           \
        if (str_has(drive_reply(drive), words))                                                    \
            fail_msg("%s in: %.*s", words, STR_ARG(drive_reply(drive)));                           \
    } while (0)

/* --- what it answers --- */

static void says_what_locked(void **state)
{
    (void)state;
    struct drive drive;
    drive_start(&drive, RUNNER);
    assert_int_equal(drive.frame.parts_len, 2);
    assert_has(&drive, "seccomp");
    assert_has(&drive, "rlimits");
    assert_true(str_starts(drive.frame.parts[1], STR("lua 5.4")));
    drive_stop(&drive);
    assert_true(WIFEXITED(drive.status) && WEXITSTATUS(drive.status) == 0);
}

static void answers_index_view_and_answer(void **state)
{
    (void)state;
    struct drive drive;
    started(&drive);
    assert_true(drive_exercise(&drive, FRAME_INDEX, 0, 0, "nl", NULL));
    assert_int_equal(drive.frame.type, FRAME_RESULT);
    assert_has(&drive, "\"id\":\"x\"");
    assert_has(&drive, "een-valkuil");
    assert_true(drive_exercise(&drive, FRAME_VIEW, 1, FRAME_WANT_SOLUTION, "nl", NULL));
    assert_has(&drive, "\"view\":[");
    assert_has(&drive, "\"solution\":[");
    assert_has(&drive, "\"solution_text\":{\"nl\":\"Zo dus.\"}");
    assert_has(&drive, "{\"id\":\"many\",\"strings\":[\"a\",\"b\"]}");
    assert_true(drive_exercise(&drive, FRAME_VIEW, 1, 0, "nl", NULL));
    assert_lacks(&drive, "\"solution\"");
    assert_true(drive_exercise(&drive, FRAME_ANSWER, 1, 0, "nl", "one=b&sum=1&many=b&many=a"));
    assert_has(&drive, "\"outcome\":{");
    assert_has(&drive, "\"checks\":[]");
    assert_has(&drive, "{\"id\":\"many\",\"strings\":[\"b\",\"a\"]}");
    assert_lacks(&drive, "\"view\"");
    assert_true(drive_exercise(&drive, FRAME_ANSWER, 1, FRAME_WANT_VIEW, "nl", "one=b&sum=1"));
    assert_has(&drive, "\"view\":[");
    drive_stop(&drive);
}

static void fields_come_with_the_rows_that_feedback_names(void **state)
{
    (void)state;
    struct drive drive;
    drive_start(&drive, RUNNER);
    drive_load(&drive, "d", "exercises/x.lua",
               STR("return exercise { title = 'x', minutes = 1,\n"
                   "  view = function() return { ui.text('read this'),\n"
                   "    ui.marks{ id = 'cells', label = 'Mark', table = {\n"
                   "      columns = { { id = 'a', label = 'A' } },\n"
                   "      rows = { { 'r1' }, { 'r2' }, { 'r3' }, { 'r4' } } } } } end,\n"
                   "  grade = function() return parts { cells = { 0, weight = 1,\n"
                   "    notes = { { at = '4.a', right = false, text = 'no' } } } } end,\n"
                   "  solution = function() return { cells = { '3.a' } } end }\n"));
    assert_true(drive_exercise(&drive, FRAME_ANSWER, 1, FRAME_WANT_FIELDS, "nl", "cells=1.a"));
    assert_has(&drive, "\"rows\":[[\"r1\"],null,null,[\"r4\"]]");
    assert_has(&drive, "\"label\":\"Mark\"");
    assert_lacks(&drive, "read this");
    assert_true(drive_exercise(&drive, FRAME_ANSWER, 1, FRAME_WANT_FIELDS | FRAME_WANT_SOLUTION,
                               "nl", "cells=1.a"));
    assert_has(&drive, "\"rows\":[[\"r1\"],null,[\"r3\"],[\"r4\"]]");
    assert_true(drive_exercise(&drive, FRAME_ANSWER, 1, FRAME_WANT_FIELDS, "nl", "cells=9.a"));
    assert_has(&drive,
               "\"rows\":[[\"r1\"],[\"r2\"],[\"r3\"],[\"r4\"]]"); /* a check: the whole view */
    drive_stop(&drive);
}

static void what_cannot_be_read_is_a_check(void **state)
{
    (void)state;
    struct drive drive;
    started(&drive);
    assert_true(drive_exercise(&drive, FRAME_ANSWER, 1, 0, "nl", "one=b&sum=veel"));
    assert_has(&drive, "{\"field\":\"sum\",\"why\":\"number\"}");
    assert_has(&drive, "\"view\":[");
    assert_lacks(&drive, "\"outcome\"");
    assert_true(drive_exercise(&drive, FRAME_ANSWER, 1, 0, "nl", "one=b&sum=2.200"));
    assert_has(&drive, "\"number\":2200");
    assert_true(drive_exercise(&drive, FRAME_ANSWER, 1, 0, "en", "one=b&sum=2.200"));
    assert_has(&drive, "\"number\":2.2");
    drive_stop(&drive);
}

static void faults_have_four_parts(void **state)
{
    (void)state;
    struct drive drive;
    drive_start(&drive, RUNNER);
    drive_load(&drive, "d", "exercises/x.lua",
               STR("log('seen', 1)\nlocal function deep(t)\n  return t.rows.x\nend\n"
                   "return exercise { title = 'x', minutes = 1, grade = function() end,\n"
                   "  view = function(p) log('in view') return { deep(p) } end }\n"));
    assert_true(drive_exercise(&drive, FRAME_VIEW, 0x7f, 0, "nl", NULL));
    assert_int_equal(drive.frame.type, FRAME_FAULT);
    assert_int_equal(drive.frame.parts_len, 4);
    assert_true(str_is(drive.frame.parts[0], "error"));
    assert_true(str_is(drive.frame.parts[1],
                       "exercises/x.lua:3: attempt to index a nil value (field 'rows')"));
    assert_true(str_starts(drive.frame.parts[2], STR("  while viewing, seed 7f7f7f")));
    assert_true(str_has(drive.frame.parts[2], "\n  exercises/x.lua:3: in deep\n"));
    assert_true(str_has(drive.frame.parts[2], "exercises/x.lua:6"));
    assert_true(str_is(drive.frame.parts[3], "seen 1\nin view\n"));
    /* each budget by its own name */
    drive_load(&drive, "e", "exercises/x.lua",
               STR("return exercise { title = 'x', minutes = 1, grade = function() end,\n"
                   "  view = function(p) while true do end end }\n"));
    struct str parts[] = {
        STR("e"), STR("x"), STR("01234567890123456789012345678901"), {"\0", 1}, STR("nl")};
    assert_true(drive_call(&drive, FRAME_VIEW, parts, 5));
    assert_true(str_is(drive.frame.parts[0], "steps"));
    assert_true(str_has(drive.frame.parts[1], "x.lua:2: more than 2 million steps"));
    drive_stop(&drive);
}

static void bundles_come_and_go(void **state)
{
    (void)state;
    struct drive drive;
    started(&drive);
    assert_true(drive_exercise(&drive, FRAME_VIEW, 1, 0, "nl", NULL));
    assert_int_equal(drive.frame.type, FRAME_RESULT);
    struct str digest = STR("d");
    drive_call(&drive, FRAME_DROP, &digest, 1);
    assert_true(drive_exercise(&drive, FRAME_VIEW, 1, 0, "nl", NULL));
    assert_true(str_is(drive_reply(&drive), "missing"));
    exercise_load(&drive);
    assert_true(drive_exercise(&drive, FRAME_VIEW, 1, 0, "nl", NULL));
    assert_int_equal(drive.frame.type, FRAME_RESULT);
    for (int i = 0; i < RUNNER_BUNDLES_MAX + 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "more-%d", i);
        drive_load(&drive, name, "exercises/x.lua", STR("return 1"));
    }
    assert_true(drive_exercise(&drive, FRAME_VIEW, 1, 0, "nl", NULL));
    assert_int_equal(drive.frame.type, FRAME_RESULT);
    drive_stop(&drive);
}

static void nonsense_ends_it(void **state)
{
    (void)state;
    static const struct str one[] = {{"d", 1}},
                            short_seed[] = {{"d", 1}, {"x", 1}, {"short", 5}, {"\0", 1}, {"nl", 2}};
    static const struct {
        int type;
        const struct str *parts;
        size_t len;
    } frames[] = {{FRAME_READY, one, 1},
                  {99, one, 1},
                  {FRAME_VIEW, one, 1},
                  {FRAME_VIEW, short_seed, 5},
                  {FRAME_INDEX, one, 0}};
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        struct drive drive;
        started(&drive);
        assert_false(
            drive_call(&drive, (enum frame_type)frames[i].type, frames[i].parts, frames[i].len));
        assert_true(WIFEXITED(drive.status) && WEXITSTATUS(drive.status) == 3);
        drive_stop(&drive);
    }
}

static void same_seed_same_bytes(void **state)
{
    (void)state;
    struct drive one, two;
    started(&one);
    started(&two);
    char other[KIB(64)];
    size_t other_len = 0;
    /* the second has another past, and states that come and go */
    for (int i = 0; i < RUNNER_CALLS_PER_STATE + 20; i++)
        assert_true(drive_exercise(&two, FRAME_ANSWER, (unsigned char)i, 0, "nl", "one=a&sum=1"));
    for (unsigned char seed = 0; seed < 20; seed++) {
        assert_true(drive_exercise(&one, FRAME_VIEW, seed, FRAME_WANT_SOLUTION, "nl", NULL));
        assert_true(drive_exercise(&two, FRAME_VIEW, seed, FRAME_WANT_SOLUTION, "nl", NULL));
        assert_true(str_eq(drive_reply(&one), drive_reply(&two)));
        assert_false(str_eq(drive_reply(&one), str_slice(other, other_len)));
        other_len = drive_reply(&one).len;
        memcpy(other, drive_reply(&one).ptr, other_len);
    }
    drive_stop(&one);
    drive_stop(&two);
}

static void by_hand_it_says_what_it_is(void **state)
{
    (void)state;
    FILE *out = popen(RUNNER " </dev/null 2>&1", "r");
    char words[400] = "";
    assert_non_null(out);
    assert_true(fread(words, 1, sizeof words - 1, out) > 0);
    int status = pclose(out);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    assert_non_null(strstr(words, "proeftuin pack test"));
}

/* --- the author's tests --- */

static int is_test(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), STR("_test.lua"));
}

static void every_function_does_what_it_says(void **state)
{
    (void)state;
    struct dirent **files;
    int n = scandir(API_DIR, &files, is_test, alphasort), wrongs = 0;
    assert_true(n >= 6);
    for (int i = 0; i < n; i++) {
        struct drive drive;
        char path[600];
        snprintf(path, sizeof path, API_DIR "/%s", files[i]->d_name);
        started(&drive);
        drive_load(&drive, "d", "exercises/x_test.lua", file_read(path));
        bool alive = drive_exercise(&drive, FRAME_TEST, 0, 0, "nl", NULL);
        if (!alive || drive.frame.type != FRAME_RESULT ||
            str_has(drive_reply(&drive), "\"ok\":false") ||
            !str_has(drive_reply(&drive), "\"ok\":true")) {
            wrongs++;
            print_error("%s:\n", files[i]->d_name);
            for (size_t p = 0; alive && p < drive.frame.parts_len; p++)
                print_error("%.*s\n", STR_ARG(drive.frame.parts[p]));
        }
        drive_stop(&drive);
        free(files[i]);
    }
    free(files);
    assert_int_equal(wrongs, 0);
}

static void a_failing_test_says_where(void **state)
{
    (void)state;
    struct drive drive;
    started(&drive);
    drive_load(&drive, "d", "exercises/x_test.lua",
               STR("test('a', function(t)\n  t:solve()\n  t:score(0.5)\nend)\n"
                   "test('b', function(t) t:answer{ nothing = 1 } end)\n"
                   "test('c', function(t) t:solve() end)\n"));
    assert_true(drive_exercise(&drive, FRAME_TEST, 0, 0, "nl", NULL));
    assert_has(&drive, "{\"name\":\"a\",\"ok\":false,\"text\":\"exercises/x_test.lua:3: score 1, "
                       "expected 0.5\"}");
    assert_has(&drive, "the view has no field 'nothing'");
    assert_has(&drive, "{\"name\":\"c\",\"ok\":true}");
    drive_load(&drive, "e", "exercises/x.lua", STR("return 1"));
    struct str parts[] = {STR("e"), STR("x")};
    assert_true(drive_call(&drive, FRAME_TEST, parts, 2));
    assert_true(str_is(drive_reply(&drive), "missing"));
    drive_stop(&drive);
}

/* --- api.def --- */

/* What pack code sees of a library is what api.def lists, both ways. */
static void libraries_are_as_listed(void **state)
{
    (void)state;
    struct drive drive;
    drive_start(&drive, RUNNER);
    drive_load(
        &drive, "d", "exercises/x.lua",
        STR("local names = {}\n"
            "local all = { string = string, table = table, math = math, utf8 = utf8, ui = ui,\n"
            "  stats = stats, text = text, json = json, csv = csv, data = data }\n"
            "for library, t in pairs(all) do for name in pairs(t) do\n"
            "  names[#names + 1] = '<' .. library .. '.' .. name .. '>' end end\n"
            "return exercise { title = 'x', minutes = 1, grade = function() end,\n"
            "  view = function() return { ui.text(table.concat(names)) } end }\n"));
    assert_true(drive_exercise(&drive, FRAME_VIEW, 0, 0, "nl", NULL));
    assert_int_equal(drive.frame.type, FRAME_RESULT);
    size_t listed = 0, seen = 0;
    for (size_t i = 0; i < api_count; i++) {
        char name[64];
        assert_true(strlen(api_list[i].help) > 0);
        if (strchr(api_list[i].name, '.') == NULL) continue;
        snprintf(name, sizeof name, "<%s>", api_list[i].name);
        assert_has(&drive, name);
        listed++;
    }
    for (size_t i = 0; i < drive_reply(&drive).len; i++) seen += drive_reply(&drive).ptr[i] == '<';
    assert_int_equal(seen, listed);
    drive_stop(&drive);
}

static const char fuzz_head[] =
    "local circle = {} circle[1] = circle circle.x = circle\n"
    "local odd = { true, false, 0, 1, -1, 2.5, math.huge, -math.huge, 0/0, math.mininteger,\n"
    "  math.maxinteger, 1e15, '', 'a', 'x.lua', 'lib.x', 'shop', 'data/x.csv', '\\255\\254', '%', "
    "'[',\n"
    "  ('a'):rep(20000), ('%a*'):rep(50), 'select 1', '{\"a\":1}', {}, { 1, 2, 3 }, { 'b', 'a' },\n"
    "  { [2] = 1 }, { id = 'a', label = 'b' }, { nl = 'x' }, circle, setmetatable({}, {}),\n"
    "  setmetatable({}, { __index = function(_, k) return k end, __len = function() return 1e9 end "
    "}),\n"
    "  function(...) return ... end, function() error('x') end, L{ nl = 'x' }, ui.text('x'),\n"
    "  parts{ a = { true } }, near, { { 1, 2 }, { 3 } }, { columns = {}, rows = {} } }\n"
    "local function fuzz(f, first, rng)\n"
    "  local n = #odd\n"
    "  pcall(f) if first then pcall(f, first) end\n"
    "  for i = 1, n do\n"
    "    pcall(f, odd[i]) if first then pcall(f, first, odd[i]) end\n"
    "    local a, b = odd[rng:int('a', 1, n)], odd[rng:int('b', 1, n)]\n"
    "    pcall(f, odd[i], a) pcall(f, odd[i], a, b) pcall(f, a, b, odd[i], nil, a)\n"
    "    if first then pcall(f, first, odd[i], a) pcall(f, first, odd[i], a, b) end\n"
    "    pcall(f, nil, odd[i])\n"
    "  end\n"
    "end\n"
    "return exercise { title = 'x', minutes = 1,\n"
    "  fixtures = { shop = { t = { columns = { a = 'integer' }, rows = function() return {} end } "
    "} },\n"
    "  generate = function(rng)\n"
    "    local objects = { L = L{ nl = 'x' }, rng = rng }\n";

/* Each function with odd arguments: errors are right, death is not. Each call is a phase of its
 * own, so what runs out of its budget is that, and the next begins anew. */
static void fuzz_all(const char *runner)
{
    struct drive drive;
    drive_start(&drive, runner);
    for (size_t i = 0; i < api_count; i++) {
        const char *name = api_list[i].name;
        char source[8192], type[16] = "", digest[80];
        if (strcmp(api_list[i].signature, "=") == 0 || str_starts(str_of(name), STR("test")))
            continue;
        if (sscanf(name, "%15[^:]:", type) == 1 && strchr(name, ':'))
            snprintf(source, sizeof source,
                     "%s    fuzz(objects.%s.%s, objects.%s, rng)\n    return {}\n  end,\n"
                     "  view = function() return { ui.text('x') } end, grade = function() end }\n",
                     fuzz_head, type, strchr(name, ':') + 1, type);
        else
            snprintf(source, sizeof source,
                     "%s    fuzz(%s, nil, rng)\n    return {}\n  end,\n"
                     "  view = function() return { ui.text('x') } end, grade = function() end }\n",
                     fuzz_head, name);
        snprintf(digest, sizeof digest, "fuzz");
        drive_load(&drive, digest, "exercises/x.lua", str_of(source));
        drive_load(&drive, digest, "lib/x.lua", STR("return 1"));
        drive_load(&drive, digest, "capabilities", STR("sql"));
        for (char seed = 1; seed <= 6; seed++) {
            char seeds[SEED_LEN] = {seed}, flags = 0;
            struct str parts[] = {
                str_of(digest), STR("x"), {seeds, SEED_LEN}, {&flags, 1}, STR("nl")};
            if (!drive_call(&drive, FRAME_VIEW, parts, 5))
                fail_msg("%s with odd arguments, seed %d: the runner died, status %x", name, seed,
                         (unsigned)drive.status);
            if (drive.frame.type == FRAME_FAULT && str_is(drive_reply(&drive), "error"))
                fail_msg("%s: %.*s", name, STR_ARG(drive.frame.parts[1]));
        }
        struct str drop = str_of(digest);
        drive_call(&drive, FRAME_DROP, &drop, 1);
    }
    drive_stop(&drive);
}

static void odd_arguments_are_errors(void **state)
{
    (void)state;
    fuzz_all(RUNNER);
#ifdef RUNNER_ASAN
    fuzz_all(RUNNER_ASAN);
#endif
}

/* --- the wall --- */

/* Value of a line of /proc/<pid>/status. */
static void status_line(pid_t pid, const char *name, char *value, size_t len)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    value[0] = '\0';
    while (fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
            snprintf(value, len, "%s", line + strlen(name) + 1);
    fclose(file);
}

static void it_has_given_up_what_it_can(void **state)
{
    (void)state;
    struct drive drive;
    char value[256];
    int leak = open("/dev/null", O_RDONLY); /* without close-on-exec, as careless code would */
    assert_true(leak >= 0);
    started(&drive);
    assert_true(drive_exercise(&drive, FRAME_VIEW, 1, 0, "nl", NULL));
    status_line(drive.pid, "NoNewPrivs", value, sizeof value);
    assert_int_equal(atoi(value), 1);
    status_line(drive.pid, "Seccomp", value, sizeof value);
    assert_int_equal(atoi(value), 2);
    status_line(drive.pid, "CapEff", value, sizeof value);
    if (geteuid() == 0) {
        status_line(drive.pid, "Uid", value, sizeof value);
        int uid[4];
        assert_int_equal(sscanf(value, "%d %d %d %d", &uid[0], &uid[1], &uid[2], &uid[3]), 4);
        for (int i = 0; i < 4; i++) assert_int_not_equal(uid[i], 0);
        status_line(drive.pid, "Groups", value, sizeof value);
        assert_int_equal(strspn(value, " \t\n"), strlen(value));
    }
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)drive.pid);
    DIR *dir = opendir(path); /* a plain user may not look: it is not dumpable */
    int open_fds = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));) open_fds += entry->d_name[0] != '.';
    if (dir) {
        closedir(dir);
        assert_int_equal(open_fds, 1);
    } else {
        assert_int_not_equal(geteuid(), 0);
    }
    close(leak);
    drive_stop(&drive);
}

/* Runs probe(name) in a runner of its own. */
static void probe(const char *name, struct drive *drive)
{
    char source[400];
    snprintf(source, sizeof source,
             "return exercise { title = 'x', minutes = 1, grade = function() end,\n"
             "  view = function() return { ui.text(tostring(probe '%s')) } end }\n",
             name);
    drive_start(drive, RUNNER_PROBE);
    drive_load(drive, "d", "exercises/x.lua", str_of(source));
    drive_exercise(drive, FRAME_VIEW, 1, 0, "nl", NULL);
}

static void every_forbidden_call_is_the_end(void **state)
{
    (void)state;
    struct drive drive;
    probe("names", &drive);
    assert_int_equal(drive.frame.type, FRAME_RESULT);
    char names[4096];
    struct str reply = drive_reply(&drive);
    const char *begin = memmem(reply.ptr, reply.len, "\"text\":\"openat", 14);
    assert_non_null(begin);
    begin += 8;
    size_t len = reply.len - (size_t)(begin - reply.ptr), n = 0;
    assert_true(len < sizeof names);
    memcpy(names, begin, len);
    names[len] = '\0';
    drive_stop(&drive);
    for (char *name = names, *end; (end = strstr(name, "\\n")); name = end + 2) {
        *end = '\0';
        probe(name, &drive);
        if (drive.pid > 0)
            fail_msg("%s: the wall has a hole: %.*s", name, STR_ARG(drive_reply(&drive)));
        if (!WIFSIGNALED(drive.status) || WTERMSIG(drive.status) != SIGSYS)
            fail_msg("%s: status %x, not SIGSYS", name, (unsigned)drive.status);
        drive_stop(&drive);
        n++;
    }
    assert_true(n > 40);
    probe("segv", &drive);
    assert_true(drive.pid < 0 && WIFSIGNALED(drive.status) && WTERMSIG(drive.status) == SIGSEGV);
    drive_stop(&drive);
}

static void it_dies_with_its_parent(void **state)
{
    (void)state;
    int out[2], until[2];
    assert_int_equal(pipe(out), 0);
    assert_int_equal(pipe(until), 0);
    pid_t parent = fork();
    if (parent == 0) {
        static struct drive drive;
        started(&drive);
        pid_t child = drive.pid;
        /* keep its socket open in a third process, so that only the parent's death can end it */
        if (fork() == 0) {
            char end;
            close(out[1]);
            close(until[1]);
            _exit((int)read(until[0], &end, 1));
        }
        if (write(out[1], &child, sizeof child) != sizeof child) _exit(1);
        for (;;) pause();
    }
    pid_t child = 0;
    close(out[1]);
    close(until[0]);
    assert_int_equal(read(out[0], &child, sizeof child), sizeof child);
    close(out[0]);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    int tries = 0;
    char value[256] = "";
    for (; tries < 1000; tries++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/status", (int)child);
        if (access(path, F_OK) != 0) break;
        status_line(child, "State", value, sizeof value);
        if (strstr(value, "Z")) break; /* ended, and not reaped by whoever adopts it here */
        usleep(10000);
    }
    close(until[1]);
    assert_true(tries < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_locked),
        cmocka_unit_test(answers_index_view_and_answer),
        cmocka_unit_test(fields_come_with_the_rows_that_feedback_names),
        cmocka_unit_test(what_cannot_be_read_is_a_check),
        cmocka_unit_test(faults_have_four_parts),
        cmocka_unit_test(bundles_come_and_go),
        cmocka_unit_test(nonsense_ends_it),
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(by_hand_it_says_what_it_is),
        cmocka_unit_test(every_function_does_what_it_says),
        cmocka_unit_test(a_failing_test_says_where),
        cmocka_unit_test(libraries_are_as_listed),
        cmocka_unit_test(odd_arguments_are_errors),
        cmocka_unit_test(it_has_given_up_what_it_can),
        cmocka_unit_test(every_forbidden_call_is_the_end),
        cmocka_unit_test(it_dies_with_its_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
