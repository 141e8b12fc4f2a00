/* SPDX-License-Identifier: BSD-2-Clause */
/* The boot sequence, one call per phase. */
#include "arch/platform.h"
#include "autoboot.h"
#include "core/clock.h"
#include "core/console.h"
#include "core/settings.h"
#include "core/status.h"
#include "core/version.h"
#include "facts.h"
#include "image/image.h"
#include "menu/progress.h"
#include "net/netdev.h"
#include "script/script.h"

#define TYPED_AHEAD_MAX 256
#define RESCUE_S        20 /* how long the reason stays on the screen before the boot goes on */
#define RESCUE_MAX_S    86400

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

/* DHCP option 211, PXELINUX' own: after so many seconds without a configuration, the machine starts
 * again. Old servers have it among the vendor's. */
static bool reboot_time(uint64_t *ret_s)
{
	uint64_t s;

	if (settings_get_uint("211:uint32", &s) && settings_get_uint("43.211:uint32", &s))
		return false;
	if (s == 0 || s > RESCUE_MAX_S)
		return false;
	*ret_s = s;
	return true;
}

static enum rescue ask_rescue(void)
{
	uint64_t wait_s = RESCUE_S;
	bool reboots = reboot_time(&wait_s);

	/* What was typed before the question is no answer to it. */
	for (unsigned i = 0; i < TYPED_AHEAD_MAX && console_getkey() != KEY_NONE; i++)
		;
	for (unsigned left = (unsigned)wait_s; left > 0; left--) {
		int key;

		console_printf("\rPress r to retry, any other key for the shell; "
			       "%s in %u s \033[K",
			reboots ? "restart" : "next boot entry", left);
		if (console_waitkey(plat_now_us() + US_PER_S, &key) == 0) {
			console_puts("\n");
			return key == 'r' || key == 'R' ? RESCUE_RETRY : RESCUE_SHELL;
		}
	}
	console_puts("\n");
	if (reboots)
		(void)plat_reboot(&(struct plat_reboot_args){});
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
