/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Graphics through the Graphics Output Protocol (UEFI 2.10, 12.9): the one of the console, or
 * else the first. Pixels go straight into video memory where their format is ours, else through
 * Blt().
 *
 * The firmware draws its text with the same protocol and does not notice that somebody changed the
 * mode: the one it had is set again before it writes anything.
 */
#include "arch/efi/framebuffer.h"

#include <string.h>

#include "arch/efi/console.h"
#include "arch/efi/system.h"
#include "arch/platform.h"
#include "core/status.h"
#include "core/util.h"

#define DEPTH    32 /* as far as Blt() is concerned, whatever the card has */
#define SIDE_MAX 16384u

static EFI_GUID guid_gop = EFI_GRAPHICS_OUTPUT_PROTOCOL_GUID;

static struct {
	EFI_GRAPHICS_OUTPUT_PROTOCOL *gop;
	bool asked;
	bool open;
	bool released; /* was open when somebody else got the screen */
	bool lost;
	bool changed;       /* from the mode the firmware had */
	UINT32 text_mode;   /* which is this */
	uint32_t *direct;   /* video memory; NULL: Blt() */
	size_t direct_line; /* pixels */
} fb;

static EFI_GRAPHICS_OUTPUT_PROTOCOL *gop(void)
{
	void *interface = NULL;

	if (fb.asked)
		return fb.gop;
	fb.asked = true;
	fb.gop = efi_protocol(efi.st->ConsoleOutHandle, &guid_gop);
	if (!fb.gop && !EFI_ERROR(efi.bs->LocateProtocol(&guid_gop, NULL, &interface)))
		fb.gop = interface;
	return fb.gop;
}

static bool usable(const EFI_GRAPHICS_OUTPUT_MODE_INFORMATION *info)
{
	return info->HorizontalResolution && info->HorizontalResolution <= SIDE_MAX &&
		info->VerticalResolution && info->VerticalResolution <= SIDE_MAX;
}

static struct fb_mode mode_of(UINT32 id, const EFI_GRAPHICS_OUTPUT_MODE_INFORMATION *info)
{
	return (struct fb_mode){(uint16_t)info->HorizontalResolution,
		(uint16_t)info->VerticalResolution, DEPTH, id};
}

/* Mode (id), size 0 x 0 if it is not of use; false after the last one. */
static bool query(UINT32 id, struct fb_mode *ret)
{
	EFI_GRAPHICS_OUTPUT_MODE_INFORMATION *info = NULL;
	UINTN size = 0;

	if (!gop() || !fb.gop->Mode || id >= fb.gop->Mode->MaxMode)
		return false;
	*ret = (struct fb_mode){.id = id};
	if (EFI_ERROR(fb.gop->QueryMode(fb.gop, id, &size, &info)) || !info)
		return true;
	if (usable(info))
		*ret = mode_of(id, info);
	(void)efi.bs->FreePool(info);
	return true;
}

int plat_fb_mode(unsigned n, struct fb_mode *ret)
{
	struct fb_mode mode;

	if (!query(n, &mode))
		return -ERR_NOENT;
	*ret = mode;
	return 0;
}

int plat_fb_current(struct fb_mode *ret)
{
	if (!gop() || !fb.gop->Mode || !fb.gop->Mode->Info || !usable(fb.gop->Mode->Info))
		return -ERR_NOENT;
	*ret = mode_of(fb.gop->Mode->Mode, fb.gop->Mode->Info);
	return 0;
}

/* Of the mode that is set now. */
static void find_memory(void)
{
	const EFI_GRAPHICS_OUTPUT_PROTOCOL_MODE *mode = fb.gop->Mode;
	const EFI_GRAPHICS_OUTPUT_MODE_INFORMATION *info = mode->Info;
	uint64_t bytes = (uint64_t)info->PixelsPerScanLine * info->VerticalResolution * 4;

	fb.direct = NULL;
	fb.direct_line = info->PixelsPerScanLine;
	if (info->PixelFormat == PixelBlueGreenRedReserved8BitPerColor && mode->FrameBufferBase &&
		bytes <= mode->FrameBufferSize &&
		info->PixelsPerScanLine >= info->HorizontalResolution)
		fb.direct = (uint32_t *)(uintptr_t)mode->FrameBufferBase;
}

static void set_text(void)
{
	if (fb.changed)
		(void)fb.gop->SetMode(fb.gop, fb.text_mode);
	fb.changed = false;
	efi_console_show_screen();
}

int plat_fb_open(const struct fb_mode *mode)
{
	EFI_STATUS status = EFI_SUCCESS;

	fb.lost = fb.released = false;
	if (!gop() || !fb.gop->Mode)
		return fail(ERR_IO, "framebuffer: there is none");
	if (!fb.changed)
		fb.text_mode = fb.gop->Mode->Mode;
	if (fb.gop->Mode->Mode != mode->id) {
		fb.changed = true;
		status = fb.gop->SetMode(fb.gop, mode->id);
	}
	if (EFI_ERROR(status) || !fb.gop->Mode->Info ||
		fb.gop->Mode->Info->HorizontalResolution != mode->width ||
		fb.gop->Mode->Info->VerticalResolution != mode->height) {
		set_text();
		fb.open = false;
		return fail(ERR_IO, "framebuffer: the firmware cannot set %u x %u: %s", mode->width,
			mode->height, efi_status_text(status));
	}
	find_memory();
	efi_console_hide_screen();
	fb.open = true;
	return 0;
}

void plat_fb_put(unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px, size_t stride)
{
	if (!fb.open)
		return;
	if (!fb.direct) {
		(void)fb.gop->Blt(fb.gop, (EFI_GRAPHICS_OUTPUT_BLT_PIXEL *)(uintptr_t)px,
			EfiBltBufferToVideo, 0, 0, x, y, w, h, stride * sizeof(*px));
		return;
	}
	for (unsigned i = 0; i < h; i++)
		memcpy(fb.direct + (y + i) * fb.direct_line + x, px + i * stride, w * sizeof(*px));
}

void plat_fb_close(void)
{
	fb.lost = fb.released = false;
	if (!fb.open && !fb.changed)
		return;
	fb.open = false;
	set_text();
}

bool plat_fb_lost(void)
{
	return fb.lost;
}

void framebuffer_release(bool to_text)
{
	fb.released = fb.open;
	fb.open = false;
	if (fb.released && to_text)
		set_text();
}

void framebuffer_resume(void)
{
	fb.lost = fb.released;
}
