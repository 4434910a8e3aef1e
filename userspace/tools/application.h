/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The trusted application that holds the keys, as the commands see it */
#ifndef RSTCTL_APPLICATION_H
#define RSTCTL_APPLICATION_H

#include <cenc-client.h>

/* What keeps a user from it, and what to do; one line without a full stop. */
const char *application_hint(enum cenc_status status);

/* What a key is for (RST_CENC_USAGE_*): a word. */
const char *usage_name(uint32_t usage);

/* Says that @what could not be done, why, and what to do; returns 1. */
int application_failed(const char *what, enum cenc_status status);

#endif /* RSTCTL_APPLICATION_H */
