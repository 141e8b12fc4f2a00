; SPDX-License-Identifier: BSD-2-Clause
;
; The last jump: into the 16-bit entry of a Linux kernel (boot.rst, "running the kernel") or into a
; boot sector. Part of the low part (low.asm includes this file); the struct at final_shared is struct
; final of final.h.

section .data
	align 4
final_shared:
	dw final_jump			; .jump
final_stack:
	dw 0, 0				; .sp, .ss: as LSS wants them
final_entry:
	dw 0, 0				; .ip, .cs
final_ds:
	dw 0				; .ds: also for ES, FS and GS
final_flags:
	dw 0				; .flags
	dw 0
final_edx:
	dd 0				; .edx
	offset_is final_edx - final_shared, 16

; Near routine for real_call(), which never returns. Writes the 6 bytes below SS:SP; the stack, the
; entry and all registers are as the struct says, those it does not name are 0. DS the low part.
section .text
bits 16
final_jump:
	cli
	call cpu_restore
	lss sp, [final_stack]
	push word [final_flags]
	push word [final_entry + 2]
	push word [final_entry]
	mov edx, [final_edx]
	mov ax, [final_ds]
	mov ds, ax
	mov es, ax
	mov fs, ax
	mov gs, ax
	xor eax, eax
	xor ebx, ebx
	xor ecx, ecx
	xor esi, esi
	xor edi, edi
	xor ebp, ebp
	iret
