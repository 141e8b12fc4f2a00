/* SPDX-License-Identifier: BSD-2-Clause */
/* imgverify: signatures of images. imgtrust: whether images without one may start. */
#include <limits.h>
#include <stddef.h>

#include "core/clock.h"
#include "core/console.h"
#include "core/status.h"
#include "core/wait.h"
#include "crypt/cms.h"
#include "crypt/trust_list.h"
#include "script/commands.h"
#include "script/fetch.h"
#include "script/options.h"

#define ANCHORS_TICK_MS 20

struct verify_options {
	struct fetch_options fetch;
	const char *signer;
	bool keep;
};
static const struct option_desc verify_desc[] = {
	{"signer", 's', OPTION_STRING, offsetof(struct verify_options, signer)},
	{"keep", 'k', OPTION_FLAG, offsetof(struct verify_options, keep)},
	{"timeout", 't', OPTION_MS, offsetof(struct verify_options, fetch.stall_ms)},
	{"quiet", 'q', OPTION_FLAG, offsetof(struct verify_options, fetch.quiet)},
	OPTIONS_END,
};

static bool never(void *arg)
{
	(void)arg;
	return false;
}

/* Anchors may still be on their way. */
static int wait_for_anchors(void)
{
	int rc;

	while (trust_list_ready() == -ERR_RUNNING) {
		rc = wait_until("trust anchors", never, NULL, deadline_in_ms(ANCHORS_TICK_MS));
		if (rc != -ERR_TIMEDOUT)
			return rc;
	}
	return 0;
}

static int verify(struct image *img, const struct image *signature, const struct verify_options *o)
{
	const struct cms_claim claim = {
		.name = signature->name,
		.signature = signature->data.data,
		.signature_len = (size_t)signature->data.len,
		.data = img->data.data,
		.len = img->data.len,
		.signer = o->signer,
	};
	char who[100];
	int rc = wait_for_anchors();

	if (!rc)
		rc = cms_verify(&claim, who, sizeof(who));
	if (rc)
		return rc;
	img->verified = true;
	if (!o->fetch.quiet)
		console_printf("%s: verified, signed by %s\n", img->name, who);
	return 0;
}

static int cmd_imgverify(int argc, char **argv)
{
	struct verify_options o = {};
	struct image *img, *signature;
	bool fresh;
	int rc, i = options_parse(argc, argv, verify_desc, &o, 2, 2);

	if (i < 0)
		return i;
	rc = fetch_or_find(argv[i], &o.fetch, &img, &fresh);
	if (rc)
		return rc;
	img->verified = false;
	rc = fetch_or_find(argv[i + 1], &o.fetch, &signature, &fresh);
	if (rc)
		return rc;
	rc = verify(img, signature, &o);
	if (!o.keep)
		image_free(signature);
	return rc;
}

struct trust_options {
	bool allow, permanent;
};
static const struct option_desc trust_desc[] = {
	{"allow", 'a', OPTION_FLAG, offsetof(struct trust_options, allow)},
	{"permanent", 'p', OPTION_FLAG, offsetof(struct trust_options, permanent)},
	OPTIONS_END,
};

static int cmd_imgtrust(int argc, char **argv)
{
	struct trust_options o = {};
	int i = options_parse(argc, argv, trust_desc, &o, 0, 0);

	return i < 0 ? i : image_require_verified(!o.allow, o.permanent);
}

const struct command cmd_verify_table[] = {
	{"imgverify", cmd_imgverify,
		"[--signer NAME] [--keep] [--timeout MS] [--quiet] IMAGE|URL SIGNATURE|URL",
		"Verifies the signature of an image; --keep keeps the signature as an image"},
	{"imgtrust", cmd_imgtrust, "[--allow] [--permanent]",
		"Only verified images start from now on; --allow: all do; --permanent: for good"},
	{},
};
