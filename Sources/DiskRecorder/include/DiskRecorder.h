/// What `LD_PRELOAD` puts between a program and the C library: every call that changes files below one folder, or makes
/// changes durable, goes into a log before it begins and when it has ended. The log's format stands at the head of
/// `recorder.c`. There is nothing to call.
