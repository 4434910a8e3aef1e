#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a stock kernel imports with.
. /mnt/build/tests/lib/guest.sh

"$HERE/imports" || not_ok "imports ended with status $?"
# videobuf2 forgets, for good, the reference that it took on a dma-buf whose
# exporter then refuses to be attached to. That is the one buffer of imports.
check "after imports nothing is in use but what videobuf2 has forgotten" \
	test "$(bytes_in_use)" -le $((1 << 20))
finish
