#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's half of suite. What it writes to /mnt/share is the host's to judge.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=lab/guest/desktop.sh
. /run/lab/desktop.sh
camera=$(camera_node)

captured() { [ "$(grep -c rst_vcap_frame: "$TRACING/trace")" -ge "$1" ]; }

CAMERA_LINE="weston-simple-dmabuf-v4l -v $camera -f NV12 -d NV12 -g"

refused() {
	timeout 30 $CAMERA_LINE >"$DESKTOP/refused.log" 2>&1
	grep -q 'create failed' "$DESKTOP/refused.log"
}

start_camera() {
	$CAMERA_LINE >"$DESKTOP/camera.log" 2>&1 &
	CAMERA=$!
	within 60 captured 24
}

on_overlay() {
	timeout 3 weston-debug drm-backend >"$DESKTOP/drm-backend.log"
	grep -q -E 'on (overlay|over/underlay) plane' "$DESKTOP/drm-backend.log"
}

: >"$facts"
echo 1 >"$TRACING/events/rst_vcap/enable"
start_watch
"$TOPICS/display/display" imports >/dev/null
check "attempts to map a restricted buffer are counted" test "$(map_attempts)" -ge 2

check "Weston starts" start_desktop
weston-simple-shm &
OTHER=$!
check "it refuses buffers of a camera that the display may not show" refused
rstctl policy secure-video-record allow "$DISPLAY_DEVICE"
start_watch
fact camera_from "$(now)"
check "with the administrator's leave, the camera's window opens" start_camera
sleep 3
check "and is on the overlay plane, as Weston says" on_overlay
fact calm_from "$(now)"
sleep 5
fact calm_to "$(now)"
kill -STOP "$OTHER"
sleep 1
fact still_from "$(now)"
sleep 5
fact still_to "$(now)"
kill -CONT "$OTHER"
fact shot_from "$(now)"
check "a screenshot is taken" screenshot /mnt/share/screenshot.png
fact shot_to "$(now)"
sleep 3
fact camera_to "$(now)"
check "the camera's window is still there" kill "$CAMERA"
wait "$CAMERA"
# Once when the client offers it, to see if a plane takes it, and once for good.
check "Weston alone imported the camera's four buffers, each twice" \
	test "$(imports) $(imported_buffers) $(importers)" = "8 4 weston"
check "nobody tried to map one" test "$(map_attempts)" = 0
check "Weston ends as it was asked to" stop_desktop
rstctl policy secure-video-record forget "$DISPLAY_DEVICE"
check "books are empty" books_empty
check "the kernel has not warned" no_warning
cp "$DESKTOP"/*.log /mnt/share/
cp "$TRACING/trace" /mnt/share/trace.log
finish
