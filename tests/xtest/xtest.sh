#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# OP-TEE's own tests, and the stack unloaded afterwards. The arguments are
# xtest's. Prints its output, then a line "kernel: …" for each message of the
# kernel in the meantime, and "loaded: …" for each module of the stack that did
# not unload.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
unset LD_LIBRARY_PATH GST_PLUGIN_PATH

echo 'lab: xtest starts' >/dev/kmsg
xtest -l 0 "$@"
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
