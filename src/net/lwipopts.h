/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How lwIP 2.2 is configured; opt.h of lwIP documents each name. Only what differs from the default
 * is set here. lwIP runs single-threaded from the network poller (net/stack.c).
 *
 * Memory: received frames live in our own pool of page memory (net/rxpool.c), sized at run time;
 * lwIP's PBUF_POOL is not used. All else comes from malloc: pools compiled to a size would have to
 * hold a full window of out-of-order segments in the image's BSS, and memory errors inside a pool
 * escape the sanitizers.
 */
#pragma once

/* ---- system ---- */
#define NO_SYS               1 /* no threads: everything happens in the poller */
#define SYS_LIGHTWEIGHT_PROT 0 /* and no interrupts of ours either */
#define LWIP_NETCONN         0 /* the raw API only */
#define LWIP_SOCKET          0
#define LWIP_HOOK_FILENAME   "net/lwip_hooks.h"

/* ---- memory ---- */
#define MEM_LIBC_MALLOC           1 /* one heap for everybody */
#define MEMP_MEM_MALLOC           1 /* see above */
#define MEM_ALIGNMENT             8 /* pointers are 64 bits wide */
#define PBUF_POOL_SIZE            0 /* see above */
#define LWIP_SUPPORT_CUSTOM_PBUF  1 /* the frames of our pool */
#define LWIP_NETIF_TX_SINGLE_PBUF 1 /* header and data in one piece: nothing to flatten */

/* ---- what is in ---- */
#define LWIP_IPV6          0
#define LWIP_DHCP          0 /* ours knows ProxyDHCP and cached packets: net/dhcp.c */
#define LWIP_AUTOIP        0
#define LWIP_ACD           0
#define LWIP_IGMP          0
#define LWIP_RAW           1 /* to hear of unreachable ports, which lwIP's UDP ignores */
#define LWIP_UDPLITE       0
#define LWIP_DNS           1
#define LWIP_STATS         1 /* drops and checksum errors, logged at the end */
#define LWIP_STATS_LARGE   1 /* 32 bits: `ipstat` shows them */
#define LWIP_STATS_DISPLAY 0 /* but not printed by lwIP */
#define MIB2_STATS         0

/* ---- ARP and IP ---- */
#define ARP_TABLE_SIZE     32 /* a busy subnet must not push the server out */
#define ARP_QUEUEING       1  /* keep all that waits for an address, not the last */
#define ARP_QUEUE_LEN      16
#define IP_REASSEMBLY      1   /* TFTP blocks larger than the MTU */
#define IP_REASS_MAX_PBUFS 512 /* windows of 64 KiB blocks: 45 fragments each */
#define IP_REASS_MAXAGE    3   /* seconds; a lost fragment is asked for again sooner */
#define IP_FRAG            1
#define IP_DEFAULT_TTL     64 /* RFC 1700's advice */
/* Replies to the address we are being offered arrive before we have it. */
#define LWIP_IP_ACCEPT_UDP_PORT(port) ((port) == PP_NTOHS(68))
#define LWIP_HOOK_IP4_ROUTE_SRC(src, dest)   net_hook_ip4_route(dest) /* static routes */
#define LWIP_HOOK_ETHARP_GET_GW(netif, dest) net_hook_gateway(netif, dest)

/* ---- TCP ---- */
#define TCP_MSS        1460 /* full Ethernet frames without TCP options */
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE  7
#define TCP_WND        (4u * 1024 * 1024) /* 330 Mbit/s at 100 ms; short paths: net/stack.c */
/* Our window reopens at once, as all data is taken from the callback; the ACK of each burst says
 * so. The default of 4 segments would send an extra packet for every 4 received. */
#define TCP_WND_UPDATE_THRESHOLD (TCP_WND / 4)
#define TCP_SND_BUF              (8 * TCP_MSS) /* requests are small */
#define TCP_QUEUE_OOSEQ          1
#define TCP_OOSEQ_MAX_PBUFS      2048 /* half of the frames there are, see rxpool.h */
#define LWIP_TCP_SACK_OUT        1    /* senders resend only what was lost */
#define LWIP_TCP_RTO_TIME        1000 /* RFC 6298: 1 s; the default is 3 s */
#define TCP_MSL                  5000 /* ms; we connect from random ports and soon forget all */
/* The first port is at random. lwIP counts on from it, and 0xffff would become 0, which connects to
 * nobody: it must not be the first. RFC 6335 6: dynamic ports. */
#define TCP_LOCAL_PORT_RANGE_START 0xc000
#define TCP_LOCAL_PORT_RANGE_END   0xffff
#define TCP_ENSURE_LOCAL_PORT_RANGE(random)                                                        \
	((u16_t)(TCP_LOCAL_PORT_RANGE_START +                                                      \
		(u32_t)(random) % (TCP_LOCAL_PORT_RANGE_END - TCP_LOCAL_PORT_RANGE_START)))
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, hdr, optlen, opt1len, opt2, p)                             \
	net_hook_tcp_in(pcb, hdr, p) /* one ACK per burst: net/stack.c */
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port)                            \
	net_hook_tcp_isn(local_ip, local_port, remote_ip, remote_port) /* not guessable */

/* ---- DNS ---- */
#define DNS_MAX_SERVERS     4
#define DNS_TABLE_SIZE      8   /* names in flight or remembered */
#define DNS_MAX_NAME_LENGTH 256 /* RFC 1035: 255 and the end */
#define DNS_MAX_RETRIES     3   /* 4 s with a dead server until the next is asked */

/* ---- checksums ---- */
#define LWIP_CHKSUM           net_chksum /* 64 bits at a time: net/chksum.c */
#define LWIP_CHECKSUM_ON_COPY 0          /* what we send is small */
