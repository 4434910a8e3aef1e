#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# OP-TEE's own tests, and the stack unloaded afterwards. The arguments are
# xtest's. Prints its output, then a line "kernel: …" for each message of the
# kernel in the meantime, and "loaded: …" for each module of the stack that did
# not unload.
unset LD_LIBRARY_PATH GST_PLUGIN_PATH

unload() {
	local holder
	for holder in "/sys/module/$1/holders"/*; do
		[ -d "$holder" ] && unload "$(basename "$holder")"
	done
	[ ! -d "/sys/module/$1" ] || rmmod "$1"
}

echo 'lab: xtest starts' >/dev/kmsg
xtest -l 0 "$@"
status=$?
pkill -x tee-supplicant
while pgrep -x tee-supplicant >/dev/null; do sleep 0.1; done
for module in tee rstmem; do
	[ ! -d "/sys/module/$module" ] || unload "$module"
done
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
