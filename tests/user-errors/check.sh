#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rstctl check, with each of its pieces taken away in turn: it names the piece
# and what to do, and says that no film plays; with all back, that one does.
. /mnt/build/tests/lib/guest.sh
. /mnt/build/tests/lib/stack.sh
heap=/dev/dma_heap/protected,secure-video
log=/tmp/check.log

# as_user [GROUP] -- COMMAND…: as nobody, in that group
cat >/tmp/as_user <<'END'
#!/bin/bash
groups=(--clear-groups)
[ "$1" = -- ] || { groups=(--groups "$1"); shift; }
shift
exec setpriv --reuid nobody --regid nogroup "${groups[@]}" \
	env HOME=/tmp/nobody "$@"
END
chmod 755 /tmp/as_user

show() { sed 's/^/# /' $log; }

# wants STATUS PATTERN SENTENCE COMMAND…: the last line goes with the status
wants() {
	local status=0 wanted=$1 pattern=$2 sentence=$3 verdict='A film can play here.'
	shift 3
	[ "$wanted" = 0 ] || verdict='No film can play here.'
	timeout 100 "$@" >$log 2>&1 || status=$?
	if [ $status = "$wanted" ] && [ "$(tail -n 1 $log)" = "$verdict" ] &&
		grep -qE "$pattern" $log; then
		ok "$sentence"
	else
		not_ok "$sentence (status $status)"
		show
	fi
}
complains() { wants 1 "^missing +$1" "$2" rstctl check; } # PATTERN SENTENCE
is_well() { wants 0 '^ok +player' "$1" rstctl check; }

is_well "a machine with all that it takes"
check "nothing else is said of it" can_not grep -vE '^(ok  |A film)' $log
show

mkdir -m 777 /tmp/nobody
chmod 755 /tmp/nobody && chown nobody /tmp/nobody
chmod 600 $heap /dev/tee0
wants 1 "^missing +tee .*root only.*KERNEL==\"tee" \
	"a user without rights: the rule for /dev/tee0" /tmp/as_user -- rstctl check
check "and for the heap" grep -qE '^missing +heap .*root only.*dma_heap' $log
check "and that root sees more" grep -qE '^What is unknown, root sees' $log
chgrp video $heap /dev/tee0 /dev/video* /dev/dri/card*
chmod 660 $heap /dev/tee0 /dev/video* /dev/dri/card*
wants 1 '^missing +tee .*group video.*adduser nobody video' \
	"a user outside of the group: how to get in" /tmp/as_user -- rstctl check
wants 0 '^ok +application' "a user in the group: all is well" \
	/tmp/as_user video -- rstctl check
gpasswd -a nobody video >/dev/null 2>&1 || sed -i 's/^video:.*/&nobody/' /etc/group
wants 1 '^missing +tee .*joined since: log in again' \
	"a user who has joined the group after login" /tmp/as_user -- rstctl check

mv /dev/tee0 /dev/away
complains 'tee +there is no /dev/tee0' "no /dev/tee0"
check "and no application either" grep -qE '^missing +application' $log
mv /dev/away /dev/tee0
# Another TEE comes first, which has no restricted memory.
insmod "$MODULES/rst_faketee.ko"
mv /dev/tee0 /dev/away && mv /dev/tee1 /dev/tee0 && mv /dev/away /dev/tee1
rstctl check >$log 2>&1 || true
check "of two TEEs the one that takes restricted buffers" \
	grep -qE '^ok +tee +/dev/tee1 takes restricted buffers' $log
mv /dev/tee1 /dev/away && mv /dev/tee0 /dev/tee1 && mv /dev/away /dev/tee0
rmmod rst_faketee
mv $heap /dev/away
complains 'heap +there is no /dev/dma_heap/protected,secure-video' "no heap node"
mv /dev/away $heap

rstctl alloc --heap secure-video --size 5M --hold 60 >/dev/null &
hog=$!
while [ "$(bytes_in_use)" = 0 ]; do sleep 0.1; done
complains 'heap +secure-video has nothing left, 5242880 bytes are in use' \
	"all memory in use"
kill $hog
wait $hog 2>/dev/null
books_empty
echo 4095 >/sys/class/rstmem/secure-video/limit
complains 'heap +secure-video may hand out 4095 bytes' "a limit below a page"
echo 0 >/sys/class/rstmem/secure-video/limit

decoder=$(rstctl policy secure-video | sed -n 's/.* \([^ ]*vdec[^ ]*\) .*/\1/p')
rstctl policy secure-video deny "$decoder"
complains "decoder .*denied.*rstctl policy secure-video forget $decoder" \
	"a decoder that the administrator has denied"
rstctl policy secure-video forget "$decoder"
rmmod rst_vdec
complains 'decoder +there is no V4L2 device' "no decoder"
reload
unload rst_disp
complains 'display +there is no DRM device' "no display"
reload
# A console may keep the display's module; the panel has no other.
is_well "both are back"

wants 1 '^missing +player .*no libgstrstmem.so' "no plugin" \
	env -u GST_PLUGIN_PATH rstctl check
mkdir /tmp/bin
cp "$(command -v rstctl)" /tmp/bin
wants 0 '^ok +player .*libgstrstmem.so is there' "no gst-inspect-1.0" \
	env PATH=/tmp/bin rstctl check
mkdir /tmp/empty
wants 1 '^missing +player .*gstreamer1.0-plugins-good' "no qtdemux" \
	env GST_PLUGIN_SYSTEM_PATH=/tmp/empty GST_REGISTRY=/tmp/registry rstctl check
printf '#!/bin/sh\nsleep 1000\n' >/tmp/bin/gst-inspect-1.0
chmod 755 /tmp/bin/gst-inspect-1.0
wants 1 '^missing +player +no answer within 60 seconds' \
	"a step that hangs is given up" env PATH="/tmp/bin:$PATH" rstctl check
check "and ended" can_not pgrep -f 'sleep 1000'

stop_supplicant
unbind
complains 'heap +secure-video has no memory' "a TEE whose driver is unbound"
check "and there is no device" grep -qE '^missing +tee +there is no /dev/tee0' $log
bind
sleep 1
chmod 600 /dev/tee0
is_well "it is bound again"

unload rstmem
complains 'modules +rstmem is not loaded, and is not installed' "no rstmem.ko"
check "and no heaps" grep -qE '^missing +heap +secure-video is not there' $log
unload tee
complains 'modules +tee is not loaded' "no TEE core"
check "and no driver: it is installed" \
	grep -qE '^missing +modules +optee is not loaded: modprobe optee' $log
modprobe optee
complains "modules +the loaded tee is the kernel's own" "the kernel's own TEE core"
check "which takes no restricted buffers" \
	grep -qE '^missing +tee +/dev/tee0 takes no restricted' $log
unload tee
reload
start_supplicant
is_well "all is back"
finish
