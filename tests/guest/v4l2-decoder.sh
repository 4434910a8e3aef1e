#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
. /mnt/build/tests/guest/lib.sh
install_test_tas
exec "$HERE/v4l2/sequences"
