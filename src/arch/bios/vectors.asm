; SPDX-License-Identifier: BSD-2-Clause
;
; The CPU's exceptions in the 64-bit program (AMD64 manual volume 2, 8.9). Each entry makes a struct
; trap_frame of trap.c and calls trap_handle() there; if that returns, the program goes on.

bits 64
default rel
extern trap_handle
global trap_entries

; Bit n: exception n comes with an error code.
ERROR_CODES equ 1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17 | 1 << 21 | 1 << 29 | 1 << 30

section .text
%assign n 0
%rep 32
	align 16
entry_%[n]:
%if (ERROR_CODES >> n) & 1 == 0
	push 0
%endif
	push n
	jmp to_c
%assign n n + 1
%endrep

to_c:
	push rax
	push rcx
	push rdx
	push rsi
	push rdi
	push r8
	push r9
	push r10
	push r11
	push rbp
	mov rbp, rsp
	lea rdi, [rsp + 80]
	and rsp, -16
	cld
	call trap_handle
	mov rsp, rbp
	pop rbp
	pop r11
	pop r10
	pop r9
	pop r8
	pop rdi
	pop rsi
	pop rdx
	pop rcx
	pop rax
	add rsp, 16
	iretq

section .rodata
	align 8
trap_entries:
%assign n 0
%rep 32
	dq entry_%[n]
%assign n n + 1
%endrep

section .note.GNU-stack noalloc noexec nowrite progbits
