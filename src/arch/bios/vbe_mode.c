/* SPDX-License-Identifier: BSD-2-Clause */
/* VBE modes taken apart. */
#include "arch/bios/vbe_mode.h"

#include "core/util.h"

#define VBE_3    0x300
#define SIDE_MAX 16384u
#define BASE_MIN 0x100000u
#define BASE_END (1ull << 32)
/* Of a number that is set: timings of our own, linear, keep what is shown. */
#define NUMBER_FLAGS 0xc800u

enum mode_info { /* offsets, VBE 3.0 page 30 */
	INFO_ATTRIBUTES = 0,
	INFO_STRIDE = 16,
	INFO_WIDTH = 18,
	INFO_HEIGHT = 20,
	INFO_PLANES = 24,
	INFO_DEPTH = 25,
	INFO_MODEL = 27,
	INFO_MASKS = 31, /* size and position of red, green, blue */
	INFO_BASE = 40,
	INFO_LINEAR_STRIDE = 50, /* VBE 3.0 has it anew for linear modes */
	INFO_LINEAR_MASKS = 54,
};
#define ATTR_WANTED  0x99 /* supported, colour, graphics, linear framebuffer */
#define MODEL_PACKED 4
#define MODEL_DIRECT 6

static bool parse_masks(const uint8_t *masks, struct vbe_mode *m)
{
	for (unsigned i = 0; i < 3; i++) {
		unsigned bits = masks[2 * i], at = masks[2 * i + 1];

		if (!bits || bits > m->depth || at > m->depth - bits)
			return false;
		/* Of more than 8 bits only the highest are set. */
		m->bits[i] = (uint8_t)MIN(bits, 8u);
		m->shift[i] = (uint8_t)(at + bits - m->bits[i]);
	}
	return true;
}

static void default_masks(struct vbe_mode *m, unsigned depth)
{
	static const uint8_t wide[] = {8, 16, 8, 8, 8, 0}, hicolour[] = {5, 11, 6, 5, 5, 0},
			     fifteen[] = {5, 10, 5, 5, 5, 0};

	(void)parse_masks(depth == 15 ? fifteen : depth == 16 ? hicolour : wide, m);
}

bool vbe_mode_parse(const uint8_t info[VBE_MODE_INFO_LEN], uint16_t number, uint16_t version,
	const struct e820_map *memory, struct vbe_mode *ret)
{
	bool has_linear = version >= VBE_3 && get_le16(info + INFO_LINEAR_STRIDE);
	unsigned depth = info[INFO_DEPTH];
	struct vbe_mode m = {
		.number = number,
		.width = get_le16(info + INFO_WIDTH),
		.height = get_le16(info + INFO_HEIGHT),
		.depth = depth == 15 ? 16 : (uint8_t)depth,
		.base = get_le32(info + INFO_BASE),
		.stride = get_le16(info + (has_linear ? INFO_LINEAR_STRIDE : INFO_STRIDE)),
	};
	uint64_t len = (uint64_t)m.stride * m.height;

	if ((number & NUMBER_FLAGS) ||
		(get_le16(info + INFO_ATTRIBUTES) & ATTR_WANTED) != ATTR_WANTED ||
		info[INFO_PLANES] != 1)
		return false;
	if (m.base < BASE_MIN || len > BASE_END - m.base || e820_has_ram(memory, m.base, len))
		return false;
	if ((info[INFO_MODEL] != MODEL_DIRECT && info[INFO_MODEL] != MODEL_PACKED) ||
		(m.depth != 16 && m.depth != 24 && m.depth != 32))
		return false;
	if (!m.width || m.width > SIDE_MAX || !m.height || m.height > SIDE_MAX ||
		m.stride / (m.depth / 8u) < m.width)
		return false;
	if (!parse_masks(info + (has_linear ? INFO_LINEAR_MASKS : INFO_MASKS), &m))
		default_masks(&m, depth);
	*ret = m;
	return true;
}

static uint32_t pixel(const struct vbe_mode *m, uint32_t rgb)
{
	uint32_t out = 0;

	for (unsigned i = 0; i < 3; i++)
		out |= (rgb >> (16 - 8 * i) & 0xff) >> (8 - m->bits[i]) << m->shift[i];
	return out;
}

void vbe_pixels(const struct vbe_mode *mode, volatile void *to, const uint32_t *px, size_t n)
{
	volatile uint8_t *bytes = to;
	volatile uint16_t *words = to;
	volatile uint32_t *longs = to;

	for (size_t i = 0; i < n; i++) {
		uint32_t v = pixel(mode, px[i]);

		if (mode->depth == 32) {
			longs[i] = v;
		} else if (mode->depth == 16) {
			words[i] = (uint16_t)v;
		} else {
			bytes[3 * i] = (uint8_t)v;
			bytes[3 * i + 1] = (uint8_t)(v >> 8);
			bytes[3 * i + 2] = (uint8_t)(v >> 16);
		}
	}
}
