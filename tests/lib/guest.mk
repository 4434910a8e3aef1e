# SPDX-License-Identifier: GPL-2.0-only
#
# What a topic's Makefile says, before it includes this file (tests/README.md):
#
#	RUN	programs that run_programs() runs, one after the other
#	BUILT	programs that are built, and run by the topic's own scripts
#	MODULES	modules that run_programs() loads before and unloads after
#	TAS	trusted applications: FOLDER=UUID
#
# P is built from P.c, or from P_SOURCES; P_LDLIBS are what else it is linked
# with. The topic's suites and *.sh are copied beside its programs, which are in
# build/tests/TOPIC and, in the guest, in /mnt/build/tests/TOPIC. Runs in the
# tool tree.

TOP := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
TOPIC := $(notdir $(CURDIR))
OUT := $(TOP)/build/tests/$(TOPIC)
LIB := $(TOP)/build/tests/lib/libtests.a
SYSROOT ?= /lab/sysroot
TA_DEV_KIT_DIR ?= /lab/ta
# Objects know the kit's headers: another kit, another folder.
KIT := $(notdir $(abspath $(realpath $(TA_DEV_KIT_DIR))/..))

CC := aarch64-linux-gnu-gcc --sysroot=$(SYSROOT)
CPPFLAGS += -I$(TOP)/tests -I$(TOP) -I$(TOP)/uapi \
	    -isystem =/usr/include/libdrm
CFLAGS += -O2 -g -Wall -Wextra -Wno-missing-field-initializers -Werror \
	  -std=gnu11 -pthread

PROGRAMS := $(RUN) $(BUILT)
COPIES := $(addprefix $(OUT)/,$(wildcard suite suite-* *.sh))
LISTS := $(OUT)/programs $(OUT)/modules

.PHONY: all clean tas
all: $(PROGRAMS:%=$(OUT)/%) $(COPIES) $(LISTS) tas

objects = $(patsubst %.c,$(OUT)/obj/%.o,$(or $($(1)_SOURCES),$(1).c))
define program_rule
$(OUT)/$(1): $(call objects,$(1)) $(LIB)
	@echo '  LD      $(TOPIC)/$(1)'
	@$$(CC) $$(CFLAGS) -o $$@ $$^ $$($(1)_LDLIBS)
endef
$(foreach program,$(PROGRAMS),$(eval $(call program_rule,$(program))))

$(OUT)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC      $(TOPIC)/$<'
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
-include $(wildcard $(OUT)/obj/*.d)

$(COPIES): $(OUT)/%: %
	@mkdir -p $(@D)
	@install -m 755 $< $@

$(OUT)/programs: Makefile
	@mkdir -p $(@D)
	@printf '%s\n' $(RUN) >$@
$(OUT)/modules: Makefile
	@mkdir -p $(@D)
	@printf '%s\n' $(MODULES) >$@

# The kit's own makefile looks after what is out of date.
tas: $(TAS)
.PHONY: $(TAS)
$(TAS): folder = $(word 1,$(subst =, ,$@))
$(TAS): uuid = $(word 2,$(subst =, ,$@))
$(TAS): ta = $(TOP)/build/tests/ta
$(TAS):
	@mkdir -p $(ta)/$(KIT)
	@$(MAKE) --no-print-directory -C $(folder) \
		-f $(TA_DEV_KIT_DIR)/mk/ta_dev_kit.mk \
		TA_DEV_KIT_DIR=$(TA_DEV_KIT_DIR) BINARY=$(uuid) \
		O=$(ta)/$(KIT)/$(uuid) CROSS_COMPILE=aarch64-linux-gnu- \
		CC=aarch64-linux-gnu-gcc CFLAGS= CPPFLAGS=
	@cp $(ta)/$(KIT)/$(uuid)/$(uuid).ta \
		$(ta)/$(KIT)/$(uuid)/$(uuid).stripped.elf $(ta)/

clean:
	rm -rf $(OUT)
