/* Comma-separated values as in RFC 4180, for csv.parse, data.csv and fixtures. Memory is Lua's. */
#ifndef SANDBOX_LUA_CSV_H
#define SANDBOX_LUA_CSV_H

#include <lua.h>

#include "base/str.h"

/* Row r, column c is cells[r * columns + c]; the header is row 0. */
struct csv {
    struct str *cells;
    size_t rows, columns;
};

/* Pushes one value that holds the memory of `csv`. Raises with `what` and the line: rows of another
 * length, a quote that does not end, too much. */
void csv_read(lua_State *lua, struct str text, char sep, const char *what, struct csv *csv);

/* A plain decimal number without leading zeros: "007" and "1e5" are text. */
bool csv_number(struct str s, double *number);

#endif
