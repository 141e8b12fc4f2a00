/* SPDX-License-Identifier: BSD-2-Clause */
/* The engine of downloads, for transfer.c only; schemes report to it through core/transfer.h. */
#pragma once

struct transfer;

/* When a part is wanted: counts what is known to lie outside as had. */
void download_rest_is_had(struct transfer *t);

/* Starts (t)'s first stream, or queues it. It may be over at once. */
void download_begin(struct transfer *t);
/* It is over with (status): takes the last failure if that is < 0. Ignored after the first. */
void download_end(struct transfer *t, int status);
/* Stops what runs for (t), in whatever state it is. */
void download_stop(struct transfer *t);
