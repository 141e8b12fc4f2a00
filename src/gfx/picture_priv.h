/* SPDX-License-Identifier: BSD-2-Clause */
/* What the decoders of pictures have in common. */
#pragma once

#include "gfx/picture.h"

/* 0 if a picture of this size may be decoded; (kind) is for the sentence: "PNG". */
int picture_check_size(const char *kind, uint32_t width, uint32_t height);

/* Checks the size, and claims pixels, which are 0. */
int picture_alloc(const char *kind, uint32_t width, uint32_t height, struct picture *ret);

/* Turns pixels that are bytes R, G, B, A into ours, and finds out whether they are opaque. */
void picture_from_rgba(struct picture *p);

/* A file that ends too early; the sentence. */
int picture_cut_short(const char *kind, size_t len);
/* A file that contradicts itself; (why) in some words. */
int picture_damaged(const char *kind, const char *why);

/* Each takes a file of its kind. */
int png_decode(const uint8_t *data, size_t len, struct picture *ret);
int jpeg_decode(const uint8_t *data, size_t len, struct picture *ret);
int lss16_decode(const uint8_t *data, size_t len, struct picture *ret);
int tga_decode(const uint8_t *data, size_t len, struct picture *ret);

/* TGA files have nothing at their beginning to know them by; true if the head makes sense. */
bool tga_probe(const uint8_t *data, size_t len);

/* A JPEG file that jpeg_decode() has found sound, as bytes R, G, B, A from malloc(); NULL with the
 * decoder's reason in (ret_why). */
uint8_t *jpeg_rgba(const uint8_t *data, size_t len, unsigned *ret_width, unsigned *ret_height,
	const char **ret_why);
