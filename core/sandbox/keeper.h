/* The keeper: one thread that owns every runner process and polls their sockets; nobody else talks
 * to one. A baton that needs pack code hands it an array of asks and gets it back when all are
 * answered. A runner serves one organisation until it dies; each organisation has a bounded queue
 * and at most ORG_RUNNERS active ones, RUNNERS_ACTIVE in all. A call past RUNNER_DEMOTE_MS runs on
 * at SCHED_IDLE; past its hard limit the runner is killed and replaced. QUARANTINE_FAULTS kills or
 * crashes in a window put the exercise aside. keeper_ask may be called from any thread; `done` is
 * called on the keeper's thread. */
#ifndef SANDBOX_KEEPER_H
#define SANDBOX_KEEPER_H

#include "base/block.h"
#include "base/err.h"
#include "base/field.h"
#include "base/frame.h"
#include "base/queue.h"

struct keeper;

/* The code of one closure (a pack and all it needs), as the runner is to see it: Lua sources and
 * fixtures by their path in the pack ("exercises/x.lua", "lib/y.lua", "data/z.csv"). Immutable;
 * outlives the keeper. */
struct bundle {
    struct str org;    /* whose runner runs it */
    struct str digest; /* closure digest, 64 hex digits */
    const struct bundle_file {
        struct str path, source;
    } * files;
    size_t files_len;
};

enum ask_kind { ASK_INDEX, ASK_VIEW, ASK_ANSWER, ASK_TEST };

/* Why an ask failed, as the author is told. X(id, name on the wire and in the log) */
#define FAULT_LIST(X)                                                                              \
    X(NONE, "none")                                                                                \
    X(LUA, "error")   /* raised in pack code: file, line, traceback */                             \
    X(STEPS, "steps") /* the instruction budget */                                                 \
    X(TIME, "time")   /* soft or hard time limit */                                                \
    X(MEMORY, "memory")                                                                            \
    X(OUTPUT, "output")                                                                            \
    X(SHAPE, "shape")           /* a view or an outcome that breaks the rules */                   \
    X(MISSING, "missing")       /* no such exercise in the bundle */                               \
    X(CRASH, "crash")           /* the runner died by a signal */                                  \
    X(HOSTILE, "hostile")       /* a reply that no honest runner sends */                          \
    X(QUARANTINE, "quarantine") /* not called: put aside after repeated faults */                  \
    X(BUSY, "busy")             /* not called: the organisation's queue is full */                 \
    X(UNSAFE, "unsafe")         /* not called: this machine cannot lock a runner */

enum fault {
#define X(id, name) FAULT_##id,
    FAULT_LIST(X)
#undef X
        FAULT_COUNT
};

const char *fault_name(enum fault fault);
bool fault_parse(struct str name, enum fault *fault);

/* One of the author's tests beside an exercise. */
struct test_result {
    struct str name;
    bool ok;
    struct str text; /* what was wrong: "exercises/x_test.lua:12: score 0.5, expected 1" */
};

/* One call of pack code and its checked reply. The caller fills the first part and owns the struct;
 * the keeper fills the second, with memory from `arena`. While an ask is under way its arena
 * belongs to the keeper. */
struct ask {
    enum ask_kind kind;
    const struct bundle *bundle;
    struct str exercise;
    unsigned char seed[SEED_LEN];
    unsigned flags;        /* FRAME_WANT_... */
    enum lang lang;        /* how 1.000 is read */
    const struct raw *raw; /* ANSWER: the form as typed */
    size_t raw_len;
    bool retry; /* it failed before: another end of a runner is not held against the exercise */

    enum fault fault;
    struct str
        fault_text; /* for the author: "exercises/x.lua:17: attempt to ..." and the traceback */
    struct exercise_info info; /* INDEX */
    struct view view;          /* VIEW; ANSWER if there are checks or as much as is wanted */
    struct answer answer;      /* ANSWER: as read; with checks there is no outcome */
    struct outcome outcome;    /* ANSWER */
    struct str outcome_json;   /* ANSWER: what to store of it, OUTCOME_LEN at most */
    bool has_solution;
    const struct value *solution; /* if wanted */
    size_t solution_len;
    struct text solution_text;       /* the author's explanation; may be empty */
    const struct test_result *tests; /* TEST */
    size_t tests_len;
    uint64_t fingerprint; /* of the parameters */
};

/* One baton's asks. */
struct asks {
    struct queue_node node;
    struct ask *list;
    size_t len, left;
    struct arena *arena;
    void (*done)(struct asks *asks); /* on the keeper's thread; must not block */
    void *data;
};

struct keeper_config {
    const char *runner_path; /* the proeftuin-runner executable */
};

/* Spawns one runner to see whether this machine can lock one. If it cannot, the keeper still
 * starts, but answers every ask FAULT_UNSAFE, and keeper_unsafe says why. */
int keeper_start(struct keeper **out, const struct keeper_config *config, struct err *err);
/* Answers what waits with FAULT_BUSY, kills all runners, joins the thread. */
void keeper_stop(struct keeper *keeper);

/* NULL when runners are locked as they should be, else a sentence. Static after start. */
const char *keeper_unsafe(const struct keeper *keeper);
/* What the runner said at READY: "seccomp landlock rlimits ... lua 5.4.4". */
struct str keeper_ready(const struct keeper *keeper);

/* Takes the asks until `done`. ERR_BUSY when the keeper's queue is full, ERR_STOPPED. */
int keeper_ask(struct keeper *keeper, struct asks *asks);
/* The same, waiting for the answer: start-up and tests only. */
int keeper_ask_wait(struct keeper *keeper, struct asks *asks);

struct keeper_stats {
    uint64_t calls, faults, kills, spawns, demotions, quarantined;
    uint64_t busy_us; /* summed time of calls in runners */
    size_t runners, waiting;
};
void keeper_stats(struct keeper *keeper, struct keeper_stats *stats);

#endif
