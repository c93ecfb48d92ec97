#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_LEN 2048

static atomic_int log_threshold = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&log_threshold, (int)level);
}

void log_write(enum log_level level, const char *fmt, ...)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if ((int)level < atomic_load(&log_threshold)) return;
    char text[LINE_MAX_LEN];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);

    struct timespec now;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    char line[LINE_MAX_LEN * 2];
    size_t len = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &tm);
    len += (size_t)snprintf(line + len, sizeof line - len, ".%03ldZ %s ", now.tv_nsec / 1000000,
                            names[level]);
    for (const char *p = text; *p && len < sizeof line - 2; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '\n') {
            line[len++] = '\\';
            line[len++] = 'n';
        } else {
            line[len++] = c < 0x20 || c == 0x7f ? '?' : (char)c;
        }
    }
    line[len++] = '\n';
    /* one write, so that lines of several threads and processes do not mix */
    ssize_t written = write(STDERR_FILENO, line, len);
    (void)written; /* nowhere left to say it */
}
