#include "pack/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

#define FOLDERS_MAX 4 /* modules/<module>/ is the deepest there is */

struct walk {
    struct arena *arena;
    struct problems *problems;
    struct pack_file *files;
    size_t len, room, size;
    bool full; /* over a limit: said once */
};

#define PROBLEM(walk, path, ...) problem_add((walk)->problems, (path), 1, 1, __VA_ARGS__)

/* The three that everybody expects in capitals. */
static bool is_capital_name(struct str path)
{
    return str_is(path, "CHANGELOG.md") || str_is(path, "README.md") || str_is(path, "LICENSE");
}

static bool is_name(struct str name)
{
    if (name.len == 0 || name.ptr[0] == '-') return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
            return false;
    }
    return true;
}

/* Says what is wrong with the name; true if nothing is. */
static bool check_name(struct walk *walk, struct str path, struct str name)
{
    if (path.len > PACK_PATH_LEN) {
        PROBLEM(walk, path, "this path is longer than %d characters; use shorter names",
                PACK_PATH_LEN);
    } else if (name.ptr[0] == '.') {
        PROBLEM(walk, path, "hidden files are no part of a pack; move it out of this folder");
    } else if (!is_name(name) && !is_capital_name(path)) {
        PROBLEM(walk, path,
                "a name has only lower-case letters, digits, hyphens, underscores and points; "
                "rename it");
    } else {
        return true;
    }
    return false;
}

/* A name as it may be shown: bytes that are no UTF-8 become ?. */
static struct str clean(struct arena *arena, const char *name)
{
    struct str s = arena_str(arena, str_of(name));
    char *to = (char *)(uintptr_t)s.ptr; /* our own copy */
    bool utf8 = str_is_utf8(s);
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)to[i] < ' ' || to[i] == 0x7f || (!utf8 && (unsigned char)to[i] >= 0x80))
            to[i] = '?';
    return s;
}

static void add_file(struct walk *walk, struct str path, struct str bytes)
{
    if (walk->len == walk->room) {
        size_t room = walk->room ? walk->room * 2 : 32;
        struct pack_file *files = arena_array(walk->arena, struct pack_file, room);
        if (walk->len) memcpy(files, walk->files, walk->len * sizeof *files);
        walk->files = files;
        walk->room = room;
    }
    walk->files[walk->len++] = (struct pack_file){path, bytes};
}

/* Reads at most PACK_FILE_LEN bytes; a file that grows while we read is over the limit too. */
static void read_file(struct walk *walk, int fd, struct str path, size_t size)
{
    char *bytes = arena_alloc(walk->arena, size + 2);
    size_t len = 0;
    while (len < size + 1) {
        ssize_t got = read(fd, bytes + len, size + 1 - len);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            PROBLEM(walk, path, "it cannot be read: %s", strerror(errno));
            return;
        }
        if (got == 0) break;
        len += (size_t)got;
    }
    if (len > size) {
        PROBLEM(walk, path, "it changed while it was read; try again");
        return;
    }
    bytes[len] = '\0';
    walk->size += len;
    add_file(walk, path, str_slice(bytes, len));
}

/* A regular file, opened without following a link and without waiting for a pipe's other end. */
static void visit_file(struct walk *walk, int dir, const char *name, struct str path)
{
    struct stat stat;
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        PROBLEM(walk, path, "it cannot be read: %s", strerror(errno));
        return;
    }
    if (fstat(fd, &stat) < 0 || !S_ISREG(stat.st_mode))
        PROBLEM(walk, path, "this is no ordinary file; remove it");
    else if (stat.st_size > (off_t)PACK_FILE_LEN)
        PROBLEM(walk, path, "it is %lld bytes long; at most %zu fit: make it smaller",
                (long long)stat.st_size, PACK_FILE_LEN);
    else if (walk->size + (size_t)stat.st_size > PACK_SIZE_MAX || walk->len == PACK_FILES_MAX) {
        PROBLEM(walk, path, "the pack holds more than %d files or %zu bytes; split it",
                PACK_FILES_MAX, PACK_SIZE_MAX);
        walk->full = true;
    } else {
        read_file(walk, fd, path, (size_t)stat.st_size);
    }
    close(fd);
}

static int visit_folder(struct walk *walk, int fd, struct str prefix, int depth);

static void visit(struct walk *walk, int dir, const char *name, struct str prefix, int depth)
{
    struct str path = arena_printf(walk->arena, "%.*s%s%.*s", STR_ARG(prefix),
                                   prefix.len ? "/" : "", STR_ARG(clean(walk->arena, name)));
    struct stat stat;
    if (!check_name(walk, path, str_of(name))) return;
    if (fstatat(dir, name, &stat, AT_SYMLINK_NOFOLLOW) < 0) {
        PROBLEM(walk, path, "it cannot be read: %s", strerror(errno));
    } else if (S_ISLNK(stat.st_mode)) {
        PROBLEM(walk, path, "this is a symbolic link; put the file itself here");
    } else if (S_ISDIR(stat.st_mode)) {
        int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (depth == FOLDERS_MAX) PROBLEM(walk, path, "folders are nested too deeply; move it up");
        else if (fd < 0 || visit_folder(walk, fd, path, depth + 1) != 0)
            PROBLEM(walk, path, "this folder cannot be read: %s", strerror(errno));
        if (fd >= 0) close(fd);
    } else if (S_ISREG(stat.st_mode)) {
        visit_file(walk, dir, name, path);
    } else {
        PROBLEM(walk, path, "this is no ordinary file; remove it");
    }
}

/* 0, or -1 with errno. Does not close `fd`. */
static int visit_folder(struct walk *walk, int fd, struct str prefix, int depth)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    if (folder == NULL) {
        int error = errno;
        if (copy >= 0) close(copy);
        errno = error;
        return -1;
    }
    const struct dirent *entry;
    while (!walk->full && walk->problems->left_out == 0 && (entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            visit(walk, fd, entry->d_name, prefix, depth);
    closedir(folder);
    return 0;
}

static int by_path(const void *a, const void *b)
{
    const struct pack_file *left = a, *right = b;
    return str_compare(left->path, right->path);
}

int files_read(struct arena *arena, const char *folder, struct problems *problems,
               struct pack_file **files, size_t *files_len, struct err *err)
{
    struct walk walk = {.arena = arena, .problems = problems};
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || visit_folder(&walk, fd, STR(""), 1) != 0) {
        int error = errno;
        if (fd >= 0) close(fd);
        if (error == ENOENT)
            return err_set(err, ERR_NOT_FOUND, "%s: there is no such folder", folder);
        if (error == ENOTDIR)
            return err_set(err, ERR_INVALID, "%s: this is a file; a pack is a folder", folder);
        return err_set(err, ERR_IO, "%s: the folder cannot be read: %s", folder, strerror(error));
    }
    close(fd);
    if (walk.len) qsort(walk.files, walk.len, sizeof *walk.files, by_path);
    *files = walk.files;
    *files_len = walk.len;
    return 0;
}
