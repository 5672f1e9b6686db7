/// What `LD_PRELOAD` puts between a program and the C library: every call that changes files below one folder, or makes
/// changes durable, goes into a log before it begins and when it has ended. `record-format.md` beside the target that
/// reads it is the comment at the head of `recorder.c`.
#ifndef STOCKROOM_DISK_RECORDER_H
#define STOCKROOM_DISK_RECORDER_H

/// The version of the log's format.
#define STOCKROOM_DISK_RECORD_VERSION 1

#endif
