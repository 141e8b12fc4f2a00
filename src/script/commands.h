/* SPDX-License-Identifier: BSD-2-Clause */
/* The families of commands, for the tables of conf.c. */
#pragma once

#include "script/script.h"

extern const struct command cmd_text_table[];
extern const struct command cmd_test_table[];
extern const struct command cmd_setting_table[];
extern const struct command cmd_flow_table[];
extern const struct command cmd_menu_table[];
extern const struct command cmd_form_table[];
extern const struct command cmd_screen_table[];
extern const struct command cmd_image_table[];
extern const struct command cmd_imgdata_table[];
extern const struct command cmd_verify_table[];
extern const struct command cmd_machine_table[];
extern const struct command cmd_digest_table[];
extern const struct command cmd_cert_table[];
extern const struct command cmd_net_table[];
extern const struct command cmd_time_table[];
extern const struct command cmd_power_table[];
extern const struct command cmd_san_table[];
extern const struct command cmd_iso_table[];
extern const struct command cmd_netconfig_table[];
extern const struct command cmd_params_table[];
extern const struct command cmd_hosts_table[];
extern const struct command cmd_vlan_table[];
extern const struct command cmd_pxebs_table[];
extern const struct command cmd_autoboot_table[]; /* src/cmd_autoboot.c */

/* What the language has and Hawser lacks: these answer by name that they are not supported yet. */
/* clang-format off */
#define COMMANDS_UNSUPPORTED                                                                       \
	"fcels", "fcstat", "fdt", "ibstat", "imgdecrypt", "iwlist", "iwstat", "lotest",            \
	"startpxe", "stoppxe"
/* clang-format on */
