// SPDX-License-Identifier: GPL-2.0-only
/* Leases: what a lessee has, and that it has no more */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "igt.h"
#include "picture.h"

/* 0 or -errno; the lessee's descriptor and number where it is made. */
static int lease(const struct display *display, const uint32_t *objects,
		 int count, struct display *lessee, uint32_t *id)
{
	uint32_t number = 0;
	int fd = drmModeCreateLease(display->fd, objects, count, O_CLOEXEC,
				    &number);

	if (fd < 0)
		return fd;
	*lessee = *display;
	lessee->fd = fd;
	if (id)
		*id = number;
	return 0;
}

static void need_lease(const struct display *display, struct display *lessee,
		       uint32_t *id)
{
	const uint32_t objects[] = {
		display->crtc, display->connector, display->primary,
	};
	int ret = lease(display, objects, ARRAY_SIZE(objects), lessee, id);

	need(!ret, "a lease: %s", strerror(-ret));
	drmSetClientCap(lessee->fd, DRM_CLIENT_CAP_ATOMIC, 1);
}

static void need_shows(const struct display *display)
{
	struct picture picture;
	int ret;

	picture_full(display, &picture, 0xff123456);
	ret = display_show(display, picture.fb);
	need(!ret, "the lessee sets a mode: %s", strerror(-ret));
	picture_destroy(display, &picture);
}

static void simple(const struct display *display, long arg)
{
	struct display lessee;

	(void)arg;
	need_lease(display, &lessee, NULL);
	need_shows(&lessee);
}

static bool is_listed(const struct display *display, uint32_t id)
{
	drmModeLesseeListPtr list = drmModeListLessees(display->fd);
	bool found = false;

	need(list, "LIST_LESSEES: %s", strerror(errno));
	for (uint32_t i = 0; i < list->count; i++)
		found |= list->lessees[i] == id;
	drmFree(list);
	return found;
}

static void lessee_list(const struct display *display, long arg)
{
	struct display lessee;
	uint32_t id;

	(void)arg;
	need_lease(display, &lessee, &id);
	need(is_listed(display, id), "the lessee is not listed");
	need(!is_listed(&lessee, id), "the lessee has itself for a lessee");
	close(lessee.fd);
	need(!is_listed(display, id), "it is listed when it has gone");
}

static unsigned int leased(const struct display *display, uint32_t object)
{
	drmModeObjectListPtr list = drmModeGetLease(display->fd);
	unsigned int count = 0;

	need(list, "GET_LEASE: %s", strerror(errno));
	for (uint32_t i = 0; i < list->count; i++)
		count += !object || list->objects[i] == object;
	drmFree(list);
	return count;
}

static void get(const struct display *display, long arg)
{
	struct display lessee;

	(void)arg;
	need_lease(display, &lessee, NULL);
	need(leased(&lessee, 0) == 3 && leased(&lessee, display->crtc) &&
	     leased(&lessee, display->connector) &&
	     leased(&lessee, display->primary), "other objects than leased");
	need(!leased(&lessee, display->overlay), "what was not leased");
}

static void unleased(const struct display *display, long connector)
{
	const uint32_t objects[] = {
		connector ? display->crtc : display->connector,
		display->primary,
	};
	struct display lessee;

	need_errno(EINVAL, lease(display, objects, 2, &lessee, NULL),
		   connector ? "a lease without a connector" :
		   "a lease without a CRTC");
}

static void revoke_lease(const struct display *display, long arg)
{
	struct picture picture;
	struct display lessee;
	uint32_t id;

	(void)arg;
	need_lease(display, &lessee, &id);
	need_shows(&lessee);
	need(!drmModeRevokeLease(display->fd, id), "REVOKE_LEASE: %s",
	     strerror(errno));
	picture_full(&lessee, &picture, 0);
	need(display_show(&lessee, picture.fb), "it still sets modes");
	need(!leased(&lessee, 0), "it still has objects");
	munmap(picture.pixels, picture.size);
	close(lessee.fd);
	need_errno(ENOENT, drmModeRevokeLease(display->fd, id),
		   "revoke what has gone");
}

enum invalid { NO_OBJECT, NO_CRTC, NO_CONNECTOR, NO_PLANE };

static void invalid_object(const struct display *display, long what)
{
	uint32_t objects[] = {
		display->crtc, display->connector, display->primary,
	};
	struct display lessee;

	if (what == NO_CRTC)
		objects[0] = 0xfffffff;
	if (what == NO_CONNECTOR)
		objects[1] = 0xfffffff;
	if (what == NO_PLANE)
		objects[2] = 0xfffffff;
	need_errno(ENOENT, lease(display, objects, 3, &lessee, NULL),
		   "what does not exist");
}

/* The kernel looks at what is asked before it makes anything. */
static void invalid_create(const struct display *display, long arg)
{
	uint32_t objects[] = { 0, display->crtc };
	struct display lessee;
	uint32_t id;
	int fd;

	(void)arg;
	need_errno(ENOENT, lease(display, objects, 1, &lessee, NULL),
		   "object 0");
	objects[0] = display->crtc;
	need_errno(EINVAL, lease(display, objects, 1, &lessee, NULL),
		   "a CRTC alone");
	fd = drmModeCreateLease(display->fd, objects, 2, ~0u, &id);
	need_errno(EINVAL, fd, "unknown flags");
	need_errno(EFAULT, drmModeCreateLease(display->fd, (void *)8, 3, 0,
					      &id), "objects that can't be read");
}

/* What is leased can't be leased again, until it is back. */
static void again(const struct display *display, long arg)
{
	const uint32_t objects[] = {
		display->crtc, display->connector, display->primary,
	};
	struct display one, two;

	(void)arg;
	need_lease(display, &one, NULL);
	need_errno(EBUSY, lease(display, objects, 3, &two, NULL),
		   "what is leased already");
	close(one.fd);
	need_lease(display, &two, NULL);
}

/* A lessee has no lessees. */
static void of_lessee(const struct display *display, long arg)
{
	const uint32_t objects[] = {
		display->crtc, display->connector, display->primary,
	};
	struct display one, two;

	(void)arg;
	need_lease(display, &one, NULL);
	need_errno(EINVAL, lease(&one, objects, 3, &two, NULL),
		   "a lease of a lease");
}

/* What is not leased is not there for the lessee. */
static void filtered(const struct display *display, long arg)
{
	drmModePlaneRes *planes;
	struct display lessee;
	drmModeRes *res;

	(void)arg;
	need_lease(display, &lessee, NULL);
	res = drmModeGetResources(lessee.fd);
	need(res && res->count_crtcs == 1 && res->count_connectors == 1,
	     "other resources than leased");
	planes = drmModeGetPlaneResources(lessee.fd);
	need(planes && planes->count_planes == 1 &&
	     planes->planes[0] == display->primary, "%u planes",
	     planes ? planes->count_planes : 0);
	need(!drmModeGetPlane(lessee.fd, display->overlay),
	     "a plane that was not leased");
	need(drmModeSetPlane(lessee.fd, display->overlay, display->crtc, 0, 0,
			     0, 0, 0, 0, 0, 0, 0, 0) == -ENOENT,
	     "sets a plane that was not leased");
}

/* Without universal planes the CRTC brings its own. */
static void implicit(const struct display *display, long cursor)
{
	const uint32_t objects[] = { display->crtc, display->connector };
	uint32_t plane = cursor ?
		plane_of_type(display, DRM_PLANE_TYPE_CURSOR, 0) :
		display->primary;
	struct display lessee;
	int ret;

	drmSetClientCap(display->fd, DRM_CLIENT_CAP_ATOMIC, 0);
	drmSetClientCap(display->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 0);
	ret = lease(display, objects, 2, &lessee, NULL);
	need(!ret, "a lease of CRTC and connector: %s", strerror(-ret));
	need(leased(&lessee, plane), "it hasn't the CRTC's plane");
	need_shows(&lessee);
}

static void implicit_flip(const struct display *display, long arg)
{
	const uint32_t objects[] = { display->crtc, display->connector };
	struct picture picture;
	struct display lessee;
	struct flip flip;

	(void)arg;
	drmSetClientCap(display->fd, DRM_CLIENT_CAP_ATOMIC, 0);
	drmSetClientCap(display->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 0);
	need(!lease(display, objects, 2, &lessee, NULL), "a lease");
	picture_full(&lessee, &picture, 0);
	need(!display_show(&lessee, picture.fb) &&
	     !flip_and_wait(&lessee, picture.fb, &flip), "it flips");
	munmap(picture.pixels, picture.size);
	drmSetClientCap(display->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
	close(lessee.fd);
	need_errno(EINVAL, lease(display, objects, 2, &lessee, NULL),
		   "with universal planes, a lease without one");
}

/* A commit that names what is not leased. */
static void atomic_crtc(const struct display *display, long arg)
{
	struct picture picture, square;
	struct request request = { 0 };
	struct display lessee;

	(void)arg;
	need_lease(display, &lessee, NULL);
	picture_full(&lessee, &picture, 0);
	need(!display_show(&lessee, picture.fb), "a mode");
	picture_create(&lessee, &square, 64, 64, DRM_FORMAT_XRGB8888);
	drmSetClientCap(lessee.fd, DRM_CLIENT_CAP_ATOMIC, 1);
	request_plane(&request, &lessee, display->primary, picture.fb, 0, 0,
		      picture.width, picture.height);
	need(!request_commit(&request, &lessee, 0, NULL), "its own plane");
	need(drmModeSetPlane(lessee.fd, display->overlay, display->crtc,
			     square.fb, 0, 0, 0, 64, 64, 0, 0, 64 << 16,
			     64 << 16) == -ENOENT, "a plane that isn't");
}

/* While the lessor is away, and when another is master. */
static void vs_master(const struct display *display, long multi)
{
	struct display lessee, other;
	struct picture picture;
	uint32_t id;

	need_lease(display, &lessee, &id);
	need_shows(&lessee);
	need(!drmDropMaster(display->fd), "drop master: %s", strerror(errno));
	picture_full(&lessee, &picture, 0);
	need_errno(EACCES, display_show(&lessee, picture.fb),
		   "a lessee whose lessor is not master");
	if (multi) {
		display_open(&other);
		need(drmIsMaster(other.fd), "another master");
		need(!is_listed(&other, id), "it sees the first one's lessee");
		need_shows(&other);
		close(other.fd);
	}
	need(!drmSetMaster(display->fd), "be master again: %s",
	     strerror(errno));
	need(!display_show(&lessee, picture.fb), "the lessee sets modes again");
}

/* Each lease, and each end of one, is told. */
static void uevent(const struct display *display, long arg)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK, .nl_groups = 1,
	};
	struct timeval timeout = { .tv_sec = 2 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC,
			NETLINK_KOBJECT_UEVENT);
	struct display lessee;
	bool told = false;
	char text[4096];
	ssize_t length;

	(void)arg;
	need(fd >= 0 && !bind(fd, (struct sockaddr *)&address,
			      sizeof(address)), "a socket for uevents");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	need_lease(display, &lessee, NULL);
	close(lessee.fd);
	while (!told && (length = recv(fd, text, sizeof(text), 0)) > 0)
		told = memmem(text, length, "LEASE=1", 7);
	need(told, "no uevent says LEASE=1");
	close(fd);
}

static const struct subtest subtests[] = {
	{ "simple-lease", simple },
	{ "lessee-list", lessee_list },
	{ "lease-get", get },
	{ "lease-unleased-connector", unleased, true },
	{ "lease-unleased-crtc", unleased, false },
	{ "lease-revoke", revoke_lease },
	{ "lease-invalid-crtc", invalid_object, NO_CRTC },
	{ "lease-invalid-connector", invalid_object, NO_CONNECTOR },
	{ "lease-invalid-plane", invalid_object, NO_PLANE },
	{ "invalid-create-leases", invalid_create },
	{ "lease-again", again },
	{ "own-lease-of-lessee", of_lessee },
	{ "possible-crtcs-filtering", filtered },
	{ "page-flip-implicit-plane", implicit_flip },
	{ "setcrtc-implicit-plane", implicit, false },
	{ "cursor-implicit-plane", implicit, true },
	{ "atomic-implicit-crtc", atomic_crtc },
	{ "master-vs-lease", vs_master, false },
	{ "multimaster-lease", vs_master, true },
	{ "lease-uevent", uevent },
};

IGT_MAIN("kms_lease")
