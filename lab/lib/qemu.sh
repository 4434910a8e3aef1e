# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The machine: device tree, devices, QEMU's command line. To be sourced inside lab/tree, where
# /mnt/share is the run's folder.

# machine_options: sets the options that the device tree depends on.
machine_options() {
	MACHINE=(-M "virt,secure=on,gic-version=3" -cpu "$CPU" -smp 2 -m "$MEMORY"
		-bios /mnt/share/flash.bin -nographic -nodefaults -no-reboot)
	# A nanosecond for each instruction, and none while all CPUs wait: how busy the host is
	# doesn't show in the guest.
	[ -z "${EMULATED_TIME-}" ] || MACHINE+=(-icount "shift=0,sleep=off")
}

# device_tree INITRD_SIZE BOOTARGS: has QEMU dump the machine's device tree, and fills in /chosen
# for the kernel. lab/lib/machine loads the kernel to 0x60000000, where TF-A (lab/steps/optee)
# starts it, and the initrd to 0x70000000.
device_tree() {
	qemu-system-aarch64 "${MACHINE[@]}" -M dumpdtb=machine.dtb
	fdtput -t s machine.dtb /chosen bootargs "$2"
	fdtput -t x machine.dtb /chosen linux,initrd-start 0 0x70000000
	fdtput -t x machine.dtb /chosen linux,initrd-end 0 "$(printf '0x%x' $((0x70000000 + $1)))"
}

# lendable_region: reserves 8 MiB of DRAM, which the kernel does not map, for tee.ko to lend.
lendable_region() {
	local node=/reserved-memory/lendable@50000000
	fdtput -c machine.dtb /reserved-memory 2>/dev/null || true
	fdtput -t x machine.dtb /reserved-memory '#address-cells' 2
	fdtput -t x machine.dtb /reserved-memory '#size-cells' 2
	fdtput -t x machine.dtb /reserved-memory ranges
	fdtput -c machine.dtb "$node"
	fdtput -t s machine.dtb "$node" compatible rstmem,lendable
	fdtput -t x machine.dtb "$node" reg 0 0x50000000 0 0x800000
	fdtput -t x machine.dtb "$node" no-map
}

# Each adds a device to DEVICES: disk NAME FILE OPTIONS, export_dir TAG DIR OPTIONS (9p), and
# port NAME PATH (a channel from the guest to a file).
disk() {
	DEVICES+=(-drive "if=none,id=$1,file=$2,format=raw,$3"
		-device "virtio-blk-device,drive=$1,serial=$1")
}
export_dir() {
	DEVICES+=(-fsdev "local,id=$1,path=$2,security_model=none$3"
		-device "virtio-9p-device,fsdev=$1,mount_tag=$1")
}
port() {
	DEVICES+=(-chardev "file,id=$1,path=$2"
		-device "virtserialport,chardev=$1,name=lab.$1")
}
