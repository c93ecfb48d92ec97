/* Time. Deadlines use the monotonic clock; what is stored uses the wall clock, in UTC. Any thread.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_ms(void);      /* monotonic milliseconds, for deadlines and durations */
int64_t clock_us(void);      /* monotonic microseconds */
int64_t clock_wall_ms(void); /* milliseconds since 1970-01-01 UTC */
int64_t clock_day(void);     /* days since 1970-01-01 UTC: as fine as most rows need to know */

#endif
