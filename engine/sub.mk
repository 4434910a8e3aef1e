# SPDX-License-Identifier: BSD-2-Clause
# What the trusted application NAME is made of, for OP-TEE's kit. The decoder's part of the core comes as a library: it is compiled
# like libavcodec, not like a trusted application.
global-incdirs-y += ta/$(NAME)
cflags-y += -std=gnu11 -Wextra
# What only a laboratory may have: keys in the clear, applications that die when told to.
ifneq ($(RST_PRODUCT),y)
cppflags-y += -DRST_LAB
endif

srcs-y += ta/common/client.c ta/$(NAME)/entry.c
ifeq ($(NAME),cenc)
srcs-y += ta/cenc/aes.c core/cenc.c core/ctr.c core/keys.c core/nal.c core/request.c
srcs-y += core/scheme.c core/units.c core/unitstamp.c core/walk.c ta/common/hmac.c
srcs-y += ta/cenc/stamp.c
srcs-y += ta/cenc/curve.c ta/cenc/device-key.c ta/cenc/licence.c ta/cenc/opener.c
srcs-y += core/base64url.c core/grant.c core/json.c core/jwe.c core/keywrap.c
srcs-y += core/licence.c
endif
ifeq ($(NAME),disp)
cflags-y += -march=armv8-a+crc
srcs-y += ta/disp/cable.c ta/disp/link.c ta/common/semihosting.c
srcs-y += core/compose.c core/convert.c core/copy.c core/crc32.c core/layer.c
srcs-y += core/link.c core/scanout.c core/yuv.c
srcs-y += ta/disp/seal.c core/seals.c core/trusted.c
endif
ifeq ($(NAME),vdec)
srcs-y += ta/vdec/stamp.c ta/common/hmac.c
endif
ifeq ($(NAME),ui)
srcs-y += core/pad.c
endif
ifeq ($(NAME),cam)
srcs-y += ta/cam/capture.c ta/cam/encode.c ta/common/hmac.c ta/common/semihosting.c
srcs-y += core/camera.c core/jpeg.c core/nv12.c core/record.c core/stamp.c
cppflags-core/jpeg.c-y += -isystem $(LIBJPEG)/include
endif
