; SPDX-License-Identifier: BSD-2-Clause
;
; Part of int13.asm: states of the processor in which INT 13h is called, and what it must leave.

test_a20:
	mov word [0x500], 0x1234
	in al, 0x92
	and al, ~3
	out 0x92, al
	mov ax, -1
	mov fs, ax
	mov ax, [fs:0x510]
	cmp ax, [0x500]
	je .closed
	say { "INT13 a20=cannot-be-closed", 13, 10 }
	ret
.closed:
	call clear_buffer
	mov eax, FIRST + 1
	mov cx, 3
	call make_packet
	mov ah, 0x42
	call edd
	jc .bad
	mov eax, FIRST + 1
	mov ecx, 3 << SHIFT
	call compare
	jne .bad
	; Still a mirror: what is written here is seen there.
	mov word [0x500], 0x5678
	cmp word [fs:0x510], 0x5678
.bad:
	pushf
	in al, 0x92
	or al, 2
	and al, ~1
	out 0x92, al
	popf
	ok_if e, "a20"
	ret

; From virtual-8086 mode, as under EMM386, a call must come back with an error.
test_v86:
	mov eax, FIRST
	mov cx, 1
	call make_packet
	cli
	mov [stack], sp
	mov byte [tss_descriptor + 5], 0x89	; not busy
	o32 lgdt [v86_gdt_ptr]
	o32 lidt [v86_idt_ptr]
	mov eax, cr0
	or al, 1
	mov cr0, eax
	jmp dword 0x08:.protected
bits 32
.protected:
	mov eax, 0x10
	mov ds, eax
	mov es, eax
	mov ss, eax
	mov esp, RING0_STACK
	mov eax, 0x18
	ltr ax
	push dword 0			; GS, FS, DS, ES
	push dword 0
	push dword 0
	push dword 0
	push dword 0			; SS
	push dword V86_STACK
	push dword 1 << 17 | 3 << 12 | 2	; VM, IOPL 3
	push dword 0			; CS
	push dword .v86
	iretd
bits 16
.v86:
	mov ah, 0x42
	mov si, packet
	mov dl, [drive]
	pushf
	call far [0x13 * 4]
	setc [v86_failed]
	mov [v86_status], ah
	int 0x20
bits 32
v86_end:
	mov eax, 0x28
	mov ds, eax
	mov es, eax
	mov fs, eax
	mov gs, eax
	mov ss, eax
	jmp 0x20:.protected16
bits 16
.protected16:
	mov eax, cr0
	and al, ~1
	mov cr0, eax
	jmp 0:.real
.real:
	xor ax, ax
	mov ds, ax
	mov es, ax
	mov fs, ax
	mov gs, ax
	mov ss, ax
	mov sp, [stack]
	o32 lidt [real_idt_ptr]
	sti
	cmp byte [v86_failed], 1
	jne .bad
	cmp byte [v86_status], 0xaa
	jne .bad
	cmp word [packet + 2], 0
.bad:
	ok_if e, "v86"
	ret

; What a call must leave as it was: segments, the stack, BP, interrupts, upper halves, and limits
; beyond 64 KiB that somebody has set.
test_registers:
	cli
	o32 lgdt [big_gdt_ptr]
	mov eax, cr0
	or al, 1
	mov cr0, eax
	jmp .in_protected
.in_protected:
	mov bx, 8
	mov gs, bx
	and al, ~1
	mov cr0, eax
	jmp 0:.in_real
.in_real:
	xor ax, ax
	mov gs, ax
	sti
	mov ebp, 0x12345678
	mov edi, 0x9abcdef0
	mov [stack], sp
	mov eax, 0x0201
	mov ecx, 0x55550001
	mov bx, BUFFER
	mov es, bx
	xor bx, bx
%if KIND == 2
	mov eax, FIRST
	mov cx, 1
	call make_packet
	mov ecx, 0x55550001
	mov ah, 0x42
	mov si, packet
%endif
	xor dh, dh
	mov dl, [drive]
	int 0x13
	jc .bad
	pushf
	pop ax
	test ah, 2
	jz .bad
	cmp ebp, 0x12345678
	jne .bad
	cmp edi, 0x9abcdef0
	jne .bad
	cmp ecx, 0x55550001
	jne .bad
	cmp [stack], sp
	jne .bad
	mov ax, es
	cmp ax, BUFFER
	jne .bad
	mov ebx, 0x200000
	mov eax, [gs:ebx]
	clc
	jmp .end
.bad:	stc
.end:
	push 0
	pop es
	ok_if nc, "registers"
	ret

RING0_STACK	equ 0x7000
V86_STACK	equ 0x6800
	align 8, db 0
v86_gdt:
	dq 0
	dq 0x00cf9b000000ffff		; 08h: code, 32 bits
	dq 0x00cf93000000ffff		; 10h: data
tss_descriptor:
	dw 103, tss			; 18h
	db 0, 0x89, 0, 0
	dq 0x00009b000000ffff		; 20h: code, 16 bits
	dq 0x000093000000ffff		; 28h: data
v86_gdt_ptr:
	dw v86_gdt_ptr - v86_gdt - 1
	dd v86_gdt
v86_idt:
	times 32 dq 0
	dw v86_end, 0x08, 0xee00, 0	; INT 20h, for everybody
v86_idt_ptr:
	dw v86_idt_ptr - v86_idt - 1
	dd v86_idt
real_idt_ptr:
	dw 0x3ff
	dd 0
tss:	dd 0, RING0_STACK, 0x10
	times 102 - 12 db 0
	dw 104				; no map of ports
v86_failed:	db 0
v86_status:	db 0
	align 8, db 0
big_gdt:
	dq 0
	dq 0x00cf93000000ffff
big_gdt_ptr:
	dw big_gdt_ptr - big_gdt - 1
	dd big_gdt
	align 4, db 0
