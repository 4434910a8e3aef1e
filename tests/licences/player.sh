# SPDX-License-Identifier: GPL-2.0-only
# examples/licensed-play.c and .py, and a licence server on loopback.
. /mnt/build/tests/lib/guest.sh
cd "$(mktemp -d)" || exit
log=$PWD/player.log
play=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/licensed-play
ip link set lo up
server=0

# serve RULES: the film's key by HTTP, for as long as the server lives
serve() {
	stop_serving
	echo "{\"$KID\": {\"key\": \"$KEY\", \"use\": \"video\"${1:+, $1}}}" >keys.json
	python3 "$HERE/licence-server.py" keys.json --listen 127.0.0.1:8080 >server.log 2>&1 &
	server=$!
	for _ in $(seq 100); do
		! grep -q listening server.log || return 0
		sleep 0.2
	done
	return 1
}
stop_serving() {
	[ $server = 0 ] || kill $server
	wait $server 2>/dev/null
	server=0
}
requests() { grep -c 'POST' server.log; }
# shellcheck disable=SC2046
player() { # FILM PROPERTIES
	timeout 100 "$play" http://127.0.0.1:8080/ filesrc location="$1" ! qtdemux ! queue ! \
		rstcencdec licences=true $2 ! v4l2h264dec output-io-mode=dmabuf-import ! \
		kmssink driver-name=rst-disp sync="${3:-false}" >$log 2>&1
}
says() { grep -q "$1" $log || { sed 's/^/# /' $log; false; }; }
short=$FILM_DIR/film-short-cenc.mp4 film=$FILM_DIR/film-cenc.mp4

check "the server listens" serve
check "a film plays by a licence that its player asked for" player "$short"
check "it asked once" test "$(requests)" = 1
check "its key went with it" eval '! rstctl keys | grep -q $KID'
check "the next player has to ask again" eval 'player "$short" && [ "$(requests)" = 2 ]'

c=$play
play=$HERE/licensed-play.py
check "the same in Python" eval 'player "$short" && [ "$(requests)" = 3 ]'
play=$c

# Another player beside one that has the key.
player "$film" '' true &
first=$!
sleep 8
check "while one plays the film, its key is listed, as its own" eval \
	'rstctl keys | grep -qE "^$KID playing +session +-$"'
check "but nobody else plays by it" eval \
	'! gst-launch-1.0 -q filesrc location=$short ! qtdemux ! rstcencdec key-timeout=0 ! fakesink >other.log 2>&1 &&
	grep -q "There is no key $KID" other.log'
check "nor by taking it out of the TEE" eval '! rstctl keys --remove $KID'
wait $first
result $? "and the film plays to its end"

check "licences for six seconds" serve '"duration": 6'
check "a film of 22 s plays on, by one after the other" player "$film" '' true
check "for which it asked several times" test "$(requests)" -ge 3
serve '"duration": 6'
player "$film" '' true &
first=$!
for _ in $(seq 100); do [ "$(requests)" = 0 ] || break; sleep 0.2; done
stop_serving
wait $first
result $((! $?)) "where no other licence comes the film ends"
check "and says that the key's time is over" says "The time of the key $KID for this stream is over"

serve
sed -i "s/$KID/00000000000000000000000000000000/" keys.json
stop_serving
python3 "$HERE/licence-server.py" keys.json --listen 127.0.0.1:8080 >server.log 2>&1 &
server=$!
sleep 8
check "a server without the key ends the film" can_not player "$short"
check "with its own words" says 'the server refuses: no key for'
stop_serving
echo "{\"$KID\": {\"key\": \"000102030405060708090a0b0c0d0e0f\", \"use\": \"video\",
	\"retain\": true}}" >other.json
check "somebody leaves another key by the film's KID to everybody" eval \
	'rstctl licence --kid $KID --ask "python3 $HERE/licence-server.py other.json" &&
	rstctl keys | grep -qE "^$KID playing +everybody"'
check "a player asks for its own all the same, and plays" eval \
	'serve && player "$short" && [ "$(requests)" = 1 ]'
check "the other stays" eval 'rstctl keys --remove $KID'
stop_serving
check "no server at all, too" can_not player "$short"
check "with the reason" says 'Could not connect\|refused'
play=$HERE/licensed-play.py
check "so does the one in Python" can_not player "$short"
check "says why" says 'Connection refused'
check "the books are empty" books_empty
finish
