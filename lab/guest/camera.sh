# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The camera in the guest; to be sourced.

camera_node() {
	local node
	for node in /dev/video*; do
		v4l2-ctl -d "$node" --info 2>&1 | grep -q 'Driver name *: rst_vcap$' &&
			echo "$node" && return
	done
}
