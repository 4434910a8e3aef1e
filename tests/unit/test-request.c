// SPDX-License-Identifier: GPL-2.0-only
#include "../lib/tap.h"
#include "message.h"

static void test_bad_maps(void)
{
	struct message *m;

	m = cenc_raw();
	message_subsample(m, 0, 65);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "a map of one byte too many is refused");
	m = cenc_raw();
	message_subsample(m, 0, 63);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "a map of one byte too few is refused");
	m = cenc_raw();
	message_subsample(m, UINT32_MAX, 65);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "a map whose 32-bit sum wraps around to the size is refused");
	m = cenc_raw();
	message_subsample(m, UINT32_MAX, UINT32_MAX);
	message_subsample(m, UINT32_MAX, UINT32_MAX);
	message_subsample(m, 66, 2);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "likewise over several");
	m = message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_RAW);
	message_subsample(m, 65, 0);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "the map of a clear sample must fit, too");

	m = cenc_raw();
	for (int i = 0; i < RST_CENC_MAX_SUBSAMPLES; i++)
		message_subsample(m, 0, i == 7 ? 64 : 0);
	tap(gives(run(m, nist_cipher, 64, 64), nist_plain, 64),
	    "%d subsamples are taken", RST_CENC_MAX_SUBSAMPLES);
	m = cenc_raw();
	for (int i = 0; i <= RST_CENC_MAX_SUBSAMPLES; i++)
		message_subsample(m, 0, i == 7 ? 64 : 0);
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS),
	    "one more is refused");
}

#define BAD_FIELD(field, value) do { \
	struct message *m_ = cenc_raw(); \
	m_->request.field = value; \
	tap(fails(run(m_, nist_cipher, 64, 64), RST_BAD_PARAMETERS), \
	    "%s = %u is refused", #field, (unsigned int)(value)); \
} while (0)

static void test_bad_messages(void)
{
	struct message *m;

	BAD_FIELD(msg.version, 0);
	BAD_FIELD(msg.version, RST_PROTOCOL_VERSION + 1);
	BAD_FIELD(msg.size, 0);
	BAD_FIELD(msg.size, sizeof(struct rst_cenc_request) - 1);
	BAD_FIELD(msg.size, sizeof(struct rst_cenc_request) + 1);
	BAD_FIELD(scheme, 1);
	BAD_FIELD(format, 3);
	BAD_FIELD(iv_size, 0);
	BAD_FIELD(iv_size, 12);
	BAD_FIELD(iv_size, 17);
	BAD_FIELD(num_subsamples, 1);
	BAD_FIELD(num_subsamples, UINT32_MAX);
	BAD_FIELD(num_subsamples, 0x20000000);
	BAD_FIELD(prefix_size, 1);
	BAD_FIELD(prefix_size, UINT32_MAX);
	BAD_FIELD(prefix_size, RST_CENC_MAX_PREFIX + 1);
	BAD_FIELD(flags, 2);
	BAD_FIELD(flags, UINT32_MAX);

	m = cenc_raw();
	m->size--;
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS),
	    "a message that is cut is refused");
	m = cenc_raw();
	m->size = 0;
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS),
	    "an empty message is refused");
	m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 3;
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS),
	    "nal_length_size = 3 is refused");
}

static bool pattern_is(uint32_t scheme, uint32_t crypt, uint32_t skip, enum rst_status status)
{
	struct message *m = message_new(scheme, RST_CENC_FORMAT_RAW);

	m->request.crypt_blocks = crypt;
	m->request.skip_blocks = skip;

	return fails(run(m, nist_cipher, 64, 64), status);
}

static void test_patterns(void)
{
	static const uint32_t with[] = { RST_CENC_SCHEME_CENS, RST_CENC_SCHEME_CBCS };
	static const uint32_t without[] = { RST_CENC_SCHEME_CLEAR, RST_CENC_SCHEME_CENC,
					    RST_CENC_SCHEME_CBC1 };

	for (int i = 0; i < 2; i++) {
		const char *name = i ? "cbcs" : "cens";

		tap(pattern_is(with[i], 15, 15, RST_OK), "%s: 15:15 is taken", name);
		tap(pattern_is(with[i], 16, 1, RST_BAD_PARAMETERS), "%s: 16:1 is refused", name);
		tap(pattern_is(with[i], 1, 16, RST_BAD_PARAMETERS), "%s: 1:16 is refused", name);
		tap(pattern_is(with[i], 0, 1, RST_BAD_PARAMETERS),
		    "%s: a pattern that encrypts nothing is refused", name);
		tap(pattern_is(with[i], UINT32_MAX, UINT32_MAX, RST_BAD_PARAMETERS) &&
		    pattern_is(with[i], 0x80000000, 0x80000000, RST_BAD_PARAMETERS),
		    "%s: so is one whose sum overflows", name);
	}
	for (int i = 0; i < 3; i++) {
		tap(pattern_is(without[i], 0, 0, RST_OK) &&
		    pattern_is(without[i], 1, 9, RST_BAD_PARAMETERS) &&
		    pattern_is(without[i], 0, 1, RST_BAD_PARAMETERS),
		    "%s: a scheme without a pattern is given none",
		    i ? i == 1 ? "cenc" : "cbc1" : "clear");
	}
}

static void test_ivs(void)
{
	static const uint32_t schemes[] = { RST_CENC_SCHEME_CENS, RST_CENC_SCHEME_CBC1,
					    RST_CENC_SCHEME_CBCS };
	static const uint32_t sizes[] = { 0, 7, 12, 17, UINT32_MAX };

	for (int i = 0; i < 3; i++) {
		int refused = 0;

		for (int k = 0; k < 5; k++) {
			struct message *m = message_new(schemes[i], RST_CENC_FORMAT_RAW);

			m->request.iv_size = sizes[k];
			refused += fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS);
		}
		tap(refused == 5, "IVs are of 8 or 16 bytes (%.4s)", (const char *)&schemes[i]);
	}
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_bad_maps);
	TAP_CASE(test_bad_messages);
	TAP_CASE(test_patterns);
	TAP_CASE(test_ivs);

	return tap_done();
}
