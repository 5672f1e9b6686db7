// The C library declares ppoll for GNU programs only, and Swift's Glibc module is none.
#include <poll.h>
#include <time.h>

int ppoll(struct pollfd *files, nfds_t count, const struct timespec *timeout, const void *signals);
