/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blscfg, as distributions have added it to GRUB: boot loader entries become entries of the menu,
 * by way of GRUB's own language, so that $kernelopts and the like have their values when one is
 * run.
 */
#include <string.h>

#include "core/status.h"
#include "menu/bls.h"
#include "menu/grub_priv.h"

#define FOLDER "/loader/entries"

/* In single quotes, with those in it outside of them. */
static int add_quoted(struct strbuf *out, const char *s)
{
	int rc = strbuf_addc(out, '\'');

	for (; *s && !rc; s++)
		rc = *s == '\'' ? strbuf_adds(out, "'\\''") : strbuf_addc(out, *s);
	return rc ? rc : strbuf_addc(out, '\'');
}

/* "menuentry" and what stands before its block. */
static int add_head(struct strbuf *out, const struct bls_entry *e)
{
	int rc = strbuf_adds(out, "menuentry ");

	if (!rc)
		rc = add_quoted(out, e->shown);
	if (!rc)
		rc = strbuf_adds(out, " --id ");
	if (!rc)
		rc = add_quoted(out, e->id);
	if (!rc && e->users)
		rc = strbuf_addf(out, " --users \"%s\"", e->users);
	if (!rc && e->hotkey)
		rc = strbuf_addf(out, " --hotkey \"%s\"", e->hotkey);
	return !rc && e->arguments ? strbuf_addf(out, " %s", e->arguments) : rc;
}

static int add_entry(struct strbuf *out, const struct bls_entry *e)
{
	const char *program = e->uki ? e->uki : e->program;
	const char *options = e->options ? e->options : e->kernel ? "$default_kernelopts" : "";
	int rc = add_head(out, e);

	if (!rc)
		rc = strbuf_addf(out, " {\n%s %s %s\n", e->kernel ? "linux" : "chainloader",
			e->kernel ? e->kernel : program, options);
	for (unsigned i = 0; i < e->n_initrds && e->kernel && !rc; i++)
		rc = strbuf_addf(out, "%s %s", i ? "" : "initrd", e->initrds[i]);
	return rc ? rc : strbuf_adds(out, "\n}\n");
}

static int add_entries(struct strbuf *out, const struct list *entries)
{
	const struct bls_entry *e;
	int rc = 0;

	list_for_each(e, entries, node) {
		if (!rc)
			rc = add_entry(out, e);
	}
	return rc ? fail(ERR_NOMEM, "grub: no memory for entries") : 0;
}

int grub_blscfg(struct grub_run *r, const struct grub_node *node, const struct grub_args *a)
{
	const char *folder = grub_env_get(&r->context->env, "blsdir");
	_cleanup_(grub_file_free) struct grub_file f = {};
	_cleanup_(strbuf_free) struct strbuf text = {};
	struct list entries;
	int rc;

	(void)a;
	list_init(&entries);
	rc = grub_resolve(r, folder ? folder : FOLDER, &f);
	if (rc && rc != -ERR_NOTSUP)
		return rc;
	if (rc || f.place == PLACE_DISK || f.place == PLACE_NOWHERE)
		return grub_complain(r, false, ERR_NOTSUP,
			"blscfg: $root is on a device that cannot be read: put the entries on the server");
	rc = grub_step(r, GRUB_EXISTS_STEPS);
	if (rc)
		return rc;
	rc = bls_read_entries(&r->g->files, f.path, &entries);
	if (rc == -ERR_NOMEM || rc == -ERR_CANCELED)
		return rc;
	if (rc) /* as with a file that cannot be read, there is more in the menu */
		return grub_complain(r, false, -rc, "blscfg: %s", fail_last()->text);
	rc = add_entries(&text, &entries);
	bls_free_entries(&entries);
	r->status = 0;
	if (!rc && text.len)
		rc = grub_run_text(r, node->file, text.s, text.len);
	return rc ? rc : r->status;
}
