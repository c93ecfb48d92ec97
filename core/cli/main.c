/* The command `proeftuin`: one file per subcommand, and this table. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static const struct command {
    const char *name, *help;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"serve", "serve the site (what happens without a subcommand)", command_serve},
    {"pack", "tools for authors of packs", command_pack},
    {"version", "print the versions", command_version},
};

static int help(void)
{
    printf("Usage: proeftuin [SUBCOMMAND] [OPTIONS]\n\nProeftuin serves workshops, articles and "
           "exercises about"
           " working with data.\n\nSubcommands:\n");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        printf("  %-9s %s\n", commands[i].name, commands[i].help);
    printf("\n`proeftuin SUBCOMMAND --help` says more.\n");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2 || (argv[1][0] == '-' && strcmp(argv[1], "--help") != 0 &&
                     strcmp(argv[1], "-h") != 0 && strcmp(argv[1], "--version") != 0))
        return command_serve(argc, argv);
    if (argv[1][0] == '-')
        return strcmp(argv[1], "--version") == 0 ? command_version(argc, argv) : help();
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "proeftuin: there is no subcommand \"%s\". Try: proeftuin --help\n", argv[1]);
    return 2;
}
