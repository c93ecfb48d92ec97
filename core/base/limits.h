/* Every size, count, depth and time that somebody else controls, in one place. Units in the names:
 * _LEN and _SIZE bytes, _MS milliseconds, _MAX a count. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define KIB(n) ((size_t)(n)*1024)
#define MIB(n) ((size_t)(n)*1024 * 1024)

/* HTTP: what a browser may send, and how slowly */
#define HTTP_LINE_LEN KIB(8)      /* request line: 414 */
#define HTTP_HEADERS_LEN KIB(16)  /* all header names and values: 431 */
#define HTTP_HEADERS_MAX 64       /* 431 */
#define HTTP_BODY_LEN KIB(256)    /* 413 */
#define HTTP_HEAD_MS 10000        /* first byte to end of headers: 408 */
#define HTTP_BODY_MS 30000        /* end of headers to end of body: 408 */
#define HTTP_IDLE_MS 60000        /* between requests: closed quietly */
#define HTTP_WRITE_MS 30000       /* a client that does not read: closed */
#define HTTP_WORK_MS 10000        /* a request under way: 503 */
#define HTTP_CONNECTIONS_MAX 8192 /* further ones wait in the kernel */
#define HTTP_BYTES_HELD MIB(256)  /* request bytes held over all connections: 503 */
#define HTTP_RESPONSE_LEN MIB(4)  /* one rendered page */
#define HTTP_PIPELINE_LEN KIB(64) /* bytes read ahead of the request in work */
#define HTTP_PARAMS_MAX 6         /* {names} in one route */
#define HTTP_FORM_FIELDS_MAX 2048 /* fields of one form: a 200-row table has many */
#define HTTP_COOKIES_MAX 64     /* looked at: other programs on localhost set cookies for us too */
#define HTTP_CHUNK_LINE_LEN 256 /* size and extensions of one chunk */
#define HTTP_WRITE_LEN KIB(64)  /* what a reader must take per HTTP_WRITE_MS, or all */
#define HTTP_LINGER_MS 2000     /* after a last answer: reading on, so that it arrives */
#define HTTP_LINGER_LEN MIB(1)
#define HTTP_STOP_MS 5000        /* to finish what is under way */
#define HTTP_BACKLOG 1024        /* connections that wait in the kernel */
#define HTTP_ACCEPT_PAUSE_MS 200 /* out of descriptors: before trying again */

/* Stations: a full queue answers 503 with Retry-After */
#define LANES_MAX 4
#define LANE_QUEUE_MAX 1024
#define WRITER_QUEUE_MAX 1024
#define WRITER_BATCH_MAX 256  /* changes in one commit */
#define WRITE_ROWS_MAX 256    /* rows one change may touch */
#define KEEPER_QUEUE_MAX 2048 /* all organisations together */
#define RETRY_AFTER_S 2
#define CLOSE_WAIT_MS 10000 /* stopping: for what is still under way */

/* Storage */
#define WAL_SOFT MIB(32) /* over this a checkpoint closes the reader gate */
#define GATE_WAIT_MS 50  /* the longest a new snapshot waits at the gate */
#define CHECKPOINT_EVERY_MS 1000
#define STORE_BUSY_MS 5000
#define STORE_PATH_LEN 1024

/* Learners */
#define ANSWER_LEN KIB(64)    /* one raw answer, stored */
#define OUTCOME_LEN KIB(64)   /* one stored outcome: the runner's output limit of grade */
#define TRIES_MAX 3           /* checks of one variant; then the worked answer and a new variant */
#define VARIANTS_MAX 1000     /* variants of one exercise for one learner */
#define LEARNER_KEEP_DAYS 365 /* after the last answer a learner's rows go */
#define CLOCK_JUMP_DAYS                                                                            \
    30 /* no answer for so long: the clock may be wrong, so nothing is erased ... */
#define CLOCK_JUMP_HOLD_MS 86400000 /* ... until the server has run this long */
#define SHARED_KEEP_DAYS 1          /* began on a shared device: nobody comes back for it */
#define SHARED_IDLE_S 1200          /* a shared device forgets after 20 minutes without a page */
#define SWEEP_EVERY_MS 30000        /* ungraded answers, old learners */
#define SWEEP_ROWS_MAX 16
#define LEARNERS_PER_MINUTE 600 /* new learners per address: a training day is one address */
#define POSTS_PER_MINUTE 240    /* per learner */
#define RATE_MAX 1000000        /* what an operator may set either to */

/* Packs */
#define SLUG_LEN 64
#define PACK_FILE_LEN KIB(256) /* one file */
#define PACK_SIZE_MAX MIB(32)  /* all files */
#define PACK_FILES_MAX 2000
#define PACKS_MAX 1000
#define PACK_PATH_LEN 200
#define PACK_PROBLEMS_MAX 200 /* problems shown of one pack; more does not help anybody */
#define PACK_TITLE_LEN 200    /* one title in one language */
#define PACK_LIST_MAX 500     /* entries of one list in a manifest */
#define PACK_MINUTES_MAX 1440 /* of a module or a step */
#define YAML_DEPTH_MAX 16
#define YAML_NODES_MAX 20000
#define YAML_TEXT_LEN KIB(16) /* one value */
#define DOC_DEPTH_MAX 32      /* nesting of one Markdown page */
#define DOC_NODES_MAX 20000
#define DOC_TEXT_LEN MIB(1) /* all text and link targets of one page together */
#define MODULE_STEPS_MAX 100
#define PAGE_EXERCISES_MAX 12 /* exercises on one page: one ask each */

/* Templates and messages: our own, read at start */
#define TEMPLATE_LEN KIB(256)
#define TEMPLATE_DEPTH_MAX 32     /* sections, and templates, inside each other */
#define TEMPLATE_NAME_PARTS_MAX 6 /* a.b.c */
#define TEMPLATE_MISSING_SHOWN 8  /* untranslated messages told in one error */
#define MESSAGES_MAX 20000        /* of one language */

/* Exercises: what a view and a grade may return */
#define BLOCKS_MAX 200
#define OPTIONS_MAX 100
#define TABLE_ROWS_MAX 500
#define TABLE_COLUMNS_MAX 30
#define TABLE_CELLS_MAX 6000
#define CHART_VALUES_MAX 500
#define PARTS_MAX 100
#define NOTES_MAX 1000 /* remarks at places of one part (cells) */
#define HINTS_MAX 10
#define TEXT_LEN KIB(8)         /* one text in one language */
#define TEXT_FILLED_LEN KIB(32) /* the same with its placeholders filled in */
#define TEXT_VARS_MAX 16
#define LINE_LEN 200    /* an option's id, a cell's name */
#define NUMBER_MAX 1e15 /* either way; more loses whole numbers */
#define PITFALLS_MAX 20 /* one exercise speaks of */
#define EXERCISE_MINUTES_MAX 240
#define FIELD_VALUE_LEN KIB(16) /* one typed value */
#define FIELD_VALUES_MAX 1000   /* values of one field (marked cells) */
#define WIRE_DEPTH_MAX 12

/* The runner's four time limits and its memory and output, by phase (PACKS.md section 4) */
#define BUDGET_LOAD_STEPS 20000000
#define BUDGET_LOAD_SOFT_MS 500
#define BUDGET_LOAD_HARD_MS 800
#define BUDGET_LOAD_OUTPUT KIB(64)
#define BUDGET_GENERATE_STEPS 5000000
#define BUDGET_GENERATE_SOFT_MS 200
#define BUDGET_GENERATE_HARD_MS 500
#define BUDGET_GENERATE_OUTPUT KIB(256)
#define BUDGET_VIEW_STEPS 2000000
#define BUDGET_VIEW_SOFT_MS 100
#define BUDGET_VIEW_HARD_MS 400
#define BUDGET_VIEW_OUTPUT KIB(128)
#define BUDGET_GRADE_STEPS 20000000
#define BUDGET_GRADE_SOFT_MS 200
#define BUDGET_GRADE_HARD_MS 500
#define BUDGET_GRADE_OUTPUT KIB(64)
#define BUDGET_TEST_STEPS 200000000 /* one author's test file, on the author's own machine */
#define BUDGET_TEST_SOFT_MS 5000
#define BUDGET_TEST_HARD_MS 8000
#define BUDGET_TEST_OUTPUT KIB(256)
#define TESTS_MAX 500
#define BUDGET_MEMORY MIB(16)
#define BUDGET_PATTERN_STEPS 1000000 /* of our own pattern matcher, per call of it */
#define PATTERN_LEN KIB(8)           /* one Lua pattern */
#define LUA_STRING_LEN MIB(4)        /* what one function of the string library may build */
#define RUNNER_ADDRESS_SPACE MIB(192)
#define RUNNER_CALLS_PER_STATE 500 /* then a fresh Lua state */
#define RUNNER_BUNDLES_MAX 16      /* closures loaded in one runner */
#define RUNNER_LOG_LEN KIB(4)      /* what log() keeps of one call */
#define RUNNER_CODE_SIZE MIB(48)   /* sources and built fixtures of all of them */
#define FAULT_TEXT_LEN KIB(1)      /* what went wrong, for the author */
#define TRACE_LEN KIB(2)
#define HOOK_STEPS 1000  /* instructions between two looks at the budget */
#define UNPACK_MAX 1000  /* values that table.unpack or select give at once */
#define DISTANCE_LEN 500 /* characters that text.distance compares */
#define CSV_ROWS_MAX 10000
#define CSV_COLUMNS_MAX 100
#define FIXTURE_TABLES_MAX 20
#define FIXTURE_ROWS_MAX 2000 /* of a table made per call; a csv may have CSV_ROWS_MAX */
#define SQL_LEN KIB(16)
#define SQL_ROWS_MAX 2000
#define SQL_STEPS_MAX 2000000 /* operations of SQLite's virtual machine, per query */
#define SQL_MEMORY MIB(16)
#define LUA_DEPTH_MAX 100 /* nested C calls in pack code, nesting of tables we walk */

/* The keeper */
#define RUNNERS_MAX 32
#define RUNNERS_ACTIVE 16
#define ORG_RUNNERS 2
#define ORG_QUEUE_MAX 512
#define RUNNER_DEMOTE_MS 5
#define RUNNER_READY_MS 2000
#define FRAME_LEN MIB(1)     /* one frame either way; a bundle comes in several */
#define FRAME_PARTS_MAX 4608 /* a whole form, twice HTTP_FORM_FIELDS_MAX, and its head */
#define RUNNER_EXIT_MS 200   /* to end by itself after it hung up */
#define ASK_WAIT_MS 8000     /* for a turn; a page that waited longer has no reader any more */
#define FAULT_REPORT_LEN KIB(8)
#define QUARANTINE_FAULTS 3
#define QUARANTINE_WINDOW_MS 600000
#define QUARANTINE_MS 600000

#endif
