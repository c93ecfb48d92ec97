#include "pack/packstore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "pack/files.h"
#include "pack/folder.h"

#define TMP_PREFIX ".tmp-"
#define FILES "files"
#define INDEX "index.json"
#define INDEX_TMP ".index.tmp"
#define INDEX_LEN MIB(16)

struct packstore {
    char *path; /* DATA/packs */
    int fd;     /* of that folder */
};

/* --- opening --------------------------------------------------------------------------------- */

/* Folders that a crash left half-written: nobody refers to them. */
static int remove_leftovers(struct packstore *store, struct err *err)
{
    int copy = fcntl(store->fd, F_DUPFD_CLOEXEC, 0);
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    if (folder == NULL) {
        int error = errno;
        if (copy >= 0) close(copy);
        return folder_error(err, error, "reading", store->path);
    }
    int code = 0;
    const struct dirent *entry;
    while (code == 0 && (entry = readdir(folder)) != NULL) {
        if (strncmp(entry->d_name, TMP_PREFIX, strlen(TMP_PREFIX)) != 0) continue;
        log_info("removing %s/%s, which an interrupted start left behind", store->path,
                 entry->d_name);
        code = folder_remove(store->fd, entry->d_name, err);
    }
    closedir(folder);
    return code;
}

static int make_folders(const char *data_dir, const char *path, struct err *err)
{
    int code = folder_make(AT_FDCWD, data_dir, err);
    if (code) return code;
    if (access(data_dir, W_OK | X_OK) < 0 && (errno == EACCES || errno == EROFS))
        return err_set(err, ERR_IO,
                       "the data folder %s is not writable for user %u: make that user its owner "
                       "(chown -R %u %s), or choose another folder with --data",
                       data_dir, (unsigned)geteuid(), (unsigned)geteuid(), data_dir);
    code = folder_make(AT_FDCWD, path, err);
    if (code) return code;
    return folder_sync(AT_FDCWD, data_dir, 0, err);
}

int packstore_open(struct packstore **out, const char *data_dir, struct err *err)
{
    struct packstore *store = calloc(1, sizeof *store);
    size_t len = strlen(data_dir) + sizeof "/packs";
    if (store) store->path = malloc(len);
    if (store == NULL || store->path == NULL) {
        free(store);
        return err_set(err, ERR_BUSY, "no memory left");
    }
    store->fd = -1;
    memcpy(store->path, data_dir, strlen(data_dir));
    memcpy(store->path + strlen(data_dir), "/packs", sizeof "/packs");
    int code = make_folders(data_dir, store->path, err);
    if (code == 0) {
        store->fd = open(store->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (store->fd < 0) code = folder_error(err, errno, "opening", store->path);
    }
    if (code == 0) code = remove_leftovers(store, err);
    if (code) {
        packstore_close(store);
        return code;
    }
    *out = store;
    return 0;
}

void packstore_close(struct packstore *store)
{
    if (store == NULL) return;
    if (store->fd >= 0) close(store->fd);
    free(store->path);
    free(store);
}

bool packstore_has(struct packstore *store, const struct digest *digest)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct stat stat;
    digest_hex(digest, hex);
    return fstatat(store->fd, hex, &stat, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(stat.st_mode);
}

/* --- adding ---------------------------------------------------------------------------------- */

/* Calls each(path) for every folder on the way to `path`, outermost first: a, a/b for a/b/c. */
static int each_folder(int dir, struct str path, int (*each)(int dir, const char *, struct err *),
                       struct err *err)
{
    char folder[PACK_PATH_LEN + 1];
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] != '/') continue;
        memcpy(folder, path.ptr, i);
        folder[i] = '\0';
        int code = each(dir, folder, err);
        if (code) return code;
    }
    return 0;
}

static int seal(int dir, const char *path, struct err *err)
{
    return folder_sync(dir, path, 0555, err);
}

static struct str folder_of(struct str path)
{
    while (path.len > 0 && path.ptr[path.len - 1] != '/') path.len--;
    return path;
}

static int write_files(int dir, const struct pack *pack, struct err *err)
{
    char path[PACK_PATH_LEN + 1];
    for (size_t i = 0; i < pack->files_len; i++) {
        const struct pack_file *file = &pack->files[i];
        memcpy(path, file->path.ptr, file->path.len);
        path[file->path.len] = '\0';
        int code = each_folder(dir, file->path, folder_make, err);
        if (code == 0) code = folder_write(dir, path, file->bytes, 0444, err);
        if (code) return code;
    }
    struct str sealed = STR("");
    for (size_t i = 0; i < pack->files_len; i++) {
        struct str folder = folder_of(pack->files[i].path);
        if (str_eq(folder, sealed)) continue;
        int code = each_folder(dir, pack->files[i].path, seal, err);
        if (code) return code;
        sealed = folder;
    }
    return 0;
}

/* The whole of <tmp>/files, synced, read-only. */
static int fill(struct packstore *store, const char *tmp, const struct pack *pack, struct err *err)
{
    int code = folder_make(store->fd, tmp, err);
    if (code) return code;
    int fd = openat(store->fd, tmp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return folder_error(err, errno, "opening", tmp);
    code = folder_make(fd, FILES, err);
    int files = code ? -1 : openat(fd, FILES, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (code == 0 && files < 0) code = folder_error(err, errno, "opening", FILES);
    if (code == 0) code = write_files(files, pack, err);
    if (code == 0) code = folder_sync(fd, FILES, 0555, err);
    if (files >= 0) close(files);
    close(fd);
    return code ? code : folder_sync(store->fd, tmp, 0, err);
}

int packstore_add(struct packstore *store, const struct pack *pack, struct err *err)
{
    if (packstore_has(store, &pack->digest)) return 0;
    char hex[DIGEST_HEX_LEN + 1], tmp[sizeof TMP_PREFIX + 32];
    unsigned char random[16];
    digest_hex(&pack->digest, hex);
    random_bytes(random, sizeof random);
    memcpy(tmp, TMP_PREFIX, sizeof TMP_PREFIX - 1);
    hex_write(tmp + sizeof TMP_PREFIX - 1, random, sizeof random);
    int code = fill(store, tmp, pack, err);
    if (code == 0 && renameat(store->fd, tmp, store->fd, hex) < 0)
        code = folder_error(err, errno, "renaming to", hex);
    if (code == 0) code = folder_sync(store->fd, ".", 0, err);
    if (code == 0) return 0;
    folder_remove(store->fd, tmp, NULL); /* what cannot be removed now goes at the next start */
    err_at(err, "storing %.*s/%.*s in %s", STR_ARG(pack->org), STR_ARG(pack->name), store->path);
    return code;
}

/* --- reading --------------------------------------------------------------------------------- */

static struct str path_of(struct packstore *store, struct arena *arena, const struct digest *digest,
                          const char *name)
{
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(digest, hex);
    return arena_printf(arena, "%s/%s/%s", store->path, hex, name);
}

int packstore_read(struct packstore *store, struct arena *arena, const struct digest *digest,
                   struct pack **out, struct err *err)
{
    struct str path = path_of(store, arena, digest, FILES);
    struct problems problems;
    struct pack_file *files;
    size_t files_len;
    *out = NULL;
    problems_init(&problems, arena);
    int code = files_read(arena, path.ptr, &problems, &files, &files_len, err);
    if (code) return code;
    struct digest found = {{0}};
    if (problems.len == 0) found = pack_digest(files, files_len);
    if (problems.len > 0 || !digest_eq(&found, digest))
        return err_set(err, ERR_CORRUPT,
                       "%.*s: these files are no longer what was stored; somebody or something "
                       "changed them. Remove that folder and start again, and the pack is stored "
                       "anew from its source",
                       STR_ARG(path));
    code = pack_from_files(arena, files, files_len, out, NULL, NULL, err);
    if (code) err_at(err, "%.*s", STR_ARG(path));
    return code;
}

int packstore_index_write(struct packstore *store, const struct digest *digest, struct str json,
                          struct err *err)
{
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(digest, hex);
    int fd = openat(store->fd, hex, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return folder_error(err, errno, "opening", hex);
    unlinkat(fd, INDEX_TMP, 0); /* of an interrupted write */
    int code = folder_write(fd, INDEX_TMP, json, 0444, err);
    if (code == 0 && renameat(fd, INDEX_TMP, fd, INDEX) < 0)
        code = folder_error(err, errno, "renaming to", INDEX);
    if (code == 0) code = folder_sync(fd, ".", 0, err);
    close(fd);
    if (code) err_at(err, "%s/%s", store->path, hex);
    return code;
}

static int read_whole(int fd, struct arena *arena, struct str *out)
{
    struct stat stat;
    if (fstat(fd, &stat) < 0) return errno;
    if (!S_ISREG(stat.st_mode) || stat.st_size > (off_t)INDEX_LEN) return EFBIG;
    size_t size = (size_t)stat.st_size, len = 0;
    char *bytes = arena_alloc(arena, size + 1);
    while (len < size) {
        ssize_t got = read(fd, bytes + len, size - len);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (got == 0) break;
        len += (size_t)got;
    }
    bytes[len] = '\0';
    *out = str_slice(bytes, len);
    return 0;
}

int packstore_index_find(struct packstore *store, struct arena *arena, const struct digest *digest,
                         struct str *json, struct err *err)
{
    struct str path = path_of(store, arena, digest, INDEX);
    *json = STR_NONE;
    int fd = open(path.ptr, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return 0;
    if (fd < 0) return folder_error(err, errno, "reading", path.ptr);
    int error = read_whole(fd, arena, json);
    close(fd);
    return error ? folder_error(err, error, "reading", path.ptr) : 0;
}

/* --- upkeep ---------------------------------------------------------------------------------- */

/* Renamed first: a crash halfway leaves a leftover, never half a pack. */
int packstore_remove(struct packstore *store, const struct digest *digest, struct err *err)
{
    char hex[DIGEST_HEX_LEN + 1], tmp[sizeof TMP_PREFIX + DIGEST_HEX_LEN];
    digest_hex(digest, hex);
    memcpy(tmp, TMP_PREFIX, sizeof TMP_PREFIX - 1);
    memcpy(tmp + sizeof TMP_PREFIX - 1, hex, sizeof hex);
    if (!packstore_has(store, digest)) return 0;
    int code = folder_remove(store->fd, tmp, err);
    if (code == 0 && renameat(store->fd, hex, store->fd, tmp) < 0)
        code = folder_error(err, errno, "removing", hex);
    if (code == 0) code = folder_remove(store->fd, tmp, err);
    if (code == 0) code = folder_sync(store->fd, ".", 0, err);
    if (code) err_at(err, "%s", store->path);
    return code;
}

static int by_digest(const void *a, const void *b)
{
    return digest_compare(a, b);
}

int packstore_list(struct packstore *store, struct arena *arena, struct digest **list, size_t *len,
                   struct err *err)
{
    int copy = openat(store->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    if (folder == NULL) {
        int error = errno;
        if (copy >= 0) close(copy);
        return folder_error(err, error, "reading", store->path);
    }
    size_t room = 64;
    *list = arena_array(arena, struct digest, room);
    *len = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        struct digest digest;
        if (!digest_parse(str_of(entry->d_name), &digest)) continue;
        if (*len == room) {
            struct digest *longer = arena_array(arena, struct digest, room * 2);
            memcpy(longer, *list, room * sizeof *longer);
            *list = longer;
            room *= 2;
        }
        (*list)[(*len)++] = digest;
    }
    closedir(folder);
    qsort(*list, *len, sizeof **list, by_digest);
    return 0;
}
