/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking ahead: what is started when, and that a script cannot tell. Files come from the scheme
 * "slow:", whose host says what happens: "ok", "bad" (there is no such file), "full" (no memory, if
 * others are under way), "never". Those of "ok" take as many ms as the path's number says.
 */
#include "check.h"

#include <stdlib.h>

#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/virtual_time.h"
#include "script/commands.h"
#include "script/lookahead.h"
#include "script/script.h"

#define TEXT_MAX 65536u

/* ---- what is seen ---- */

static struct {
	char text[TEXT_MAX];
	size_t len;
} shown, events;

static void keep(void *to, const char *text, size_t len)
{
	__typeof__(shown) *b = to;

	len = MIN(len, TEXT_MAX - 1 - b->len);
	memcpy(b->text + b->len, text, len);
	b->len += len;
	b->text[b->len] = '\0';
}

static void event(char what, const struct uri *uri)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%c%s ", what, uri->path + 1);

	keep(&events, text, (size_t)n);
}

static uint64_t ctrl_c_us = DEADLINE_NEVER;

static void fake_write(struct console *c, const char *text, size_t len)
{
	(void)c;
	keep(&shown, text, len);
}

static int fake_getkey(struct console *c)
{
	(void)c;
	if (now_us < ctrl_c_us)
		return KEY_NONE;
	ctrl_c_us = DEADLINE_NEVER;
	return KEY_CTRL_C;
}

static void fake_size(struct console *c, unsigned *cols, unsigned *rows)
{
	(void)c;
	*cols = 80;
	*rows = 25;
}

static const struct console_ops fake_ops = {fake_write, fake_getkey, fake_size};
static struct console fake_console = {&fake_ops, "fake", NULL};

/* ---- the scheme ---- */

struct slow {
	struct list node;
	struct stream *s;
	uint64_t due_us;
	bool is_over;
};

static struct list slows = LIST_INIT(slows);
static unsigned n_running, n_running_max;

static int slow_start(struct stream *s)
{
	struct slow *x = calloc(1, sizeof(*x));
	const char *digits = strpbrk(s->uri->path, "0123456789");

	if (!x)
		abort();
	event('+', s->uri);
	x->s = s;
	x->due_us = plat_now_us() + (digits ? strtoul(digits, NULL, 10) : 1) * US_PER_MS;
	if (strcmp(s->uri->host, "never") == 0)
		x->due_us = DEADLINE_NEVER;
	s->priv = x;
	list_add_tail(&x->node, &slows);
	n_running++;
	n_running_max = MAX(n_running_max, n_running);
	return 0;
}

static void slow_stop(struct stream *s)
{
	struct slow *x = s->priv;

	if (!x->is_over) {
		event('-', s->uri);
		n_running--;
	}
	list_remove(&x->node);
	free(x);
}

static void slow_finish(struct slow *x)
{
	const struct uri *uri = x->s->uri;
	struct offer offer = {.total = strlen(uri->path), .etag = "", .modified = ""};
	bool program = strncmp(uri->path, "/prog", 5) == 0;
	int rc = 0;

	event('=', uri);
	if (strcmp(uri->host, "bad") == 0)
		rc = fail(ERR_NOFILE, "slow: there is no %s", uri_text(uri));
	if (strcmp(uri->host, "full") == 0 && n_running > 1)
		rc = fail(ERR_TOOBIG, "slow: %s does not fit", uri_text(uri));
	x->is_over = true;
	n_running--;
	if (!rc)
		rc = stream_offer(x->s, &offer);
	if (!rc)
		rc = stream_data(x->s, program ? "PROGRAM-----------" : uri->path, offer.total);
	stream_end(x->s, rc, false, 0);
}

static bool slow_poll(struct poller *poller)
{
	struct slow *x, *tmp;
	bool busy = false;

	(void)poller;
	list_for_each_safe(x, tmp, &slows, node) {
		if (x->is_over || now_us < x->due_us)
			continue;
		slow_finish(x);
		busy = true;
	}
	return busy;
}

static uint64_t slow_next_us(struct poller *poller)
{
	uint64_t next = DEADLINE_NEVER;
	struct slow *x;

	(void)poller;
	list_for_each(x, &slows, node) {
		if (!x->is_over)
			next = MIN(next, x->due_us);
	}
	return next;
}

static struct poller slow_poller = {.poll = slow_poll, .next_us = slow_next_us};
static const struct scheme slow_scheme = {.name = "slow", .start = slow_start, .stop = slow_stop};
const struct scheme *const schemes[] = {&slow_scheme, NULL};

/* ---- programs and commands ---- */

static int program_probe(const struct image *img)
{
	bool is = img->data.len >= 5 && memcmp(img->data.data, "PROGR", 5) == 0;

	return is ? 0 : -ERR_NOTMINE;
}

static int program_exec(struct image *img)
{
	console_printf("[%s runs, %u transfers]\n", img->name, n_running);
	return 0;
}

static const struct image_type program_type = {
	.name = "program", .probe = program_probe, .exec = program_exec};
const struct image_type *const image_types[] = {&program_type, NULL};
const struct command *const command_tables[] = {
	cmd_text_table,
	cmd_test_table,
	cmd_setting_table,
	cmd_flow_table,
	cmd_image_table,
	NULL,
};
const char *const commands_unsupported[] = {COMMANDS_UNSUPPORTED, NULL};

/* ---- running ---- */

static uint64_t took_us;

static void show_images(void)
{
	const struct image *img;

	list_for_each(img, image_list(), node)
		console_printf("<%s %llu %.*s%s%s%s \"%s\">\n", img->name,
			(unsigned long long)img->data.len, (int)img->data.len,
			(const char *)img->data.data, img->for_initrd ? " initrd" : "",
			img->selected ? " selected" : "", img->failed_with ? " failed" : "",
			img->cmdline);
}

static int run(const char *text, bool ahead)
{
	int rc;

	image_free_all();
	(void)settings_clear("v");
	settings_set_errno(0);
	CHECK_EQ(settings_set("lookahead", ahead ? "" : "0"), 0);
	shown.len = events.len = 0;
	shown.text[0] = events.text[0] = '\0';
	n_running_max = 0;
	took_us = plat_now_us();
	rc = script_run_text("test", text, strlen(text));
	took_us = plat_now_us() - took_us;
	show_images();
	console_printf("[status %d, stopped at \"%s\"]\n", rc, rc ? script_failed_line() : "");
	CHECK_EQ(n_running, 0);
	CHECK(n_running_max <= TRANSFERS_MAX);
	CHECK(!lookahead_drop());
	return rc;
}

/* ---- what is started when ---- */

/* "+" started, "=" over, "-" cancelled. */
static void test_order(void)
{
	static const struct {
		const char *text, *events;
	} cases[] = {
		/* following lines, three ahead */
		{"kernel slow://ok/prog9\ninitrd slow://ok/a\ninitrd slow://ok/b\n"
		 "module slow://ok/c\nimgfetch slow://ok/d\n",
			"+prog9 +a +b +c =a =b =c =prog9 +d =d "},
		/* the rest of the line */
		{"kernel slow://ok/prog9 && initrd slow://ok/a ; initrd slow://ok/b\n",
			"+prog9 +a +b =a =b =prog9 "},
		{"kernel slow://ok/prog9 || goto x && initrd slow://ok/a\n:x\n",
			"+prog9 +a =a =prog9 "},
		/* what is passed over */
		{"kernel slow://ok/prog9 ||\n\n# x\n:l\n:m echo hi\n  imgstat ; route\n"
		 "imgargs prog9 x\ninitrd slow://ok/a # y\n",
			"+prog9 +a =a =prog9 "},
		/* what ends it */
		{"initrd slow://ok/a9\nset v 1\ninitrd slow://ok/b\n", "+a9 =a9 +b =b "},
		{"initrd slow://ok/a9\nisset x &&\ninitrd slow://ok/b\n", "+a9 =a9 +b =b "},
		{"initrd slow://ok/a9\ngoto x\ninitrd slow://ok/b\n:x\n", "+a9 =a9 "},
		{"initrd slow://ok/a9\nexit 0\ninitrd slow://ok/b\n", "+a9 =a9 "},
		{"initrd slow://ok/a9\nimgfree\ninitrd slow://ok/b\n", "+a9 =a9 +b =b "},
		{"initrd slow://ok/a9\nnosuch ||\ninitrd slow://ok/b\n", "+a9 =a9 +b =b "},
		{"initrd slow://ok/a9\ninitrd --what x ||\ninitrd slow://ok/b\n", "+a9 =a9 +b =b "},
		{"initrd slow://ok/a9\ninitrd --timeout x y ||\ninitrd slow://ok/b\n",
			"+a9 =a9 +b =b "},
		{"initrd slow://ok/a9\ninitrd relative ||\ninitrd slow://ok/b\n", "+a9 =a9 +b =b "},
		{"initrd slow://ok/a9\nchain slow://ok/prog\ninitrd slow://ok/b\n",
			"+a9 =a9 +prog =prog +b =b "},
		/* only lines that fetch for later look ahead */
		{"chain slow://ok/prog9\ninitrd slow://ok/b\n", "+prog9 =prog9 +b =b "},
		{"time initrd slow://ok/a9\ninitrd slow://ok/b\n", "+a9 =a9 +b =b "},
		/* names of images */
		{"initrd slow://ok/prog9\ninitrd --name x slow://ok/prog\nkernel x\n"
		 "kernel prog9\ninitrd slow://ok/b\n",
			"+prog9 +prog +b =prog =b =prog9 "},
		{"initrd slow://ok/prog9 y\nkernel y\ninitrd slow://ok/b\n",
			"+prog9 +b =b =prog9 "},
		/* settings, as they are */
		{"set v b\ninitrd slow://ok/a9\ninitrd slow://ok/${v}\n", "+a9 +b =b =a9 "},
		/* another place, once the first has failed */
		{"initrd slow://ok/a9\ninitrd --mirror slow://ok/m slow://bad/b\n",
			"+a9 +b =b +m =m =a9 "},
		/* the same URL, but another request */
		{"initrd slow://bad/a3 || initrd --mirror slow://ok/m slow://ok/b\n"
		 "initrd slow://ok/b9\n",
			"+a3 +b9 =a3 +b =b =b9 "},
		/* twice the same is two */
		{"initrd slow://ok/a9\ninitrd slow://ok/a9\n", "+a9 +a9 =a9 =a9 "},
		/* not reached: cancelled, or never seen */
		{"initrd slow://bad/a3 || exit 0\ninitrd slow://ok/b9\n", "+a3 +b9 =a3 -b9 "},
		{"initrd slow://bad/a9\ninitrd slow://bad/b\n", "+a9 +b =b =a9 "},
		/* another command than was thought runs, and then those */
		{"initrd slow://bad/a3 || initrd slow://ok/c3\ninitrd slow://ok/b9\n",
			"+a3 +b9 =a3 +c3 =c3 =b9 "},
		/* more than three are looked for when one is done */
		{"initrd slow://ok/a4\ninitrd slow://ok/b9\ninitrd slow://ok/c9\n"
		 "initrd slow://ok/d9\ninitrd slow://ok/e9\n",
			"+a4 +b9 +c9 +d9 =a4 +e9 =b9 =c9 =d9 =e9 "},
		/* memory that others hold */
		{"initrd slow://full/a2\ninitrd slow://ok/b9\n",
			"+a2 +b9 =a2 -b9 +a2 =a2 +b9 =b9 "},
		{"initrd slow://ok/a9\ninitrd slow://full/b2\n", "+a9 +b2 =b2 =a9 +b2 =b2 "},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned failed = check_failed;

		(void)run(cases[i].text, true);
		CHECK_STR(events.text, cases[i].events);
		if (check_failed > failed)
			printf("%s%s\n", cases[i].text, shown.text);
	}
}

static void test_switched_off(void)
{
	CHECK_EQ(run("initrd slow://ok/a9\ninitrd slow://ok/b9\n", false), 0);
	CHECK_STR(events.text, "+a9 =a9 +b9 =b9 ");
	CHECK(took_us >= 18 * US_PER_MS);
	CHECK_EQ(run("initrd slow://ok/a9\ninitrd slow://ok/b9\n", true), 0);
	CHECK(took_us < 18 * US_PER_MS);
}

/* Nothing is under way when something else gets the machine. */
static void test_boot(void)
{
	CHECK_EQ(run("initrd slow://ok/prog1\n"
		     "initrd slow://bad/a2 || chain prog1\n"
		     "initrd slow://ok/b900\n",
			 true),
		0);
	CHECK_STR(events.text, "+prog1 +a2 +b900 =prog1 =a2 -b900 +b900 =b900 ");
	CHECK(strstr(shown.text, "[prog1 runs, 0 transfers]\n") != NULL);
}

/* The time a line may take counts from when it waits, and it ends as it would have. */
static void test_timeout(void)
{
	static const char text[] = "initrd slow://ok/a5000\n"
				   "initrd --timeout 3000 slow://never/b || echo later\n"
				   "initrd slow://never/c9\n";

	ctrl_c_us = plat_now_us() + 9000 * US_PER_MS;
	CHECK_EQ(run(text, true), -ERR_CANCELED);
	CHECK(strstr(shown.text, "nothing arrived for 3000 ms") != NULL);
	CHECK(strstr(shown.text, "later\n") != NULL);
	CHECK(took_us >= 9000 * US_PER_MS && took_us < 9200 * US_PER_MS);
}

static void test_ctrl_c(void)
{
	ctrl_c_us = plat_now_us() + 500 * US_PER_MS;
	CHECK_EQ(run("initrd slow://never/a ||\ninitrd slow://ok/b9000\n", true), 0);
	CHECK_STR(events.text, "+a +b9000 -a -b9000 +b9000 =b9000 ");
}

/* ---- the same with and without ---- */

static uint32_t random_state;

static unsigned pick(unsigned below)
{
	random_state = random_state * 1103515245u + 12345u;
	return (random_state >> 16) % below;
}

/* One command. %u are small numbers. */
static const char *const some[] = {
	"initrd slow://ok/f%u",
	"initrd slow://ok/f%u n%u",
	"initrd slow://full/f%u",
	"initrd --mirror slow://ok/m%u slow://bad/f%u",
	"initrd --mirror slow://bad/m%u --mirror slow://ok/m slow://ok/f%u",
	("initrd --sha256 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 "
	 "slow://ok/f%u"),
	"initrd --sha256 xyz slow://ok/f%u",
	"initrd --name n%u slow://ok/g%u",
	"initrd slow://ok/f%u /etc/f%u mode=600",
	"initrd slow://ok/f%u /etc/f mode=9%u",
	"module --quiet --autofree slow://ok/h%u some words",
	"imgfetch -n n%u slow://ok/${v}%u",
	"kernel slow://ok/prog%u root=%u",
	"kernel --name n%u slow://ok/prog%u",
	"kernel n%u",
	"imgselect slow://ok/notaprogram%u",
	"imgload prog%u x",
	"initrd slow://bad/f%u",
	"initrd slow://bad/f%u n%u",
	"kernel slow://bad/p%u",
	"initrd --timeout 4 slow://never/f%u",
	"initrd --timeout 4000 slow://ok/f%u1",
	"initrd --bogus slow://ok/f%u",
	"initrd",
	"initrd file%u",
	"initrd unknown://ok/f%u",
	"initrd slow://ok/f${errno}%u",
	"initrd slow://ok/${${v}}%u",
	"echo text %u ${errno} ${v}",
	"imgargs prog%u new arguments",
	"set v w%u",
	"clear v",
	"isset ${v}",
	"iseq ${v} w%u",
	"imgfree n%u",
	"goto l%u",
	"goto late%u",
	"exit %u",
	"boot",
	"chain slow://ok/prog%u",
	"time initrd slow://ok/f%u",
	"nosuch %u",
	"",
	"# %u",
};
static const char *const separators[] = {" && ", " || ", " ; ", " ||\n", "\n", "\n", "\n", "\n"};

static void make_script(char *out, size_t cap)
{
	unsigned n = 3 + pick(20);
	size_t len = 0;

	for (unsigned i = 0; i < n; i++) {
		/* What fetches is at the front of the table, and wanted more often. */
		unsigned which = pick(3) ? pick(21) : pick(ARRAY_SIZE(some)), number;

		if (pick(8) == 0)
			len += (size_t)snprintf(out + len, cap - len, "\n:late%u ", i / 4);
		/* Forward only: an earlier label would make it run in circles. */
		number = strstr(some[which], "goto late") ? i / 4 + 1 + pick(2) : pick(6);
		len += (size_t)snprintf(out + len, cap - len, some[which], number, pick(6));
		len += (size_t)snprintf(
			out + len, cap - len, "%s", separators[pick(ARRAY_SIZE(separators))]);
	}
	(void)snprintf(out + len, cap - len, "\n");
}

static void test_same(void)
{
	static char text[8192], without[TEXT_MAX];
	uint64_t us_with = 0, us_without = 0;

	for (unsigned i = 0; i < 3000; i++) {
		int rc;

		random_state = i;
		make_script(text, sizeof(text));
		rc = run(text, false);
		us_without += took_us;
		memcpy(without, shown.text, shown.len + 1);
		CHECK_EQ(run(text, true), rc);
		us_with += took_us;
		CHECK_STR(shown.text, without);
		if (strcmp(shown.text, without) != 0)
			printf("script %u:\n%s\n", i, text);
	}
	CHECK(us_with < us_without);
}

int main(void)
{
	CHECK_EQ(settings_init(), 0);
	CHECK_EQ(console_add(&fake_console), 0);
	poller_add(&slow_poller);
	test_order();
	test_switched_off();
	test_boot();
	test_timeout();
	test_ctrl_c();
	test_same();
	image_free_all();
	poller_remove(&slow_poller);
	return check_done();
}
