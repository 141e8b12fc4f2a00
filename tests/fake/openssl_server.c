/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting and ending `openssl s_server`, which prints "ACCEPT 127.0.0.1:PORT" when it is ready. */
#include "fake/openssl_server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/util.h"

enum { ARGS_MAX = 40, START_MS = 60000 };

static char folder[64];

static pid_t spawn(char *const argv[], int out)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)dup2(open("/dev/null", O_RDWR), 0);
	(void)dup2(out, 1);
	(void)dup2(out, 2);
	execvp(argv[0], argv);
	_exit(127);
}

static int run(const char *program, const char *argument, const char *more)
{
	char *argv[] = {(char *)program, (char *)argument, (char *)more, NULL};
	pid_t pid = spawn(argv, 2);
	int status;

	return pid < 0 || waitpid(pid, &status, 0) != pid || status ? -1 : 0;
}

void openssl_certs_make(void)
{
	(void)snprintf(folder, sizeof(folder), "/tmp/hawser-tls-XXXXXX");
	if (!mkdtemp(folder) || run("tests/fake/make-certs", folder, NULL)) {
		printf("tests/fake/make-certs failed, see %s/log\n", folder);
		exit(1);
	}
}

const char *openssl_certs_folder(void)
{
	return folder;
}

void openssl_certs_remove(void)
{
	(void)run("rm", "-r", folder);
}

const char *openssl_certs_read(const char *name, size_t *ret_len)
{
	static char text[16384];
	char path[128];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "rb");
	if (!f)
		abort();
	*ret_len = fread(text, 1, sizeof(text) - 1, f);
	text[*ret_len] = '\0';
	(void)fclose(f);
	return text;
}

/* Reads what it prints up to the port's number, which it does not print if it was given (port); 0
 * if it says something else and goes. */
static uint16_t read_port(int fd, uint16_t port)
{
	char text[2048];
	size_t n = 0;

	while (n < sizeof(text) - 1) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		const char *ready;
		ssize_t got;

		if (poll(&p, 1, START_MS) <= 0)
			break;
		got = read(fd, text + n, sizeof(text) - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
		text[n] = '\0';
		ready = strstr(text, "ACCEPT");
		if (ready && strchr(ready, '\n'))
			return port ? port : (uint16_t)atoi(ready + strlen("ACCEPT 127.0.0.1:"));
	}
	printf("openssl s_server did not start: %.*s\n", (int)n, text);
	return 0;
}

int openssl_server_start(struct openssl_server *s, const char *cert, const char *options)
{
	char chain[128], key[128], words[512], *save, *argv[ARGS_MAX] = {"openssl", "s_server"};
	int ends[2], n = 2;

	(void)snprintf(chain, sizeof(chain), "%s/%s.pem", folder, cert);
	(void)snprintf(key, sizeof(key), "%s/%s.key", folder, cert);
	(void)snprintf(words, sizeof(words), "-4 -accept 127.0.0.1:%u %s", s->port, options);
	for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	memcpy(argv + n, ((char *[]){"-cert", chain, "-cert_chain", chain, "-key", key}),
		6 * sizeof(*argv));
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	s->pid = spawn(argv, ends[1]);
	s->out = ends[0];
	(void)close(ends[1]);
	s->port = read_port(s->out, s->port);
	if (s->port)
		return 0;
	openssl_server_stop(s);
	return -1;
}

void openssl_server_stop(struct openssl_server *s)
{
	if (s->pid <= 0)
		return;
	(void)kill(s->pid, SIGKILL);
	(void)waitpid(s->pid, NULL, 0);
	(void)close(s->out);
	*s = (struct openssl_server){};
}
