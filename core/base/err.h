/* Errors: an int, 0 or one negative code of this list; the words belong to the struct err that the
 * request (or the start-up) holds. A function that fails sets both; its caller handles it, returns
 * it or logs it, exactly one of the three. Any thread; a struct err has one owner. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum {
    ERR_OK = 0,
    ERR_INVALID = -1,   /* the input is wrong; the text says what, where, what to do */
    ERR_TOO_LARGE = -2, /* a limit of limits.h */
    ERR_NOT_FOUND = -3,
    ERR_CONFLICT = -4, /* the rows are no longer what the caller saw */
    ERR_GONE = -5,
    ERR_DENIED = -6,
    ERR_BUSY = -7,    /* a bounded queue is full: try later */
    ERR_TIMEOUT = -8, /* a deadline passed */
    ERR_IO = -9,
    ERR_FULL = -10,    /* the disk */
    ERR_CORRUPT = -11, /* stored or received data breaks its own rules */
    ERR_FAULT = -12,   /* pack code failed */
    ERR_STOPPED = -13  /* the station is shutting down */
};

#define ERR_TEXT_MAX 1024

struct err {
    int code;
    char text[ERR_TEXT_MAX];
};

/* Sets code and text (cut at ERR_TEXT_MAX) and returns code. err may be NULL. */
int err_set(struct err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Puts `where: ` before the text that is there already, and returns the code. */
int err_at(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A short name for the log: "invalid", "busy", ... Static. */
const char *err_name(int code);

#endif
