#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rstctl: options that make no sense, keys from files, lists for machines.
. /mnt/build/tests/lib/guest.sh
a=11111111111111111111111111111111
b=22222222-2222-2222-2222-222222222222

# refuses STATUS PATTERN WORD…: it ends with STATUS, and says why in one line
# (and how to go on)
refuses() {
	local wanted=$1 pattern=$2 status=0 said
	shift 2
	said=$(timeout 20 rstctl "$@" 2>&1 >/tmp/out </tmp/in) || status=$?
	if [ "$status" = "$wanted" ] && [[ $said =~ $pattern ]] && [ ! -s /tmp/out ]; then
		ok "rstctl $*: ${said%%$'\n'*}"
	else
		not_ok "rstctl $*: $status, ${said%%$'\n'*}"
	fi
}
lists() { rstctl keys | grep -qE "^$1 $2 +everybody +-$"; }
forget() { rstctl keys --remove "$1" >/dev/null 2>&1; }

: >/tmp/in
forget $a
forget $b

refuses 2 "unknown command 'key'" key
refuses 2 'no command'
for command in heaps alloc describe policy firewall check keys lab-key; do
	for help in -h --help; do
		check "rstctl $command $help" \
			grep -q "^rstctl $command" <(rstctl "$command" $help)
	done
	check "rstctl help $command" \
		cmp <(rstctl help "$command") <(rstctl "$command" -h)
done
check "rstctl -h is rstctl --help" cmp <(rstctl -h) <(rstctl --help)
refuses 2 'unknown command' help nothing

refuses 2 'exclude each other' heaps --json --human
refuses 2 "unknown option '--jason'" heaps --jason
refuses 2 'unexpected argument' heaps secure-video
refuses 2 'unexpected argument' check all
refuses 2 "unknown option '--jason'" check --jason
refuses 2 "unknown option '--jason'" describe --jason 1
refuses 2 "unknown option '--jason'" policy --jason
refuses 2 'nothing that --json' policy --json secure-video allow platform/x

refuses 2 'not a number of buffers' alloc --heap secure-video --size 1M --reserve 0
refuses 2 'does not wait' alloc --heap secure-video --size 1M --reserve 1 --wait 1
refuses 1 'no room for 1024 buffers' alloc --heap secure-video --size 1M \
	--reserve 1024
check "rstctl alloc --reserve" grep -qx \
	'2 buffers of 65536 bytes are reserved in heap secure-video' \
	<(rstctl alloc --heap secure-video --size 64K --reserve 2)
check "which are given back" soon books_empty
rstctl alloc --heap secure-video --size 1M --reserve 5 --hold 100 >/tmp/kept &
keeper=$!
for _ in $(seq 100); do
	! grep -q reserved /tmp/kept || break
	sleep 0.1
done
refuses 1 'bytes left' alloc --heap secure-video --size 1M
rstctl alloc --heap secure-video --size 1M --wait 60 >/tmp/waited &
waiter=$!
sleep 0.5
check "rstctl alloc --wait waits" kill -0 $waiter
kill $keeper
check "rstctl alloc --wait gets it" wait $waiter

refuses 2 'unexpected argument' keys $a
refuses 2 'unknown or incomplete' keys --remove
refuses 2 'unknown or incomplete' keys --add $a
refuses 2 '32 hexadecimal digits' keys --remove ${a}1
refuses 2 'prints nothing' keys --json --remove $a
refuses 1 "no key $a" keys --remove $a

refuses 2 'must be given' lab-key --kid $a
refuses 2 'must be given' lab-key --key $a
refuses 2 '32 hexadecimal digits' lab-key --kid 1 --key $a
refuses 2 '32 hexadecimal digits' lab-key --kid $a --key ${a}11
refuses 2 'two keys' lab-key --kid $a --key $a --key-file /dev/null
refuses 2 'two keys' lab-key --kid $a --key $a --key $a
refuses 2 'unexpected argument' lab-key --kid $a --key $a now
refuses 2 'unknown or incomplete' lab-key --kid $a --key
refuses 1 'standard input holds no key' lab-key --kid $a --key -
refuses 1 'cannot open the key file /nowhere: No such file' \
	lab-key --kid $a --key-file /nowhere
refuses 1 'cannot read a key from /tmp: Is a directory' lab-key --kid $a --key-file /tmp
refuses 1 '/dev/null holds no key' lab-key --kid $a --key-file /dev/null
refuses 1 '/dev/zero holds no key' lab-key --kid $a --key-file /dev/zero
refuses 1 'cannot open the ClearKey licence /nowhere: No such' lab-key --clearkey /nowhere
refuses 1 'ClearKey licence from /tmp: Is a directory' lab-key --clearkey /tmp
refuses 1 '/dev/null holds no ClearKey licence: it is empty' lab-key --clearkey /dev/null
refuses 1 'more than 16384 characters' lab-key --clearkey /dev/zero
refuses 1 'standard input holds no ClearKey licence: it is empty' lab-key --clearkey -
refuses 1 'it is no JSON object' lab-key --clearkey <(echo hello)
refuses 2 'takes no other' lab-key --kid $a --key $a \
	--clearkey <(echo '{"keys":[{"kty":"oct","kid":"AAAAAAAAAAAAAAAAAAAAAA","k":"AAAAAAAAAAAAAAAAAAAAAA"}]}')
echo "$a and more" >/tmp/in
refuses 1 'standard input holds no key' lab-key --kid $a --key -
check "none of these has set a key" can_not lists $a playing

echo $a >/tmp/in
check "a key from standard input" rstctl lab-key --kid $a --key - </tmp/in
check "it is there, for playing" lists $a playing
check "a key from a file, with dashes, for recording" \
	rstctl lab-key --record --kid $b --key-file <(echo $b)
check "it is there, for recording" lists ${b//-/} recording
check "a list for machines" python3 -c '
import json, sys
keys = json.loads(sys.argv[1])
assert keys["places"] == 16
assert {"kid": "1" * 32, "for": "playing", "whose": "everybody", "seconds": None} in keys["keys"]
assert {"kid": "2" * 32, "for": "recording", "whose": "everybody", "seconds": None} in keys["keys"]' "$(rstctl keys --json)"
check "the heaps for machines" python3 -c '
import json, sys
heaps = json.loads(sys.argv[1])
assert [heap["heap"] for heap in heaps] == sys.argv[2].split()
assert all(heap["size"] > 0 and heap["limit"] is None and
	heap["user_limit"] is None for heap in heaps)' \
	"$(rstctl heaps --json)" "$HEAPS"
python3 "$HERE/machines.py"
result $? "what is for machines is what is for people"
check "the heaps for people" grep -qE '^secure-video +5\.0M +0 ' <(rstctl heaps --human)

# Somebody changes his mind at the prompt: the terminal is as it was.
change_mind() { # BYTE of the keyboard, SIGNAL that it makes
	timeout 60 python3 -c '
import os, pty, sys, termios
pid, terminal = pty.fork()
if not pid:
    os.execvp("rstctl", ["rstctl", "lab-key", "--kid", sys.argv[3], "--key", "-"])
said = b""
while b"digits" not in said:
    said += os.read(terminal, 100)
while termios.tcgetattr(terminal)[3] & termios.ECHO:
    pass
os.write(terminal, bytes([int(sys.argv[1])]))
status = os.waitpid(pid, 0)[1]
assert os.WTERMSIG(status) == int(sys.argv[2]), status
assert termios.tcgetattr(terminal)[3] & termios.ECHO' "$1" "$2" $a
}
check "^C at the prompt ends rstctl, and typing is shown again" change_mind 3 2
check "^\\ at the prompt likewise" change_mind 28 3

# A table that is full: recording keys stay, the oldest other makes room.
: >/tmp/out
for i in $(seq 16); do
	rstctl lab-key --kid "$(printf '%032x' "$i")" --key $a >>/tmp/out || break
done
check "a 17th key makes the oldest go, and says which" grep -q "$a" /tmp/out
check "it has gone" can_not lists $a playing
check "the one for recording stays" lists ${b//-/} recording
check "rstctl keys lists 16" test "$(rstctl keys | grep -c everybody)" = 16

check "rstctl keys --remove" rstctl keys --remove $b
check "it has gone, too" can_not lists ${b//-/} recording

# All places but one are for recording: of two keys one cannot stay.
for i in $(seq 15); do
	rstctl lab-key --record --kid "$(printf '%032x' "$i")" --key $a >/dev/null
done
forget "$(printf '%032x' 16)"
cat >/tmp/two.json <<EOF
{"keys":[{"kty":"oct","kid":"EREREREREREREREREREREQ","k":"EREREREREREREREREREREQ"},
	{"kty":"oct","kid":"MzMzMzMzMzMzMzMzMzMzMw","k":"EREREREREREREREREREREQ"}]}
EOF
check "of a licence that has two, the first makes room, which fails" eval \
	'! rstctl lab-key --clearkey /tmp/two.json >/tmp/out 2>&1 &&
	grep -q "$a made room for another of these" /tmp/out'
check "the one before the last has gone" can_not lists $a playing
check "the last is there" lists 33333333333333333333333333333333 playing
check "another makes it go, and says so" eval \
	'rstctl lab-key --kid $a --key $a | grep -q "3333, unused for longest, made room"'
forget $a
for i in $(seq 16); do forget "$(printf '%032x' "$i")"; done
check "no key is left of this" can_not lists '0*[0-9a-f]\{1,2\}' playing
finish
