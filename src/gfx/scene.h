/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translucent panels, bars and lines over a backdrop, kept as a list: any part of the screen can be
 * painted anew from it, and every pixel is written once, however many layers lie over one another.
 * Text is drawn on top by whoever has the scene. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gfx/canvas.h"

#define SCENE_LAYERS_MAX 320u
#define SCENE_RADIUS_MAX 256u

enum scene_kind {
	SCENE_FILL,
	SCENE_FRAME,  /* the outline, (size) pixels wide, inside of (r) */
	SCENE_SHADOW, /* around (r), fading out over (size) pixels */
};

enum scene_corners { SCENE_TOP = 1, SCENE_BOTTOM = 2, SCENE_ALL = 3 };

struct scene_layer {
	enum scene_kind kind;
	struct rect r;
	unsigned radius; /* of the corners that (corners) says */
	enum scene_corners corners;
	unsigned size;
	uint32_t argb;
};

struct scene {
	struct canvas *canvas;    /* borrowed, as is: */
	const uint32_t *backdrop; /* a pixel for each of the canvas'; NULL: from centre to edge */
	uint32_t centre, edge;    /* XRGB */
	unsigned n;
	struct scene_layer layers[SCENE_LAYERS_MAX]; /* the last one is on top */
};

/* Fills a picture with what is between (centre) and (edge), XRGB. */
void scene_shade(uint32_t *px, unsigned width, unsigned height, uint32_t centre, uint32_t edge);

/* One more layer on top; left out if it is empty, or there are too many. */
void scene_add(struct scene *s, const struct scene_layer *layer);
/* The same for one with all corners of (radius). */
void scene_add_box(struct scene *s, enum scene_kind kind, struct rect r, int radius, int size,
	uint32_t argb);

/* Paints what of (r) is inside of the canvas' clip. */
void scene_paint(const struct scene *s, struct rect r);
