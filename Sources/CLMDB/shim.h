#ifndef STOCKROOM_CLMDB_SHIM_H
#define STOCKROOM_CLMDB_SHIM_H

#include <lmdb.h>

#endif
