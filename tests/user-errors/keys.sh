#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A film whose key comes late, or not at all: it is asked for, and waited for.
. /mnt/build/tests/lib/guest.sh
short=$FILM_DIR/film-short-cenc.mp4
play=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/play
log=/tmp/keys.log

show() { sed 's/^/# /' $log | cut -c 1-300 | tail -n 12; }
says() { # PATTERN SENTENCE
	if grep -qE "$1" $log; then ok "$2"; else not_ok "$2"; show; fi
}
forget_key() { rstctl keys --remove "$KID" >/dev/null 2>&1 || :; }
line() { # PROPERTIES: of rstvideodec
	cenc_line "$short" sync=false | sed "s/rstvideodec/& $1/"
}
asked() { # waits for a line of $log
	local i
	for i in $(seq 300); do
		grep -q rst-key-needed $log && return
		sleep 0.1
	done
	return 1
}
# ends STATUS SENTENCE PID
ends() {
	local status=0
	wait "$3" || status=$?
	if [ $status = "$1" ]; then ok "$2"; else not_ok "$2 (status $status)"; show; fi
}

# The panel gets it once, and only if the key comes in time.
forget_key
# shellcheck disable=SC2046
timeout 120 gst-launch-1.0 -m $(line key-timeout=60000) >$log 2>&1 &
player=$!
check "without a key, the application is asked" asked
says "rst-key-needed.*kid=\(string\)$KID" "and told which one"
says 'rst-key-needed.*system-ids=.*1077efec-c0b2-4d02-ace3-3c1e52e2fb4b' \
	"and of which systems"
says 'rst-key-needed.*pssh=\(buffer\)[0-9a-f]*70737368' "and what the film says to them"
says "rst-key:$KID" \
	"a context is asked for, too"
check "the line goes on waiting" kill -0 $player
load_key
ends 0 "the key comes from another shell: the film plays to its end" $player
says 'rst-key-found' "and that it came is told"
check "asked once, not for each sample" \
	test "$(grep -c 'rst-key-needed, ' $log)" = 1
check "the books are empty" books_empty

forget_key
began=$SECONDS
# shellcheck disable=SC2046
timeout 60 gst-launch-1.0 $(line) >$log 2>&1 &
ends 1 "no key ever comes: the line ends" $!
check "after the five seconds that are the default" test $((SECONDS - began)) -ge 5
says "no key $KID" "the error names the key"
says "rstctl lab-key --kid $KID" "and says what to type"
began=$SECONDS
# shellcheck disable=SC2046
timeout 60 gst-launch-1.0 -m $(line key-timeout=-1) >$log 2>&1 &
player=$!
# Before it has asked, it may not yet have taken over the signal that follows.
asked
sleep 6
check "key-timeout=-1: it waits" kill -0 $player
kill -INT $player
ends 0 "and ends at once when it is told to" $player
check "the books are empty" books_empty

mkdir /tmp/keys
# shellcheck disable=SC2046
timeout 60 "$play" /tmp/keys $(line key-timeout=-1) >$log 2>&1 &
ends 1 "examples/play without the key: it ends by itself" $!
says "no key $KID" "and says which key it has not got"
echo "$KEY" >"/tmp/keys/$KID"
# shellcheck disable=SC2046
timeout 60 "$play" /tmp/keys $(line key-timeout=-1) >$log 2>&1 &
ends 0 "examples/play brings the key, and plays" $!

# base64url HEX: as ClearKey has keys
base64url() {
	# shellcheck disable=SC2059 # the digits become a format of bytes
	printf "$(sed 's/../\\x&/g' <<<"$1")" | base64 | tr +/ -_ | tr -d =
}
forget_key
rm "/tmp/keys/$KID"
printf '{"keys":[{"kty":"oct","kid":"%s","k":"%s"}],"type":"temporary"}' \
	"$(base64url "$KID")" "$(base64url "$KEY")" >/tmp/film.json
# shellcheck disable=SC2046
timeout 60 gst-launch-1.0 -m $(line 'key-timeout=0 clearkey-file=\/tmp\/film.json') >$log 2>&1 &
ends 0 "a ClearKey file: the film plays, by gst-launch-1.0 alone" $!
says "rst-licence.*kids=.*$KID" "which key came is told"
check "it went with the player" eval '! rstctl keys | grep -q $KID'
cp /tmp/film.json "/tmp/keys/$KID.json"
# shellcheck disable=SC2046
timeout 60 "$play" /tmp/keys $(line key-timeout=-1) >$log 2>&1 &
ends 0 "a ClearKey licence in answer to the message: the film plays" $!
sed 's/"k":"./&./' /tmp/film.json >/tmp/broken.json
# shellcheck disable=SC2046
timeout 60 gst-launch-1.0 $(line 'clearkey-file=\/tmp\/broken.json') >$log 2>&1 &
ends 255 "a ClearKey file that is broken: the line does not start" $!
says 'broken.json are not taken: "k" of key 1 is not 16 bytes' "and says what is wrong with it"
check "the tool takes the file, too" eval 'rstctl lab-key --clearkey /tmp/film.json >$log'
says "^Key $KID is set, for playing" "and says which key that was"
check "the TEE has it" eval 'rstctl keys | grep -q $KID'
check "and by standard input" eval \
	'rstctl lab-key --audio --clearkey - </tmp/film.json >/dev/null && rstctl keys | grep -q "$KID sound"'
load_key

# Whose system nobody knows: all bytes of its id are changed.
LC_ALL=C sed 's/\x10\x77\xef\xec\xc0\xb2\x4d\x02/FOREIGN\x01/g' "$short" >/tmp/foreign.mp4
check "a film of another system" can_not cmp -s "$short" /tmp/foreign.mp4
GST_DEBUG=qtdemux:1 timeout 60 gst-launch-1.0 filesrc location=/tmp/foreign.mp4 ! \
	qtdemux ! fakesink >$log 2>&1
says 'no suitable decryptor' "qtdemux refuses it where nobody tells it what to choose"
# shellcheck disable=SC2046
timeout 60 gst-launch-1.0 $(short=/tmp/foreign.mp4 && line) >$log 2>&1 &
ends 0 "a film of a system that nobody knows plays, if its key is there" $!
check "the books are empty" books_empty
finish
