; SPDX-License-Identifier: BSD-2-Clause
;
; Part of int13.asm: the memory map, and the tables by which the disk is found.

test_memory:
	say { "INT13 basemem=" }
	int 0x12
	call hex16
	line
	xor ebx, ebx
.next:
	mov eax, 0xe820
	mov edx, 0x534d4150
	mov ecx, 20
	mov di, answer
	int 0x15
	jc .old
	say { "INT13 e820 " }
	mov eax, [answer + 4]
	call hex32
	mov eax, [answer]
	call hex32
	call space
	mov eax, [answer + 12]
	call hex32
	mov eax, [answer + 8]
	call hex32
	call space
	mov al, [answer + 16]
	call hex8
	line
	test ebx, ebx
	jnz .next
.old:
	mov ax, 0xe801
	int 0x15
	push dx
	push cx
	say { "INT13 e801=" }
	pop ax
	call hex16
	call space
	pop ax
	call hex16
	mov ah, 0x88
	int 0x15
	push ax
	say { " 88=" }
	pop ax
	call hex16
	line
	ret

; The safe hook at INT 13h, and the mBFT as memdiskfind looks for it.
test_hook:
	mov es, [0x13 * 4 + 2]
	mov di, [0x13 * 4]
	add di, 3
	mov si, text_hook
	mov cx, 16
	repe cmpsb
	ok_if e, "safe-hook"
	mov ax, [0x413]
	shl ax, 6
.next:
	cmp ax, 0xa000
	jae .none
	mov es, ax
	inc ax
	cmp dword [es:0], "mBFT"
	jne .next
	push ax
	mov cx, [es:4]
	xor al, al
	xor si, si
.sum:	add al, [es:si]
	inc si
	loop .sum
	test al, al
	pop ax
	jnz .next
	say { "INT13 mbft start=" }
	mov eax, [es:44]
	call hex32
	say { " sectors=" }
	mov eax, [es:48]
	call hex32
	line
	jmp .end
.none:
	say { "INT13 mbft=none", 13, 10 }
.end:
	push 0
	pop es
	ret
text_hook:	db "$INT13SFMEMDISK "

