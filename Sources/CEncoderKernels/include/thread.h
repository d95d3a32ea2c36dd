// SPDX-License-Identifier: Apache-2.0

#ifndef ISARTOR_THREAD_H
#define ISARTOR_THREAD_H

#include <stdbool.h>

/// Lets the threads of normal priority go before the calling one, and names it for those who look at the process.
///
/// An idle thread runs only while nobody else wants its processor; any other one still gets a tenth of it.
void thread_step_back(const char *name, bool is_idle);

#endif
