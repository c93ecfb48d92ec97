#include "tree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const station_names[STATIONS] = {"loop",       "lanes", "keeper", "writer",
                                             "checkpoint", "other", "runners"};

struct times {
    char name[32];
    pid_t parent;
    double own_us, ended_us; /* ended: of children that were waited for */
};

/* proc(5), stat: the name is in parentheses and may hold anything. */
static int times_read(struct times *times, const char *path)
{
    char line[1024];
    FILE *file = fopen(path, "re");
    if (file == NULL) return -1;
    size_t len = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[len] = '\0';
    char *open = strchr(line, '('), *close = strrchr(line, ')');
    if (open == NULL || close == NULL) return -1;
    snprintf(times->name, sizeof times->name, "%.*s", (int)(close - open - 1), open + 1);
    unsigned long user, system;
    long ended_user, ended_system;
    if (sscanf(close + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld",
               &times->parent, &user, &system, &ended_user, &ended_system) != 5)
        return -1;
    double tick_us = 1e6 / (double)sysconf(_SC_CLK_TCK);
    times->own_us = (double)(user + system) * tick_us;
    times->ended_us = (double)(ended_user + ended_system) * tick_us;
    return 0;
}

static enum station station_of(const char *name)
{
    if (strncmp(name, "lane-", 5) == 0) return LANES;
    for (int i = KEEPER; i < OTHER; i++)
        if (strcmp(name, station_names[i]) == 0) return (enum station)i;
    return OTHER;
}

static pid_t number_of(const struct dirent *entry)
{
    return (pid_t)strtol(entry->d_name, NULL, 10); /* 0 for what is no process */
}

static void threads_read(struct tree *tree, pid_t server)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%d/task", server);
    DIR *dir = opendir(path);
    if (dir == NULL) {
        fprintf(stderr, "the server (process %d) is gone\n", server);
        exit(1);
    }
    struct dirent *entry;
    while ((entry = readdir(dir))) {
        struct times times;
        pid_t thread = number_of(entry);
        snprintf(path, sizeof path, "/proc/%d/task/%d/stat", server, thread);
        if (thread == 0 || times_read(&times, path) != 0) continue;
        tree->us[thread == server ? LOOP : station_of(times.name)] += times.own_us;
    }
    closedir(dir);
}

static void children_read(struct tree *tree, pid_t server)
{
    char path[300];
    struct times times;
    DIR *dir = opendir("/proc");
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        pid_t pid = number_of(entry);
        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        if (pid == 0 || times_read(&times, path) != 0) continue;
        if (pid == server) tree->us[RUNNERS] += times.ended_us;
        else if (times.parent == server) tree->us[RUNNERS] += times.own_us + times.ended_us;
    }
    if (dir) closedir(dir);
}

void tree_read(struct tree *tree, pid_t server)
{
    *tree = (struct tree){0};
    threads_read(tree, server);
    children_read(tree, server);
    for (int i = 0; i < STATIONS; i++) tree->us_all += tree->us[i];
}

struct tree tree_since(const struct tree *now, const struct tree *before)
{
    struct tree since = {.us_all = now->us_all - before->us_all};
    for (int i = 0; i < STATIONS; i++) since.us[i] = now->us[i] - before->us[i];
    return since;
}
