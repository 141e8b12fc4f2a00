/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands on parameter lists, for URIs that end in ##params: params param. */
#include <limits.h>
#include <stddef.h>

#include "core/params.h"
#include "core/status.h"
#include "script/commands.h"
#include "script/interp.h"
#include "script/options.h"

struct params_options {
	const char *name, *method;
	bool delete;
};
static const struct option_desc params_desc[] = {
	{"name", 'n', OPTION_STRING, offsetof(struct params_options, name)},
	{"method", 'm', OPTION_STRING, offsetof(struct params_options, method)},
	{"delete", 'd', OPTION_FLAG, offsetof(struct params_options, delete)},
	OPTIONS_END,
};

static int cmd_params(int argc, char **argv)
{
	struct params_options o = {};
	int i = options_parse(argc, argv, params_desc, &o, 0, 0);
	const char *name = o.name ? o.name : "";

	if (i < 0)
		return i;
	return o.delete ? params_delete(name) : params_create(name, o.method);
}

struct param_options {
	const char *params;
	bool header;
};
static const struct option_desc param_desc[] = {
	{"params", 'p', OPTION_STRING, offsetof(struct param_options, params)},
	{"header", 'H', OPTION_FLAG, offsetof(struct param_options, header)},
	OPTIONS_END,
};

static int cmd_param(int argc, char **argv)
{
	_cleanup_(freep) char *value = NULL;
	struct param_options o = {};
	int i = options_parse(argc, argv, param_desc, &o, 1, INT_MAX);
	const char *name = o.params ? o.params : "";

	if (i < 0)
		return i;
	value = args_join(argc, argv, i + 1);
	if (!value)
		return fail(ERR_NOMEM, "param: out of memory");
	if (o.header)
		return params_add_header(name, argv[i], value);
	return params_add(name, argv[i], value);
}

const struct command cmd_params_table[] = {
	{"params", cmd_params, "[--name LIST] [--method GET|HEAD|POST|PUT] [--delete]",
		"Begins a list of parameters, which a URI ending in ##params sends"},
	{"param", cmd_param, "[--params LIST] [--header] KEY [VALUE...]",
		"Adds a form field, or a header, to a list of parameters"},
	{},
};
