/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The engine, as the decoder's, the display's and the camera's drivers see it
 *
 * rst_engine.ko finds the trusted applications on the TEE bus and creates an
 * auxiliary device for each: "rst_engine.vdec", "rst_engine.disp",
 * "rst_engine.cam". Their drivers open sessions on the auxiliary device they
 * were probed for. No code outside engine/ knows that the engine is software.
 */
#ifndef _RST_ENGINE_H
#define _RST_ENGINE_H

#include <linux/auxiliary_bus.h>
#include <linux/types.h>

#include "engine/protocol.h"

#define RST_ENGINE_VDEC_DEV	"rst_engine.vdec"
#define RST_ENGINE_DISP_DEV	"rst_engine.disp"
#define RST_ENGINE_CAM_DEV	"rst_engine.cam"

struct rst_engine_session;
struct tee_context;
struct tee_shm;

/**
 * struct rst_engine_memory - memory that a command works on
 * @shm:	shared memory, restricted or not; NULL is "none"
 * @offset:	bytes into @shm
 * @size:	bytes
 */
struct rst_engine_memory {
	struct tee_shm *shm;
	size_t offset;
	size_t size;
};

/**
 * rst_engine_tee() - the engine's TEE context, for registering memory
 * @adev:	the auxiliary device that was probed
 *
 * Valid until the auxiliary driver's remove() returns.
 */
struct tee_context *rst_engine_tee(struct auxiliary_device *adev);

/**
 * rst_engine_open() - open a session
 * @adev:	the auxiliary device that was probed
 *
 * May sleep. Return: the session, or ERR_PTR: -ENODEV (TEE or trusted
 * application gone), -ENOMEM (in either world), -EIO.
 */
struct rst_engine_session *rst_engine_open(struct auxiliary_device *adev);
void rst_engine_close(struct rst_engine_session *session);

/*
 * Commands. All may sleep; one at a time per session (they serialise
 * themselves). Errors: -ENODEV (the trusted application died or the TEE is
 * gone: close the session, open another), -ENOLINK (it is alive, but there is no
 * panel or sensor on its cable), -EACCES (the engine refuses the memory),
 * -EPERM (a trusted user interface with something else on the panel), -EINVAL,
 * -ENOMEM, -EIO. Otherwise 0, and @job holds the answer.
 */

/**
 * rst_engine_vdec_open() - open a session on the decoder
 * @adev:	the auxiliary device that was probed
 * @codec:	RST_VDEC_CODEC_*
 *
 * Return: as rst_engine_open().
 */
struct rst_engine_session *rst_engine_vdec_open(struct auxiliary_device *adev,
						u32 codec);

/**
 * rst_engine_vdec_decode() - decode one access unit, or fetch a frame
 * @session:	a session on the decoder
 * @unit:	the access unit; may be NULL with RST_VDEC_JOB_DRAIN
 * @frame:	where a frame goes, restricted; NULL while no sequence is known
 * @chroma:	where its chroma goes, restricted; NULL: behind @frame's luma
 * @job:	in and out, see engine/protocol.h; @job->msg is filled in here
 */
int rst_engine_vdec_decode(struct rst_engine_session *session,
			   const struct rst_engine_memory *unit,
			   const struct rst_engine_memory *frame,
			   const struct rst_engine_memory *chroma,
			   struct rst_vdec_job *job);

/**
 * rst_engine_vdec_flush() - forget references and pending frames
 * @session:	a session on the decoder
 */
int rst_engine_vdec_flush(struct rst_engine_session *session);

/**
 * rst_engine_disp_scanout() - put a frame on the panel
 * @session:	a session on the display
 * @memory:	RST_DISP_MAX_MEMORIES, which the layers name
 * @job:	in and out, see engine/protocol.h; @job->msg is filled in here
 */
int rst_engine_disp_scanout(struct rst_engine_session *session,
			    const struct rst_engine_memory *memory,
			    struct rst_disp_job *job);

/**
 * rst_engine_disp_link() - look at the cable's protection
 * @session:	a session on the display
 * @link:	in and out
 */
int rst_engine_disp_link(struct rst_engine_session *session,
			 struct rst_disp_link *link);

/**
 * rst_engine_disp_compose() - draw layers over a copy of the panel's picture
 * @session:	a session on the display
 * @to:		the copy's memory, ordinary
 * @memory:	RST_DISP_MAX_MEMORIES - 1, which layers name from 1 on
 * @job:	in and out, see engine/protocol.h; @job->msg is filled in here
 */
int rst_engine_disp_compose(struct rst_engine_session *session,
			    const struct rst_engine_memory *to,
			    const struct rst_engine_memory *memory,
			    struct rst_disp_copy *job);

/**
 * rst_engine_disp_convert() - make NV12 of a copy of the panel's picture
 * @session:	a session on the display
 * @to:		the NV12 picture's memory, ordinary
 * @from:	the copy's memory, ordinary
 * @job:	see engine/protocol.h; @job->msg is filled in here
 */
int rst_engine_disp_convert(struct rst_engine_session *session,
			    const struct rst_engine_memory *to,
			    const struct rst_engine_memory *from,
			    struct rst_disp_convert *job);

/**
 * rst_engine_cam_query() - ask what sensor the camera has
 * @session:	a session on the camera
 * @sensor:	the answer; zero where there is no sensor
 */
int rst_engine_cam_query(struct rst_engine_session *session,
			 struct rst_cam_sensor *sensor);

/**
 * rst_engine_cam_capture() - have a frame captured
 * @session:	a session on the camera
 * @frame:	where it goes, restricted, with room for the trailer
 * @job:	in and out, see engine/protocol.h; @job->msg is filled in here
 */
int rst_engine_cam_capture(struct rst_engine_session *session,
			   const struct rst_engine_memory *frame,
			   struct rst_cam_job *job);

#endif /* _RST_ENGINE_H */
