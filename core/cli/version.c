/* proeftuin version */
#include <llhttp.h>
#include <lua.h>
#include <sqlite3.h>
#include <stdio.h>

#include "cli/command.h"

void version_print(const char *before)
{
    printf("%sSQLite %s, Lua %s.%s, llhttp %d.%d.%d\n", before, sqlite3_libversion(),
           LUA_VERSION_MAJOR "." LUA_VERSION_MINOR, LUA_VERSION_RELEASE, LLHTTP_VERSION_MAJOR,
           LLHTTP_VERSION_MINOR, LLHTTP_VERSION_PATCH);
}

int command_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    version_print("proeftuin " PROEFTUIN_VERSION ", with ");
    return 0;
}
