/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One network card through EFI_SIMPLE_NETWORK_PROTOCOL (UEFI 2.10, 24.1). It is opened exclusively,
 * which makes the firmware take its own network stack off the card; otherwise that would eat our
 * packets. Polled only: nothing here raises the task priority or uses events.
 */
#include <string.h>

#include "arch/efi/clock.h"
#include "arch/efi/snp.h"
#include "core/log.h"
#include "core/status.h"
#include "core/util.h"

#define FRAME_MIN      60 /* shorter ones are padded here: not every driver does */
#define FRAME_MAX      1518
#define TX_SLOT_SIZE   2048u
#define TX_PAGES       (SNP_TX_SLOTS * TX_SLOT_SIZE / PAGE_SIZE)
#define TX_WAIT_US     2000              /* for a free slot */
#define TX_DRAIN_US    (20 * US_PER_MS)  /* for the last frames to leave */
#define TX_LOST_US     (500 * US_PER_MS) /* a slot that never comes back is taken back */
#define BOUNCE_MAX     65536u
#define DMA_MAX_ADDR   (1ull << 32) /* old UNDI drivers know 32 bits only */
#define START_TRIES    10
#define START_RETRY_US 10000

static struct snp_card *card_of(struct nic *nic)
{
	return nic->priv;
}

/* ---- sending ---- */

static void tx_give_back(struct snp_card *s, const uint8_t *buf)
{
	size_t off = (size_t)(buf - s->tx_mem);
	unsigned oldest = 0;

	if (buf >= s->tx_mem && off < SNP_TX_SLOTS * TX_SLOT_SIZE) {
		s->tx_since[off / TX_SLOT_SIZE] = 0;
		return;
	}
	/* Some firmware returns another address (of its own copy): some frame has left. */
	for (unsigned i = 1; i < SNP_TX_SLOTS; i++)
		if (s->tx_since[i] &&
			(!s->tx_since[oldest] || s->tx_since[i] < s->tx_since[oldest]))
			oldest = i;
	s->tx_since[oldest] = 0;
}

/* Collects sent buffers; also lets the firmware look at the link. */
static void tx_reclaim(struct snp_card *s)
{
	for (unsigned i = 0; i < 2 * SNP_TX_SLOTS; i++) {
		UINT32 interrupts = 0;
		void *buf = NULL;

		if (EFI_ERROR(s->snp->GetStatus(s->snp, &interrupts, &buf)) || !buf)
			return;
		tx_give_back(s, buf);
	}
}

static int tx_free_slot(struct snp_card *s, uint64_t now)
{
	for (unsigned i = 0; i < SNP_TX_SLOTS; i++) {
		unsigned slot = (s->tx_next + i) % SNP_TX_SLOTS;

		if (!s->tx_since[slot])
			return (int)slot;
	}
	for (unsigned i = 0; i < SNP_TX_SLOTS; i++)
		if (now - s->tx_since[i] > TX_LOST_US)
			return (int)i;
	return -1;
}

static int tx_slot(struct snp_card *s)
{
	uint64_t start = plat_now_us(), now = start;
	int slot = tx_free_slot(s, now);

	while (slot < 0 && now - start < TX_WAIT_US) {
		tx_reclaim(s);
		now = plat_now_us();
		slot = tx_free_slot(s, now);
	}
	return slot;
}

/* The last frames close connections: what the card still holds when it is reset never leaves. */
static void tx_drain(struct snp_card *s)
{
	uint64_t start = plat_now_us();
	bool waiting = true;

	while (waiting && plat_now_us() - start < TX_DRAIN_US) {
		tx_reclaim(s);
		waiting = false;
		for (unsigned i = 0; i < SNP_TX_SLOTS; i++)
			waiting |= s->tx_since[i] != 0;
	}
}

static EFI_STATUS tx_submit(struct snp_card *s, uint8_t *buf, size_t len)
{
	uint64_t start = plat_now_us();
	EFI_STATUS status = s->snp->Transmit(s->snp, 0, len, buf, NULL, NULL, NULL);

	/* A full queue has room again when sent buffers have been collected. */
	while ((status == EFI_NOT_READY || status == EFI_OUT_OF_RESOURCES) &&
		plat_now_us() - start < TX_WAIT_US) {
		tx_reclaim(s);
		status = s->snp->Transmit(s->snp, 0, len, buf, NULL, NULL, NULL);
	}
	return status;
}

static int snp_tx(struct nic *nic, const void *frame, size_t len)
{
	struct snp_card *s = card_of(nic);
	EFI_STATUS status;
	uint8_t *buf;
	int slot;

	if (s->state != SNP_OPEN)
		return -ERR_IO;
	if (len > TX_SLOT_SIZE)
		return fail(ERR_TOOBIG, "%s: a frame of %zu bytes is too long", nic->chip, len);
	slot = tx_slot(s);
	if (slot < 0)
		return -ERR_AGAIN;
	buf = s->tx_mem + (size_t)slot * TX_SLOT_SIZE;
	memcpy(buf, frame, len);
	if (len < FRAME_MIN) {
		memset(buf + len, 0, FRAME_MIN - len);
		len = FRAME_MIN;
	}
	status = tx_submit(s, buf, len);
	if (status == EFI_NOT_READY || status == EFI_OUT_OF_RESOURCES)
		return -ERR_AGAIN;
	if (EFI_ERROR(status))
		return fail(ERR_IO, "%s: sending failed: %s", nic->chip, efi_status_text(status));
	s->tx_since[slot] = plat_now_us();
	s->tx_next = ((unsigned)slot + 1) % SNP_TX_SLOTS;
	return 0;
}

/* ---- receiving ---- */

static int bounce_grow(struct snp_card *s, size_t cap)
{
	size_t n = (cap + PAGE_SIZE - 1) / PAGE_SIZE;
	uint8_t *p;

	if (cap <= s->bounce_cap)
		return 0;
	if (cap > BOUNCE_MAX)
		return -ERR_TOOBIG;
	p = plat_pages_alloc(n, DMA_MAX_ADDR);
	if (!p)
		return -ERR_NOMEM;
	plat_pages_free(s->bounce, s->bounce_cap / PAGE_SIZE);
	s->bounce = p;
	s->bounce_cap = n * PAGE_SIZE;
	return 0;
}

static int rx_status(const struct snp_card *s, EFI_STATUS status)
{
	if (status == EFI_NOT_READY || status == EFI_NOT_FOUND)
		return -ERR_AGAIN;
	return fail(ERR_IO, "%s: receiving failed: %s", s->nic.chip, efi_status_text(status));
}

/* The frame did not fit, or the firmware thinks so: some want room for more than the frame. */
static int rx_bounced(struct snp_card *s, size_t want, void *frame, size_t cap, size_t *ret_len)
{
	UINTN size = 0;
	EFI_STATUS status = EFI_BUFFER_TOO_SMALL;

	want = MAX(want, (size_t)FRAME_MAX);
	while (status == EFI_BUFFER_TOO_SMALL) {
		if (bounce_grow(s, want) < 0)
			return -ERR_TOOBIG;
		size = s->bounce_cap;
		status = s->snp->Receive(s->snp, NULL, &size, s->bounce, NULL, NULL, NULL);
		want = MAX(2 * s->bounce_cap, (size_t)size);
	}
	if (EFI_ERROR(status))
		return rx_status(s, status);
	if (size > cap)
		return -ERR_TOOBIG;
	if (!s->needs_bounce)
		log_debug("%s: wants more room than a frame needs", s->nic.chip);
	s->needs_bounce = true;
	memcpy(frame, s->bounce, size);
	*ret_len = size;
	return 0;
}

static int snp_rx(struct nic *nic, void *frame, size_t cap, size_t *ret_len)
{
	struct snp_card *s = card_of(nic);
	EFI_STATUS status;
	UINTN size = cap;

	if (s->state != SNP_OPEN)
		return -ERR_AGAIN;
	if (s->needs_bounce)
		return rx_bounced(s, 0, frame, cap, ret_len);
	status = s->snp->Receive(s->snp, NULL, &size, frame, NULL, NULL, NULL);
	if (status == EFI_SUCCESS) {
		*ret_len = size;
		return 0;
	}
	if (status == EFI_BUFFER_TOO_SMALL)
		return rx_bounced(s, size, frame, cap, ret_len);
	return rx_status(s, status);
}

/* ---- bringing up and down ---- */

static bool snp_link(struct nic *nic)
{
	struct snp_card *s = card_of(nic);

	if (s->state != SNP_OPEN)
		return false;
	tx_reclaim(s);
	return !s->snp->Mode->MediaPresentSupported || s->snp->Mode->MediaPresent;
}

static EFI_STATUS set_filters(EFI_SIMPLE_NETWORK *snp)
{
	UINT32 wanted = EFI_SIMPLE_NETWORK_RECEIVE_UNICAST | EFI_SIMPLE_NETWORK_RECEIVE_BROADCAST;
	UINT32 able = snp->Mode->ReceiveFilterMask;
	EFI_STATUS status;

	/* A mask of 0 is a driver that does not fill it in. */
	if (able && (able & wanted) != wanted)
		wanted = EFI_SIMPLE_NETWORK_RECEIVE_PROMISCUOUS;
	status = snp->ReceiveFilters(snp, wanted, able & ~wanted, TRUE, 0, NULL);
	if (EFI_ERROR(status))
		status = snp->ReceiveFilters(snp, wanted, 0, FALSE, 0, NULL);
	return status;
}

/* Whatever state somebody left it in: a fresh start. */
static EFI_STATUS start_once(EFI_SIMPLE_NETWORK *snp)
{
	EFI_STATUS status;

	if (snp->Mode->State == EfiSimpleNetworkInitialized)
		(void)snp->Shutdown(snp);
	if (snp->Mode->State == EfiSimpleNetworkStarted)
		(void)snp->Stop(snp);
	status = snp->Start(snp);
	if (EFI_ERROR(status) && status != EFI_ALREADY_STARTED)
		return status;
	return snp->Initialize(snp, 0, 0);
}

/* The address that was set, to the card; else the card's, which may be known only now. */
static int apply_mac(struct snp_card *s)
{
	EFI_SIMPLE_NETWORK *snp = s->snp;
	const uint8_t *m = s->nic.mac;
	EFI_MAC_ADDRESS addr = {};
	EFI_STATUS status;

	if (!memcmp(m, s->mac, sizeof(s->mac))) {
		memcpy(s->mac, snp->Mode->CurrentAddress.Addr, sizeof(s->mac));
		memcpy(s->nic.mac, s->mac, sizeof(s->mac));
		return 0;
	}
	memcpy(addr.Addr, m, sizeof(s->nic.mac));
	status = snp->StationAddress(snp, FALSE, &addr);
	if (!EFI_ERROR(status) && memcmp(snp->Mode->CurrentAddress.Addr, m, sizeof(s->nic.mac)))
		status = EFI_UNSUPPORTED;
	if (EFI_ERROR(status))
		return fail(efi_status_err(status),
			"%s: the firmware's driver does not take the MAC address "
			"%02x:%02x:%02x:%02x:%02x:%02x: %s",
			s->nic.chip, m[0], m[1], m[2], m[3], m[4], m[5], efi_status_text(status));
	s->is_mac_set = true;
	return 0;
}

/* Whoever has the card next finds it as it was. */
static void restore_mac(struct snp_card *s)
{
	EFI_MAC_ADDRESS addr = {};

	if (!s->is_mac_set)
		return;
	s->is_mac_set = false;
	memcpy(addr.Addr, s->mac, sizeof(s->mac));
	(void)s->snp->StationAddress(s->snp, FALSE, &addr);
}

int snp_start(struct snp_card *s)
{
	EFI_STATUS status = EFI_DEVICE_ERROR;
	int rc;

	for (int i = 0; i < START_TRIES; i++) {
		status = start_once(s->snp);
		if (!EFI_ERROR(status))
			break;
		(void)efi.bs->Stall(START_RETRY_US);
	}
	if (EFI_ERROR(status))
		return fail(ERR_IO, "%s: the firmware's driver does not start: %s", s->nic.chip,
			efi_status_text(status));
	rc = apply_mac(s);
	if (rc < 0) {
		(void)s->snp->Shutdown(s->snp);
		(void)s->snp->Stop(s->snp);
		return rc;
	}
	status = set_filters(s->snp);
	if (EFI_ERROR(status))
		log_warn("%s: receive filters: %s, ignoring", s->nic.chip, efi_status_text(status));
	memset(s->tx_since, 0, sizeof(s->tx_since));
	clock_add_waker(s->snp->WaitForPacket);
	s->state = SNP_OPEN;
	return 0;
}

void snp_stop(struct snp_card *s)
{
	if (s->state != SNP_OPEN)
		return;
	clock_remove_waker(s->snp->WaitForPacket);
	tx_drain(s);
	restore_mac(s);
	(void)s->snp->Shutdown(s->snp);
	(void)s->snp->Stop(s->snp);
	s->state = SNP_QUIET;
}

static void give_back(struct snp_card *s)
{
	if (!s->is_disturbed)
		return;
	(void)efi.bs->CloseProtocol(s->handle, &guid_snp, efi.image, NULL);
	(void)efi.bs->ConnectController(s->handle, NULL, NULL, TRUE);
	s->is_disturbed = false;
}

static void snp_close(struct nic *nic)
{
	struct snp_card *s = card_of(nic);

	snp_stop(s);
	s->state = SNP_CLOSED;
	give_back(s);
	plat_pages_free(s->tx_mem, TX_PAGES);
	plat_pages_free(s->bounce, s->bounce_cap / PAGE_SIZE);
	s->tx_mem = s->bounce = NULL;
	s->bounce_cap = 0;
}

static int snp_open(struct nic *nic)
{
	struct snp_card *s = card_of(nic);
	EFI_STATUS status;
	int rc;

	if (s->state == SNP_OPEN)
		return 0;
	if (!s->tx_mem)
		s->tx_mem = plat_pages_alloc(TX_PAGES, DMA_MAX_ADDR);
	if (!s->tx_mem)
		return fail(ERR_NOMEM, "%s: no memory for send buffers", nic->chip);
	s->is_disturbed = true;
	status = efi.bs->OpenProtocol(s->handle, &guid_snp, (void **)&s->snp, efi.image, NULL,
		EFI_OPEN_PROTOCOL_EXCLUSIVE);
	if (EFI_ERROR(status)) {
		rc = fail(ERR_IO,
			"%s: the network card is in use by the firmware or by a loader before "
			"us and is not let go: %s",
			nic->chip, efi_status_text(status));
		snp_close(nic);
		return rc;
	}
	rc = snp_start(s);
	if (rc < 0)
		snp_close(nic);
	return rc;
}

const struct nic_ops snp_ops = {
	.open = snp_open,
	.close = snp_close,
	.tx = snp_tx,
	.rx = snp_rx,
	.link = snp_link,
};
