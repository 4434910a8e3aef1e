/* SPDX-License-Identifier: GPL-2.0-only */
/* The trusted applications behind the fake TEE */
#ifndef FAKE_TA_H
#define FAKE_TA_H

#include <stdbool.h>
#include <stdint.h>

#include <tee_client_api.h>

/* Is this word in the environment, see fake.c? */
bool fake_is(const char *word);

/* For tests: counts blocks of memory that are freed with this text in them. */
void fake_look_for(const char *text);
unsigned int fake_found(void);

/* A session's number; its keys go with it. */
uint32_t fake_ta_open(const TEEC_UUID *uuid);
void fake_ta_close(uint32_t session);
TEEC_Result fake_ta_invoke(uint32_t session, uint32_t command,
			   TEEC_Parameter *params);

/* All keys go with it. */
void fake_ta_die(void);

#endif /* FAKE_TA_H */
