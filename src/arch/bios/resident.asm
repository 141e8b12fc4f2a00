; SPDX-License-Identifier: BSD-2-Clause
;
; The resident part: what of Hawser stays in base memory when an operating system has been started
; that has disks in memory. One real-mode segment, put into place by resident.c. INT 13h (Enhanced
; Disk Drive Specification 3.0, El Torito 1.0) for our drives, with the machine's own renumbered
; behind them; INT 15h E820h, E801h and 88h for the memory map. At its beginning is struct
; resident_head of resident.h.
;
; Contents may lie anywhere in memory: they are copied in long mode with the page tables Hawser left
; behind. Interrupts are off meanwhile. Data segment registers are not loaded there, so that a caller
; who has set larger limits finds them again. Whoever calls from virtual-8086 mode, where that cannot
; be done, gets an error. Restriction: a non-maskable interrupt in the few microseconds of a copy
; resets the machine; they are signs of broken hardware there.

%include "resident.inc"

CR0_PE		equ 1 << 0
CR0_PG		equ 1 << 31
CR4_PAE		equ 1 << 5
MSR_EFER	equ 0xc0000080
EFER_LME	equ 1 << 8
SEL_CODE16	equ 8
SEL_CODE64	equ 16
FLAG_CF		equ 1
BDA_EQUIPMENT	equ 0x410
BDA_HARD_DISKS	equ 0x475

; What a call ends with in AH.
DONE		equ 0x00
BAD_CALL	equ 0x01
READ_ONLY	equ 0x03
NOT_FOUND	equ 0x04
NO_ANSWER	equ 0xaa

; What the handler has on the stack, from BP on.
struc frame
.edi:		resd 1
.esi:		resd 1
.ebp:		resd 1
.esp:		resd 1
.ebx:		resd 1
.edx:		resd 1
.ecx:		resd 1
.eax:		resd 1
.es:		resw 1
.ds:		resw 1
.function:	resw 1			; AX and DX once more, for what is passed on
.drive:		resw 1
.ip:		resw 1
.cs:		resw 1
.flags:		resw 1
endstruc

; "Disk address packet" of AH=42h and its like.
struc packet
.size:		resb 1
.unused:	resb 1
.count:		resw 1
.off:		resw 1
.seg:		resw 1
.block:		resq 1
.flat:		resq 1
endstruc

	org 0
bits 16

; ---- the head ----------------------------------------------------------------------------------
; INT 13h enters here. The form is that of a "safe hook", by which Windows 9x and the tools for
; MEMDISK recognise a handler that they may step over.
head:
	jmp strict near int13
	db "$INT13SF"
	db "MEMDISK "
old13:		dd 0
		dd 0			; flags
		dd 0			; linear address of the mBFT
		db 0
old15:		dd 0
segment_base:	dd 0
tables:		dd 0			; CR3
		dw int15
		dw drives
		dw mbft
		dw end
; Where resident.c adds the linear address of this segment (dwords), and writes the segment (word).
		dw gdt_ptr + 2, gdt_code16 + 2, to_long, 0
		dw to_real + 2
n_drives:	dw 0
n_map:		dw 0
below16:	dw 0			; answers of E801h and 88h
above16:	dw 0
ext_88:		dw 0
		times 80 - ($ - $$) db 0

%include "resident_int13.asm"
%include "resident_access.asm"
; ---- INT 15h -----------------------------------------------------------------------------------
int15:
	cmp ax, 0xe820
	je .e820
	cmp ax, 0xe801
	je .e801
	cmp ah, 0x88
	je .ext
	jmp far [cs:old15]
.e820:
	cmp edx, 0x534d4150		; "SMAP"
	jne .refuse
	cmp ecx, 20
	jb .refuse
	movzx eax, word [cs:n_map]
	cmp ebx, eax
	jae .refuse
	push ds
	push si
	push di
	push cs
	pop ds
	imul si, bx, 24
	add si, end
	cmp ecx, 24
	mov ecx, 20
	jb .copy
	mov cl, 24
.copy:
	push cx
	cld
	rep movsb
	pop cx
	pop di
	pop si
	pop ds
	inc ebx
	cmp ebx, eax
	jb .more
	xor ebx, ebx
.more:
	mov edx, 0x534d4150
	mov eax, edx
	jmp .ok
.e801:
	mov ax, [cs:below16]
	mov bx, [cs:above16]
	mov cx, ax
	mov dx, bx
	jmp .ok
.ext:
	mov ax, [cs:ext_88]
.ok:
	push bp
	mov bp, sp
	and byte [bp + 6], ~FLAG_CF
	pop bp
	iret
.refuse:
	mov ah, 0x86			; no such function
	push bp
	mov bp, sp
	or byte [bp + 6], FLAG_CF
	pop bp
	iret

; ---- data --------------------------------------------------------------------------------------
	align 8, db 0
gdt:
	dq 0
gdt_code16:
	dq 0x00009b000000ffff		; SEL_CODE16, base filled in
	dq 0x00af9b000000ffff		; SEL_CODE64
gdt_ptr:
	dw gdt_ptr - gdt - 1
	dd gdt
to_long:
	dd long64
	dw SEL_CODE64
to_compat:
	dd compat16
	dw SEL_CODE16
to_real:
	dw real16, 0
; Diskette parameters (INT 1Eh): step rate, head load, motor off, 512 bytes, last sector, gap, length,
; gap to format, filler, head settle, motor start.
floppy_table:
	db 0xdf, 0x02, 0x25, 0x02, 18, 0x1b, 0xff, 0x6c, 0xf6, 0x0f, 0x08
a20_was_closed:
	db 0
	align 8, db 0
copy_from:	dq 0
copy_to:	dq 0
buffer:		dq 0
old_efer:	dq 0
copy_words:	dd 0
old_cr0:	dd 0
old_cr3:	dd 0
old_cr4:	dd 0
old_gdt:	dw 0
		dd 0
	align 16, db 0
mbft:		times 80 db 0
	align 8, db 0
drives:		times DRIVES_MAX * drive_size db 0
; The memory map follows.
	align 8, db 0
end:
