# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The desktop in the guest whose root is lab/steps/desktop's; sourced by its
# demo and its tests.

# shellcheck source=lab/guest/camera.sh
. /run/lab/camera.sh

DESKTOP=/tmp/desktop
DISPLAY_DEVICE=auxiliary/rst_engine.disp.0
TRACING=/sys/kernel/tracing
export WAYLAND_DISPLAY=wayland-0

# fact NAME VALUE: for the host, which has the folder of --share
facts=/mnt/share/facts
fact() { printf '%s=%s\n' "$1" "$2" >>"$facts"; }

# The clock of the panel's timestamps, in nanoseconds.
now() { awk '{ printf "%.0f\n", $1 * 1e9 }' /proc/uptime; }

# within SECONDS COMMAND…: waits until COMMAND succeeds
within() {
	local deadline=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$deadline" ] || return
		sleep 0.1
	done
}

start_udev() {
	pgrep -x systemd-udevd >/dev/null && return
	/usr/lib/systemd/systemd-udevd --daemon 2>/dev/null
	udevadm trigger --action=add --subsystem-match=drm --subsystem-match=input
	udevadm settle
}

# Nothing that fades or moves by itself, and no window of the output's size: a
# film is on an overlay plane only if its window is opaque and not all there is.
#
# weston_settings [LINE of [core]…]
weston_settings() {
	cat <<-EOT
		[core]
		require-input=false
		idle-time=0
		$(printf '%s\n' "$@")
		[shell]
		animation=none
		startup-animation=none
		close-animation=none
		locking=false
		background-color=0xff305070
		[output]
		name=Virtual-1
		mode=1280x720
	EOT
}

# start_desktop [OPTION of weston…]: COMPOSITOR is its pid. Its settings are weston.ini's, if there is one. --debug is what lets
# clients take screenshots.
start_desktop() {
	start_udev
	mkdir -p "$DESKTOP"
	[ -e "$DESKTOP/weston.ini" ] || weston_settings >"$DESKTOP/weston.ini"
	if ! pgrep -x seatd >/dev/null; then
		seatd </dev/null >"$DESKTOP/seatd.log" 2>&1 &
		within 10 test -S /run/seatd.sock || return
	fi
	# One that was killed leaves it.
	rm -f "$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY"
	LIBSEAT_BACKEND=seatd weston --config="$DESKTOP/weston.ini" --backend=drm --renderer=gl \
		--continue-without-input --debug --socket="$WAYLAND_DISPLAY" \
		--log="$DESKTOP/weston.log" "$@" >/dev/null 2>"$DESKTOP/weston.stderr" &
	COMPOSITOR=$!
	within 60 test -S "$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY"
}

# stop_desktop: asks it to end, and returns its status
stop_desktop() {
	kill "$COMPOSITOR" && wait "$COMPOSITOR"
}

# start_watch: from now on, count who imports restricted buffers into the
# display, and refused attempts to map one.
start_watch() {
	[ ! -d "$TRACING/events/kprobes" ] || echo 0 >"$TRACING/events/kprobes/enable"
	cat >"$TRACING/kprobe_events" <<-EOT
		p:restricted_import rst_disp_gem_prime_import buffer=%x1
		r:map_handle drm_gem_dumb_map_offset status=\$retval:s32
		r:map_file dma_buf_mmap_internal status=\$retval:s32
	EOT
	echo 'status < 0' >"$TRACING/events/kprobes/map_handle/filter"
	echo 'status < 0' >"$TRACING/events/kprobes/map_file/filter"
	echo >"$TRACING/trace"
	echo 1 >"$TRACING/events/kprobes/enable"
}

map_attempts() { grep -cE ' (map_handle|map_file): ' "$TRACING/trace"; }

imports() { grep -c restricted_import: "$TRACING/trace"; }
importers() { sed -n 's/^ *\(.*\)-[0-9]* *\[.*restricted_import:.*/\1/p' "$TRACING/trace" | sort -u | paste -sd ' '; }
imported_buffers() { sed -n 's/.*restricted_import:.*buffer=//p' "$TRACING/trace" | sort -u | grep -c .; }

# screenshot FILE [SOURCE]: Weston draws it by itself (framebuffer), with all windows off their planes for a frame, or has it from the
# display (writeback)
screenshot() {
	local folder
	folder=$(mktemp -d)
	(cd "$folder" && timeout 60 weston-screenshooter ${2:+-s "$2"}) && mv "$folder"/*.png "$1"
}

# start_hands PROGRAM: somebody with a mouse and a keyboard; hand LINE… has them act
start_hands() {
	modprobe -a uinput evdev && mkdir -p "$DESKTOP" && mkfifo "$DESKTOP/hands" || return
	"$1" <"$DESKTOP/hands" &
	exec 5>"$DESKTOP/hands"
}
hand() { printf '%s\n' "$@" >&5; }

# window_place TITLE: where the window is, "X Y", as the compositor says
window_place() {
	timeout 10 weston-debug scene-graph >"$DESKTOP/scene" 2>/dev/null
	awk -v title="'$1'" '
		/View / { mine = index($0, title) }
		mine && /position:/ { gsub(/[(),]/, " "); print $2, $3; found = 1; exit }
		END { exit !found }' "$DESKTOP/scene"
}

# drag FROM-X FROM-Y TO-X TO-Y: the window that is there
drag() {
	hand "move $1 $2" "press super" "press left" "move $3 $4" "wait 100" "release left" "release super" "wait 300"
}

# place_window TITLE X Y: takes hold of the window, and moves it there, more or
# less. A slow compositor may have been looking elsewhere.
place_window() {
	local x y
	for _ in 1 2 3 4; do
		read -r x y < <(window_place "$1") || return
		((x < $2 - 8 || x > $2 + 8 || y < $3 - 8 || y > $3 + 8)) || return 0
		drag $((x + 100)) $((y + 100)) $(($2 + 100)) $(($3 + 100))
		sleep 2
	done
	return 1
}
