; SPDX-License-Identifier: BSD-2-Clause
;
; Reading and writing by INT 13h, included by resident.asm: where on the disk, within its bounds, and
; the copying in long mode.

; ---- cylinder, head, sector ----
read_chs:
	call find_chs
	jnz .end
	call from_disk
.end:	ret

write_chs:
	call find_chs
	jnz .end
	call to_disk
.end:	ret

verify_chs:
	call find_chs
	jnz .end
	mov al, DONE
.end:	ret

; Makes of the caller's registers: EAX = first sector, ECX = number of them, and [buffer]. ZF clear,
; and AL the status, if they are not on the disk.
find_chs:
	movzx edi, byte [bp + frame.eax]
	mov cl, [bp + frame.ecx]
	movzx eax, cl
	and al, 0xc0
	shl eax, 2
	mov al, [bp + frame.ecx + 1]
	cmp ax, [bx + drive.cylinders]
	jae .bad
	movzx edx, byte [bp + frame.edx + 1]
	cmp dx, [bx + drive.heads]
	jae .bad
	and ecx, 0x3f
	jz .bad
	cmp cx, [bx + drive.spt]
	ja .bad
	movzx esi, word [bx + drive.heads]
	imul eax, esi
	add eax, edx
	movzx esi, word [bx + drive.spt]
	imul eax, esi
	lea eax, [eax + ecx - 1]
	mov ecx, edi
	test ecx, ecx
	jz .bad
	movzx esi, word [bp + frame.es]
	shl esi, 4
	movzx edi, word [bp + frame.ebx]
	add esi, edi
	mov [buffer], esi
	mov dword [buffer + 4], 0
	xor edx, edx
	jmp in_bounds
.bad:
	mov byte [bp + frame.eax], 0
	mov al, BAD_CALL
	test al, al
	ret

; ---- blocks ----
read_blocks:
	call find_blocks
	jnz .end
	call from_disk
	call tell_blocks
.end:	ret

write_blocks:
	cmp byte [bx + drive.kind], KIND_CD
	je .protected
	call find_blocks
	jnz .end
	call to_disk
	call tell_blocks
.end:	ret
.protected:
	mov al, READ_ONLY
	ret

verify_blocks:
	call find_blocks
	jnz .end
	mov al, DONE
.end:	ret

; If AL says that nothing was done, the packet does so, too.
tell_blocks:
	test al, al
	jz .end
	push es
	mov es, [bp + frame.ds]
	mov si, [bp + frame.esi]
	mov word [es:si + packet.count], 0
	pop es
.end:	ret

; The same as find_chs by the packet at the caller's DS:SI: EDX:EAX = first sector.
find_blocks:
	push es
	mov es, [bp + frame.ds]
	mov si, [bp + frame.esi]
	cmp byte [es:si + packet.size], packet.flat
	jb .bad
	movzx eax, word [es:si + packet.seg]
	movzx ecx, word [es:si + packet.off]
	cmp eax, 0xffff
	jne .far
	cmp ecx, 0xffff
	jne .far
	cmp byte [es:si + packet.size], packet_size
	jb .bad
	mov eax, [es:si + packet.flat]
	mov ecx, [es:si + packet.flat + 4]
	jmp .buffer
.far:
	shl eax, 4
	add eax, ecx
	xor ecx, ecx
.buffer:
	mov [buffer], eax
	mov [buffer + 4], ecx
	movzx ecx, word [es:si + packet.count]
	mov eax, [es:si + packet.block]
	mov edx, [es:si + packet.block + 4]
	call in_bounds
	jz .end
	mov word [es:si + packet.count], 0
.end:
	pop es
	ret
.bad:
	pop es
	mov al, BAD_CALL
	test al, al
	ret

; ZF set if the ECX sectors from EDX:EAX on are on the disk; else AL is the status.
in_bounds:
	push edx
	push eax
	; What is left behind the first one.
	push esi
	push edi
	mov esi, [bx + drive.sectors]
	mov edi, [bx + drive.sectors + 4]
	sub esi, eax
	sbb edi, edx
	jb .outside
	jnz .inside			; 2 Ti sectors and more
	cmp esi, ecx
	jb .outside
.inside:
	pop edi
	pop esi
	pop eax
	pop edx
	cmp al, al
	ret
.outside:
	pop edi
	pop esi
	pop eax
	pop edx
	mov byte [bp + frame.eax], 0
	mov al, NOT_FOUND
	test al, al
	ret

; ---- copying -----------------------------------------------------------------------------------
; ECX sectors from EDX:EAX on to [buffer], or from there. AL = status.
from_disk:
	call disk_address
	mov [copy_from], eax
	mov [copy_from + 4], edx
	mov eax, [buffer]
	mov edx, [buffer + 4]
	mov [copy_to], eax
	mov [copy_to + 4], edx
	jmp copy

to_disk:
	call disk_address
	mov [copy_to], eax
	mov [copy_to + 4], edx
	mov eax, [buffer]
	mov edx, [buffer + 4]
	mov [copy_from], eax
	mov [copy_from + 4], edx
	jmp copy

; EDX:EAX from a sector to the linear address; [copy_words] = quadwords of ECX sectors.
disk_address:
	movzx esi, cx			; at most 16 bits of them
	mov cl, [bx + drive.shift]
	shld edx, eax, cl
	shl eax, cl
	add eax, [bx + drive.first]
	adc edx, [bx + drive.first + 4]
	shl esi, cl
	shr esi, 3
	mov [copy_words], esi
	ret

; DS = this segment, interrupts off. Changes all but BX, BP and segment registers.
copy:
	smsw ax
	test al, CR0_PE
	jz .real
	mov byte [bp + frame.eax], 0
	mov al, NO_ANSWER
	ret
.real:
	call a20_open
	o32 sgdt [old_gdt]
	mov eax, cr4
	mov [old_cr4], eax
	or eax, CR4_PAE
	mov cr4, eax
	mov eax, cr3
	mov [old_cr3], eax
	mov eax, [tables]
	mov cr3, eax
	mov ecx, MSR_EFER
	rdmsr
	mov [old_efer], eax
	mov [old_efer + 4], edx
	or eax, EFER_LME
	wrmsr
	o32 lgdt [gdt_ptr]
	mov eax, cr0
	mov [old_cr0], eax
	or eax, CR0_PE | CR0_PG
	mov cr0, eax
	jmp far dword [to_long]
bits 64
long64:
	mov rsi, [rel copy_from]
	mov rdi, [rel copy_to]
	mov ecx, [rel copy_words]
	rep movsq
	mov eax, [rel old_cr0]
	jmp far dword [rel to_compat]
bits 16
compat16:
	mov cr0, eax
	jmp far [cs:to_real]
real16:
	mov ecx, MSR_EFER
	mov eax, [old_efer]
	mov edx, [old_efer + 4]
	wrmsr
	mov eax, [old_cr3]
	mov cr3, eax
	mov eax, [old_cr4]
	mov cr4, eax
	o32 lgdt [old_gdt]
	call a20_close
	mov al, DONE
	ret

; Opens A20 if it is closed, and remembers that.
a20_open:
	mov byte [a20_was_closed], 0
	call a20_is_open
	jne .end
	inc byte [a20_was_closed]
	mov ax, 0x2401
	call a20_call
	call a20_is_open
	jne .end
	in al, 0x92			; "fast A20"; bit 0 would be a reset
	or al, 2
	and al, ~1
	out 0x92, al
.end:	ret

a20_close:
	cmp byte [a20_was_closed], 0
	je .end
	mov ax, 0x2400
	call a20_call
	call a20_is_open
	je .end
	in al, 0x92
	and al, ~3
	out 0x92, al
.end:	ret

a20_call:
	push bx
	push bp
	push ds
	push es
	pushf
	call far [old15]
	cli
	pop es
	pop ds
	pop bp
	pop bx
	ret

; ZF set: the second MiB is a mirror of the first, by the vector of INT 0FFh. Changes AX.
a20_is_open:
	push ds
	push es
	push bx
	push dx
	xor ax, ax
	mov ds, ax
	dec ax
	mov es, ax
	mov bx, 0xff * 4
	mov dx, [bx]
	cmp dx, [es:bx + 16]
	jne .end
	not word [bx]
	mov ax, [bx]
	cmp ax, [es:bx + 16]
	mov [bx], dx
.end:	pop dx
	pop bx
	pop es
	pop ds
	ret
