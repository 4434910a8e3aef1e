# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Taking the TEE stack down, and bringing it up again as it was found. Wants
# tests/lib/guest.sh.

driver=/sys/bus/platform/drivers/optee
device=$(basename "$(readlink -f "$driver"/firmware*)")
loaded=$(cut -d' ' -f1 /proc/modules | tac)

# reload [PARAMETER…]: modules that are gone, in the order in which they had
# been loaded; tee.ko gets the parameters
reload() {
	local module file
	for module in $loaded; do
		[ -d "/sys/module/$module" ] && continue
		file=$MODULES/$module.ko
		if [ ! -e "$file" ]; then
			modprobe "$module"
		elif [ "$module" = tee ]; then
			insmod "$file" "$@"
		else
			insmod "$file"
		fi
	done
}

unbind() { echo "$device" | timeout 20 tee "$driver/unbind" >/dev/null; }
bind() { echo "$device" >"$driver/bind"; }
stop_supplicant() {
	pkill -x tee-supplicant
	while pgrep -x tee-supplicant >/dev/null; do sleep 0.1; done
}
start_supplicant() { tee-supplicant -d /dev/teepriv0 </dev/null >/dev/null 2>&1; }
