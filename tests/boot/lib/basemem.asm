; SPDX-License-Identifier: BSD-2-Clause
;
; Stands before a PXE network boot program and lowers the base memory that the BIOS data area tells
; (0040:0013) to BASE KiB, as a ROM does that keeps more of it; then moves the program (LEN bytes, 512
; behind the beginning of this) to 0:7C00 and enters it with all registers as the ROM left them.
	org 0x7c00
	bits 16

MOVER	equ 0x7000		; segment the move runs in, above any program and below BASE

	cli
	pushad
	push ds
	push es
	cld
	xor ax, ax
	mov ds, ax
	mov word [0x413], BASE
	mov ax, MOVER
	mov es, ax
	mov si, mover
	xor di, di
	mov cx, mover_end - mover
	rep movsb
	jmp MOVER:0

mover:	mov dx, (LEN + 511) / 512
	mov ax, 0x7e0
	mov bx, 0x7c0
.block:	mov ds, ax
	mov es, bx
	xor si, si
	xor di, di
	mov cx, 256
	rep movsw
	add ax, 32
	add bx, 32
	dec dx
	jnz .block
	pop es
	pop ds
	popad
	jmp 0:0x7c00
mover_end:
	times 512 - ($ - $$) db 0
