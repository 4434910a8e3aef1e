#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The policy as rstctl sees and changes it.
. /mnt/build/tests/lib/guest.sh

device=platform/rst_importer
# refuses STATUS PATTERN WORD…: rstctl policy ends with STATUS, and says why
refuses() {
	local wanted=$1 pattern=$2 status=0 said
	shift 2
	said=$(rstctl policy "$@" 2>&1) || status=$?
	if [ "$status" = "$wanted" ] && [[ $said =~ $pattern ]]; then
		ok "rstctl policy $*: ${said%%$'\n'*}"
	else
		not_ok "rstctl policy $*: $status, ${said%%$'\n'*}"
	fi
}
lists() { rstctl policy "$1" | grep -qE "^$1 +$2 +$device +$3\$"; }
unknown() { ! rstctl policy | grep -q "$device"; }

check "the importer loads" insmod "$MODULES/rst_importer.ko"
check "it is in no list" unknown
check "allow, by a link below /sys" rstctl policy secure-video allow \
	/sys/bus/platform/devices/rst_importer
check "deny" rstctl policy trusted-ui deny "$device"
echo 0xe >/sys/module/rst_importer/parameters/policy
check "both say yes" lists secure-video yes 'driver administrator'
check "the administrator says no" lists trusted-ui no administrator
check "the driver says yes" lists secure-video-record yes driver
check "forget" rstctl policy trusted-ui forget "$device"
check "and the driver says yes" lists trusted-ui yes driver
check "allow-pages" rstctl policy secure-video-record allow-pages "$device"
check "the driver sees pages, too" lists secure-video-record yes \
	'driver administrator pages'
refuses 1 'no device' secure-video allow platform/nothing
refuses 1 'is no device' secure-video allow nothing
refuses 2 'no heap' video
refuses 2 'none of' secure-video permit "$device"
refuses 2 'must be given' secure-video allow
check "the importer goes" rmmod rst_importer
check "and its rights with it" unknown
finish
