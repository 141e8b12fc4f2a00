/* SPDX-License-Identifier: BSD-2-Clause */
/* The families of commands, for the tables of conf.c. */
#pragma once

#include "script/script.h"

extern const struct command cmd_text_table[];
extern const struct command cmd_test_table[];
extern const struct command cmd_setting_table[];
extern const struct command cmd_flow_table[];
extern const struct command cmd_menu_table[];
extern const struct command cmd_image_table[];
extern const struct command cmd_digest_table[];
extern const struct command cmd_cert_table[];
extern const struct command cmd_net_table[];
extern const struct command cmd_time_table[];
extern const struct command cmd_power_table[];
extern const struct command cmd_san_table[];
extern const struct command cmd_iso_table[];
extern const struct command cmd_autoboot_table[]; /* src/cmd_autoboot.c */

/* What the language has and Hawser lacks: these answer by name that they are not supported yet. */
/* clang-format off */
#define COMMANDS_UNSUPPORTED                                                                       \
	"color", "colour", "config", "console",   \
	"cpair", "fcels", "fcstat", "fdt", "ibstat", "imgdecrypt", "imgextract", "imgmem",         \
	"imgset", "imgtrust", "imgverify", "ipstat", "iwlist", "iwstat", "login", "lotest",        \
	"nslookup", "nstat", "param", "params", "pciscan", "ping", "present", "pxebs",      \
	"shim", "startpxe", "stoppxe", "sync", "usbscan", "vcreate",       \
	"vdestroy"
/* clang-format on */
