/* SPDX-License-Identifier: BSD-2-Clause */
/* The boot sequence, one call per phase. */
#include "arch/platform.h"
#include "autoboot.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/smbios.h"
#include "core/status.h"
#include "core/version.h"
#include "core/walltime.h"
#include "image/image.h"
#include "menu/progress.h"
#include "net/netdev.h"
#include "script/script.h"

#define TYPED_AHEAD_MAX 256
#define RESCUE_S        20 /* how long the reason stays on the screen before the boot goes on */

static int get_platform(struct strbuf *out)
{
	return strbuf_adds(out, plat_name);
}

static int get_buildarch(struct strbuf *out)
{
	return strbuf_adds(out, plat_buildarch);
}

static int get_unixtime(struct strbuf *out)
{
	int64_t now;
	int rc = walltime(&now);
	uint8_t raw[4];

	if (rc)
		return rc;
	put_be32(raw, (uint32_t)now);
	return strbuf_add(out, raw, sizeof(raw));
}

static void add_region(uint64_t start, uint64_t len, void *arg)
{
	(void)start;
	*(uint64_t *)arg += len;
}

static int get_memsize(struct strbuf *out)
{
	uint64_t bytes = 0;
	uint8_t raw[4];

	plat_memmap(add_region, &bytes);
	put_be32(raw, (uint32_t)(bytes >> 20));
	return strbuf_add(out, raw, sizeof(raw));
}

static int facts_setup(void)
{
	const uint8_t *table;
	size_t len;
	uint16_t version;
	int rc = settings_init();

	if (!rc)
		rc = settings_builtin_add("platform", "string", get_platform);
	if (!rc)
		rc = settings_builtin_add("buildarch", "string", get_buildarch);
	if (!rc)
		rc = settings_builtin_add("unixtime", "uint32", get_unixtime);
	if (!rc)
		rc = settings_builtin_add("memsize", "int32", get_memsize);
	if (rc)
		return rc;
	if (plat_smbios(&table, &len, &version) == 0)
		return smbios_settings_init(table, len, version);
	log_info("smbios: the firmware has no table");
	return 0;
}

static void print_reason(int status)
{
	char text[400];
	const char *line = script_failed_line(), *hint = err_hint(status);

	fail_format(status, text, sizeof(text));
	console_printf("\n\033[1;31mThe boot failed:\033[0m %s\n", text);
	if (line[0])
		console_printf("  in %s\n", line);
	if (hint[0])
		console_printf("  %s\n", hint);
}

enum rescue { RESCUE_NEXT, RESCUE_RETRY, RESCUE_SHELL };

static enum rescue ask_rescue(void)
{
	/* What was typed before the question is no answer to it. */
	for (unsigned i = 0; i < TYPED_AHEAD_MAX && console_getkey() != KEY_NONE; i++)
		;
	for (int left = RESCUE_S; left > 0; left--) {
		int key;

		console_printf("\rPress r to retry, any other key for the shell; "
			       "next boot entry in %d s \033[K",
			left);
		if (console_waitkey(plat_now_us() + US_PER_S, &key) == 0) {
			console_puts("\n");
			return key == 'r' || key == 'R' ? RESCUE_RETRY : RESCUE_SHELL;
		}
	}
	console_puts("\n");
	return RESCUE_NEXT;
}

/* Runs the boot until it succeeds or the administrator lets it go. */
static int boot(const struct boot_args *args)
{
	for (;;) {
		enum rescue what;
		int rc = autoboot_run(args);

		/* Positive is what a script gave to `exit`: it wants the next boot entry. */
		if (rc >= 0)
			return rc;
		print_reason(rc);
		what = ask_rescue();
		if (what == RESCUE_NEXT)
			return rc;
		if (what == RESCUE_SHELL)
			return shell_run();
		image_free_all();
	}
}

int hawser_main(const struct boot_args *args)
{
	int rc;

	console_printf("\033[0m\n\033[1mHawser %s\033[0m  network boot loader\n", hawser_version);
	progress_init();
	rc = facts_setup();
	if (!rc)
		rc = net_init();
	if (rc) {
		print_reason(rc);
		return rc;
	}
	rc = boot(args);
	net_done();
	return rc;
}
