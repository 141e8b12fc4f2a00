/* SPDX-License-Identifier: BSD-2-Clause */
/* Stored passwords of every kind, made by openssl passwd, crypt(3) and sha1pass. */
#include "core/password.h"

#include "core/util.h"
#include "unit/check.h"

static const struct {
	const char *stored, *typed;
	bool fits;
} cases[] = {
	{"plain", "plain", true}, {"plain", "Plain", false}, {"plain", "", false}, {"", "", false},
	{"", "x", false}, {"two words", "two words", true},
	{"$1$abcdefgh$5JBbo7N.9m6.W4tJ4fvMp0", "hunter2 is long", true},
	{"$1$abcdefgh$5JBbo7N.9m6.W4tJ4fvMp0", "hunter2 is lonG", false},
	{"$1$abcdefgh$5JBbo7N.9m6.W4tJ4fvMp", "hunter2 is long", false},
	{"$1$abcdefgh$5JBbo7N.9m6.W4tJ4fvMp00", "hunter2 is long", false},
	{"$1$sal$5KaNAgvG.gJ3S0XIZhFRn/", "", true}, {"$1$abcdefgh", "hunter2 is long", false},
	{"$5$abcdefgh$WBXJIGtim4/m3EjyuiGWMxHxo4r1X44C2ouNSI38RGB", "hunter2 is long", true},
	{"$5$abcdefgh$WBXJIGtim4/m3EjyuiGWMxHxo4r1X44C2ouNSI38RGB", "hunter2", false},
	{"$5$longer$dapTzt2cUEGTCFumO50GzeCgeq7p7F751NC6eCBSAI/",
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"xxxxxxxxxxxxxxxxxx",
		true},
	{"$6$abcdefgh$FlS29XId5QYdZbtRZR8mhZjXIalWrhRaxt3gY1PkHqhCqEgCklEGdevI2a7Cz5vQwhQTqDR7M"
	 "nrf4KSD9g05X/",
		"hunter2 is long", true},
	{"$6$rounds=1400$anotherlongsalts$g9qNl3ZGCl0o1vc.81hCKXbSvo1pU/u4OtbwLvFARdQrq.VYPIb9a"
	 "olNRWSOO2t.TiiuIFFDsJL8JAs7FjzPv0",
		"Secret", true},
	{"$6$rounds=1400$anotherlongsaltstring$g9qNl3ZGCl0o1vc.81hCKXbSvo1pU/u4OtbwLvFARdQrq.VYP"
	 "Ib9aolNRWSOO2t.TiiuIFFDsJL8JAs7FjzPv0",
		"Secret", true},
	{"$6$rounds=4000000000$x$y", "Secret", false}, {"$6$rounds=1400", "Secret", false},
	{"$6$", "Secret", false}, {"$4$salt$2gDsLm/57U00KyShbiYsgvPIsQs", "secret", true},
	{"$4$salt$2gDsLm/57U00KyShbiYsgvPIsQs$", "secret", true},
	{"$4$salt$2gDsLm/57U00KyShbiYsgvPIsQs=", "secret", true},
	{"$4$salt$2gDsLm/57U00KyShbiYsgvPIsQs", "Secret", false},
	{"$4$salt$2gDsLm/57U00KyShbiYsgvPIsQ", "secret", false}, {"$4$salt$", "secret", false},
	{"$4$zzzz$kCPjijGBg+md7/DjBxN8DjWsGc8", "other", true}, {"$4$", "", false},
	{"grub.pbkdf2.sha512.1000.00112233445566778899AABBCCDDEEFF.F8CB8B15624B8397F4A7EF3EEA3CF36AE"
	 "E4242230D650E1602F0AD89E006364D1191C7C2F3558AECE0B207FA075E73968295849414844C72F2B5ECD3DEF1B558",
		"hunter2 is long", true},
	{"grub.pbkdf2.sha512.1000.00112233445566778899AABBCCDDEEFF.F8CB8B15624B8397F4A7EF3EEA3CF36AE"
	 "E4242230D650E1602F0AD89E006364D1191C7C2F3558AECE0B207FA075E73968295849414844C72F2B5ECD3DEF1B558",
		"hunter2", false},
	{"grub.pbkdf2.sha512.1000.00112233445566778899AABBCCDDEEFF.F8CB8B15624B8397F4A7EF3EEA3CF36AE"
	 "E4242230D650E1602F0AD89E006364D1191C7C2F3558AECE0B207FA075E73968295849414844C72F2B5ECD3DEF1B55800",
		"hunter2 is long", true},
	{"grub.pbkdf2.sha512.1000.00.0011", "hunter2 is long", false},
	{"grub.pbkdf2.sha512.0.00.00112233445566778899aabbccddeeff", "", false},
	{"grub.pbkdf2.sha512.1000.0x.00112233445566778899aabbccddeeff", "", false},
	{"grub.pbkdf2.sha512.1000", "", false}, {"one\ntwo", "two", true},
	{"one\ntwo", "one\ntwo", false}, {"one\n", "", false},
	{"$7$x$y", "$7$x$y", true}, /* no kind we know: plain */
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned failed_before = check_failed;

		CHECK_EQ(password_fits(cases[i].stored, cases[i].typed), cases[i].fits);
		if (check_failed != failed_before)
			printf("\t\"%s\", \"%s\"\n", cases[i].stored, cases[i].typed);
	}
	return check_done();
}
