# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The machine: device tree, devices, QEMU's command line. To be sourced inside lab/tree, where
# /mnt/share is the run's folder.

# machine_options: sets the options that the device tree depends on.
machine_options() {
	MACHINE=(-M "virt,secure=on,gic-version=3${IOMMU:+,iommu=smmuv3}" -cpu "$CPU" -smp 2 -m "$MEMORY"
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

# reserved_region NAME ADDRESS SIZE [COMPATIBLE]: reserves DRAM that the kernel does not map.
reserved_region() {
	local node=/reserved-memory/$1@${2#0x}
	fdtput -c machine.dtb /reserved-memory 2>/dev/null || true
	fdtput -t x machine.dtb /reserved-memory '#address-cells' 2
	fdtput -t x machine.dtb /reserved-memory '#size-cells' 2
	fdtput -t x machine.dtb /reserved-memory ranges
	fdtput -c machine.dtb "$node"
	[ -z "${4-}" ] || fdtput -t s machine.dtb "$node" compatible "$4"
	fdtput -t x machine.dtb "$node" reg 0 "$2" 0 "$(printf '0x%x' "$3")"
	fdtput -t x machine.dtb "$node" no-map
}

# device_tree_overlay FILE: amends the machine's device tree by what its source has.
device_tree_overlay() {
	dtc -q -@ -I dts -O dtb -o overlay.dtbo "$1"
	fdtoverlay -i machine.dtb -o machine.new overlay.dtbo
	mv machine.new machine.dtb
}

# lendable_region: DRAM for tee.ko to lend: twice what OP-TEE wants at once (LENT_SIZE,
# lab/steps/optee-lent), as buffers outlive its driver, and 8 MiB more.
lendable_region() {
	reserved_region lendable 0x50000000 $((2 * LENT_SIZE + 0x800000)) rstmem,lendable
}

# iommu_devices: a device with a DMA engine behind the SMMU, which knows addresses of 28 bits, and
# DRAM above those for a test's pool. tests/iommu drives both.
iommu_devices() {
	DEVICES+=(-device edu)
	reserved_region pool 0x5f000000 0x800000
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
