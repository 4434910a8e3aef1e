// SPDX-License-Identifier: BSD-2-Clause
/*
 * Plays a line of gst-launch-1.0's, and brings keys as they are asked for: those
 * of a laboratory, from files whose names are their KIDs, with 32 digits each, or
 * KID.json, with a ClearKey licence. A product asks its licence server instead, and
 * the licence goes to the TEE (licensed-play.c).
 *
 *	cc -o play play.c $(pkg-config --cflags --libs gstreamer-1.0)
 *	./play KEYS playbin3 uri=file:///films/film-cenc.mp4
 */
#include <gst/gst.h>
#include <string.h>

/* The context that was asked for; rstcencdec looks at once. No field: the TEE has
 * the key. "clearkey": here it is. "refused": there will be none, and why. */
static void answer(GstObject *element, const char *kid, const char *field,
		   const char *text)
{
	char *type = g_strconcat("rst-key:", kid, NULL);
	GstContext *context = gst_context_new(type, FALSE);

	if (field)
		gst_structure_set(gst_context_writable_structure(context),
				  field, G_TYPE_STRING, text, NULL);
	gst_element_set_context(GST_ELEMENT(element), context);
	gst_context_unref(context);
	g_free(type);
}

static void bring_digits(GstObject *element, const char *kid, char *file)
{
	char *argv[] = { "rstctl", "lab-key", "--kid", (char *)kid,
			 "--key-file", file, NULL };
	GError *error = NULL;
	int status;

	if (g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
			 NULL, NULL, &status, &error))
		g_spawn_check_wait_status(status, &error);
	if (error)
		g_printerr("no key %s: %s\n", kid, error->message);
	answer(element, kid, error ? "refused" : NULL,
	       error ? error->message : NULL);
	g_clear_error(&error);
}

static void bring_key(GstObject *element, const char *kid, const char *keys)
{
	char *file = g_build_filename(keys, kid, NULL);
	char *json = g_strconcat(file, ".json", NULL);
	char *licence;

	if (g_file_get_contents(json, &licence, NULL, NULL)) {
		answer(element, kid, "clearkey", licence);
		explicit_bzero(licence, strlen(licence));
		g_free(licence);
	} else {
		bring_digits(element, kid, file);
	}
	g_free(json);
	g_free(file);
}

static gboolean watch(GstBus *bus, GstMessage *message, gpointer keys)
{
	const GstStructure *content = gst_message_get_structure(message);
	GError *error;

	(void)bus;
	if (gst_message_has_name(message, "rst-key-needed")) {
		bring_key(GST_MESSAGE_SRC(message),
			  gst_structure_get_string(content, "kid"), keys);
	} else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
		gst_message_parse_error(message, &error, NULL);
		g_printerr("%s\n", error->message);
		exit(1);
	} else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
		exit(0);
	}
	return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	GstElement *pipeline;
	GstBus *bus;

	gst_init(&argc, &argv);
	if (argc < 3) {
		g_printerr("usage: play KEYS LINE...\n");
		return 2;
	}
	pipeline = gst_parse_launchv((const char **)argv + 2, &error);
	if (error) {
		g_printerr("%s\n", error->message);
		return 2;
	}
	bus = gst_element_get_bus(pipeline);
	gst_bus_add_watch(bus, watch, argv[1]);
	gst_element_set_state(pipeline, GST_STATE_PLAYING);
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return 0;
}
