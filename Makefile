# SPDX-License-Identifier: GPL-2.0-only
#
# Everything is built inside a Debian tool tree that lab/setup makes below the
# cache (RSTMEM_CACHE, by default ~/.cache/rstmem), so that the machine itself
# needs only apt and root. Kbuild uses the file Kbuild, not this one.

KERNEL ?= $(shell lab/kernel --print list --role main)

.PHONY: help demo test test-debug test-xtest setup build modules userspace ta \
	dkms-install dkms-remove clean

help:
	@echo 'make demo    install, build, and play an encrypted film in the guest'
	@echo 'make test    install, build, and run every test'
	@echo 'make test-debug   the same kernels with checkers, and faults injected'
	@echo 'make test-xtest   all of xtest, on the kernel'"'"'s tee.ko and on ours'
	@echo 'make dkms-install  the modules and the udev rule, on this machine;'
	@echo '             LAB=1: with the drivers of the laboratory'"'"'s engine'
	@echo 'make dkms-remove    the kernel'"'"'s own modules are back'
	@echo 'make build   the modules, the trusted applications, user space'
	@echo 'make clean   remove build/ (the cache stays)'

demo:
	@scripts/demo --kernel $(KERNEL)

test:
	@tests/run

test-debug:
	@tests/run-debug

test-xtest:
	@lab/setup
	@scripts/xtest

setup:
	@lab/setup

build: setup
	@scripts/build $(KERNEL)

modules: setup
	@lab/tree -- scripts/build-modules $(KERNEL)

userspace: setup
	@lab/tree -- scripts/build-userspace

ta: setup
	@lab/tree -- scripts/build-ta

dkms-install:
	@scripts/dkms-install $(if $(LAB),--lab)

dkms-remove:
	@scripts/dkms-install --remove

clean:
	rm -rf build
