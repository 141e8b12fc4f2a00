/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs every tests/data/script/NAME.ipxe and compares what the console showed, the status and the
 * line that stopped it with NAME.out; with looking ahead and without, which must not differ. Each
 * runs in a process of its own, so nothing is carried over. Files come from
 * tests/data/script/files by the scheme "test:"; keys are typed by the command "press".
 * `test_script NAME…` prints transcripts instead of comparing.
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/decoder.h"
#include "core/console.h"
#include "core/params.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "core/version.h"
#include "fs/decoders.h"
#include "script/commands.h"
#include "script/options.h"
#include "script/script.h"
#include "unit/check.h"
#include "unit/fake_machine.h"

#define FOLDER   "tests/data/script"
#define TEXT_MAX 65536u

/* ---- the console ---- */

static struct {
	char text[TEXT_MAX];
	size_t len, line, pos; /* where the last line begins, where the cursor is */
	char sequence[16];
	size_t n_sequence;
	int keys[512];
	unsigned n_keys, next_key;
	bool pause;
} fake;

/* Erasing to the end of the line, cursor left and right: what editing a line needs. */
static void fake_sequence(const char *s)
{
	size_t n = 0;

	for (s++; *s >= '0' && *s <= '9'; s++)
		n = n * 10 + (size_t)(*s - '0');
	if (*s == 'K')
		fake.len = fake.pos;
	if (*s == 'D')
		fake.pos -= MIN(fake.pos - fake.line, MAX(n, 1u));
	if (*s == 'C')
		fake.pos += MIN(fake.len - fake.pos, MAX(n, 1u));
}

static void fake_char(char c)
{
	if (c == '\r') {
		fake.pos = fake.line;
		return;
	}
	if (c == '\b') {
		fake.pos -= fake.pos > fake.line;
		return;
	}
	if (c == '\n')
		fake.pos = fake.len;
	if (fake.pos < TEXT_MAX - 64)
		fake.text[fake.pos++] = c;
	fake.len = MAX(fake.len, fake.pos);
	if (c == '\n')
		fake.line = fake.len;
}

/* What a menu says of a `bad` command. */
static void fake_note(const char *text, size_t len)
{
	const char *at = console_fullscreen() ? memmem(text, len, "bad: ", 5) : NULL;

	if (!at)
		return;
	for (const char *p = "[the menu says: "; *p; p++)
		fake_char(*p);
	for (; at < text + len && *at != '\033' && memcmp(at, "  ", 2) != 0; at++)
		fake_char(*at);
	fake_char(']');
	fake_char('\n');
}

/* Keeps the text of lines, not what full-screen menus draw. */
static void fake_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	fake_note(text, len);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\033') {
			fake.n_sequence = 1;
		} else if (fake.n_sequence) {
			if (fake.n_sequence < sizeof(fake.sequence))
				fake.sequence[fake.n_sequence++ - 1] = text[i];
			if (text[i] == '[' || text[i] < '@')
				continue;
			fake.n_sequence = 0;
			if (!console_fullscreen())
				fake_sequence(fake.sequence);
		} else if (!console_fullscreen()) {
			fake_char(text[i]);
		}
	}
}

/* One key at a time, as somebody would type them. */
static int fake_getkey(struct console *c)
{
	(void)c;
	fake.pause = !fake.pause;
	if (fake.pause || fake.next_key == fake.n_keys)
		return KEY_NONE;
	return fake.keys[fake.next_key++];
}

static void fake_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops fake_ops = {fake_write, fake_getkey, fake_size};
static struct console fake_console = {&fake_ops, "fake", NULL};

static void press(int key)
{
	if (fake.n_keys < ARRAY_SIZE(fake.keys))
		fake.keys[fake.n_keys++] = key;
}

/* press KEY…: types the keys, each a number or a word of several characters. */
static int cmd_press(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		uint64_t n;

		if (number_parse(argv[i], UINT32_MAX, &n) == 0) {
			press(n < 0x80 ? (int)n : KEY_BASE + (int)n);
			continue;
		}
		for (const char *p = argv[i]; *p; p++)
			press(*p == '_' ? ' ' : *p);
	}
	return 0;
}

/* words WORD…: shows how many there are, and where each begins and ends. */
static int cmd_words(int argc, char **argv)
{
	console_printf("%d", argc - 1);
	for (int i = 1; i < argc; i++)
		console_printf(" [%s]", argv[i]);
	console_puts("\n");
	return 0;
}

static int cmd_ok(int argc, char **argv)
{
	console_printf("ok%s%s\n", argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
	return 0;
}

static int cmd_bad(int argc, char **argv)
{
	return fail(ERR_IO, "bad: %s", argc > 1 ? argv[1] : "on purpose");
}

/* machine: settings over a machine with cards and DHCP answers, see fake_machine.h. */
static int cmd_machine(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return fake_machine_init();
}

static const struct command test_table[] = {
	{"machine", cmd_machine, "", ""},
	{"press", cmd_press, "", ""},
	{"words", cmd_words, "", ""},
	{"ok", cmd_ok, "", ""},
	{"bad", cmd_bad, "", ""},
	{"dhcp", cmd_ok, "", ""},
	{},
};

const struct command *const command_tables[] = {
	cmd_text_table,
	cmd_test_table,
	cmd_setting_table,
	cmd_flow_table,
	cmd_menu_table,
	cmd_form_table,
	cmd_screen_table,
	cmd_image_table,
	cmd_imgdata_table,
	cmd_verify_table,
	cmd_machine_table,
	cmd_cert_table,
	cmd_digest_table,
	cmd_power_table,
	cmd_san_table,
	cmd_params_table,
	cmd_hosts_table,
	cmd_vlan_table,
	cmd_pxebs_table,
	test_table,
	NULL,
};
const char *const commands_unsupported[] = {COMMANDS_UNSUPPORTED, NULL};

/* ---- files ---- */

/* What a server would see of the parameters. */
static void show_form(const struct params *p)
{
	_cleanup_(strbuf_free) struct strbuf form = {}, headers = {};

	CHECK_EQ(params_format_form(p, &form), 0);
	CHECK_EQ(params_format_headers(p, &headers), 0);
	console_printf("[%s \"%s\" %s]\n", params_method(p), form.s ? form.s : "",
		headers.s ? headers.s : "no headers");
}

static int file_start(struct stream *t)
{
	char path[256], data[4096];
	size_t n;
	FILE *f;

	if (t->t->form)
		show_form(t->t->form);
	snprintf(path, sizeof(path), FOLDER "/files%s", t->uri->path ? t->uri->path : "");
	f = fopen(path, "rb");
	if (!f) {
		snprintf(path, sizeof(path), FOLDER "%s", t->uri->path ? t->uri->path : "");
		f = fopen(path, "rb");
	}
	if (!f)
		return fail(ERR_NOFILE, "test: there is no %s", uri_text(t->uri));
	while ((n = fread(data, 1, sizeof(data), f)) > 0)
		(void)stream_data(t, data, n);
	fclose(f);
	stream_end(t, 0, false, 0);
	return 0;
}

static void file_stop(struct stream *t)
{
	(void)t;
}

static const struct scheme file_scheme = {
	.name = "test", .port = 0, .start = file_start, .stop = file_stop};
const struct decoder_type *const decoders[] = {
	&gzip_decoder, &zstd_decoder, &xz_decoder, &zlib_decoder, NULL};
const struct scheme *const schemes[] = {&file_scheme, NULL};

/* ---- a program: a file that begins with "PROGRAM", and a status ---- */

static int program_probe(const struct image *img)
{
	return img->data.len > 8 && memcmp(img->data.data, "PROGRAM ", 8) == 0 ? 0 : -ERR_NOTMINE;
}

static int program_exec(struct image *img)
{
	const struct image *other;

	console_printf("[%s starts with \"%s\"; initrd:", img->name, img->cmdline);
	list_for_each(other, image_list(), node) {
		if (other->for_initrd && !other->failed_with)
			console_printf(" %s(%s)", other->name, other->cmdline);
	}
	console_puts("]\n");
	if (img->data.data[8] == 'F')
		return fail(ERR_IO, "program: %s crashed", img->name);
	return 0;
}

static const struct image_type program_type = {
	.name = "program",
	.probe = program_probe,
	.exec = program_exec,
};
const struct image_type *const image_types[] = {&script_image_type, &program_type, NULL};

/* ---- running ---- */

/* How long and how much differs from run to run: what stands behind these words goes. */
static void strip_figures(char *text)
{
	static const char *const words[] = {"\n  in ", "memory: "};

	for (unsigned i = 0; i < ARRAY_SIZE(words); i++) {
		for (char *p = text; (p = strstr(p, words[i]));) {
			char *end;

			p += strlen(words[i]);
			end = p + strcspn(p, "\n");
			memmove(p, end, strlen(end) + 1);
		}
	}
}

/* So does what `time` tells. */
static void strip_seconds(char *text)
{
	static const char word[] = "SECONDS";

	for (char *p = text; (p = strstr(p, " s\n"));) {
		char *from = p;

		while (from > text && (from[-1] == '.' || (from[-1] >= '0' && from[-1] <= '9')))
			from--;
		if (p - from != 5 || from < text + 2 || from[-2] != ':') {
			p++;
			continue;
		}
		memmove(from + strlen(word), p, strlen(p) + 1);
		p = memcpy(from, word, strlen(word));
	}
}

/* The place in "(error HW-03, file.c:120)" changes with each edit. */
static void strip_places(char *text)
{
	char *p = text, *end;

	while ((p = strstr(p, "(error HW-")) != NULL) {
		p = strpbrk(p, ",)");
		if (!p || *p != ',')
			continue;
		end = strchr(p, ')');
		if (end)
			memmove(p, end, strlen(end) + 1);
	}
}

/* The version changes with each commit. */
static void strip_version(char *text)
{
	const char *want = "VERSION";
	size_t n = strlen(hawser_version), m = strlen(want);

	while ((text = strstr(text, "Hawser ")) != NULL) {
		text += strlen("Hawser ");
		if (strncmp(text, hawser_version, n) != 0)
			continue;
		memmove(text + m, text + n, strlen(text + n) + 1);
		memcpy(text, want, m);
	}
}

/* What the script showed, with its status; runs in a process of its own. */
static void run_child(const char *name, bool ahead, int fd)
{
	char path[300];
	struct image *img;
	struct blob data = {};
	struct uri *uri;
	int rc;

	check_failed = 0;
	CHECK_EQ(console_add(&fake_console), 0);
	CHECK_EQ(settings_init(), 0);
	if (!ahead)
		CHECK_EQ(settings_set("lookahead", "0"), 0);
	snprintf(path, sizeof(path), "test:///%s", name);
	rc = uri_parse(path, &uri);
	if (!rc)
		rc = transfer_fetch(uri, NULL, 0, &data, NULL);
	if (!rc)
		rc = image_add(NULL, &data, uri, &img);
	if (!rc)
		rc = image_exec(img);
	fake.text[fake.len] = '\0';
	strip_figures(fake.text);
	strip_seconds(fake.text);
	strip_places(fake.text);
	strip_version(fake.text);
	dprintf(fd, "%s[status %d]\n", fake.text, rc);
	if (rc && script_failed_line()[0])
		dprintf(fd, "[stopped at %s]\n", script_failed_line());
	if (check_failed)
		dprintf(fd, "[%u checks failed]\n", check_failed);
}

static size_t transcript(const char *name, bool ahead, char *out)
{
	int fd[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(fd))
		return 0;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(fd[0]);
		alarm(20);
		run_child(name, ahead, fd[1]);
		exit(0);
	}
	close(fd[1]);
	while ((n = read(fd[0], out + len, TEXT_MAX - 1 - len)) > 0)
		len += (size_t)n;
	close(fd[0]);
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	out[len] = '\0';
	return len;
}

static char *load(const char *path)
{
	static char text[TEXT_MAX];
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	if (f)
		fclose(f);
	text[n] = '\0';
	return text;
}

static void compare(const char *name, bool ahead)
{
	static char got[TEXT_MAX];
	char path[300];
	size_t n = strlen(name) - strlen(".ipxe");

	(void)transcript(name, ahead, got);
	snprintf(path, sizeof(path), FOLDER "/%.*s.out", (int)n, name);
	if (strcmp(got, load(path)) != 0)
		printf("%s:\n", path);
	CHECK_STR(got, load(path));
}

static int is_script(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 5 && strcmp(e->d_name + n - 5, ".ipxe") == 0;
}

int main(int argc, char **argv)
{
	static char text[TEXT_MAX];
	struct dirent **list;
	int n;

	for (int i = 1; i < argc; i++) {
		(void)transcript(argv[i], true, text);
		fputs(text, stdout);
	}
	if (argc > 1)
		return 0;
	n = scandir(FOLDER, &list, is_script, alphasort);
	CHECK(n > 0);
	for (int i = 0; i < n; i++) {
		compare(list[i]->d_name, true);
		compare(list[i]->d_name, false);
		free(list[i]);
	}
	free(list);
	return check_done();
}
