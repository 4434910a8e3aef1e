/* SPDX-License-Identifier: GPL-2.0-only */
/* File descriptors: how many are open, and their way to other processes */
#ifndef TESTS_FDS_H
#define TESTS_FDS_H

/* How many this process has */
int fds_open(void);

/* SCM_RIGHTS, with flags of sendmsg() and recvmsg(). fd_send(): 0 or -errno */
int fd_send(int socket, int fd, int flags);
/* The descriptor, closed on exec; -errno, -ENODATA if the message had none */
int fd_receive(int socket, int flags);

#endif /* TESTS_FDS_H */
