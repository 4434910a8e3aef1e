/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Decryption of sound, into ordinary memory
 *
 * Private to rstmem's own tools and plugin. Only a key that is for sound does that;
 * the TEE denies it to all others.
 */
#ifndef AUDIO_CLIENT_H
#define AUDIO_CLIENT_H

#include "cenc-client.h"

/* As cenc_client_input(), for cenc_client_decrypt_audio(). */
enum cenc_status cenc_client_audio_input(struct cenc_client *client,
					 size_t size, void **data);

/*
 * Decrypts the sample there, @job->size bytes, RST_CENC_FORMAT_RAW. @output is valid
 * until the next call. CENC_NOT_RESTRICTED cannot be: CENC_DENIED where the key is
 * not for sound.
 */
enum cenc_status cenc_client_decrypt_audio(struct cenc_client *client,
					   const struct cenc_job *job,
					   const void **output);

#endif /* AUDIO_CLIENT_H */
