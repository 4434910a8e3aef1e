# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Does a command end, where it may be that nothing can end it.

exec 4>&1 # a check keeps to itself what its command says

# promptly SECONDS COMMAND…: ends well, and in time. It may be that nothing can
# end it, so that it is not waited for.
promptly() {
	local limit=$1 pid i
	shift
	"$@" >/tmp/promptly.log 2>&1 &
	pid=$!
	for i in $(seq $((limit * 10))); do
		if ! kill -0 "$pid" 2>/dev/null; then
			wait "$pid" && return 0
			sed 's/^/# /' /tmp/promptly.log >&4
			return 1
		fi
		sleep 0.1
	done
	echo "# $* has not ended after $limit s: $(grep State "/proc/$pid/status"), $(cat "/proc/$pid/wchan")" >&4
	return 1
}
