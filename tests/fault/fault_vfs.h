/* A SQLite VFS that wraps the ordinary one and fails on demand: the Nth call that changes a file,
 * or every one from the Nth on. For tests; one at a time per process. */
#ifndef FAULT_VFS_H
#define FAULT_VFS_H

/* Makes it the default VFS. */
void fault_install(void);

/* From now on: the `nth` changing call (from 1) fails with `code`; with `from_then_on` all later
 * ones too. 0 switches off. */
void fault_arm(int nth, int code, int from_then_on);
/* Changing calls since fault_arm. */
int fault_calls(void);
/* Has one failed since fault_arm? */
int fault_struck(void);

#endif
