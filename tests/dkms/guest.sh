#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/dkms-install installs what tests/dkms/build had DKMS build; udev
# finds it, it is used, and removed again. Wants a root with udev and dkms' few
# programs, and no modules loaded: lab/run --root xtest --no-modules.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
PREFIX="$KVER: "
BUILT=/mnt/build/install/$KVER
DKMS=$BUILT/lab/bin/dkms
# kind NAME: what scripts/dkms-install's "dkms add" finds built
kind() { echo "$1" >/tmp/kind; }

# Its messages are printed if anything has failed, at the end.
dkms_install() {
	KERNELS=$KVER PATH=/tmp/bin:$PATH "$BUILT/lab/project/scripts/dkms-install" "$@" \
		2>&1 | tee -a /tmp/dkms-all.log >/tmp/dkms.log
	return "${PIPESTATUS[0]}"
}
is_ours() { [[ $(modinfo -n "$1") == */updates/dkms/* ]]; }
is_stock() { [[ $(modinfo -n "$1") == */kernel/drivers/tee/* ]]; }
# Ours uses the heaps.
tee_is_ours() { loaded tee && loaded rstmem/holders/tee; }
tee_is_stock() { loaded tee && ! loaded rstmem; }
loaded() { [ -d "/sys/module/$1" ]; }
permissions() { [ "$(stat -c '%a %U %G' "$1" 2>&1)" = "$2" ]; }
can_open() { setpriv --reuid nobody --regid "$1" --clear-groups sh -c "exec 3<$2" 2>/dev/null; }
# modules_of KIND: their names
modules_of() { awk -v kind="$1" '$3 == kind { print $2 }' "$BUILT/lab/project/MODULES"; }
# known NAME…: modprobe would find each; unknown: none of them
known() {
	local name
	for name; do modinfo "$name" || return; done
}
unknown() {
	local name
	for name; do ! modinfo "$name" || return; done
}

# As at boot: udev looks at every device there is.
coldplug() { udevadm trigger --action=add && udevadm settle --timeout=60; }

# within COMMAND…: udev may need longer than it lets settle wait.
within() {
	local i
	for i in $(seq 300); do
		"$@" && return
		sleep 0.2
	done
	return 1
}

# The disk with the kernel's modules is read-only, and depmod would take minutes
# for all of them: a folder with those that are needed takes its place.
needed() {
	modinfo -F depends "$BUILT"/lab/dkms/rstmem/*/"$KVER"/*/module/*.ko* |
		tr , '\n' | grep -vxE 'tee|rst.*|optee_rstmem|' | sort -u
	printf '%s\n' optee optee-rng
}
small_modules() {
	local stock=/usr/lib/modules/$KVER name
	mkdir -p /tmp/modules
	cp "$stock"/modules.{builtin,order}* /tmp/modules/
	needed | while read -r name; do
		modprobe -D "$name" | sed -n "s|^insmod .*/$KVER/\([^ ]*\).*|\1|p"
	done | sort -u | (cd "$stock" && xargs cp --parents -t /tmp/modules)
	mount --bind /tmp/modules "$stock" && depmod
}
small_modules || exit
mkdir -p /var/lib/dkms /run/udev /tmp/bin
version=$(cat "$BUILT/lab/project/VERSION")
mapfile -t product < <(modules_of product)
mapfile -t lab < <(modules_of lab)
rule=/usr/local/lib/udev/rules.d/70-rstmem.rules
# Here is no compiler: what is added has been built elsewhere already.
cat >/tmp/bin/dkms <<EOF
#!/bin/bash
[ "\$1" = add ] || exec "$DKMS" "\$@"
cp -a "$BUILT/\$(cat /tmp/kind)/dkms/rstmem" /var/lib/dkms/
ln -sfn /usr/src/rstmem-$version /var/lib/dkms/rstmem/$version/source
EOF
chmod +x /tmp/bin/dkms
/usr/lib/systemd/systemd-udevd --daemon

check 'before: the tee that modprobe finds is the kernel'"'"'s' is_stock tee
if [ -d "$BUILT/product" ]; then
	kind product
	check 'dkms-install without a flag installs' dkms_install
	check 'what a product takes' known "${product[@]}"
	check 'and none of the laboratory'"'"'s drivers' unknown "${lab[@]}"
	check 'nor their sources' test ! -e "/usr/src/rstmem-$version/engine"
fi
kind lab
check 'dkms-install installs it' dkms_install --lab
check 'with the laboratory'"'"'s drivers, as was asked for' known "${lab[@]}"
check 'and the sources' test -e "/usr/src/rstmem-$version/dkms.conf"
check 'and says what to do next' grep -q '^Installed. The next boot' /tmp/dkms.log
check 'modprobe prefers tee from updates/' is_ours tee
check 'and rstmem' is_ours rstmem
coldplug
check 'udev had OP-TEE'"'"'s driver loaded' within loaded optee
check 'on our tee' within tee_is_ours
check 'and the restricted pool'"'"'s with it' within loaded optee_rstmem
check 'OP-TEE is there' within test -c /dev/tee0
check 'so is the decoder' within test -c /dev/video0
check 'so is the display' within test -c /dev/dri/card0
for heap in $HEAPS; do
	node=/dev/dma_heap/protected,$heap
	check "protected,$heap is group video's" within permissions "$node" '660 root video'
	check 'who is in group video can open it' can_open video "$node"
	check 'others can not' can_not can_open nogroup "$node"
done
check 'tee0 is as Debian has it' permissions /dev/tee0 '600 root root'

unload tee
unload rstmem
check 'all of it unloads' can_not loaded tee
check 'dkms-install --remove removes it' dkms_install --remove
check 'the sources, too' test ! -e "/usr/src/rstmem-$version"
check 'and the rule' test ! -e "$rule"
check 'after: the tee that modprobe finds is the kernel'"'"'s' is_stock tee
check 'rstmem is gone' can_not modinfo rstmem
coldplug
check 'udev has OP-TEE'"'"'s driver loaded again' within loaded optee
check 'on the kernel'"'"'s tee, and nothing of ours' tee_is_stock

udevadm control --exit
[ "$failures" -eq 0 ] || sed 's/^/# dkms: /' /tmp/dkms-all.log
finish
