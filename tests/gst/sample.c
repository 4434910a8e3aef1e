/* SPDX-License-Identifier: GPL-2.0-only */
#include "sample.h"

#include <string.h>

#include "../lib/cipher.h"

#define CLEAR_BYTES 5           /* a length of four bytes, a NAL header */

const guint8 sample_kid[16] = "rstmem test kid";
const guint8 sample_key[16] = "rstmem test key";
const guint8 sample_wrong_kid[16] = "kid, wrong key.";
const guint8 sample_wrong_key[16] = "a different key";
const guint8 sample_unknown_kid[16] = "a kid not known";

static const guint8 sample_iv[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static const guint8 sps[] = { 0x67, 0x64, 0x00, 0x1e, 0xac, 0xd9 };
static const guint8 pps[] = { 0x68, 0xeb, 0xe3, 0xcb };

static GstBuffer *
codec_data_new (void)
{
  static const guint8 fixed[] = { 1, 0x64, 0x00, 0x1e, 0xff, 0xe1 };
  GByteArray *data = g_byte_array_new ();
  guint8 size[2] = { 0, sizeof (sps) };
  guint8 pps_head[3] = { 1, 0, sizeof (pps) };
  gsize size_bytes;

  g_byte_array_append (data, fixed, sizeof (fixed));
  g_byte_array_append (data, size, sizeof (size));
  g_byte_array_append (data, sps, sizeof (sps));
  g_byte_array_append (data, pps_head, sizeof (pps_head));
  g_byte_array_append (data, pps, sizeof (pps));
  size_bytes = data->len;
  return gst_buffer_new_wrapped (g_byte_array_free (data, FALSE), size_bytes);
}

GstCaps *
sample_caps (void)
{
  GstBuffer *codec_data = codec_data_new ();
  GstCaps *caps = gst_caps_new_simple ("application/x-cenc",
      "original-media-type", G_TYPE_STRING, "video/x-h264",
      "protection-system", G_TYPE_STRING,
      "1077efec-c0b2-4d02-ace3-3c1e52e2fb4b",
      "cipher-mode", G_TYPE_STRING, "cenc",
      "stream-format", G_TYPE_STRING, "avc",
      "alignment", G_TYPE_STRING, "au",
      "profile", G_TYPE_STRING, "high",
      "level", G_TYPE_STRING, "3",
      "width", G_TYPE_INT, 640, "height", G_TYPE_INT, 360,
      "framerate", GST_TYPE_FRACTION, 24, 1,
      "codec_data", GST_TYPE_BUFFER, codec_data, NULL);

  gst_buffer_unref (codec_data);
  return caps;
}

static void
append_nal (GByteArray * stream, const guint8 * nal, gsize size)
{
  static const guint8 start_code[] = { 0, 0, 0, 1 };

  g_byte_array_append (stream, start_code, sizeof (start_code));
  g_byte_array_append (stream, nal, size);
}

GBytes *
sample_headers (void)
{
  GByteArray *stream = g_byte_array_new ();

  append_nal (stream, sps, sizeof (sps));
  append_nal (stream, pps, sizeof (pps));
  return g_byte_array_free_to_bytes (stream);
}

static guint8 *
nal_new (gsize size)
{
  guint8 *nal = g_malloc (size);
  gsize i;

  nal[0] = 0x65;
  for (i = 1; i < size; i++)
    nal[i] = i * 7 + 1;
  return nal;
}

GBytes *
sample_output (gsize nal_size, gboolean key_frame)
{
  GByteArray *stream = g_byte_array_new ();
  guint8 *nal = nal_new (nal_size);

  if (key_frame) {
    append_nal (stream, sps, sizeof (sps));
    append_nal (stream, pps, sizeof (pps));
  }
  append_nal (stream, nal, nal_size);
  g_free (nal);
  return g_byte_array_free_to_bytes (stream);
}

GstBuffer *
sample_new_clear (gsize nal_size)
{
  guint8 *sample = g_malloc (4 + nal_size);
  guint8 *nal = nal_new (nal_size);

  GST_WRITE_UINT32_BE (sample, nal_size);
  memcpy (sample + 4, nal, nal_size);
  g_free (nal);
  return gst_buffer_new_wrapped (sample, 4 + nal_size);
}

static GstBuffer *
buffer_from (const guint8 * data, gsize size)
{
  return gst_buffer_new_memdup (data, size);
}

static void
set_buffer (GstStructure * info, const gchar * field, GstBuffer * buffer)
{
  gst_structure_set (info, field, GST_TYPE_BUFFER, buffer, NULL);
  gst_buffer_unref (buffer);
}

void
sample_crypt (const guint8 key[16], const guint8 * iv, gsize iv_size,
    guint8 * data, gsize size)
{
  struct rst_cipher cipher = cipher_open ();
  guint8 counter[16] = { 0 };

  memcpy (counter, iv, iv_size);
  cipher.start (cipher.priv, RST_CIPHER_CTR, key, counter);
  cipher.update (cipher.priv, data, data, size);
  cipher_close (&cipher);
}

static void
add_meta (GstBuffer * sample, const gchar * mode)
{
  GstStructure *info = gst_structure_new ("application/x-cenc",
      "iv_size", G_TYPE_UINT, (guint) sizeof (sample_iv),
      "encrypted", G_TYPE_BOOLEAN, TRUE,
      "subsample_count", G_TYPE_UINT, 0,
      "cipher-mode", G_TYPE_STRING, mode, NULL);

  set_buffer (info, "iv", buffer_from (sample_iv, sizeof (sample_iv)));
  set_buffer (info, "kid", buffer_from (sample_kid, sizeof (sample_kid)));
  gst_buffer_add_protection_meta (sample, info);
}

GstBuffer *
sample_new (gsize nal_size, gboolean subsamples)
{
  GstBuffer *sample = sample_new_clear (nal_size);
  const guint32 pair[] = { CLEAR_BYTES, 4 + nal_size - CLEAR_BYTES };
  guint clear = subsamples ? CLEAR_BYTES : 0;
  GstMapInfo map;

  gst_buffer_map (sample, &map, GST_MAP_READWRITE);
  sample_crypt (sample_key, sample_iv, sizeof (sample_iv), map.data + clear,
      map.size - clear);
  gst_buffer_unmap (sample, &map);

  add_meta (sample, "cenc");
  if (subsamples)
    sample_set_map (sample, pair, 1, 1);
  return sample;
}

/* AES-CBC of the first block of each ten, chained. */
static void
encrypt_cbcs (guint8 * data, gsize size)
{
  EVP_CIPHER_CTX *cbc = EVP_CIPHER_CTX_new ();
  guint8 iv[16] = { 0 };
  gsize at;
  int n;

  memcpy (iv, sample_iv, sizeof (sample_iv));
  EVP_EncryptInit_ex (cbc, EVP_aes_128_cbc (), NULL, sample_key, iv);
  for (at = 0; at + 16 <= size; at += 160)
    EVP_EncryptUpdate (cbc, data + at, &n, data + at, 16);
  EVP_CIPHER_CTX_free (cbc);
}

GstBuffer *
sample_new_cbcs (gsize nal_size)
{
  GstBuffer *sample = sample_new_clear (nal_size);
  const guint32 pair[] = { CLEAR_BYTES, 4 + nal_size - CLEAR_BYTES };
  GstMapInfo map;

  gst_buffer_map (sample, &map, GST_MAP_READWRITE);
  encrypt_cbcs (map.data + CLEAR_BYTES, map.size - CLEAR_BYTES);
  gst_buffer_unmap (sample, &map);

  add_meta (sample, "cbcs");
  gst_structure_set (sample_info (sample), "crypt_byte_block", G_TYPE_UINT, 1,
      "skip_byte_block", G_TYPE_UINT, 9, NULL);
  sample_set_map (sample, pair, 1, 1);
  return sample;
}

GstStructure *
sample_info (GstBuffer * sample)
{
  return gst_buffer_get_protection_meta (sample)->info;
}

void
sample_set_map (GstBuffer * sample, const guint32 * pairs, guint count,
    guint stated)
{
  GstStructure *info = sample_info (sample);
  guint8 *data = g_malloc (6 * count + 1);
  guint i;

  for (i = 0; i < count; i++) {
    GST_WRITE_UINT16_BE (data + 6 * i, pairs[2 * i]);
    GST_WRITE_UINT32_BE (data + 6 * i + 2, pairs[2 * i + 1]);
  }
  set_buffer (info, "subsamples", gst_buffer_new_wrapped_full (0, data,
          6 * count + 1, 0, 6 * count, data, g_free));
  gst_structure_set (info, "subsample_count", G_TYPE_UINT, stated, NULL);
}

void
sample_set_kid (GstBuffer * sample, const guint8 kid[16])
{
  set_buffer (sample_info (sample), "kid", buffer_from (kid, 16));
}
