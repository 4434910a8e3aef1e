// SPDX-License-Identifier: BSD-2-Clause
/*
 * Plays a line of gst-launch-1.0's, and asks a licence server for its keys
 * (examples/licence-server). What is asked for, and the licence, go through here
 * as text that only the server and the TEE can read.
 *
 *	cc -o licensed-play licensed-play.c $(pkg-config --cflags --libs \
 *		gstreamer-1.0 libsoup-3.0)
 *	./licensed-play http://127.0.0.1:8080/ playbin3 uri=file:///films/film-cenc.mp4
 */
#include <gst/gst.h>
#include <libsoup/soup.h>

struct player {
	const char *server;
	SoupSession *session;
	GMainLoop *loop;
	int status;
};

/* The licence, or NULL and in @error why there is none. */
static char *ask(struct player *player, const char *request, GError **error)
{
	SoupMessage *message = soup_message_new("POST", player->server);
	GBytes *body, *answer;
	char *text = NULL;

	if (!message) {
		g_set_error(error, G_URI_ERROR, G_URI_ERROR_FAILED,
			    "%s is no address", player->server);
		return NULL;
	}
	body = g_bytes_new(request, strlen(request));
	soup_message_set_request_body_from_bytes(message, "application/json",
						 body);
	g_bytes_unref(body);
	answer = soup_session_send_and_read(player->session, message, NULL,
					    error);
	if (answer)
		text = g_strndup(g_bytes_get_data(answer, NULL),
				 g_bytes_get_size(answer));
	if (answer && !text)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "the server answers nothing");
	if (text && soup_message_get_status(message) != SOUP_STATUS_OK) {
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
			    "the server refuses: %s", g_strchomp(text));
		g_clear_pointer(&text, g_free);
	}
	g_clear_pointer(&answer, g_bytes_unref);
	g_object_unref(message);
	return text;
}

/* The context that was asked for: a licence, or why there will be none. */
static void answer(GstMessage *message, const char *kid, const char *field,
		   const char *text)
{
	char *type = g_strconcat("rst-key:", kid, NULL);
	GstContext *context = gst_context_new(type, FALSE);

	gst_structure_set(gst_context_writable_structure(context), field,
			  G_TYPE_STRING, text, NULL);
	gst_element_set_context(GST_ELEMENT(GST_MESSAGE_SRC(message)), context);
	gst_context_unref(context);
	g_free(type);
}

static void bring_licence(struct player *player, GstMessage *message)
{
	const GstStructure *content = gst_message_get_structure(message);
	const char *request = gst_structure_get_string(content,
						       "licence-request");
	const char *kid = gst_structure_get_string(content, "kid");
	GError *error = NULL;
	char *licence;

	if (!request) {
		answer(message, kid, "refused", "the TEE takes no licences");
		return;
	}
	licence = ask(player, request, &error);
	if (licence)
		answer(message, kid, "licence", licence);
	else
		answer(message, kid, "refused", error->message);
	g_clear_error(&error);
	g_free(licence);
}

static void end(struct player *player, int status)
{
	player->status = status;
	g_main_loop_quit(player->loop);
}

static gboolean watch(GstBus *bus, GstMessage *message, gpointer data)
{
	struct player *player = data;
	GError *error = NULL;
	char *debug = NULL;

	(void)bus;
	if (gst_message_has_name(message, "rst-key-needed")) {
		bring_licence(player, message);
	} else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING) {
		gst_message_parse_warning(message, &error, NULL);
		g_printerr("%s\n", error->message);
	} else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
		gst_message_parse_error(message, &error, &debug);
		g_printerr("%s\n%s\n", error->message, debug ? debug : "");
		end(player, 1);
	} else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
		end(player, 0);
	}
	g_clear_error(&error);
	g_free(debug);
	return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
	struct player player = { 0 };
	GError *error = NULL;
	GstElement *pipeline;
	GstBus *bus;

	gst_init(&argc, &argv);
	if (argc < 3) {
		g_printerr("usage: licensed-play SERVER LINE...\n");
		return 2;
	}
	pipeline = gst_parse_launchv((const char **)argv + 2, &error);
	if (error) {
		g_printerr("%s\n", error->message);
		return 2;
	}
	player.server = argv[1];
	player.session = soup_session_new();
	player.loop = g_main_loop_new(NULL, FALSE);
	bus = gst_element_get_bus(pipeline);
	gst_bus_add_watch(bus, watch, &player);
	gst_element_set_state(pipeline, GST_STATE_PLAYING);
	g_main_loop_run(player.loop);
	gst_element_set_state(pipeline, GST_STATE_NULL);
	return player.status;
}
