/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a TFTP server sends, and what follows from it: options granted or refused, blocks in order
 * and out of order, the end of the file.
 *
 * Lost blocks of a window are made good by acknowledging the last block that came in order
 * (go-back-N, RFC 7440 4), once for each gap. A repeated block is acknowledged again only after a
 * pause, so that neither side can make the other double the traffic (the "sorcerer's apprentice",
 * RFC 1123 4.2.3.1).
 */
#include "core/clock.h"
#include "core/log.h"
#include "core/status.h"
#include "core/transfer.h"
#include "core/util.h"
#include "net/tftp_session.h"

/* See wraps_here(). */
#define WRAP_DOUBTS 2

static void on_error(struct tftp *s, const struct tftp_packet *p)
{
	const char *text = p->text[0] ? p->text : "no reason given";
	int rc;

	/* Old servers know no options and call the request illegal instead of ignoring them. */
	if (s->state == ASKING && !s->plain &&
		(p->error == TFTP_E_OPTIONS || p->error == TFTP_E_ILLEGAL)) {
		log_info("tftp: %s refused the options (%s), asking without",
			ipaddr_ntoa(&s->server), text);
		s->plain = true;
		s->state = ASKING_AGAIN;
		return;
	}
	if (p->error == TFTP_E_NOFILE)
		rc = fail(
			ERR_NOFILE, "tftp: no such file: %s (%s)", uri_text(s->stream->uri), text);
	else if (p->error == TFTP_E_ACCESS || p->error == TFTP_E_NOUSER)
		rc = fail(
			ERR_ACCES, "tftp: access refused: %s (%s)", uri_text(s->stream->uri), text);
	else
		rc = fail(ERR_SERVER, "tftp: error %u from the server for %s: %s", p->error,
			uri_text(s->stream->uri), text);
	tftp_session_fail(s, rc);
}

static void session_begin(struct tftp *s, unsigned blksize, unsigned window, uint64_t now)
{
	s->blksize = blksize;
	s->window = window;
	s->state = RECEIVING;
	s->alive_us = s->ack_us = now;
	stream_alive(s->stream);
	s->rto_us = TFTP_RTO_FIRST_US;
	s->due_us = now + s->rto_us;
	stream_activity(s->stream, "from %s", ipaddr_ntoa(&s->server));
	log_debug(
		"tftp: %s: blocks of %u, windows of %u", uri_text(s->stream->uri), blksize, window);
}

static int session_offer(struct tftp *s)
{
	return stream_offer(s->stream,
		&(struct offer){.total = s->tsize ? s->tsize : TRANSFER_UNKNOWN,
			.etag = "",
			.modified = ""});
}

static void on_oack(struct tftp *s, const struct tftp_options *o, uint64_t now)
{
	unsigned blksize = o->blksize ? o->blksize : TFTP_BLKSIZE_DEFAULT;
	unsigned window = o->windowsize ? o->windowsize : 1;
	int rc;

	if (s->state == RECEIVING) { /* repeated: our answer was lost */
		if (s->next == 1 && now - s->ack_us > TFTP_DUPLICATE_US)
			tftp_send_ack(s, now);
		return;
	}
	if (s->plain || blksize > MAX(s->asked_blksize, (unsigned)TFTP_BLKSIZE_DEFAULT) ||
		window > s->asked_window) {
		rc = fail(ERR_PROTO,
			"tftp: %s grants what was not asked for (blocks of %u, windows "
			"of %u) for %s",
			ipaddr_ntoa(&s->server), blksize, window, uri_text(s->stream->uri));
		tftp_session_refuse(s, rc, TFTP_E_OPTIONS, "not asked for");
		return;
	}
	session_begin(s, blksize, window, now);
	s->tsize = o->has_tsize ? o->tsize : 0;
	rc = session_offer(s);
	if (rc) {
		tftp_session_refuse(s, rc, TFTP_E_UNDEFINED, "too large");
		return;
	}
	s->timing = true;
	tftp_send_ack(s, now);
}

/* The first roll-over shows how the server counts. Without a window it cannot send the next
 * block before 65536 was acknowledged, so a 1 is that block. With a window, block 65536 may have
 * been lost and this be 65537: believe it only when asking again brought the same answer. */
static bool wraps_here(struct tftp *s, uint16_t block)
{
	if (s->wraps_to_one || s->next != 65536 || block != 1)
		return false;
	if (s->window == 1 || s->wrap_doubts >= WRAP_DOUBTS) {
		s->wraps_to_one = true;
		return true;
	}
	s->wrap_doubts += !s->gap_acked;
	return false;
}

static void out_of_order(struct tftp *s, uint16_t block, uint64_t now)
{
	bool ahead = (uint16_t)(block - tftp_block_on_wire(s, s->next)) < 0x8000;

	if (ahead && !s->gap_acked) {
		s->gap_acked = true;
		s->n_gaps++;
		s->stream->t->retries++;
		tftp_send_ack(s, now);
		s->due_us = now + s->rto_us;
	} else if (!ahead && now - s->ack_us > TFTP_DUPLICATE_US) {
		tftp_send_ack(s, now);
	}
}

static void measure(struct tftp *s, uint64_t now)
{
	uint64_t sample = now - s->ack_us;

	if (s->timing)
		s->srtt_us = s->srtt_us ? (7 * s->srtt_us + sample) / 8 : sample;
	s->timing = false;
	s->rto_us = MAX(
		4 * s->srtt_us, (uint64_t)(s->window > 1 ? TFTP_RTO_WINDOW_US : TFTP_RTO_MIN_US));
	s->rto_us = MIN(s->rto_us, (uint64_t)TFTP_RTO_FIRST_US);
	s->due_us = now + s->rto_us;
	s->alive_us = now;
}

static int check_size(struct tftp *s, size_t len, bool last)
{
	uint64_t total = s->stream->pos + len;

	if (!s->tsize || total == s->tsize || (!last && total < s->tsize))
		return 0;
	return fail(ERR_RESET, "tftp: %s: the server announced %llu bytes and sent %s%llu",
		uri_text(s->stream->uri), (unsigned long long)s->tsize, last ? "" : "at least ",
		(unsigned long long)total);
}

static void on_data(struct tftp *s, const struct tftp_packet *p, uint64_t now)
{
	bool last = p->len < s->blksize;
	int rc = 0;

	if (p->block != tftp_block_on_wire(s, s->next) && !wraps_here(s, p->block)) {
		out_of_order(s, p->block, now);
		return;
	}
	if (p->len > s->blksize)
		rc = fail(ERR_PROTO, "tftp: %s sends blocks of %zu bytes, %u were agreed, for %s",
			ipaddr_ntoa(&s->server), p->len, s->blksize, uri_text(s->stream->uri));
	if (!rc)
		rc = check_size(s, p->len, last);
	if (!rc && p->len)
		rc = stream_data(s->stream, p->data, p->len);
	if (rc) {
		tftp_session_refuse(s, rc, TFTP_E_UNDEFINED, "not as agreed, or no memory");
		return;
	}
	measure(s, now);
	s->gap_acked = false;
	s->next++;
	if (++s->unacked >= s->window || last) {
		tftp_send_ack(s, now);
		s->timing = true;
	}
	if (last)
		tftp_session_complete(s, now);
}

static void on_packet(struct tftp *s, const struct tftp_packet *p, uint64_t now)
{
	switch (p->opcode) {
	case TFTP_DATA:
		if (s->state == ASKING) { /* a server that knows no options */
			session_begin(s, TFTP_BLKSIZE_DEFAULT, 1, now);
			if (session_offer(s))
				return;
		}
		on_data(s, p, now);
		break;
	case TFTP_OACK:
		on_oack(s, &p->options, now);
		break;
	case TFTP_ERROR:
		on_error(s, p);
		break;
	default:
		break;
	}
}

/* The first answer decides who the other side is (RFC 1350 4). It may come from another address
 * of a server that has several. */
static bool is_first_answer(const struct tftp_packet *p)
{
	return p->opcode == TFTP_OACK || p->opcode == TFTP_ERROR ||
		(p->opcode == TFTP_DATA && p->block == 1);
}

void tftp_session_input(
	struct tftp *s, const void *data, size_t len, const ip_addr_t *addr, uint16_t port)
{
	struct tftp_packet packet;
	uint64_t now = plat_now_us();

	if (!tftp_parse(data, len, &packet))
		return;
	if (s->state == ASKING && is_first_answer(&packet)) {
		if (!ip_addr_eq(addr, &s->server))
			log_info("tftp: the answer comes from %s", ipaddr_ntoa(addr));
		ip_addr_copy(s->server, *addr);
		s->tid = port;
	}
	if (port != s->tid || !ip_addr_eq(addr, &s->server)) {
		if (s->tid && packet.opcode != TFTP_ERROR)
			tftp_send_error(s, addr, port, TFTP_E_UNKNOWN_TID, "unknown transfer id");
		return;
	}
	if (s->state == ASKING || s->state == RECEIVING)
		on_packet(s, &packet, now);
	else if (s->state == DALLYING && packet.opcode == TFTP_DATA &&
		packet.block == tftp_block_on_wire(s, s->next - 1))
		tftp_send_ack(s, now);
}
