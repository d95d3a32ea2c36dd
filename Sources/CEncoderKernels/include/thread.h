// SPDX-License-Identifier: Apache-2.0

#ifndef ISARTOR_THREAD_H
#define ISARTOR_THREAD_H

/// Lets the threads of normal priority go before the calling one, and names it for those who look at the process.
void thread_step_back(const char *name);

#endif
