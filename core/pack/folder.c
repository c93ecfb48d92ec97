#include "pack/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 16 /* packs have three levels; a deeper tree is not ours to follow */

int folder_error(struct err *err, int error, const char *doing, const char *path)
{
    if (error == ENOSPC || error == EDQUOT)
        return err_set(err, ERR_FULL, "%s %s: the disk is full; make room on it and start again",
                       doing, path);
    if (error == EACCES || error == EPERM || error == EROFS)
        return err_set(err, ERR_IO,
                       "%s %s: not allowed for user %u (%s); give that user the data folder, or "
                       "choose another one with --data",
                       doing, path, (unsigned)geteuid(), strerror(error));
    return err_set(err, ERR_IO, "%s %s: %s", doing, path, strerror(error));
}

int folder_write(int dir, const char *path, struct str bytes, unsigned mode, struct err *err)
{
    int fd = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return folder_error(err, errno, "writing", path);
    size_t done = 0;
    int error = 0;
    while (done < bytes.len && error == 0) {
        ssize_t wrote = write(fd, bytes.ptr + done, bytes.len - done);
        if (wrote >= 0) done += (size_t)wrote;
        else if (errno != EINTR) error = errno;
    }
    if (error == 0 && fchmod(fd, mode) < 0) error = errno;
    if (error == 0 && fsync(fd) < 0) error = errno;
    if (close(fd) < 0 && error == 0) error = errno;
    return error ? folder_error(err, error, "writing", path) : 0;
}

int folder_make(int dir, const char *path, struct err *err)
{
    if (mkdirat(dir, path, 0755) == 0) return 0;
    if (errno != EEXIST) return folder_error(err, errno, "making the folder", path);
    struct stat stat;
    if (fstatat(dir, path, &stat, 0) == 0 && S_ISDIR(stat.st_mode)) return 0;
    return err_set(err, ERR_IO, "%s is there already and is no folder; move it away", path);
}

int folder_sync(int dir, const char *path, unsigned mode, struct err *err)
{
    int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return folder_error(err, errno, "opening", path);
    int error = 0;
    if (mode && fchmod(fd, mode) < 0) error = errno;
    if (error == 0 && fsync(fd) < 0) error = errno;
    close(fd);
    return error ? folder_error(err, error, "syncing", path) : 0;
}

static int empty(int fd, int depth);

/* One name: a file at once, a folder after what is in it. 0 or errno. */
static int remove_name(int dir, const char *name, int depth)
{
    if (unlinkat(dir, name, 0) == 0 || errno == ENOENT) return 0;
    if (errno != EISDIR && errno != EPERM) return errno;
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return errno;
    int error = depth == DEPTH_MAX ? ELOOP : 0;
    /* stored folders are read-only: their owner may still open them up to remove them */
    if (error == 0 && fchmod(fd, 0700) < 0) error = errno;
    if (error == 0) error = empty(fd, depth + 1);
    close(fd);
    if (error == 0 && unlinkat(dir, name, AT_REMOVEDIR) < 0 && errno != ENOENT) error = errno;
    return error;
}

static int empty(int fd, int depth)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    if (folder == NULL) {
        int error = errno;
        if (copy >= 0) close(copy);
        return error;
    }
    int error = 0;
    const struct dirent *entry;
    while (error == 0 && (entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            error = remove_name(fd, entry->d_name, depth);
    closedir(folder);
    return error;
}

int folder_remove(int dir, const char *path, struct err *err)
{
    int error = remove_name(dir, path, 0);
    return error ? folder_error(err, error, "removing", path) : 0;
}
