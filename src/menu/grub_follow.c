/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Going on with another configuration from an entry: GRUB opens it with what the entry has
 * exported. Functions belong to all of GRUB, so the tree they are in stays as long as somebody
 * may call them.
 */
#include <string.h>

#include "core/status.h"
#include "menu/grub_priv.h"

struct grub_state {
	struct grub *g; /* the one that goes on; a reference */
	struct grub_context *context;
};

static void free_state(void *arg)
{
	struct grub_state *s = arg;

	grub_put(s->g);
	free(s);
}

/* Adds copies of (d) and those behind it, which are older, in their order. */
static int copy_devices(struct grub *g, struct grub_context *c, const struct grub_device *d)
{
	const struct grub_device **end = &c->devices;

	for (; d; d = d->next) {
		struct grub_device *copy = grub_alloc(&g->pool, sizeof *copy);

		if (copy)
			copy->name = grub_copy(&g->pool, d->name, strlen(d->name));
		if (copy && d->file)
			copy->file = grub_copy(&g->pool, d->file, strlen(d->file));
		if (!copy || !copy->name || (d->file && !copy->file))
			return -fail_last()->code;
		*end = copy;
		end = &copy->next;
	}
	return 0;
}

static int fill_state(
	struct grub_state *s, const struct grub_run *r, const struct grub_function *functions)
{
	const struct grub_options o = {
		.root = r->g->root, .home = r->g->home, .world = &r->g->world};
	struct grub_context *c;
	int rc;

	s->g = grub_new(&r->g->files, &o);
	c = s->g ? grub_context_fork(s->g, NULL) : NULL;
	if (!c)
		return -fail_last()->code;
	s->context = c;
	rc = grub_env_fork(&c->env, &r->context->env, true);
	if (!rc)
		rc = copy_devices(s->g, c, r->context->devices);
	if (rc || (!functions && !r->g->users && !r->g->before))
		return rc;
	c->functions = functions;
	s->g->before = r->g;
	r->g->refs++;
	return 0;
}

int grub_keep_state(
	const struct grub_run *r, const struct grub_function *functions, struct bootplan *p)
{
	struct grub_state *s = calloc(1, sizeof *s);
	int rc = s ? fill_state(s, r, functions) : fail(ERR_NOMEM, "grub: no memory for variables");

	if (!rc)
		rc = grub_set_config(s->g, &s->context->env, p->file);
	if (rc) {
		if (s)
			free_state(s);
		return rc;
	}
	p->state = s;
	p->free_state = free_state;
	return 0;
}

int grub_follow(const struct bootmenu *m, const struct bootplan *plan, struct bootmenu **ret)
{
	struct grub_state *s = plan->state;
	struct grub *g;

	(void)m;
	if (!s)
		return -ERR_NOTMINE;
	g = s->g;
	g->refs++; /* the plan may be followed again */
	return grub_make(g, grub_context_fork(g, s->context), plan->file, ret);
}
