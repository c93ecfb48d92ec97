/* A fresh folder under /tmp for one test, removed afterwards. Header only. */
#ifndef TEMP_DIR_H
#define TEMP_DIR_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline char *temp_dir_make(void)
{
    char *path = strdup("/tmp/proeftuin-test-XXXXXX");
    char *made = path ? mkdtemp(path) : NULL;
    assert(made);
    return made;
}

static inline void temp_dir_remove(char *path)
{
    char command[256];
    assert(strncmp(path, "/tmp/proeftuin-test-", 20) == 0);
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    int rc = system(command);
    assert(rc == 0);
    free(path);
}

#endif
