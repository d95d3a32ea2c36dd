// SPDX-License-Identifier: Apache-2.0

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "thread.h"

#include <pthread.h>

#if defined(__linux__)
#include <sys/resource.h>

void thread_step_back(const char *name) {
    // On Linux 0 means the calling thread, and each thread has a priority of its own.
    (void)setpriority(PRIO_PROCESS, 0, 10);
    (void)pthread_setname_np(pthread_self(), name);
}

#else

void thread_step_back(const char *name) {
    (void)pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0);
    (void)pthread_setname_np(name);
}

#endif
