; SPDX-License-Identifier: BSD-2-Clause
;
; Part of int13.asm: sectors by cylinder, head and sector and by number, read, written and refused.

; Cylinder, head and sector of EAX to CX and DH.
chs_of:
	xor edx, edx
	movzx ecx, byte [spt]
	div ecx
	inc dl
	push dx
	xor edx, edx
	movzx ecx, byte [last_head]
	inc ecx
	div ecx
	mov ch, al
	mov cl, ah
	shl cl, 6
	mov dh, dl
	pop ax
	or cl, al
	ret

test_chs:
	call clear_buffer
	mov eax, FIRST + 5
	call chs_of
	mov dl, [drive]
	mov ax, 0x0207
	mov bx, BUFFER
	mov es, bx
	xor bx, bx
	int 0x13
	push 0
	pop es
	jc .bad
	cmp ax, 7
	jne .bad
	mov eax, FIRST + 5
	mov ecx, 7 * 512
	call compare
.bad:
	ok_if e, "chs"
	; Sector 0, and a cylinder that is not there.
	mov ax, 0x0201
	mov cx, 0x0000
	mov bx, 0x1000
	xor dh, dh
	mov dl, [drive]
	int 0x13
	jnc .there
	mov ax, 0x0201
	mov cx, 0xffff
	mov bx, 0x1000
	mov dh, 0xff
	mov dl, [drive]
	int 0x13
	jnc .there
	cmp al, 0
.there:
	ok_if e, "chs-bounds"
	ret

test_edd_parameters:
	mov word [answer], 30
	mov ah, 0x48
	mov si, answer
	mov dl, [drive]
	int 0x13
	jc .bad
	say { "INT13 edd sectors=" }
	mov eax, [answer + 20]
	call hex32
	mov eax, [answer + 16]
	call hex32
	mov [n_sectors], eax
	say { " bytes=" }
	mov ax, [answer + 24]
	call hex16
	say { " flags=" }
	mov ax, [answer + 2]
	call hex16
	line
	ret
.bad:
	ok_if nc, "edd-parameters"
	ret

test_edd:
	call clear_buffer
	mov eax, FIRST + 3
	mov cx, 0xf800 >> SHIFT
	call make_packet
	mov ah, 0x42
	call edd
	jc .bad
	mov eax, FIRST + 3
	mov ecx, 0xf800
	call compare
.bad:
	ok_if e, "edd-read"
	mov eax, FIRST
	mov cx, 4
	call make_packet
	mov ah, 0x44
	call edd
	ok_if nc, "edd-verify"
	mov ah, 0x47
	call edd
	ok_if nc, "edd-seek"
	ret

; The buffer as a 64-bit address.
test_flat:
	call clear_buffer
	mov eax, FIRST + 9
	mov cx, 2
	call make_packet
	mov byte [packet], 24
	mov dword [packet + 4], 0xffffffff
	mov dword [packet + 16], BUFFER * 16
	mov dword [packet + 20], 0
	mov ah, 0x42
	call edd
	jc .bad
	mov eax, FIRST + 9
	mov ecx, 2 << SHIFT
	call compare
.bad:
	ok_if e, "edd-flat"
	ret

; CX sectors from EDX:EAX on must be refused. CF set if they were read.
refused:
	call make_packet
	mov [packet + 12], edx
	mov ah, 0x42
	call edd
	jnc .bad
	cmp ah, 0x04
	jne .bad
	cmp word [packet + 2], 0
	jne .bad
	clc
	ret
.bad:
	stc
	ret

test_bounds:
	mov eax, [n_sectors]
	xor edx, edx
	mov cx, 1
	call refused
	jc .bad
	mov eax, [n_sectors]
	dec eax
	mov cx, 2
	call refused
	jc .bad
	mov eax, -1
	mov edx, -1
	mov cx, 1
	call refused
	jc .bad
	xor eax, eax
	mov edx, 1
	mov cx, 1
	call refused
	jc .bad
	; The status stays until the next call.
	mov ah, 0x01
	mov dl, [drive]
	int 0x13
	jnc .was
	cmp ah, 4
	jne .was
	clc
	jmp .bad
.was:	stc
.bad:
	ok_if nc, "bounds"
	; The last one is there.
	mov eax, [n_sectors]
	dec eax
	mov cx, 1
	call make_packet
	mov ah, 0x42
	call edd
	ok_if nc, "last-sector"
	ret

; Writes what it has read elsewhere, and reads it again.
test_write:
%if KIND == 2
	mov eax, FIRST
	mov cx, 1
	call make_packet
	mov ah, 0x43
	call edd
	jnc .bad
	cmp ah, 3
.bad:
	ok_if e, "read-only"
	ret
%else
	mov eax, FIRST + 20
	mov bl, 2
	call transfer
	jc .bad
	mov eax, FIRST + 40
	mov bl, 3
	call transfer
	jc .bad
	call clear_buffer
	mov eax, FIRST + 40
	mov bl, 2
	call transfer
	jc .bad
	mov eax, FIRST + 20
	mov ecx, 512
	call compare
	je .end
.bad:	stc
.end:
	ok_if nc, "write"
	ret

; One sector, EAX, to or from BUFFER:0; BL = 2 or 3.
transfer:
	push bx
	call chs_of
	pop bx
	mov ah, bl
	mov al, 1
	mov dl, [drive]
	mov bx, BUFFER
	mov es, bx
	xor bx, bx
	int 0x13
	push 0
	pop es
	ret
%endif
