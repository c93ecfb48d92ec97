#include "fault/fault_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs *real_vfs;
static sqlite3_vfs fault_vfs;
static sqlite3_io_methods fault_methods;
static atomic_int armed_nth, armed_code, armed_on, calls, struck;

void fault_arm(int nth, int code, int from_then_on)
{
    atomic_store(&armed_nth, nth);
    atomic_store(&armed_code, code);
    atomic_store(&armed_on, from_then_on);
    atomic_store(&calls, 0);
    atomic_store(&struck, 0);
}

int fault_calls(void)
{
    return atomic_load(&calls);
}

int fault_struck(void)
{
    return atomic_load(&struck);
}

/* The code to fail with, or SQLITE_OK. */
static int strike(int io_code)
{
    int call = atomic_fetch_add(&calls, 1) + 1, nth = atomic_load(&armed_nth);
    if (nth == 0 || call < nth || (call > nth && !atomic_load(&armed_on))) return SQLITE_OK;
    atomic_store(&struck, 1);
    int code = atomic_load(&armed_code);
    return code == SQLITE_IOERR ? io_code : code;
}

#define REAL(file) (((struct fault_file *)(file))->real)

static int on_close(sqlite3_file *file)
{
    int rc = REAL(file)->pMethods ? REAL(file)->pMethods->xClose(REAL(file)) : SQLITE_OK;
    free(REAL(file));
    return rc;
}

static int on_read(sqlite3_file *file, void *to, int len, sqlite3_int64 at)
{
    return REAL(file)->pMethods->xRead(REAL(file), to, len, at);
}

static int on_write(sqlite3_file *file, const void *from, int len, sqlite3_int64 at)
{
    int rc = strike(SQLITE_IOERR_WRITE);
    return rc ? rc : REAL(file)->pMethods->xWrite(REAL(file), from, len, at);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int rc = strike(SQLITE_IOERR_TRUNCATE);
    return rc ? rc : REAL(file)->pMethods->xTruncate(REAL(file), size);
}

static int on_sync(sqlite3_file *file, int flags)
{
    int rc = strike(SQLITE_IOERR_FSYNC);
    return rc ? rc : REAL(file)->pMethods->xSync(REAL(file), flags);
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return REAL(file)->pMethods->xFileSize(REAL(file), size);
}

static int on_lock(sqlite3_file *file, int level)
{
    return REAL(file)->pMethods->xLock(REAL(file), level);
}

static int on_unlock(sqlite3_file *file, int level)
{
    return REAL(file)->pMethods->xUnlock(REAL(file), level);
}

static int on_check_lock(sqlite3_file *file, int *out)
{
    return REAL(file)->pMethods->xCheckReservedLock(REAL(file), out);
}

static int on_control(sqlite3_file *file, int op, void *arg)
{
    return REAL(file)->pMethods->xFileControl(REAL(file), op, arg);
}

static int on_sector(sqlite3_file *file)
{
    return REAL(file)->pMethods->xSectorSize(REAL(file));
}

static int on_traits(sqlite3_file *file)
{
    return REAL(file)->pMethods->xDeviceCharacteristics(REAL(file));
}

static int on_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **to)
{
    return REAL(file)->pMethods->xShmMap(REAL(file), page, size, extend, to);
}

static int on_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return REAL(file)->pMethods->xShmLock(REAL(file), offset, n, flags);
}

static void on_shm_barrier(sqlite3_file *file)
{
    REAL(file)->pMethods->xShmBarrier(REAL(file));
}

static int on_shm_unmap(sqlite3_file *file, int remove)
{
    return REAL(file)->pMethods->xShmUnmap(REAL(file), remove);
}

static int on_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                   int *out_flags)
{
    (void)vfs;
    struct fault_file *mine = (struct fault_file *)file;
    mine->base.pMethods = NULL;
    mine->real = calloc(1, (size_t)real_vfs->szOsFile);
    if (mine->real == NULL) return SQLITE_NOMEM;
    int rc = real_vfs->xOpen(real_vfs, name, mine->real, flags, out_flags);
    if (rc != SQLITE_OK) {
        free(mine->real);
        return rc;
    }
    mine->base.pMethods = &fault_methods;
    return SQLITE_OK;
}

void fault_install(void)
{
    if (real_vfs) return;
    real_vfs = sqlite3_vfs_find(NULL);
    fault_vfs = *real_vfs;
    fault_vfs.zName = "fault";
    fault_vfs.szOsFile = sizeof(struct fault_file);
    fault_vfs.xOpen = on_open;
    fault_methods = (sqlite3_io_methods){.iVersion = 2,
                                         .xClose = on_close,
                                         .xRead = on_read,
                                         .xWrite = on_write,
                                         .xTruncate = on_truncate,
                                         .xSync = on_sync,
                                         .xFileSize = on_size,
                                         .xLock = on_lock,
                                         .xUnlock = on_unlock,
                                         .xCheckReservedLock = on_check_lock,
                                         .xFileControl = on_control,
                                         .xSectorSize = on_sector,
                                         .xDeviceCharacteristics = on_traits,
                                         .xShmMap = on_shm_map,
                                         .xShmLock = on_shm_lock,
                                         .xShmBarrier = on_shm_barrier,
                                         .xShmUnmap = on_shm_unmap};
    sqlite3_vfs_register(&fault_vfs, 1);
}
