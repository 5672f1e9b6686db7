/* What Swift's Glibc module lacks. <sys/socket.h> is left to Glibc: with a second owner of its names, whether
   a file has to import this module as well depends on which of the two the compiler met first. */
#include <sys/epoll.h>
#include <sys/eventfd.h>

/* The C library declares it for GNU programs only. */
struct sockaddr;
int accept4(int listener, struct sockaddr *address, unsigned int *size, int flags);
