/* Not in Swift's Glibc module. */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* The C library declares it for GNU programs only. */
int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags);
