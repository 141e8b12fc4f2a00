/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Graphics through the VESA BIOS Extension (core functions 2.0 and later): the modes that have a
 * linear framebuffer, which lies below 4 GiB, where everything is mapped. The list is made when
 * somebody first asks for it; the card is asked nothing before.
 */
#include "arch/bios/framebuffer.h"

#include <string.h>

#include "arch/bios/combine.h"
#include "arch/bios/console.h"
#include "arch/bios/edid.h"
#include "arch/bios/memory.h"
#include "arch/bios/thunk.h"
#include "arch/bios/vbe_mode.h"
#include "arch/platform.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define VIDEO_SET_TEXT 0x0003 /* AX of INT 10h: mode 3, 80 x 25 in colour */
#define VBE_OK         0x004f
#define VBE_2          0x200
#define VBE_LINEAR     0x4000
#define LIST_END       0xffff
#define LIST_MAX       512 /* modes that are looked at */
#define MODES_MAX      96  /* that are kept */
#define INFO_LEN       512
#define BASE_END       0x100000u
#define COMBINE_UNIT   0x200000ull /* pages of 2 MiB */

enum { VBE_INFO = 0x4f00, VBE_MODE_INFO = 0x4f01, VBE_SET_MODE = 0x4f02, VBE_DDC = 0x4f15 };
enum { DDC_CAN = 0, DDC_READ = 1 }; /* BL of VBE_DDC */
enum { INFO_VERSION = 4, INFO_MODES = 14, INFO_MEMORY = 18 };
#define MEMORY_UNIT 65536u

static struct {
	struct vbe_mode modes[MODES_MAX];
	unsigned n;
	bool asked;
	uint64_t memory;                 /* bytes of video memory */
	uint64_t combined;               /* up to where writes to it are combined; 0: not yet */
	const struct vbe_mode *open;     /* NULL: text */
	const struct vbe_mode *released; /* was open when somebody else got the screen */
	bool lost;
	const struct vbe_mode *preferred; /* of the screen; NULL: not known */
	bool asked_screen;
} fb;

static bool vbe_call(uint16_t ax, uint16_t bx, uint16_t cx)
{
	struct real_regs r = {.eax = ax, .ebx = bx, .ecx = cx, .edi = low->scratch, .es = low->seg};

	bios_int(0x10, &r);
	return (uint16_t)r.eax == VBE_OK;
}

/* The list may lie in the scratch area, behind what the call tells: it is copied before the
 * next one. */
static unsigned copy_list(const uint8_t *info, uint16_t list[LIST_MAX])
{
	const uint8_t *p = real_ptr(get_le16(info + INFO_MODES + 2), get_le16(info + INFO_MODES));
	unsigned n = 0;

	while (n < LIST_MAX && (uintptr_t)p < BASE_END && get_le16(p) != LIST_END) {
		list[n++] = get_le16(p);
		p += 2;
	}
	return n;
}

static void ask(void)
{
	static uint16_t list[LIST_MAX];
	uint8_t *scratch = low_scratch();
	uint16_t version;
	unsigned n;

	fb.asked = true;
	memset(scratch, 0, INFO_LEN);
	memcpy(scratch, "VBE2", 4);
	if (!vbe_call(VBE_INFO, 0, 0) || memcmp(scratch, "VESA", 4))
		return;
	version = get_le16(scratch + INFO_VERSION);
	if (version < VBE_2)
		return;
	fb.memory = (uint64_t)get_le16(scratch + INFO_MEMORY) * MEMORY_UNIT;
	n = copy_list(scratch, list);
	for (unsigned i = 0; i < n && fb.n < MODES_MAX; i++) {
		memset(scratch, 0, VBE_MODE_INFO_LEN);
		if (vbe_call(VBE_MODE_INFO, 0, list[i]) &&
			vbe_mode_parse(
				scratch, list[i], version, memory_firmware_map(), &fb.modes[fb.n]))
			fb.n++;
	}
	log_debug("framebuffer: VBE %u.%u, %u modes of use", version >> 8, version & 0xff, fb.n);
}

/* The mode in the size that the screen likes best, if it tells one that the card has. Asked
 * once: over the two wires that screens have for this it takes a tenth of a second. */
static const struct vbe_mode *preferred(void)
{
	uint8_t *scratch = low_scratch();
	unsigned width, height;

	if (fb.asked_screen)
		return fb.preferred;
	fb.asked_screen = true;
	memset(scratch, 0, EDID_LEN);
	if (!fb.n || !vbe_call(VBE_DDC, DDC_CAN, 0) || !vbe_call(VBE_DDC, DDC_READ, 0) ||
		!edid_preferred(scratch, &width, &height))
		return NULL;
	log_debug("framebuffer: the screen likes %u x %u best", width, height);
	for (const struct vbe_mode *m = fb.modes; m < fb.modes + fb.n; m++)
		if (m->width == width && m->height == height &&
			(!fb.preferred || m->depth > fb.preferred->depth))
			fb.preferred = m;
	return fb.preferred;
}

static struct fb_mode mode_of(const struct vbe_mode *m)
{
	return (struct fb_mode){m->width, m->height, m->depth, (uint32_t)(m - fb.modes)};
}

int plat_fb_mode(unsigned n, struct fb_mode *ret)
{
	if (!fb.asked)
		ask();
	if (n >= fb.n)
		return -ERR_NOENT;
	*ret = mode_of(&fb.modes[n]);
	return 0;
}

int plat_fb_current(struct fb_mode *ret)
{
	const struct vbe_mode *m;

	if (!fb.asked)
		ask();
	m = fb.open ? fb.open : preferred();
	if (!m)
		return -ERR_NOENT;
	*ret = mode_of(m);
	return 0;
}

static void set_text(void)
{
	struct real_regs r = {.eax = VIDEO_SET_TEXT};

	bios_int(0x10, &r);
}

/* What the mode needs of the card's memory, not all that the card is said to have: behind it other
 * devices' registers begin. */
static void combine(const struct vbe_mode *m)
{
	uint64_t len = ALIGN_UP((uint64_t)m->stride * m->height, COMBINE_UNIT);

	len = MIN(len, fb.memory);
	if (m->base + len == fb.combined)
		return;
	combine_writes(m->base, len);
	fb.combined = m->base + len;
}

int plat_fb_open(const struct fb_mode *mode)
{
	const struct vbe_mode *m;

	fb.lost = false;
	fb.released = NULL;
	if (mode->id >= fb.n)
		return fail(ERR_IO, "framebuffer: there is no such mode");
	m = &fb.modes[mode->id];
	if (m == fb.open)
		return 0;
	if (!vbe_call(VBE_SET_MODE, m->number | VBE_LINEAR, 0)) {
		plat_fb_close();
		return fail(ERR_IO,
			"framebuffer: the graphics card does not take mode 0x%x (%u x %u)",
			m->number, m->width, m->height);
	}
	combine(m);
	bios_console_hide_screen();
	fb.open = m;
	return 0;
}

void plat_fb_put(unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px, size_t stride)
{
	const struct vbe_mode *m = fb.open;

	if (!m)
		return;
	for (unsigned i = 0; i < h; i++) {
		uintptr_t row = m->base + (uintptr_t)(y + i) * m->stride;

		vbe_pixels(m, (volatile void *)(row + x * (m->depth / 8u)), px + i * stride, w);
	}
}

void plat_fb_close(void)
{
	fb.lost = false;
	fb.released = NULL;
	if (!fb.open)
		return;
	fb.open = NULL;
	set_text();
	bios_console_show_screen();
}

bool plat_fb_lost(void)
{
	return fb.lost;
}

void framebuffer_release(void)
{
	fb.released = fb.open;
	fb.open = NULL;
	if (fb.released)
		set_text();
}

void framebuffer_resume(void)
{
	fb.lost = fb.released;
}
