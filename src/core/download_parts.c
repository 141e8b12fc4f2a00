/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several streams for one file. When the path is long, or loses so much that the one stream stands
 * still, helpers fetch pieces from the end of the file backwards, until the first stream meets
 * them.
 */
#include "core/download_priv.h"
#include "core/settings.h"
#include "core/util.h"

#define FAR_US         (2 * US_PER_MS) /* a round trip that is worth several connections */
#define SILENT_US      (1 * US_PER_S)  /* of a helper nobody else can work beside */
#define PARALLEL_LEAST (4u << 20)      /* bytes left that are worth it */
#define PIECE_LEAST    (512u << 10)
#define PIECE_MOST     (4u << 20)
#define CONNECTIONS    4 /* for one file, unless "range-connections" says otherwise */

static unsigned connections_wanted(void)
{
	uint64_t n;

	if (settings_get_uint("range-connections", &n))
		return CONNECTIONS;
	return (unsigned)MIN(MAX(n, (uint64_t)1), (uint64_t)CONNECTIONS_MOST);
}

const struct stream *download_front(const struct transfer *t)
{
	const struct stream *s;

	list_for_each(s, &t->streams, node) {
		if (!s->over && !s->helper)
			return s;
	}
	return NULL;
}

/* The last part of the file that nobody has or fetches. */
static bool last_unclaimed(const struct transfer *t, uint64_t *ret_from, uint64_t *ret_end)
{
	struct extents claimed = t->have;
	const struct stream *s;

	list_for_each(s, &t->streams, node) {
		if (!s->over && s->helper && !extents_add(&claimed, s->pos, s->end))
			return false;
	}
	return extents_last_gap(&claimed, t->total, ret_from, ret_end);
}

static bool worth_helpers(const struct transfer *t, const struct stream *front)
{
	return front && front->delivered && download_can_resume(t) &&
		(t->rtt_us >= FAR_US || t->lossy) && (t->etag[0] || t->modified[0]) &&
		t->helper_failures < HELPER_FAILURES && t->total - t->received >= PARALLEL_LEAST &&
		download_count_active() == 1;
}

void download_add_helper(struct transfer *t)
{
	const struct stream *front = download_front(t);
	uint64_t from, end, piece, left;

	if (!worth_helpers(t, front) || download_count_streams(t) >= connections_wanted() ||
		download_count_all_streams() >= CONNECTIONS_MOST || !last_unclaimed(t, &from, &end))
		return;
	from = MAX(from, front->pos);
	if (end <= from)
		return;
	left = end - from;
	piece = MIN(MAX(left / 8, (uint64_t)PIECE_LEAST), (uint64_t)PIECE_MOST);
	if (left < 2 * piece)
		return;
	download_stream(t, front->source, end - piece, end, true);
}

bool download_first_unclaimed(const struct transfer *t, uint64_t *ret_from, uint64_t *ret_end)
{
	struct extents claimed = t->have;
	const struct stream *s;

	list_for_each(s, &t->streams, node) {
		if (!s->over && !extents_add(&claimed, s->pos, s->end))
			return false;
	}
	*ret_from = extents_gap(&claimed, 0, ret_end);
	return t->total == TRANSFER_UNKNOWN || *ret_from < t->total;
}

void download_drop_silent(struct transfer *t)
{
	uint64_t now = plat_now_us(), from, end;
	struct stream *s;

	if (download_front(t) || download_first_unclaimed(t, &from, &end))
		return;
	list_for_each(s, &t->streams, node)
		s->over |= s->helper && now - s->data_us >= SILENT_US;
}
