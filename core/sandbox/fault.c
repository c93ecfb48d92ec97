#include "sandbox/keeper.h"

static const char *const names[FAULT_COUNT] = {
#define X(id, name) [FAULT_##id] = name,
    FAULT_LIST(X)
#undef X
};

const char *fault_name(enum fault fault)
{
    return names[fault];
}

bool fault_parse(struct str name, enum fault *fault)
{
    for (int i = 0; i < FAULT_COUNT; i++) {
        if (!str_is(name, names[i])) continue;
        *fault = (enum fault)i;
        return true;
    }
    return false;
}
