/* SPDX-License-Identifier: BSD-2-Clause */
/* A screen in the memory of a Linux host, for those who plug one in (host.h). */
#include <stdlib.h>
#include <string.h>

#include "arch/host/host.h"
#include "core/status.h"

static struct {
	const struct fb_mode *modes;
	unsigned n_modes, current;
	uint32_t *px; /* NULL: not open */
	struct fb_mode mode;
	bool lost;
} fb;

void host_set_framebuffer(const struct fb_mode *modes, unsigned n, unsigned current)
{
	plat_fb_close();
	fb.modes = modes;
	fb.n_modes = n;
	fb.current = current;
}

const uint32_t *host_framebuffer(struct fb_mode *ret)
{
	*ret = fb.mode;
	return fb.px;
}

void host_lose_framebuffer(void)
{
	fb.lost = fb.px;
	free(fb.px);
	fb.px = NULL;
}

void host_break_framebuffer(void)
{
	host_lose_framebuffer();
	fb.n_modes = 0;
}

int plat_fb_mode(unsigned n, struct fb_mode *ret)
{
	if (n >= fb.n_modes)
		return -ERR_NOENT;
	*ret = fb.modes[n];
	return 0;
}

int plat_fb_current(struct fb_mode *ret)
{
	return plat_fb_mode(fb.current, ret);
}

int plat_fb_open(const struct fb_mode *mode)
{
	uint32_t *px = calloc((size_t)mode->width * mode->height, sizeof(*px));

	plat_fb_close();
	if (!px || !fb.n_modes) {
		free(px);
		return fail(ERR_IO, "framebuffer: there is no such mode");
	}
	fb.px = px;
	fb.mode = *mode;
	return 0;
}

void plat_fb_put(unsigned x, unsigned y, unsigned w, unsigned h, const uint32_t *px, size_t stride)
{
	if (!fb.px)
		return;
	for (unsigned i = 0; i < h; i++)
		memcpy(fb.px + (size_t)(y + i) * fb.mode.width + x, px + i * stride,
			w * sizeof(*px));
}

void plat_fb_close(void)
{
	free(fb.px);
	fb.px = NULL;
	fb.lost = false;
}

bool plat_fb_lost(void)
{
	return fb.lost;
}
