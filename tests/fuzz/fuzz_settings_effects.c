/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What settings set in motion, and who reads them later: values of odd lengths and of any bytes,
 * each stored as a name (one byte), a length (one byte) and so many bytes.
 */
#include <stdlib.h>

#include "core/keymap.h"
#include "core/log.h"
#include "core/settings.h"
#include "core/uri.h"
#include "core/util.h"
#include "core/wait.h"
#include "fake/fake_nic.h"
#include "fake/virtual_time.h"
#include "net/dhcp.h"
#include "net/http_proxy.h"
#include "net/netdev.h"
#include "net/netdev_priv.h"
#include "net/resolve.h"
#include "net/tls_pin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {
	"net0/ip",
	"net0/netmask",
	"net0/gateway",
	"net0/mtu",
	"net0/static-routes",
	"net0/priority",
	"dns",
	"domain",
	"dnssl",
	"hostname",
	"syslog",
	"keymap",
	"user-class",
	"vendor-class",
	"uuid",
	"use-cached",
	"unixtime",
	"tls-pin",
	"http-proxy",
	"no-proxy",
};

static struct fake_nic nic;

static void begin(void)
{
	if (settings_init())
		abort();
	fake_nic_init(&nic, 1);
	if (net_init() || netdev_open(netdev_at(0)))
		abort();
	keymap_watch();
}

static void answered(void *arg, int status, const ip_addr_t *addr)
{
	(void)arg;
	(void)status;
	(void)addr;
}

static void look_up(void)
{
	struct resolve *r = NULL;
	ip_addr_t addr;

	if (resolve_start("boot", answered, NULL, &addr, &r) == 0)
		resolve_cancel(r);
}

static void read_all(void)
{
	static const uint8_t digest[32];
	_cleanup_(uri_freep) struct uri *proxy = NULL;
	_cleanup_(freep) char *pins = settings_get_text("tls-pin");
	bool valid;

	if (pins)
		(void)tls_pin_match(pins, digest, &valid);
	if (http_proxy_find("boot.example.org", &proxy) == 0 && proxy && !proxy->host)
		abort();
	if (keymap_char(keymap_current(), 'x') == 0)
		abort();
	look_up();
	dhcp_start(netdev_at(0), DHCP_TIMEOUT_MS);
	log_warn("a line for syslog");
	(void)wait_breathe();
	dhcp_stop(netdev_at(0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!nic.nic.ops)
		begin();
	while (size > 2) {
		const char *name = names[data[0] % ARRAY_SIZE(names)];
		size_t len = MIN((size_t)data[1], size - 2);

		(void)settings_set_raw(name, "hex", data + 2, len);
		data += 2 + len, size -= 2 + len;
	}
	read_all();
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		(void)settings_clear(names[i]);
	fake_nic_clear(&nic);
	return 0;
}
