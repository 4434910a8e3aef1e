#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The camera. What it shows on the panel is compared by the host.
#
#	camera.sh whole|broken|none
. /mnt/build/tests/lib/guest.sh
# shellcheck source=lab/guest/camera.sh
. /run/lab/camera.sh
vcap=$HERE/vcap
MODULE=$MODULES/rst_camera_test.ko
DISPLAY_DEVICE=auxiliary/rst_engine.disp.0
status=0

# run PROGRAM…: its lines are ours
run() {
	echo "# ${*##*/}"
	timeout 300 "$@" || { echo "not ok - ${*##*/} ended with status $?"; status=1; }
	books_empty || { echo "not ok - books are empty after ${*##*/}"; status=1; }
}

kernel_client() {
	insmod "$MODULE" && rmmod rst_camera_test || status=1
	dmesg | sed -n 's/.*rst_camera_test: \(ok\|not ok\|1\.\.\)/\1/p'
}

# preview FRAMES: the line that a person would type
preview() {
	timeout 120 gst-launch-1.0 -q v4l2src device="$(camera_node)" \
		io-mode=dmabuf-import num-buffers="$1" ! \
		rstpool heap=secure-video-record tail-room=128 ! \
		kmssink driver-name=rst-disp sync=false
}

refused() { ! preview 2; }

whole() {
	run "$vcap"
	run "$HERE/clients"
	kernel_client
	run "$vcap" death "insmod $MODULE kill=1"
	rmmod rst_camera_test
	run "$vcap" sleep "insmod ${MODULE%/*}/rst_sleep_test.ko device=rst_engine.cam.0 && sleep 0.5 && rmmod rst_sleep_test"
	run "$vcap" unbind
	check "what a camera records is not shown by default" refused
	check "the administrator allows it" \
		rstctl policy secure-video-record allow "$DISPLAY_DEVICE"
	check "then the camera's pictures reach the panel" preview 48
	rstctl policy secure-video-record forget "$DISPLAY_DEVICE"
	check "books are empty" books_empty
}

broken() {
	run "$vcap" broken
}

none() {
	check "without a sensor there is no camera" test -z "$(camera_node)"
	check "and the kernel's log says why" \
		sh -c 'dmesg | grep -q "rst_engine.cam.0: no sensor on the camera.s cable"'
	check "the engine has it all the same" \
		test -e /sys/bus/auxiliary/devices/rst_engine.cam.0
}

"$1"
if [ "$tests" -gt 0 ]; then finish || status=1; fi
exit $status
