# SPDX-License-Identifier: GPL-2.0-only
# The guest's half: what was fetched goes to /mnt/share/NAME.log, and when it
# was on the panel to /mnt/share/spans, for the host to compare.
. /mnt/build/tests/lib/guest.sh
cd "$(mktemp -d)" || exit
value() { sed -n "s/^$1=//p" /mnt/share/film.key; }
KID2=$(value kid2) KEY2=$(value key2)
sink="kmssink driver-name=rst-disp"
log=$PWD/log server=0 url=''
export GST_DEBUG_NO_COLOR=1

# The clock of the panel's timestamps, in nanoseconds.
now() { awk '{ printf "%.0f\n", $1 * 1e9 }' /proc/uptime; }
show() { sed 's/^/# /' "$log" | cut -c 1-300 | grep -v '^# *$' | tail -n 12; }
says() { grep -qE "$1" "$log" || { show; false; }; }

# serve NAME [FROM:KBIT…]: sets url; what is fetched is NAME's
serve() {
	local name=$1
	shift
	stop_serving
	: >"/mnt/share/$name.log" >port
	python3 "$HERE/server.py" /mnt/share "/mnt/share/$name.log" "$@" >port 2>server.log &
	server=$!
	soon test -s port || return
	url=http://127.0.0.1:$(cat port)
}
stop_serving() {
	[ $server = 0 ] || kill $server
	wait $server 2>/dev/null
	server=0
}

# shown NAME COMMAND…: the host compares what is on the panel meanwhile
shown() {
	local name=$1 from status=0
	shift
	from=$(now)
	timeout 120 "$@" >"$log" 2>&1 || { status=$?; show; }
	echo "$name $from $(now)" >>/mnt/share/spans
	return $status
}

# From a slow network to a fast one, and to one that is slower than any.
load_key
rstctl lab-key --kid "$KID2" --key "$KEY2" >/dev/null
serve switches 1:700 3:0 10:120
result $? "a server listens"
shown switches gst-launch-1.0 playbin3 uri=$url/film.mpd video-sink="$sink sync=false"
result $? "playbin3 plays a session to its end"
check "the books are empty" books_empty

# The second period's key comes when it is asked for.
rstctl keys --remove "$KID2" >/dev/null
bring_key() {
	soon eval "grep -q 'rst-key-needed.*$KID2' $log" || return
	rstctl lab-key --kid "$KID2" --key "$KEY2" >/dev/null
}
serve late-key
bring_key &
bringer=$!
# shellcheck disable=SC2086
shown late-key gst-launch-1.0 -m uridecodebin3 uri=$url/film.mpd ! $sink sync=false
result $? "uridecodebin3 plays on by a key that comes late"
wait $bringer
result $? "it was asked for"

# All of the film is fetched while its beginning is on the panel.
serve buffered
# shellcheck disable=SC2086
gst-launch-1.0 -q playbin3 uri=$url/film.mpd video-sink="$sink" >"$log" 2>&1 &
player=$!
all_fetched() { [ "$(wc -l </mnt/share/buffered.log)" = 12 ]; }
soon all_fetched
result $? "a player fetches all of the film ahead"
kill -STOP $player
segment=$(tail -n 1 /mnt/share/buffered.log)
name=${segment%/*} name=${name#/*-}
read -r clear _ encrypted count < <(python3 "$HERE/pieces.py" $player "/mnt/share/$name.mp4" "/mnt/share$segment")
check "its memory has the segments ($encrypted of $count pieces of the last one)" test "$encrypted" -gt $((count / 2))
check "and nothing that is clear ($clear)" test "$clear" = 0
kill -CONT $player
kill $player
wait $player

# hlsdemux2 takes whatever #EXT-X-KEY says for AES-128 of whole segments, and goes
# on with what it has not fetched.
serve hls
timeout 60 gst-launch-1.0 playbin3 uri=$url/film.m3u8 video-sink="$sink" >"$log" 2>&1
result $((! $?)) "HLS whose playlist has a key for SAMPLE-AES ends"
says "Could not determine type of stream"
result $? "because hlsdemux2 would decrypt by that"
sed -i '/^#EXT-X-KEY/d' /mnt/share/*.m3u8
serve hls
shown hls gst-launch-1.0 playbin3 uri=$url/film.m3u8 video-sink="$sink sync=false"
result $? "HLS with cbcs plays if the segments alone say so"
check "the books are empty" books_empty
stop_serving
finish
