/* SPDX-License-Identifier: BSD-2-Clause */
/* Going through another loader's menus: choosing, following to other configurations, leaving. */
#include "script/bootrun.h"

#include "arch/platform.h"
#include "core/status.h"
#include "image/image.h"
#include "script/interp.h"

#define CONFIGS_MOST 64 /* configurations that lead to one another */

/* ---- files ---- */

int bootfiles_add(struct bootfiles *f, const char *text, const struct fetch_options *o)
{
	struct image *img;
	int rc = f->n < ARRAY_SIZE(f->v) ? fetch_image(text, o, &img)
					 : fail(ERR_TOOBIG, "%s: too many files", text);

	if (rc)
		return rc;
	img->for_initrd = f->n > 0;
	f->v[f->n++] = img;
	return 0;
}

void bootfiles_free(struct bootfiles *f)
{
	const struct failure why = *fail_last();

	for (unsigned i = 0; i < f->n; i++)
		image_free(f->v[i]);
	f->n = 0;
	(void)fail_again(&why);
}

/* ---- menus ---- */

/* What needs no file. */
static int leave(const struct bootplan *p)
{
	const struct plat_reboot_args reboot = {.setup = p->kind == BOOTPLAN_SETUP};
	const struct plat_disk_boot_args disk = {};

	if (p->kind == BOOTPLAN_POWEROFF)
		return plat_poweroff();
	if (p->kind != BOOTPLAN_LOCAL)
		return plat_reboot(&reboot);
	if (p->local)
		return plat_start_disk((uint8_t)p->local, &disk);
	return script_exit(0);
}

static int explain(const struct bootrun *r, int rc)
{
	return rc && rc != -ERR_CANCELED && r->explain ? r->explain(r->arg, rc) : rc;
}

/* What the entry (which) of (m) does, or the one that is chosen on the screen. */
static int plan(
	const struct bootrun *r, struct bootmenu *m, const char *which, struct bootplan *ret)
{
	struct bootmenu_entry *e = NULL;
	int rc = which ? explain(r, bootmenu_find(m, which, &e)) : 0;

	if (!rc && (!e || bootmenu_below(e)))
		rc = bootmenu_choose(e ? bootmenu_below(e) : m, r->title, &e);
	if (rc == -ERR_CANCELED)
		return script_answer(rc);
	return rc ? rc : explain(r, e->menu->ops->plan(e, ret));
}

/* Replaces (m) by the menu that (p) leads to. */
static int follow(const struct bootrun *r, struct bootmenu **m, struct bootplan *p)
{
	struct bootmenu *next;
	int rc = r->follow(r->arg, *m, p, &next);

	if (rc)
		return rc;
	bootmenu_free(*m);
	*m = next;
	bootplan_free(p);
	return 0;
}

int bootrun(const struct bootrun *r, struct bootmenu **m, const char *which)
{
	_cleanup_(bootplan_free) struct bootplan p = {};
	int rc = plan(r, *m, which, &p);

	for (unsigned n = 0; !rc && p.kind == BOOTPLAN_CONFIG; n++) {
		if (n == CONFIGS_MOST)
			return fail(ERR_LOOP, "%s: %s: more than %d menus lead to it", r->who,
				p.file, CONFIGS_MOST);
		rc = follow(r, m, &p);
		if (!rc)
			rc = plan(r, *m, NULL, &p);
	}
	if (rc)
		return rc;
	return p.kind == BOOTPLAN_FILE || p.kind == BOOTPLAN_DISK ? r->start(r->arg, &p)
								  : leave(&p);
}
