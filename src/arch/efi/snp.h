/* SPDX-License-Identifier: BSD-2-Clause */
/* Network cards through EFI_SIMPLE_NETWORK_PROTOCOL: found by nics.c, driven by snp.c. */
#pragma once

#include "arch/efi/system.h"
#include "arch/platform.h"

#define SNP_TX_SLOTS 16 /* frames on their way out at most */

enum snp_state {
	SNP_CLOSED, /* the firmware's */
	SNP_OPEN,   /* ours, running */
	SNP_QUIET,  /* ours, was open, stopped while a kernel starts */
	SNP_LENT,   /* the firmware's, was open, while a program runs */
};

struct snp_card {
	struct nic nic;
	EFI_HANDLE handle;
	EFI_DEVICE_PATH *path; /* a copy */
	EFI_SIMPLE_NETWORK *snp;
	enum snp_state state;
	uint8_t mac[6];    /* as the firmware told it; nic.mac differs if somebody set another */
	bool is_mac_set;   /* the card was told of nic.mac */
	bool is_disturbed; /* the firmware's drivers were pushed off and are not back */
	uint8_t *tx_mem;   /* SNP_TX_SLOTS buffers; NULL while closed */
	uint64_t tx_since[SNP_TX_SLOTS]; /* when slot was given to the firmware; 0: free */
	unsigned tx_next;
	uint8_t *bounce; /* for firmware that wants more room than a frame needs */
	size_t bounce_cap;
	bool needs_bounce;
};

extern const struct nic_ops snp_ops;

/* All cards that were found; NULL after the last. */
struct snp_card *nics_at(unsigned n);
/* The card we were loaded through, else the first open one, else the first one; NULL: none. */
struct snp_card *nics_main(void);

/* Stops every open card. (to_firmware): the firmware's drivers get it back, too, which takes a
 * while; otherwise it is only quiet. nics_resume() undoes either. */
void nics_pause(bool to_firmware);
void nics_resume(void);
/* Closes every card for good. */
void nics_done(void);

/* Stops the card (no DMA afterwards), keeps it ours / starts it again. */
void snp_stop(struct snp_card *s);
int snp_start(struct snp_card *s);
