/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kernel modules */
#ifndef RSTCTL_MODULE_H
#define RSTCTL_MODULE_H

#include <stdbool.h>

/* Loaded, or built in with something to show in sysfs. */
bool module_is_there(const char *name);
/* Only what was loaded: what is built in has no state. */
bool module_is_loaded(const char *name);
/* Does modprobe know it for this kernel? */
bool module_is_installed(const char *name);

#endif /* RSTCTL_MODULE_H */
