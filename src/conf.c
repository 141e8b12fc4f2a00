/* SPDX-License-Identifier: BSD-2-Clause */
/* The portable tables: what this program knows. The table of contents of the binary. */
#include "core/decoder.h"
#include "fs/decoders.h"
#include "image/image.h"
#include "image/types.h"
#include "script/commands.h"
#include "script/netconfig.h"
#include "script/script.h"

/* The compressions that files may come in. */
const struct decoder_type *const decoders[] = {
	&gzip_decoder,
	&zstd_decoder,
	&xz_decoder,
	&zlib_decoder,
	NULL,
};

/* What can be started, in the order it is tried. A kernel with an EFI stub is both: Linux first.
 * Boot programs without any header come last. */
const struct image_type *const image_types[] = {
	&script_image_type,
	&bzimage_image_type,
	&uki_image_type,
	&efi_image_type,
	&nbp_image_type,
	NULL,
};

/* The configurations of other boot loaders that are looked for beside the file we were loaded
 * from, in this order. */
const struct config_format *const config_formats[] = {
	&pxelinux_format,
	&grub_format,
	&bls_format,
	NULL,
};

/* The commands, one table a family. */
const struct command *const command_tables[] = {
	cmd_text_table,
	cmd_test_table,
	cmd_setting_table,
	cmd_flow_table,
	cmd_menu_table,
	cmd_form_table,
	cmd_screen_table,
	cmd_image_table,
	cmd_imgdata_table,
	cmd_verify_table,
	cmd_machine_table,
	cmd_digest_table,
	cmd_cert_table,
	cmd_net_table,
	cmd_time_table,
	cmd_power_table,
	cmd_san_table,
	cmd_iso_table,
	cmd_netconfig_table,
	cmd_params_table,
	cmd_hosts_table,
	cmd_vlan_table,
	cmd_pxebs_table,
	cmd_autoboot_table,
	NULL,
};

/* What the language has and Hawser does not have yet. */
const char *const commands_unsupported[] = {
	COMMANDS_UNSUPPORTED,
	NULL,
};
