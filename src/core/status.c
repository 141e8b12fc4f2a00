/* SPDX-License-Identifier: BSD-2-Clause */
/* The last failure, and what the numbers mean in words. */
#include "core/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "core/strbuf.h"
#include "core/util.h"

static struct failure last;

static const struct {
	const char *name, *hint;
} errs[ERR_N] = {
	[0] = {"no error", ""},
	[ERR_INVAL] = {"invalid value", ""},
	[ERR_RANGE] = {"wrong number of arguments", ""},
	[ERR_NOENT] = {"does not exist", ""},
	[ERR_NOMEM] = {"out of memory",
		"Free images with `imgfree`, or give the machine more memory."},
	[ERR_TIMEDOUT] = {"timed out",
		"Check that the server runs and that no firewall drops the packets."},
	[ERR_CANCELED] = {"cancelled", ""},
	[ERR_NOTSUP] = {"not supported", ""},
	[ERR_NOTTY] = {"does not apply here", ""},
	[ERR_NOEXEC] = {"cannot be started",
		"Check the spelling, or that the file is what its name says."},
	[ERR_IO] = {"device error", "Power-cycle the machine; a firmware update may help."},
	[ERR_ACCES] = {"access refused",
		"Check the permissions of the file on the server, and the user name."},
	[ERR_NODEV] = {"no such device", "`ifstat` lists the network devices."},
	[ERR_LINK] = {"no link", "Check the cable and the switch port."},
	[ERR_UNREACH] = {"unreachable",
		"Check the cable, and address, netmask and gateway with `route`."},
	[ERR_REFUSED] = {"connection refused", "Check that the server runs on that port."},
	[ERR_RESET] = {"connection lost",
		"Try again; if it happens each time, look at the server's log."},
	[ERR_PROTO] = {"protocol error", "Look at the server's log, or try another server."},
	[ERR_TOOBIG] = {"too large", "Use a smaller one; for an image, more memory helps as well."},
	[ERR_LOOP] = {"goes round in a circle",
		"Something leads back to itself: a redirect, a file name, a setting, a script."},
	[ERR_NOTMINE] = {"format not recognised", ""},
	[ERR_AGAIN] = {"nothing there yet", ""},
	[ERR_NAME] = {"name does not resolve",
		"Check the name and the DNS server (`show dns`), or use an address."},
	[ERR_NOFILE] = {"no such file on the server",
		"Check the path and its capital letters in the server's log."},
	[ERR_SERVER] = {"server error", "Look at the server's log."},
	[ERR_SYNTAX] = {"malformed", "Correct the line and try again."},
	[ERR_NODHCP] = {"no DHCP answer",
		"Check that a DHCP server serves this network and has free addresses."},
	[ERR_NOBOOTFILE] = {"nothing to boot",
		"Name a script in the DHCP server, or put autoexec.ipxe beside the loader."},
	[ERR_VERIFY] = {"does not match", "Fetch the file and its checksum again."},
	[ERR_NOENTROPY] = {"no randomness",
		"Give the machine an RNG (virtio-rng, RDRAND or a TPM)."},
	[ERR_RUNNING] = {"still running", ""},
	[ERR_EXISTS] = {"exists already", ""},
};

void fail_at(const char *file, int line, int code, const char *fmt, ...)
{
	va_list ap;
	struct failure f = {.code = code, .line = line};
	const char *slash = strrchr(file, '/');

	f.file = slash ? slash + 1 : file;
	va_start(ap, fmt);
	/* The arguments may point into the last failure: it is replaced only afterwards. */
	(void)vsnprintf(f.text, sizeof(f.text), fmt, ap);
	va_end(ap);
	text_make_printable(f.text);
	last = f;
	log_debug("fail: %s (%s:%d)", last.text, last.file, last.line);
}

const struct failure *fail_last(void)
{
	return &last;
}

void fail_clear(void)
{
	last = (struct failure){0};
}

int fail_again(const struct failure *f)
{
	last = *f;
	return -f->code;
}

static size_t err_index(int code)
{
	if (code < 0)
		code = -code;
	return code > 0 && code < ERR_N ? (size_t)code : 0;
}

const char *err_name(int code)
{
	return errs[err_index(code)].name;
}

const char *err_hint(int code)
{
	return errs[err_index(code)].hint;
}

void fail_format(int status, char *out, size_t cap)
{
	int code = status < 0 ? -status : status;

	if (last.code == code && last.text[0])
		(void)snprintf(out, cap, "%s (error HW-%02d, %s:%d)", last.text, code, last.file,
			last.line);
	else
		(void)snprintf(out, cap, "%s (error HW-%02d)", err_name(code), code);
}
