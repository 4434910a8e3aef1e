/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What --json prints */
#ifndef RSTCTL_JSON_H
#define RSTCTL_JSON_H

#include <stdio.h>

/* "name": "text"; what JSON takes no part of is replaced. */
void json_string(FILE *out, const char *name, const char *text);

#endif /* RSTCTL_JSON_H */
