#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/str.h"

static int help(void)
{
    printf(
        "Usage: proeftuin serve [OPTIONS]\n\n"
        "  --port N        port to listen on (default 8080; 0 takes a free one)\n"
        "  --host ADDRESS  address to listen on (default 127.0.0.1: this machine only)\n"
        "  --data DIR      folder for the database and the stored packs (default ./data)\n"
        "  --plugins DIR   folder with <organisation>/<pack> (default ./plugins)\n"
        "  --posts N       forms that one learner may send per minute (default %d; 0: no limit)\n"
        "  --learners N    learners that may begin per minute from one address, such as a\n"
        "                  classroom (default %d; 0: no limit)\n"
        "  --help          this text\n\n"
        "Stop with Ctrl-C or SIGTERM: what is under way is finished first.\n",
        POSTS_PER_MINUTE, LEARNERS_PER_MINUTE);
    return 0;
}

static bool number_parse(const char *name, const char *text, int max, int *number)
{
    uint64_t n;
    if (!str_parse_u64(str_of(text), (uint64_t)max, &n)) {
        fprintf(stderr, "proeftuin: --%s wants a number from 0 to %d, not \"%s\"\n", name, max,
                text);
        return false;
    }
    *number = (int)n;
    return true;
}

bool options_read(struct options *config, int argc, char **argv, int *code)
{
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'},  {"host", required_argument, NULL, 'H'},
        {"data", required_argument, NULL, 'd'},  {"plugins", required_argument, NULL, 'P'},
        {"posts", required_argument, NULL, 'r'}, {"learners", required_argument, NULL, 'l'},
        {"help", no_argument, NULL, 'h'},        {NULL, 0, NULL, 0}};
    int c;
    *code = 2;
    optind = 1;
    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (c) {
        case 'p':
            if (!number_parse("port", optarg, 65535, &config->port)) return false;
            break;
        case 'H':
            config->host = optarg;
            break;
        case 'd':
            config->data_dir = optarg;
            break;
        case 'P':
            config->plugins_dir = optarg;
            break;
        case 'r':
            if (!number_parse("posts", optarg, RATE_MAX, &config->posts_per_minute)) return false;
            break;
        case 'l':
            if (!number_parse("learners", optarg, RATE_MAX, &config->learners_per_minute))
                return false;
            break;
        case 'h':
            *code = help();
            return false;
        default:
            fprintf(stderr, "Try: proeftuin serve --help\n");
            return false;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "proeftuin: \"%s\" is one word too many. Try: proeftuin serve --help\n",
                argv[optind]);
        return false;
    }
    return true;
}
