// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who a client is: the UUID that a login method gives a session
 *
 * The UUID is a name-based one (RFC 4122, version 5) of "uid=%x" or "gid=%x" in
 * the TEE clients' name space, so that every boot and every kernel gives
 * a user the same one; trusted applications bind secure storage to it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/tee_core.h>
#include <linux/uidgid.h>
#include <linux/uuid.h>

#include "compat/sha1.h"

/* "uid=" and eight hexadecimal digits */
#define NAME_SIZE	16

static const uuid_t name_space = UUID_INIT(0x58ac9ca0, 0x2086, 0x4683, 0xa1,
					   0xb8, 0xec, 0x4b, 0xc0, 0x8e, 0x01,
					   0xb6);

static int uuid_from_name(uuid_t *uuid, const char *name, size_t len)
{
	u8 input[UUID_SIZE + NAME_SIZE];
	u8 digest[SHA1_DIGEST_SIZE];
	int rc;

	export_uuid(input, &name_space);
	memcpy(input + UUID_SIZE, name, len);
	rc = rst_sha1(input, UUID_SIZE + len, digest);
	if (rc)
		return rc;

	/* version 5 in the upper half of byte 6, variant 1 in byte 8 */
	digest[6] = (digest[6] & 0x0f) | 0x50;
	digest[8] = (digest[8] & 0x3f) | 0x80;
	import_uuid(uuid, digest);
	return 0;
}

static int uuid_of_user(uuid_t *uuid)
{
	char name[NAME_SIZE];
	int len = scnprintf(name, sizeof(name), "uid=%x",
			    __kuid_val(current_euid()));

	return uuid_from_name(uuid, name, len);
}

/* A caller may only log in as a group that it is in. */
static int uuid_of_group(uuid_t *uuid, const u8 *connection_data)
{
	char name[NAME_SIZE];
	kgid_t group;
	gid_t gid;
	int len;

	memcpy(&gid, connection_data, sizeof(gid));
	group = make_kgid(current_user_ns(), gid);
	if (!gid_valid(group) || !in_egroup_p(group))
		return -EPERM;

	len = scnprintf(name, sizeof(name), "gid=%x", __kgid_val(group));
	return uuid_from_name(uuid, name, len);
}

int tee_session_calc_client_uuid(uuid_t *uuid, u32 connection_method,
				 const u8 connection_data[TEE_IOCTL_UUID_LEN])
{
	switch (connection_method) {
	case TEE_IOCTL_LOGIN_PUBLIC:
	case TEE_IOCTL_LOGIN_REE_KERNEL:
		uuid_copy(uuid, &uuid_null);
		return 0;
	case TEE_IOCTL_LOGIN_USER:
		return uuid_of_user(uuid);
	case TEE_IOCTL_LOGIN_GROUP:
		return uuid_of_group(uuid, connection_data);
	default:
		return -EINVAL;
	}
}
