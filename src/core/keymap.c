/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The layouts, as they are printed on keyboards (ISO/IEC 9995 and the national standards). Only
 * what differs from the American one is listed. Dead keys give their accent alone.
 */
#include "core/keymap.h"

#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "core/cp437.h"
#include "core/settings.h"
#include "core/utf8.h"

#define SETTING  "keymap"
#define NAME_MAX 16

struct keymap {
	const char *name;
	const char *us, *here;             /* character by character */
	const char *altgr_us, *altgr_here; /* the same with AltGr */
	const char *key_102;               /* plain and with Shift */
};

/* The keys that most of Europe has in common: / ' ; etc. with Shift. */
#define EURO_US   "@^&*()_/<>?"
#define EURO_HERE "\"&/()=?-;:_"

static const struct keymap maps[] = {
	{"uk", "\\#~\"@|", "#£¬@\"~", "4`", "€¦", "\\|"},
	{"de", EURO_US "`-=yz[]\\;'~#+{}|:\"YZ", EURO_HERE "^ß´zyü+#öä°§`Ü*'ÖÄZY", "qe7890-]m23",
		"@€{[]}\\~µ²³", "<>"},
	{"sg", EURO_US "`-=yz[]\\;'~!#$+{}|:\"YZ", EURO_HERE "§'^zyü¨$öä°+*ç`è!£éàZY",
		"23467-=[]'\\e", "@#°¬|´~[]{}€", "<>"},
	{"fr", "`1234567890-=qwaz[]\\;'m,./~!@#$%^&*()_{}|:\"M<>?QWAZ",
		"²&é\"'(-è_çà)=azqw^$*mù,;:!~1234567890°¨£µM%?./§AZQW", "234567890-=]e",
		"~#{[|`\\^@]}¤€", "<>"},
	{"es", EURO_US "`-=[]\\;'~#+{}|:\"", EURO_HERE "º'¡`+çñ´ª·¿^*ÇÑ¨", "`123456[]'\\e",
		"\\|@#~€¬[]{}€", "<>"},
	{"it", EURO_US "`-=[]\\;'~#+{}|:\"", EURO_HERE "\\'ìè+ùòà|£^é*§ç°", "[];'e70", "[]@#€{}",
		"<>"},
	{"se", EURO_US "`-=[]\\;'~$+{}|:\"", EURO_HERE "§+´å¨'öä½¤`Å^*ÖÄ",
		"2345789"
		"0-]e",
		"@£$€{[]}\\~€", "<>"},
	{"no", EURO_US "`-=[]\\;'~$+{}|:\"", EURO_HERE "|+\\å¨'øæ§¤`Å^*ØÆ", "2347890=]e",
		"@£${[]}´~€", "<>"},
	{"dk", EURO_US "`-=[]\\;'~$+{}|:\"", EURO_HERE "½+´å¨'æø§¤`Å^*ÆØ", "2347890=]e",
		"@£${[]}|~€", "<>"},
};
static const struct {
	const char *name, *means;
} aliases[] = {{"gb", "uk"}, {"fi", "se"}, {"sv", "se"}, {"ch", "sg"}, {"da", "dk"}, {"nb", "no"}};

static struct {
	bool watched;
	char name[NAME_MAX]; /* as the setting says */
	const struct keymap *map;
} current;

#define FIRST_KEY '!'
#define LAST_KEY  '~'

/* What somebody else's table says. */
static struct {
	struct keymap map; /* (us) NULL: there is none */
	char us[LAST_KEY - FIRST_KEY + 2], here[(LAST_KEY - FIRST_KEY + 1) * UTF8_MAX + 1];
} given;

const struct keymap *keymap_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++) {
		if (strcmp(aliases[i].name, name) == 0)
			name = aliases[i].means;
	}
	for (size_t i = 0; i < ARRAY_SIZE(maps); i++) {
		if (strcmp(maps[i].name, name) == 0)
			return &maps[i];
	}
	return NULL;
}

/* The character of (here) in the place that (c) has in (us); 0: it is not there. */
static uint32_t lookup(const char *us, const char *here, uint32_t c)
{
	for (; *us; us++) {
		size_t n;
		uint32_t cp = utf8_decode(here, strlen(here), &n);

		if ((uint8_t)*us == c)
			return cp;
		here += n;
	}
	return 0;
}

uint32_t keymap_char(const struct keymap *map, uint32_t us)
{
	bool control = us < 0x20;
	uint32_t c = map ? lookup(map->us, map->here, control ? us | 0x60 : us) : 0;

	if (control)
		return c >= 'a' && c <= 'z' ? c & 0x1f : us;
	return c ? c : us;
}

uint32_t keymap_altgr(const struct keymap *map, uint32_t us)
{
	return map ? lookup(map->altgr_us, map->altgr_here, us) : 0;
}

uint32_t keymap_102nd(const struct keymap *map, bool shift)
{
	return (uint8_t)(map ? map->key_102 : "\\|")[shift];
}

const struct keymap *keymap_current(void)
{
	if (current.name[0])
		return current.map;
	return given.map.us ? &given.map : NULL;
}

void keymap_use_table(const uint8_t table[KEYMAP_TABLE])
{
	char *here = given.here;
	unsigned n = 0;

	for (char c = FIRST_KEY; c <= LAST_KEY; c++) {
		uint32_t cp = cp437_to_unicode(table[(uint8_t)c]);

		if (cp < ' ' || cp == (uint32_t)c)
			continue;
		given.us[n++] = c;
		here += utf8_encode(cp, here);
	}
	given.us[n] = '\0';
	*here = '\0';
	given.map = (struct keymap){.name = "",
		.us = given.us,
		.here = given.here,
		.altgr_us = "",
		.altgr_here = "",
		.key_102 = "\\|"};
}

/* Runs after each store, of whatever setting. */
static void apply(void)
{
	_cleanup_(strbuf_free) struct strbuf name = {0};
	const char *wanted = settings_get(SETTING, &name) == 0 && name.s ? name.s : "";

	if (strncmp(current.name, wanted, sizeof(current.name) - 1) == 0)
		return;
	(void)snprintf(current.name, sizeof(current.name), "%s", wanted);
	current.map = keymap_find(wanted);
	if (!current.map && *wanted && strcmp(wanted, "us") != 0)
		log_warn("keymap: there is no layout \"%s\", ignoring", current.name);
}

void keymap_watch(void)
{
	if (!current.watched)
		current.watched = settings_add_applicator(apply) == 0;
}
