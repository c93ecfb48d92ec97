/* One connection to the SQLite file, with every statement of sql.def prepared on first use. The
 * writer thread owns the only read-write connection; each lane owns a read-only one; the
 * checkpointer has its own. A store belongs to one thread. SQL is written in sql.def and nowhere
 * else; nothing above this folder sees sqlite3.h. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum sql {
#define X(id, params, columns, text) SQL_##id,
#include "store/sql.def"
#undef X
    SQL_COUNT
};

enum store_mode { STORE_WRITE, STORE_READ };

struct store;

/* Opens DATA/proeftuin.db. STORE_WRITE creates it and brings its schema up to date; a file made by
 * a newer version is ERR_INVALID with a sentence. ERR_IO, ERR_FULL, ERR_CORRUPT say what to do. */
int store_open(struct store **out, const char *data_dir, enum store_mode mode, struct err *err);
void store_close(struct store *store);

/* The folder that store_open will use: made if missing, and written to once to see whether that is
 * allowed. */
int store_folder(const char *data_dir, struct err *err);

/* Runs a statement that gives no rows: the number of rows it changed, or a negative error. The
 * arguments are bound by the letters of `params`: i int64_t, r double, s struct str as text, b
 * struct str as a blob (a ptr of NULL is NULL in both). */
int store_run(struct store *store, struct err *err, enum sql sql, ...);

/* A typed cursor. Between cursor_open and cursor_close the statement is in use: the same one cannot
 * be opened twice at a time (asserted). */
struct cursor {
    struct store *store;
    enum sql sql;
};

int cursor_open(struct cursor *cursor, struct store *store, struct err *err, enum sql sql, ...);
/* 1: a row; 0: no more; negative: an error. */
int cursor_next(struct cursor *cursor, struct err *err);
/* Columns from 0, of the type that `columns` gives (asserted). Text and blobs are copied into the
 * arena; NULL gives 0, 0.0 and STR_NONE. */
int64_t cursor_int(const struct cursor *cursor, int column);
double cursor_real(const struct cursor *cursor, int column);
struct str cursor_text(const struct cursor *cursor, struct arena *arena, int column);
struct str cursor_blob(const struct cursor *cursor, struct arena *arena, int column);
void cursor_close(struct cursor *cursor);

/* The id given to the row last inserted on this connection. */
int64_t store_last_id(const struct store *store);

/* One row or none: 1, 0 or an error. Then read the columns and close the cursor (also after 0 or an
 * error it may be closed). */
int cursor_one(struct cursor *cursor, struct store *store, struct err *err, enum sql sql, ...);

/* A read transaction: one look or show, never longer. Waits at the reader gate for at most
 * GATE_WAIT_MS. */
struct gate;
int snapshot_begin(struct store *store, struct gate *gate, struct err *err);
void snapshot_end(struct store *store, struct gate *gate);
bool snapshot_is_open(const struct store *store);

#endif
