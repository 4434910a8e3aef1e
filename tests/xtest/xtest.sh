#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# OP-TEE's own tests, and the stack unloaded afterwards.
#
#	xtest.sh [--user] [ARGUMENT…]	the arguments are xtest's
#
# With --user, not as root but as a member of the group that may open /dev/tee0.
# Prints its output, then a line "kernel: …" for each message of the
# kernel in the meantime, and "loaded: …" for each module of the stack that did
# not unload.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
unset LD_LIBRARY_PATH GST_PLUGIN_PATH

# As systems have it that let users in: the group teeclnt, no capabilities, and
# the usual limit of locked memory.
as=()
if [ "${1-}" = --user ]; then
	shift
	grep -q '^teeclnt:' /etc/group || echo 'teeclnt:x:980:' >>/etc/group
	chgrp teeclnt /dev/tee0 && chmod 660 /dev/tee0 || exit
	ulimit -l 8192
	as=(setpriv --reuid 1000 --regid 1000 --groups 980 --bounding-set -all --)
	"${as[@]}" test ! -w /etc/group || exit
fi

echo 'lab: xtest starts' >/dev/kmsg
"${as[@]}" xtest -l 0 "$@"
status=$?
pkill -x tee-supplicant
while pgrep -x tee-supplicant >/dev/null; do sleep 0.1; done
unload tee
unload rstmem
for module in optee tee rstmem; do
	[ ! -d "/sys/module/$module" ] || echo "loaded: $module"
done
if dmesg | grep -q 'lab: xtest starts'; then
	dmesg | sed '1,/lab: xtest starts/d; s/^\[[^]]*\] */kernel: /'
else
	echo 'xtest.sh: the log is too small for what the kernel said'
	status=1
fi
exit $status
