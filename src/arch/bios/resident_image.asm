; SPDX-License-Identifier: BSD-2-Clause
;
; The assembled resident part as data of the program.

section .rodata
global resident_image, resident_image_end
	align 16
resident_image:
	incbin RESIDENT_BIN
resident_image_end:

section .note.GNU-stack noalloc noexec nowrite progbits
