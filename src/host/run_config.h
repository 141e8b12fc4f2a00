/* SPDX-License-Identifier: BSD-2-Clause */
/* Configurations of other boot loaders, run as a machine would that got them from a server. */
#pragma once

#include "host/commands.h"
#include "host/configs.h"

/* Shows the menu of the configuration (what), a file or URL, and does what is chosen; the folder it
 * belongs to stands for the server that loaded the machine. The status of what was started or
 * -ERR_*. */
int run_config(const struct host_options *o, const char *what, enum config_kind kind);
/* Does what happens at start-up when the server that loaded the machine has (o)->root. */
int run_start_up(const struct host_options *o);
