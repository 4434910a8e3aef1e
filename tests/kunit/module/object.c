// SPDX-License-Identifier: GPL-2.0-only
/* Objects among the parameters, on kernels that have them: the TEE core's own file */
#include "../../../tee/object.c"
