// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's TEE API: devices, contexts, sessions and the bus
 *
 * No further include may be added here, see export.h.
 */
#include <linux/module.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>

#include "export.h"

tee_export(teedev_open);
tee_export(teedev_close_context);

tee_export(tee_device_alloc);
tee_export(tee_device_register);
tee_export(tee_device_unregister);
tee_export(tee_device_set_dev_groups);
tee_export(tee_get_drvdata);

tee_export(tee_session_calc_client_uuid);

tee_export(tee_client_open_context);
tee_export(tee_client_close_context);
tee_export(tee_client_get_version);
tee_export(tee_client_open_session);
tee_export(tee_client_close_session);
tee_export(tee_client_system_session);
tee_export(tee_client_invoke_func);
tee_export(tee_client_cancel_req);

tee_export(tee_bus_type);
