// SPDX-License-Identifier: Apache-2.0

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "thread.h"

#include <pthread.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>

void thread_step_back(const char *name, bool is_idle) {
    // On Linux 0 means the calling thread, and each thread has a priority of its own.
    (void)setpriority(PRIO_PROCESS, 0, is_idle ? 19 : 10);
    if (is_idle) {
        // One of normal priority that wakes takes its place at once, not when a slice of time is over.
        const struct sched_param none = {.sched_priority = 0};
        (void)pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
    }
    (void)pthread_setname_np(pthread_self(), name);
}

#else

void thread_step_back(const char *name, bool is_idle) {
    (void)pthread_set_qos_class_self_np(is_idle ? QOS_CLASS_BACKGROUND : QOS_CLASS_UTILITY, 0);
    (void)pthread_setname_np(name);
}

#endif
