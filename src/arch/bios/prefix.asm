; SPDX-License-Identifier: BSD-2-Clause
;
; The beginning of hawser.kpxe: a PXE network boot program (PXE 2.1, 4.4.5), loaded to 0:7C00 and
; called with a far call. Looks whether this machine can run us, puts the low part to the top of
; free base memory, asks for the memory map, opens A20, and calls the unpacker in 32-bit mode. If
; anything is wrong it says so in one line and returns to the ROM as it was called. In the file:
;
;   this code, 2 KiB | the unpacker, linked to UNPACK | the low part | the program, compressed
;
; Built with -DBODY_SIZE=bytes of the unpacked program, -DBODY_MEM=bytes of memory it wants.

%include "low.inc"

LOAD		equ 0x7c00
UNPACK		equ LOAD + 2048
; The unpacker keeps its variables here, behind the largest image there may be (384 KiB).
UNPACK_BSS	equ 0x68000
LOWEST		equ 0x6d000	; the low part and its ring must not come below
RING_MIN	equ 8192	; the shortest ring; a power of two, as all are
BDA_BASEMEM	equ 0x413	; KiB of base memory
PUSHED		equ 44		; bytes of registers on the ROM's stack; rm_exit in low.asm knows it
STACK_ROOM	equ 2048	; left below the ROM's stack pointer, where we must keep off
PXE_FAILURE	equ 1		; PXENV_EXIT_FAILURE
GDT_CODE32	equ 0x08	; flat
GDT_DATA32	equ 0x10	; flat
GDT_CODE16	equ 0x18	; the first 64 KiB
GDT_DATA16	equ 0x20

	org LOAD
bits 16
	pushfd
	pushad
	push ds
	push es
	push fs
	push gs
	cld
	sti
	jmp 0:start

start:
	xor ax, ax
	mov ds, ax
	mov bp, sp
	mov [rom_ss], ss
	lea ax, [bp + PUSHED]
	mov [rom_sp], ax
	mov [rom_es], es
	mov [rom_bx], bx
	call check_cpu
	call place_low
	call read_map
	call open_a20
	call unpack_body
	; Not reached: the program leaves through rm_exit of low.asm.

; ---- ending in words -----------------------------------------------------------------------------
; SI = a sentence. Back to the ROM, wherever the stack is now.
fail:
	push si
	mov si, msg_prefix
	call print
	pop si
	call print
	mov si, msg_end
	call print
	mov ax, [rom_basemem]
	test ax, ax
	jz .back
	mov [BDA_BASEMEM], ax
.back:
	cli
	mov ss, [rom_ss]
	mov sp, [rom_sp]
	sub sp, PUSHED
	sti
	pop gs
	pop fs
	pop es
	pop ds
	popad
	popfd
	mov ax, PXE_FAILURE
	retf

print:
	lodsb
	test al, al
	jz .end
	mov ah, 0x0e
	mov bx, 7
	push si
	int 0x10
	pop si
	jmp print
.end:	ret

; AX in decimal to the text at DI, 0 behind it.
decimal:
	xor cx, cx
	mov bx, 10
.divide:
	xor dx, dx
	div bx
	push dx
	inc cx
	test ax, ax
	jnz .divide
.store:
	pop ax
	add al, '0'
	mov [di], al
	inc di
	loop .store
	mov byte [di], 0
	ret

; ---- the CPU -------------------------------------------------------------------------------------
; Long mode, and the SSE2 that comes with it (CPUID 8000_0001h EDX bit 29).
check_cpu:
	mov si, msg_cpu
	pushfd
	pop eax
	mov ecx, eax
	xor eax, 1 << 21		; EFLAGS.ID can be changed if there is CPUID
	push eax
	popfd
	pushfd
	pop eax
	push ecx
	popfd
	cmp eax, ecx
	je fail
	mov eax, 0x80000000
	cpuid
	mov si, msg_cpu
	cmp eax, 0x80000001
	jb fail
	mov eax, 0x80000001
	cpuid
	mov si, msg_cpu
	test edx, 1 << 29
	jz fail
	ret

; ---- base memory ---------------------------------------------------------------------------------
; ESI = top of what is free of base memory: what 40:13 says, but below the ROM's stack where that
; lies in the memory behind us.
base_top:
	movzx esi, word [BDA_BASEMEM]
	cmp si, 640
	jbe .sane
	mov si, 640
.sane:
	shl esi, 10
	movzx eax, word [rom_ss]
	shl eax, 4
	movzx ecx, word [rom_sp]
	add eax, ecx
	cmp eax, LOWEST
	jb .end
	sub eax, STACK_ROOM
	cmp eax, esi
	jae .end
	mov esi, eax
.end:	ret

; Copies the low part to its place and fills in its head. ES = its segment afterwards.
place_low:
	call base_top
	mov ebx, esi
	sub ebx, [low_image + low.size]
	and ebx, ~4095
	mov eax, 65536
.ring:
	mov edx, ebx
	sub edx, eax
	cmp edx, LOWEST
	jge .fits
	shr eax, 1
	cmp eax, RING_MIN
	jae .ring
	mov eax, [low_image + low.size]
	add eax, LOWEST + RING_MIN
	shr eax, 10
	mov di, msg_base
	call decimal
	mov byte [di], ' '		; the text goes on
	mov ax, [BDA_BASEMEM]
	mov di, msg_base_free
	call decimal
	mov si, msg_base
	jmp fail
.fits:
	shr ebx, 4
	mov es, bx
	xor di, di
	mov si, low_image
	mov cx, low_image_end - low_image
	rep movsb
	mov cx, [low_image + low.size]
	sub cx, di
	push ax
	xor al, al
	rep stosb
	pop ax
	mov [es:low.ring], edx
	mov [es:low.ring_len], eax
	shr edx, 10
	mov [es:low.basemem], dx
	mov ax, [BDA_BASEMEM]
	mov [es:low.rom_basemem], ax
	mov [rom_basemem], ax
	mov [BDA_BASEMEM], dx
	mov eax, [rom_es]		; and BX
	mov [es:low.rom_es], eax
	mov eax, [rom_ss]		; and SP
	mov [es:low.rom_ss], eax
	ret

; ---- the memory map ------------------------------------------------------------------------------
; All that the firmware says about memory, as it says it. The unpacker makes sense of it.
read_map:
	xor ebx, ebx
	mov di, low.raw
.next:
	mov dword [es:di + 20], 1	; valid, for firmware that writes 20 bytes
	mov eax, 0xe820
	mov edx, 0x534d4150		; "SMAP"
	mov ecx, 24
	call bios15
	jc .e801
	cmp eax, 0x534d4150
	jne .e801
	cmp ecx, 20
	jb .e801
	add di, 24
	inc dword [es:low.n_raw]
	cmp dword [es:low.n_raw], E820_MAX
	jae .e801
	test ebx, ebx
	jnz .next
.e801:
	xor cx, cx
	xor dx, dx
	mov ax, 0xe801
	call bios15
	jc .ext
	jcxz .in_ax
	mov ax, cx
	mov bx, dx
.in_ax:
	mov [es:low.e801_below16], ax
	mov [es:low.e801_above16], bx
.ext:
	mov ah, 0x88
	clc
	call bios15
	jc .end
	mov [es:low.ext_88], ax
.end:	ret

; INT 15h, for which firmware is known to change registers it should not.
bios15:
	push ds
	push es
	push di
	push si
	push bp
	int 0x15
	pop bp
	pop si
	pop di
	pop es
	pop ds
	ret

; ---- A20 -----------------------------------------------------------------------------------------
open_a20:
	call a20_is_open
	jne .end
	mov ax, 0x2401
	call bios15
	call a20_is_open
	jne .end
	in al, 0x92			; "fast A20" of the PS/2; bit 0 would be a reset
	or al, 2
	and al, ~1
	out 0x92, al
	call a20_wait
	jne .end
	call kbc_wait
	mov al, 0xd1			; write the keyboard controller's output port
	out 0x64, al
	call kbc_wait
	mov al, 0xdf
	out 0x60, al
	call kbc_wait
	mov al, 0xff			; no command; some controllers want it
	out 0x64, al
	call kbc_wait
	call a20_wait
	mov si, msg_a20
	je fail
.end:	ret

; ZF set: the second MiB is still a mirror of the first.
a20_is_open:
	push ax
	mov ax, 0xffff
	mov gs, ax
	mov ax, [a20_word]
	cmp ax, [gs:a20_word + 16]
	jne .end
	not word [a20_word]
	mov ax, [a20_word]
	cmp ax, [gs:a20_word + 16]
.end:	pop ax
	ret

; The same, given some time.
a20_wait:
	mov cx, 0xffff
.again:
	call a20_is_open
	jne .end
	in al, 0x80
	loop .again
	call a20_is_open
.end:	ret

kbc_wait:
	mov cx, 0xffff
.again:
	in al, 0x64
	test al, 2
	loopnz .again
	ret

; ---- the program ---------------------------------------------------------------------------------
unpack_body:
	cli
	push es
	push word [es:low.init]
	mov bp, sp
	call far [bp]
	xor ax, ax
	mov ds, ax
	mov ebx, [es:low.base]
	lgdt [gdt_ptr]
	mov eax, cr0
	or al, CR0_PE
	mov cr0, eax
	jmp dword GDT_CODE32:flat32
bits 32
flat32:
	mov eax, GDT_DATA32
	mov ds, eax
	mov es, eax
	mov ss, eax
	mov esp, [ebx + low.size]
	add esp, ebx
	push dword BODY_MEM
	push dword BODY_SIZE
	push dword body_end - body
	push dword body
	push ebx
	mov eax, UNPACK
	call eax
	test eax, eax
	jnz .failed
	movzx eax, word [ebx + low.enter]
	add eax, ebx
	jmp eax
.failed:
	mov esi, eax
	mov eax, GDT_DATA16
	mov ds, eax
	mov es, eax
	mov ss, eax
	jmp GDT_CODE16:.in16
bits 16
.in16:
	mov eax, cr0
	and al, ~CR0_PE
	mov cr0, eax
	jmp 0:.real
.real:
	xor ax, ax
	mov ds, ax
	mov es, ax
	mov ss, [rom_ss]
	movzx esp, word [rom_sp]
	sub sp, PUSHED
	sti
	jmp fail

; ---- data ----------------------------------------------------------------------------------------
	align 8, db 0
gdt:
	dq 0
	dq 0x00cf9b000000ffff		; GDT_CODE32
	dq 0x00cf93000000ffff		; GDT_DATA32
	dq 0x00009b000000ffff		; GDT_CODE16
	dq 0x000093000000ffff		; GDT_DATA16
gdt_ptr:
	dw gdt_ptr - gdt - 1
	dd gdt
	align 4, db 0
rom_es:		dw 0
rom_bx:		dw 0
rom_ss:		dw 0
rom_sp:		dw 0
rom_basemem:	dw 0
a20_word:	dw 0x55aa
msg_prefix:	db 13, 10, "Hawser cannot run here: ", 0
msg_end:	db 13, 10, 0
msg_cpu:	db "this processor has no 64-bit mode", 0
msg_a20:	db "the A20 line cannot be opened", 0
msg_base:	db "000 KiB of base memory are needed, free are "
msg_base_free:	db "00000", 0

	times 2048 - ($ - $$) db 0
	incbin UNPACK_BIN
	align 16, db 0
low_image:
	incbin LOW_BIN
low_image_end:
; Refused here if the low part ends beyond 64 KiB, where place_low could not copy it from.
	times -((low_image_end - $$) / (0x10000 - LOAD + 1)) db 0
body:	incbin BODY_LZMA
body_end:
; By these two the loop guard knows a downloaded file as this loader itself (autoboot.c).
	db "hawser loader image", 0
	db VERSION, 0
