/* SPDX-License-Identifier: GPL-2.0-only */
/* The trusted application that draws user interfaces, as its client sees it */
#ifndef APPLICATION_H
#define APPLICATION_H

#include <stdint.h>
#include <tee_client_api.h>

#include "engine/protocol.h"

/* Sessions with it; each has a picture of its own. */
struct application {
	TEEC_Context context;
	TEEC_Session session;
};

TEEC_Result application_open(struct application *application);
void application_close(struct application *application);

/* Has it draw into a dma-buf; of @picture, head and stride are filled in. */
TEEC_Result application_show(struct application *application, int buffer,
			     struct rst_ui_picture *picture);

/* What anybody gets who asks for a session with the display. */
TEEC_Result application_open_display(struct application *application);

#endif /* APPLICATION_H */
