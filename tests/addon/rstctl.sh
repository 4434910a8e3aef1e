#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rstctl and librstmem where the heaps are the kernel's own: what works there
# works, and what cannot is refused by a sentence that says whose the heaps are.
# Run as root in a guest whose modules are loaded, among them rst_addon.
. /mnt/build/tests/lib/guest.sh
node=/dev/dma_heap/protected,secure-video
log=/tmp/check.log
python=/tmp/library.py

# refuses STATUS PATTERN WORD…: it ends with STATUS, and says why in one line
refuses() {
	local wanted=$1 pattern=$2 status=0 said
	shift 2
	said=$(timeout 20 rstctl "$@" 2>&1 >/tmp/out) || status=$?
	if [ "$status" = "$wanted" ] && [[ $said =~ $pattern ]] &&
		[[ $said != *$'\n'* ]] && [ ! -s /tmp/out ]; then
		ok "rstctl $*: $said"
	else
		not_ok "rstctl $*: $status, $said"
	fi
}

# wants STATUS PATTERN SENTENCE COMMAND…: of rstctl check, the last line of which
# goes with the status
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
		sed 's/^/# /' $log
	fi
}

# masked "DIR [ENTRY…]"… -- COMMAND…: it runs where each DIR has but these folders,
# or files where an ENTRY is NAME=TEXT
masked=/tmp/masked
cat >$masked <<'END'
#!/bin/bash
enter() {
	local dir=$1 entry
	mount -t tmpfs none "$dir" || exit 99
	for entry in "${@:2}"; do
		mkdir -p "$dir/${entry%%=*}"
		[[ $entry != *=* ]] || { rmdir "$dir/${entry%%=*}" && echo "${entry#*=}" >"$dir/${entry%%=*}"; } || exit 99
	done
}
[ -n "${MASKED-}" ] || MASKED=1 exec unshare -m "$0" "$@"
unset MASKED
while [ "$1" != -- ]; do
	read -ra words <<<"$1"
	enter "${words[@]}"
	shift
done
exec "${@:2}"
END
chmod +x $masked

# The library by its public functions: prints what is wrong, and the size of what
# "hog" holds until its standard input ends.
cat >$python <<'END'
import ctypes, errno, fcntl, os, struct, sys

library = ctypes.CDLL("librstmem.so.1", use_errno=True)
for name in ("heap_open", "describe", "policy_list"):
    getattr(library, "rstmem_" + name).restype = ctypes.c_void_p
library.rstmem_info_exporter.restype = ctypes.c_char_p
library.rstmem_info_size.restype = ctypes.c_uint64
VIDEO, UI, RECORD = 1, 2, 3
KERNEL = 2
SIZE = ctypes.c_size_t(1024)
books = ctypes.create_string_buffer(SIZE.value)


def call(name, *arguments):
    ctypes.set_errno(0)
    result = getattr(library, "rstmem_" + name)(*arguments)
    return result, ctypes.get_errno()


def pointer(value):
    return ctypes.c_void_p(value)


def fails(error, name, *arguments):
    result, number = call(name, *arguments)
    assert (result is None or result == -1) and number == error, (
        name, result, errno.errorcode.get(number))


def opened(use_case=VIDEO):
    heap, error = call("heap_open", use_case)
    assert heap, errno.errorcode.get(error)
    return pointer(heap)


def alloc(heap, size):
    return call("heap_alloc", heap, ctypes.c_size_t(size))[0]


def describes(buffer, exporter, use_case):
    info = pointer(call("describe", 0, buffer)[0])
    found = (call("info_exporter", info)[0], call("info_use_case", info)[0],
             call("info_is_restricted", info)[0])
    assert found == (exporter, use_case, use_case != 0), found
    call("info_free", info)


# The name is whatever a process gives the buffer: DMA_BUF_SET_NAME.
def describes_named(buffer, exporter, use_case):
    describes(buffer, exporter, use_case)
    for name in (b"film", b"x\nexp_name:\ttee", b"\nexp_name:\tsystem",
                 b"\nexp_name:\trstmem:secure-video"):
        fcntl.ioctl(buffer, 0x40086201, name + b"\0")
        describes(buffer, exporter, use_case)


def supplier():
    assert call("heap_supplier", VIDEO)[0] == KERNEL
    for use_case in UI, RECORD:
        fails(errno.ENOENT, "heap_supplier", use_case)
        fails(errno.ENOENT, "heap_open", use_case)
        fails(errno.ENOENT, "books_read", use_case, books, SIZE)
    fails(errno.EINVAL, "heap_supplier", 4)


def refusals():
    heap = opened()
    for arguments in (("books_read", VIDEO, books, SIZE),
                      ("policy_list", VIDEO, 0),
                      ("policy_decide", VIDEO, 0, b"platform/none"),
                      ("heap_reserve", heap, ctypes.c_size_t(4096), 1),
                      ("heap_reserve", heap, ctypes.c_size_t(0), 0),
                      ("heap_alloc_wait", heap, ctypes.c_size_t(1 << 40), 0)):
        fails(errno.EOPNOTSUPP, *arguments)
    fails(errno.EINVAL, "heap_alloc", heap, ctypes.c_size_t(0))
    fails(errno.EINVAL, "heap_alloc", heap, ctypes.c_size_t(-1))
    fails(errno.ENOMEM, "heap_alloc", heap, ctypes.c_size_t(1 << 40))
    call("heap_close", heap)


def buffers():
    heap = opened()
    buffer = alloc(heap, 5000)
    assert buffer >= 0
    call("heap_close", heap)
    info = pointer(call("describe", 0, buffer)[0])
    assert call("info_size", info)[0] == 8192
    describes_named(buffer, b"tee", VIDEO)
    tee = call("tee_open")[0]
    assert tee >= 0
    number, size = ctypes.c_int32(-1), ctypes.c_size_t(0)
    shm = call("tee_register", tee, buffer, ctypes.byref(number),
               ctypes.byref(size))[0]
    assert shm >= 0 and number.value >= 0 and size.value == 8192
    fails(errno.EOPNOTSUPP, "tee_alloc", tee, VIDEO, ctypes.byref(size), None)
    for fd in shm, tee, buffer:
        os.close(fd)


def sandboxed():
    assert not os.path.exists("/sys/class")
    describes(alloc(opened(), 4096), b"tee", VIDEO)


# What is restricted because of its heap is so for no other reason.
def ordinary():
    heap = os.open("/dev/dma_heap/system", os.O_RDONLY)
    data = bytearray(struct.pack("QIIQ", 4096, 0, os.O_RDWR | os.O_CLOEXEC, 0))
    fcntl.ioctl(heap, 0xc0184800, data)
    buffer = struct.unpack("QIIQ", data)[1]
    describes_named(buffer, b"system", 0)
    fails(errno.EINVAL, "tee_register", call("tee_open")[0], buffer, None, None)


def hog():
    heap, held, size = opened(), 0, 1 << 30
    while size >= 4096:
        while alloc(heap, size) >= 0:
            held += size
        size //= 2
    print(held, flush=True)
    sys.stdin.read()


globals()[sys.argv[1]]()
END
library() { python3 $python "$1"; }

check "the library knows whose the heaps are" library supplier
check "it refuses what they lack: EOPNOTSUPP" library refusals
check "it allocates, describes and registers" library buffers
check "a sandbox without /sys changes nothing" $masked /sys -- python3 $python sandboxed
if [ -e /dev/dma_heap/system ]; then
	check "it does not take ordinary memory for restricted" library ordinary
fi

rstctl heaps >/tmp/heaps
check "rstctl heaps: the heap is there, and has no books" \
	grep -qE '^secure-video( +-){11}$' /tmp/heaps
check "and no other is" test "$(wc -l </tmp/heaps)" = 2
check "for machines, they are null" python3 -c '
import json, sys
(heap,) = json.loads(sys.argv[1])
assert heap.pop("heap") == "secure-video" and heap.pop("supplier") == "kernel"
assert len(heap) == 12 and not any(value is not None for value in heap.values())' \
	"$(rstctl heaps --json)"

check "rstctl alloc" grep -qE '^65536 bytes from heap secure-video, .* exporter tee$' \
	<(rstctl alloc --heap secure-video --size 64K)
rstctl alloc --heap secure-video --size 64K --hold 100 >/tmp/held &
holder=$!
soon test -s /tmp/held
fd=$(sed -n 's/.*descriptor \([0-9:]*\),.*/\1/p' /tmp/held)
check "rstctl describe: restricted, and for what" cmp <(rstctl describe "$fd") - <<-END
	size:       65536
	exporter:   tee
	restricted: yes
	use-case:   secure-video
END
kill $holder

kernels="the kernel's own"
refuses 1 "no heap trusted-ui.*$kernels" alloc --heap trusted-ui --size 4K
refuses 1 'bytes left, or not in one piece' alloc --heap secure-video --size 64G
refuses 1 "$kernels.*leave out --wait" alloc --heap secure-video --size 64G --wait 1
refuses 1 "$kernels.*leave out --reserve" alloc --heap secure-video --size 4K --reserve 1
refuses 1 "$kernels.*any device may attach" policy
refuses 1 "$kernels.*any device may attach" policy secure-video
refuses 1 "$kernels.*any device may attach" policy secure-video allow platform/none
refuses 1 "no heap trusted-ui.*$kernels" policy trusted-ui
refuses 1 "no heap trusted-ui.*$kernels" policy trusted-ui allow platform/none
refuses 3 "$kernels.*unknown" firewall
refuses 3 "$kernels.*unknown" firewall --json

wants 0 '^ok +modules +rst_addon is loaded' "rstctl check: a film can play" rstctl check
for word in policy scrubbing kexec books firewall docs/addon.md; do
	check "it says what is missing: $word" grep -qE \
		"^note +heap +these heaps are $kernels.*$word" $log
done
check "it says so in one line" test "$(grep -c "these heaps are $kernels" $log)" = 1
check "nothing is missing for that" can_not grep -qE '^(missing|unknown)' $log
check "a heap that the kernel does not have is worth knowing" \
	grep -qE '^note +heap +trusted-ui is not there: the kernel' $log
sed 's/^/# /' $log

wants 1 '^missing +modules +rst_addon is not loaded.*(modprobe|docs/addon.md)' \
	"it misses rst_addon" $masked /sys/module -- rstctl check
wants 1 '^missing +heap +secure-video is not there: .*docs/addon.md' \
	"it misses the heap" $masked /sys/class/dma_heap -- rstctl check
check "it does not say what heaps lack that are not there" \
	can_not grep -q "these heaps are" $log
wants 1 '^missing +modules +rst_addon is not loaded.*: modprobe rst_addon$' \
	"it misses both where rst_addon is installed" $masked /sys/module \
	/sys/class/dma_heap \
	"/lib/modules $KVER/modules.dep=updates/rst_addon.ko:" -- rstctl check
check "and asks for nothing of rstmem's" can_not grep -qE 'dkms-install|CONFIG_TEE=m' $log
wants 1 "^missing +modules +the loaded tee is the kernel's own: reboot" \
	"a tee that is a module is to make way" \
	$masked '/sys/module tee/initstate' -- rstctl check
check "and rst_addon has nothing to do with it" can_not grep -q rst_addon $log
wants 0 '^ok +heap +trusted-ui is there' \
	"no film needs memory of another heap" \
	$masked '/sys/class/dma_heap protected,secure-video protected,trusted-ui' \
	-- rstctl check
for command in heaps 'heaps --json' policy firewall; do
	# shellcheck disable=SC2086
	said=$($masked /sys/class/dma_heap -- rstctl $command 2>&1)
	check "so does rstctl $command" grep -qx \
		"rstctl: rst_addon is for $kernels heaps, but this kernel has none: .*" <<<"$said"
done
mode=$(stat -c %a $node)
chmod 600 $node
wants 1 '^missing +heap .*root only.*dma_heap' "it knows who may not open the heap" \
	setpriv --reuid nobody --regid nogroup --clear-groups \
	env HOME=/tmp rstctl check
chmod "$mode" $node
mv $node /dev/away
wants 1 "^missing +heap +there is no $node" "it misses the node" rstctl check
mv /dev/away $node

mkfifo /tmp/hold
library hog </tmp/hold >/tmp/hogged &
hog=$!
exec 9>/tmp/hold
soon test -s /tmp/hogged
wants 1 '^missing +heap +secure-video has nothing left' \
	"all memory in use ($(cat /tmp/hogged) bytes)" rstctl check
refuses 1 '4096 bytes left' alloc --heap secure-video --size 4K
refuses 1 'leave out --wait' alloc --heap secure-video --size 4K --wait 1
exec 9>&-
wait $hog
check "it is all given back" rstctl alloc --heap secure-video --size 4K
finish
