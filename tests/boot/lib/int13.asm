; SPDX-License-Identifier: BSD-2-Clause
;
; A boot image that tries INT 13h on the drive it was started from and on all others, and tells on COM1
; what it finds; int13.py makes disks around it. With DRIVE it is a network boot program that tries that
; drive. From byte PATTERN on, the drive holds 32-bit words that are their index on the drive times
; FACTOR. KIND: 0 hard disk, 1 floppy, 2 CD without emulation. Then the power goes off (SeaBIOS on QEMU).

%ifndef KIND
%define KIND 0
%endif
%ifndef TAG
%define TAG "TST0"
%endif
PATTERN		equ 1 << 20
FACTOR		equ 0x9e3779b1
SECTORS		equ 14			; of 512 bytes: this program
%if KIND == 2
SHIFT		equ 11
%else
SHIFT		equ 9
%endif
FIRST		equ PATTERN >> SHIFT	; sector the pattern begins with
BUFFER		equ 0x2000		; segment

	org 0x7c00
bits 16
	cli
	xor ax, ax
	mov ds, ax
	mov es, ax
	mov ss, ax
	mov sp, 0x7c00
	sti
	cld
%ifdef DRIVE
	mov dl, DRIVE
%define WHOLE
%elif KIND == 2
%define WHOLE
%endif
	mov [drive], dl
%ifndef WHOLE
	mov ax, 0x0200 | (SECTORS - 1)
	mov bx, 0x7e00
	mov cx, 2
	xor dh, dh
	int 0x13
	mov si, text_no_rest
	jc fatal
%endif
	jmp main

fatal:
	call print
off:	mov dx, 0x604
	mov ax, 0x2000
	out dx, ax
.stop:	hlt
	jmp .stop

print:
	lodsb
	test al, al
	jz .end
	call print_char
	jmp print
.end:	ret

print_char:
	push dx
	push ax
	mov dx, 0x3fd
.wait:	in al, dx
	test al, 0x20
	jz .wait
	pop ax
	mov dl, 0xf8
	out dx, al
	pop dx
	ret

text_no_rest:	db "INT13 cannot read the rest", 13, 10, 0
drive:		db 0

	times 440 - ($ - $$) db 0
	db TAG
	times 510 - ($ - $$) db 0
	db 0x55, 0xaa

; ---- words --------------------------------------------------------------------------------------
; EAX in hexadecimal.
hex32:
	push eax
	shr eax, 16
	call hex16
	pop eax
hex16:
	push ax
	mov al, ah
	call hex8
	pop ax
hex8:
	push ax
	shr al, 4
	call .digit
	pop ax
.digit:
	push ax
	and al, 15
	cmp al, 10
	sbb al, 0x69
	das
	call print_char
	pop ax
	ret

space:
	push ax
	mov al, ' '
	call print_char
	pop ax
	ret

; Prints the text behind the call.
%macro say 1
	push si
	mov si, %%text
	call print
	pop si
	jmp %%end
%%text:	db %1, 0
%%end:
%endmacro
%macro line 0
	say `\r\n`
%endmacro
; "INT13 name=ok" if the condition holds.
%macro ok_if 2
	j%1 %%good
	say { "INT13 ", %2, "=BAD", 13, 10 }
	jmp %%end
%%good:
	say { "INT13 ", %2, "=ok", 13, 10 }
%%end:
%endmacro

; ---- parts --------------------------------------------------------------------------------------
; ZF set if the ECX bytes at BUFFER:0 are those of the pattern from sector EAX on.
compare:
	push es
	push cx
	mov bx, BUFFER
	mov es, bx
	mov cl, SHIFT - 2
	shl eax, cl
	pop cx
	imul eax, eax, FACTOR
	shr cx, 2
	xor di, di
.next:
	scasd
	jne .end
	add eax, FACTOR
	loop .next
	cmp al, al
.end:	pop es
	ret

clear_buffer:
	push es
	mov ax, BUFFER
	mov es, ax
	xor di, di
	mov cx, 0x7fff
	mov ax, 0xdead
	rep stosw
	pop es
	ret

; The call AH with the packet. CF and AH as they come.
edd:
	mov si, packet
	mov dl, [drive]
	int 0x13
	ret

; Packet for CX sectors from EAX on to BUFFER:0.
make_packet:
	mov word [packet], 16
	mov [packet + 2], cx
	mov word [packet + 4], 0
	mov word [packet + 6], BUFFER
	mov [packet + 8], eax
	mov dword [packet + 12], 0
	ret

; ---- the tests ----------------------------------------------------------------------------------
main:
	say { "INT13 drive=" }
	mov al, [drive]
	call hex8
	line
	call test_extensions
	call test_parameters
	call test_type
%if KIND != 2
	call test_chs
%endif
%if KIND != 1
	call test_edd_parameters
	call test_edd
	call test_flat
	call test_bounds
	call test_a20
	call test_v86
%endif
	call test_write
	call test_registers
	call test_calls
	call test_emulation
	call test_drives
	call test_counts
	call test_memory
	call test_hook
	say { "INT13 DONE", 13, 10 }
	jmp off

test_extensions:
	mov ah, 0x41
	mov bx, 0x55aa
	mov dl, [drive]
	int 0x13
%if KIND == 1
	ok_if c, "no-edd"
%else
	jc .bad
	cmp bx, 0xaa55
	jne .bad
	cmp ah, 0x30
	jne .bad
	and cx, 5
	cmp cx, 5
.bad:
	ok_if e, "edd"
%endif
	ret

test_parameters:
	mov ah, 0x08
	mov dl, [drive]
	xor bx, bx
	xor di, di
	push es
	int 0x13
	pop es
%if KIND == 2
	ok_if c, "no-geometry"
%else
	jc .bad
	mov [spt], cl
	and byte [spt], 63
	mov [last_head], dh
	push dx
	push cx
	say { "INT13 geometry cx=" }
	pop ax
	call hex16
	say { " dx=" }
	pop ax
	call hex16
	say { " bl=" }
	mov al, bl
	call hex8
	line
	ret
.bad:
	ok_if nc, "geometry"
%endif
	ret

test_type:
	mov ah, 0x15
	mov dl, [drive]
	int 0x13
	jc .none
	push dx
	push cx
	push ax
	say { "INT13 type=" }
	pop ax
	mov al, ah
	call hex8
	say { " sectors=" }
	pop ax
	call hex16
	pop ax
	call hex16
	line
	ret
.none:
	say { "INT13 type=none", 13, 10 }
	ret

%include "int13_access.asm"

; Functions that have nothing to do.
test_calls:
	mov si, calls
.next:
	lodsb
	cmp al, 0xff
	je .good
	mov ah, al
	mov al, 0
	mov cx, 1
	xor dh, dh
	mov dl, [drive]
	push si
	int 0x13
	pop si
	jc .bad
	test ah, ah
	jz .next
.bad:	stc
	jmp .end
.good:	clc
.end:
	ok_if nc, "calls"
	mov ah, 0x05			; format: nobody may
	mov dl, [drive]
	int 0x13
	jnc .formats
	cmp ah, 1
.formats:
	ok_if e, "no-format"
	ret
%if KIND == 0
calls:	db 0x00, 0x09, 0x0c, 0x0d, 0x10, 0x11, 0x14, 0xff
%elif KIND == 1
calls:	db 0x00, 0x16, 0xff
%else
calls:	db 0x00, 0xff
%endif

test_emulation:
	mov ax, 0x4b01
	mov si, answer
	mov byte [answer], 0x13
	mov dl, [drive]
	int 0x13
	jc .none
	say { "INT13 emulation=" }
	mov si, answer
	mov cx, 19
.next:
	lodsb
	call hex8
	loop .next
	line
	ret
.none:
	say { "INT13 emulation=none", 13, 10 }
	ret

; The tags of all drives there are.
test_drives:
	mov si, numbers
.next:
	lodsb
	cmp al, 0xff
	je .end
	mov dl, al
	push si
	push dx
	call read_first
	pop dx
	jc .no
	say { "INT13 disk " }
	mov al, dl
	call hex8
	say { " is [" }
	push ds
	mov ax, BUFFER
	mov ds, ax
	mov si, 440
	mov cx, 4
.char:	lodsb
	call print_char
	loop .char
	pop ds
	say { "]", 13, 10 }
.no:
	pop si
	jmp .next
.end:	ret
numbers: db 0x00, 0x01, 0x80, 0x81, 0x82, 0x83, 0xe0, 0xe1, 0xff

; The first sector of DL to BUFFER:0.
read_first:
	cmp dl, 0xe0
	jae .packet
	mov ax, BUFFER
	mov es, ax
	xor bx, bx
	mov ax, 0x0201
	mov cx, 1
	xor dh, dh
	int 0x13
	push 0
	pop es
	ret
.packet:
	xor eax, eax
	mov cx, 1
	call make_packet
	mov si, packet
	mov ah, 0x42
	int 0x13
	ret

test_counts:
	say { "INT13 counts bda=" }
	mov al, [0x475]
	call hex8
	say { " equipment=" }
	mov al, [0x410]
	and al, 0xc1
	call hex8
	mov si, numbers
.next:
	lodsb
	cmp al, 0xe0
	jae .end
	push si
	mov dl, al
	mov ah, 0x08
	push es
	int 0x13
	pop es
	pop si
	jc .next
	test ah, ah
	jnz .next
	call space
	mov al, [si - 1]
	call hex8
	mov al, ':'
	call print_char
	mov al, dl
	call hex8
	jmp .next
.end:
	line
	ret

%include "int13_cpu.asm"
%include "int13_memory.asm"
n_sectors:	dd 0
stack:		dw 0
spt:		db 0
last_head:	db 0
packet:		times 24 db 0
answer:		times 64 db 0
	times SECTORS * 512 - ($ - $$) db 0
