/* Not in Swift's Glibc module. */
#include <sys/epoll.h>
