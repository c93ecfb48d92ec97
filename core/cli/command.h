/* The subcommands. Each gets its own name as argv[0] and returns the exit code: 0 done, 1 it
 * failed, 2 it was asked wrongly. Main thread. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

int command_serve(int argc, char **argv);
int command_pack(int argc, char **argv);
int command_version(int argc, char **argv);

/* The folder that this program lies in, without a final slash; cut at `size`. */
void program_folder(char *to, unsigned long size);
/* One line: the versions of what matters. */
void version_print(const char *before);

#endif
