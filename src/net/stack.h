/* SPDX-License-Identifier: BSD-2-Clause */
/* lwIP and the cards: frames in, frames out, timers. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct netdev;
struct netif;
struct tcp_pcb;

/* Starts lwIP (once per program) and the poller. The generator of net/random.h must be seeded. */
void stack_init(void);
/* Stops the poller; logs what lwIP counted. */
void stack_done(void);

/* Makes (dev), whose .nic is set, an interface of lwIP, down. -ERR_NOMEM. */
int stack_add(struct netdev *dev);
/* Aborts what runs over (dev) and takes it out. */
void stack_remove(struct netdev *dev);

/* Frames flow between (dev)'s opened card and lwIP from now on / no longer. */
void stack_up(struct netdev *dev);
void stack_down(struct netdev *dev);

/* Looks at the link now instead of some time later. */
void stack_check_link(struct netdev *dev);

/* Fits the receive window of (pcb), which has just connected and taken (rtt_us) for that, to the
 * path. To be called from the callback that tells of the connection. */
void stack_fit_window(struct tcp_pcb *pcb, uint64_t rtt_us);

/* What may be in flight to the card of (netif) (NULL is fine), in bytes; 0: no limit. */
uint32_t stack_rx_room(const struct netif *netif);

/* Whether the card under (pcb) keeps so little for us that several connections at once would be too
 * much for it. */
bool stack_is_narrow(const struct tcp_pcb *pcb);
