/* proeftuin serve: one process, one data folder, until Ctrl-C. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/command.h"
#include "cli/options.h"
#include "site/site.h"
#include "web_files.h"

#ifndef PROEFTUIN_PLUGINS
#define PROEFTUIN_PLUGINS "plugins"
#endif

static struct site *running;

static void on_signal(int number)
{
    (void)number;
    if (running) site_stop(running);
}

void program_folder(char *to, unsigned long size)
{
    ssize_t n = readlink("/proc/self/exe", to, size - 1);
    if (n < 0) n = 0;
    to[n] = '\0';
    char *slash = strrchr(to, '/');
    if (slash) *slash = '\0';
}

static void greet(const struct site *site, const struct site_config *config)
{
    bool v6 = strchr(config->host, ':') != NULL;
    char *data = realpath(config->data_dir, NULL);
    printf("Proeftuin  http://%s%s%s:%d\n", v6 ? "[" : "", config->host, v6 ? "]" : "",
           site_port(site));
    printf("data       %s\n", data ? data : config->data_dir);
    version_print("with       ");
    size_t len, packs = 0; /* older versions that somebody follows are no packs of their own */
    const struct catalogue_entry *list = catalogue_list(site->catalogue, &len);
    for (size_t i = 0; i < len; i++) packs += list[i].current;
    printf("packs      %zu%s\n", packs,
           site->troubles ? ", with problems: see above and /readyz" : "");
    printf("stop       Ctrl-C\n");
    fflush(stdout);
    free(data);
}

int command_serve(int argc, char **argv)
{
    char folder[4096], runner[4200];
    program_folder(folder, sizeof folder);
    snprintf(runner, sizeof runner, "%s/proeftuin-runner", folder);
    struct options options = {.data_dir = "data",
                              .plugins_dir =
                                  access("plugins", R_OK) == 0 ? "plugins" : PROEFTUIN_PLUGINS,
                              .host = "127.0.0.1",
                              .port = 8080,
                              .posts_per_minute = POSTS_PER_MINUTE,
                              .learners_per_minute = LEARNERS_PER_MINUTE};
    int code;
    if (!options_read(&options, argc, argv, &code)) return code;
    struct site_config config = {.data_dir = options.data_dir,
                                 .plugins_dir = options.plugins_dir,
                                 .host = options.host,
                                 .port = options.port,
                                 .posts_per_minute = options.posts_per_minute,
                                 .learners_per_minute = options.learners_per_minute,
                                 .runner_path = runner};

    struct engine_file *files = calloc(web_files_len, sizeof *files);
    if (files == NULL) return 1;
    for (size_t i = 0; i < web_files_len; i++)
        files[i] = (struct engine_file){web_files[i].path, {web_files[i].ptr, web_files[i].len}};
    config.files = files;
    config.files_len = web_files_len;

    umask(077);
    /* what one page gives back the next one takes: not to the kernel and back for each */
    mallopt(M_TRIM_THRESHOLD, (int)MIB(8));
    signal(SIGPIPE, SIG_IGN);
    struct err err = {0};
    struct site *site;
    if (site_open(&site, &config, &err) != 0) {
        fprintf(stderr, "proeftuin: %s\n", err.text);
        free(files);
        return 1;
    }
    running = site;
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    greet(site, &config);
    site_run(site);
    running = NULL;
    site_close(site);
    free(files);
    return 0;
}
