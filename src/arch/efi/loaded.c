/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the firmware loaded us (EFI_LOADED_IMAGE_PROTOCOL, UEFI 2.10, 9.1). All is copied at the
 * start: opening the network card makes the firmware free the handle of the device we came from.
 */
#include "arch/efi/loaded.h"

#include <string.h>
#include <strings.h>

#include "arch/efi/cached.h"
#include "arch/efi/devpath.h"
#include "arch/efi/utf16.h"
#include "core/strbuf.h"
#include "core/util.h"

#define OPTIONS_MAX 8192 /* bytes; real boot entries have some hundred at most */

static struct {
	EFI_DEVICE_PATH *device_path;
	char *file;
	char *options;
} loaded;

/* Boot entries may carry binary data of the firmware's in this place (EDK2: a GUID). Text is text
 * when nearly all of it is ASCII without control characters. */
static bool is_text16(const uint16_t *s, size_t n)
{
	size_t ascii = 0;

	for (size_t i = 0; i < n; i++) {
		if ((s[i] < 0x20 && s[i] != '\t') || s[i] == 0x7f || s[i] == 0xfffe ||
			s[i] == 0xffff)
			return false;
		ascii += s[i] < 0x7f;
	}
	return n && ascii >= n - n / 4;
}

static bool is_text8(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)s[i] < 0x20 && s[i] != '\t') || (unsigned char)s[i] >= 0x7f)
			return false;
	return n != 0;
}

static char *options_text(const void *data, size_t size)
{
	size_t n16 = utf16_len(data, size / 2), n8 = strnlen(data, size);

	if (size % 2 == 0 && is_text16(data, n16))
		return utf16_to_utf8(data, n16);
	/* efibootmgr without -u writes bytes. */
	if (n8 >= size - 1 && is_text8(data, n8))
		return str_ndup(data, n8);
	return NULL;
}

static const char *base_name(const char *path)
{
	const char *base = path;

	for (const char *p = path; *p; p++)
		if (*p == '\\' || *p == '/')
			base = p + 1;
	return base;
}

/* A first word that names a program ("FS0:\hawser.efi"), as shells and boot managers put it. */
static bool is_own_name(const char *word, size_t len)
{
	_cleanup_(freep) char *w = str_ndup(word, len);

	if (!w || strstr(w, "://"))
		return false;
	if (loaded.file && !strcasecmp(base_name(w), base_name(loaded.file)))
		return true;
	return len > 4 && !strcasecmp(w + len - 4, ".efi");
}

static void read_options(const EFI_LOADED_IMAGE *image)
{
	_cleanup_(freep) char *text = NULL;
	const char *s;
	size_t word;

	if (!image->LoadOptions || !image->LoadOptionsSize || image->LoadOptionsSize > OPTIONS_MAX)
		return;
	text = options_text(image->LoadOptions, image->LoadOptionsSize);
	if (!text)
		return;
	s = text + strspn(text, " \t");
	word = strcspn(s, " \t");
	if (is_own_name(s, word))
		s += word;
	s += strspn(s, " \t");
	if (*s)
		loaded.options = str_dup(s);
}

void loaded_init(void)
{
	EFI_LOADED_IMAGE *image = efi_protocol(efi.image, &guid_loaded_image);
	EFI_DEVICE_PATH *path;

	if (!image)
		return;
	path = efi_protocol(image->DeviceHandle, &guid_device_path);
	if (path)
		loaded.device_path = devpath_copy(path, NULL);
	loaded.file = devpath_file(image->FilePath);
	/* UEFI HTTP boot: some firmware has the URI in the device's path only. */
	if (!loaded.file && devpath_find(path, MESSAGING_DEVICE_PATH, MSG_URI_DP))
		loaded.file = devpath_file(path);
	read_options(image);
	cached_init(image->DeviceHandle, path);
}

EFI_DEVICE_PATH *loaded_device_path(void)
{
	return loaded.device_path;
}

bool loaded_from_network(void)
{
	return devpath_find(loaded.device_path, MESSAGING_DEVICE_PATH, MSG_MAC_ADDR_DP) != NULL;
}

void loaded_boot_args(struct boot_args *ret)
{
	*ret = (struct boot_args){.load_options = loaded.options, .loader_path = loaded.file};
}
