#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every module of the kernel's own that says it needs tee is loaded on our tee
# and unloaded again. Fails if one does not load, is not on ours, or if the
# kernel has something to say that it does not say of a module in its place.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
PREFIX="$KVER: "
STOCK=/usr/lib/modules/$KVER

dependents() { sed -n 's|^\([^:]*\)\.ko[^:]*:.*/tee/tee\.ko.*|\1|p' "$STOCK/modules.dep"; }
names() { dependents | xargs -rn 1 basename | sort; }
# What Debian's kernels have; tpm_ftpm_tee is not among it.
expected() {
	local newer=(qcomtee qcom_pas_tee)
	[[ $KVER != 6.12.* ]] || newer=()
	printf '%s\n' optee optee-rng scmi_transport_optee "${newer[@]}" | sort
}
said() { dmesg | sed "1,/lab: $1 goes in/d"; }

# try MODULE: loads, holds on to tee, unloads, and nobody complains.
try() {
	local name=$1 symbol=${1//-/_} was_there=
	[ ! -d "/sys/module/$symbol" ] || was_there=1
	echo "lab: $name goes in" >/dev/kmsg
	if ! modprobe "$name"; then
		not_ok "$name loads: $(said "$name" | tail -n 1)"
		return
	fi
	if [ ! -d "/sys/module/tee/holders/$symbol" ]; then
		not_ok "$name is on our tee"
		return
	fi
	if [ -n "$was_there" ]; then
		ok "$name is on our tee"
		return
	fi
	if ! rmmod "$symbol"; then
		not_ok "$name unloads"
		return
	fi
	if said "$name" | grep -qiE 'tee: |disagrees|unknown symbol|taint|warning|error'; then
		not_ok "$name: $(said "$name" | head -n 1)"
		return
	fi
	ok "$name loads on our tee and unloads"
}

# Ours uses the heaps.
check 'the tee that is loaded is ours' test -d /sys/module/rstmem/holders/tee

# A generator is on the TEE bus where the firmware has tests/xtest/ta in it.
random_bytes() {
	local rng=/sys/class/misc/hw_random first second
	grep -qw optee-rng $rng/rng_available && echo optee-rng >$rng/rng_current || return
	first=$(head -c 8192 /dev/hwrng | od -An -v -tx1 -w1)
	second=$(head -c 8192 /dev/hwrng | od -An -v -tx1 -w1)
	[ "$(wc -l <<<"$first")" = 8192 ] && [ "$first" != "$second" ] &&
		[ "$(sort -u <<<"$first" | wc -l)" = 256 ]
}
if [ -d /sys/bus/tee/devices/optee-ta-ab7a617c-b8e7-4d8f-8301-d09b61036b64 ]; then
	modprobe optee-rng
	check 'optee-rng gives random bytes' random_bytes
	rmmod optee-rng
else
	not_ok 'there is a generator on the TEE bus'
fi
for name in $(names); do try "$name"; done
if [ "$(names)" = "$(expected)" ]; then
	ok "those that need tee are $(names | paste -sd ' ')"
else
	not_ok "those that need tee are $(expected | paste -sd ' '), and not $(names | paste -sd ' ')"
fi
finish
