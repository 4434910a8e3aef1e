#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A crash in mid-film. The kernel for that case boots, none of our modules
# loads in it, and the dump can be read: what is restricted is not in it.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/kexec/next.sh
. "$HERE/next.sh"

# Two of the tests' need nothing of ours: a driver for any tee.ko, and an importer.
modules_of_ours() { find "$MODULES" -maxdepth 1 -name '*.ko' ! -name rst_faketee.ko \
	! -name rst_edu.ko; }

# refused MODULE: it does not load, whatever it needs of others
refused() { ! insmod "$1" 2>/dev/null; }

says_why() { dmesg | grep -q "$1: not used in a kdump kernel"; }

not_there() {
	local module
	for module in $(modules_of_ours); do
		module=$(basename "$module" .ko)
		[ "$module" = tee ] || [ ! -e "/sys/module/$module" ] || return 1
	done
}

# Whether the dump has the address among its segments.
dump_has() {
	python3 - "$1" <<'EOF'
import struct, sys
dump = open("/proc/vmcore", "rb")
head = dump.read(64)
offset, = struct.unpack_from("<Q", head, 32)
size, count = struct.unpack_from("<HH", head, 54)
address = int(sys.argv[1], 0)
found = False
for i in range(count):
    dump.seek(offset + i * size)
    kind, _, _, _, start, _, length, _ = struct.unpack("<IIQQQQQQ", dump.read(56))
    found = found or kind == 1 and start <= address < start + length
sys.exit(0 if found else 1)
EOF
}

dump_lacks() { [ -n "$1" ] && ! dump_has "$1"; }

read_dump() {
	local bytes
	bytes=$(dd if=/proc/vmcore bs=1M status=none | wc -c)
	echo "# $bytes bytes read of a dump of $(stat -c %s /proc/vmcore)"
	[ "$bytes" = "$(stat -c %s /proc/vmcore)" ]
}

if [ ! -e /proc/vmcore ]; then
	/run/lab/modules || exit 1
	check "a kernel for a crash is loaded" load_next -p "lab.pool=$(pool_address) nr_cpus=1"
	load_key
	check "a film plays" start_film
	check "its frames are decoded" film_goes_on
	[ "$failures" -eq 0 ] || finish || exit 1
	echo 1 >/proc/sys/kernel/sysrq
	sync
	echo c >/proc/sysrq-trigger
	sleep 60
	not_ok "the machine crashes"
	exit 1
fi

tests=3
pool=$(word_of_line lab.pool)
ok "the kernel for a crash boots to its root at $(seconds) s"
while read -r module; do
	name=$(basename "$module" .ko)
	check "$name.ko is refused" refused "$module"
done < <(modules_of_ours)
# The others are not even linked without it.
check "rstmem says why" says_why rstmem
dmesg | grep kdump | sed 's/^/# /'

modprobe optee 2>&1 | sed 's/^/# the kernel'\''s own optee.ko: /'
while read -r module; do
	name=$(basename "$module" .ko)
	[ "$name" = tee ] || check "$name.ko is refused beside the kernel's own tee.ko" refused "$module"
done < <(modules_of_ours)
check "none of them is there" not_there
[ -e /dev/tee0 ] && echo "# OP-TEE has a device in this kernel" || echo "# OP-TEE has no device in this kernel"

check "restricted memory at $pool is not in the dump" dump_lacks "$pool"
check "ordinary memory is (the test can fail)" dump_has 0x41000000
if read_dump; then ok "the dump can be read to its end"; else not_ok "the dump can be read to its end"; fi
finish
