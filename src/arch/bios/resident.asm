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

; ---- INT 13h -----------------------------------------------------------------------------------
int13:
	push dx
	push ax
	push ds
	push es
	pushad
	mov bp, sp
	cli				; it may have been called as a routine
	cld
	mov bx, cs
	mov ds, bx
	; Which drive, and how many of ours with a lower number of its class: AL.
	mov bx, drives
	mov cx, [n_drives]
	xor ax, ax			; AH: ours of the class
	jcxz .others
.next:
	cmp dl, [bx + drive.number]
	je serve
	mov dh, [bx + drive.number]
	cmp dh, 0xe0			; what is there shifts nothing
	jae .skip
	xor dh, dl
	js .skip			; the other class
	inc ah
	cmp dl, [bx + drive.number]
	jb .skip
	inc al
.skip:
	add bx, drive_size
	loop .next
.others:
	cmp dl, 0xe0
	jae .pass
	test ah, ah
	jnz shifted
.pass:
	popad
	pop es
	pop ds
	add sp, 4
	jmp far [cs:old13]

; One of the machine's drives, which the BIOS knows by a number that is lower by AL.
shifted:
	sub [bp + frame.edx], al
	popad
	pop es
	pop ds
	pushf
	call far [cs:old13]
	push bp
	mov bp, sp			; function, drive, IP, CS, flags from BP + 2 on
	jc .failed
	and byte [bp + 10], ~FLAG_CF
	cmp byte [bp + 3], 0x08
	je .count
	cmp byte [bp + 3], 0x15		; a number of sectors in CX:DX
	jne .restore
	cmp ah, 3
	jne .restore
	jmp .end
.count:
	call drive_count
	jmp .end
.failed:
	or byte [bp + 10], FLAG_CF
.restore:
	mov dl, [bp + 4]
.end:
	pop bp
	add sp, 4
	iret

; DL = how many drives there are of the class of the number at [BP + 4], by the BIOS data area.
drive_count:
	push ds
	push ax
	xor ax, ax
	mov ds, ax
	mov dl, [BDA_HARD_DISKS]
	test byte [bp + 4], 0x80
	jnz .end
	mov al, [BDA_EQUIPMENT]
	xor dl, dl
	test al, 1
	jz .end
	shr al, 6
	inc ax
	mov dl, al
.end:	pop ax
	pop ds
	ret

; One of our drives: BX. What the functions return in AH is in AL, the carry flag follows from it.
serve:
	mov al, [bp + frame.eax + 1]
	mov si, functions
.next:
	cmp byte [si], 0xff
	je .unknown
	cmp al, [si]
	je .found
	add si, 4
	jmp .next
.found:
	mov cl, [bx + drive.kind]
	mov al, 1
	shl al, cl
	test al, [si + 1]
	jz .unknown
	call [si + 2]
	jmp finish
.unknown:
	mov al, BAD_CALL
finish:
	mov [bx + drive.status], al
	mov [bp + frame.eax + 1], al
finish_unnoted:
	and byte [bp + frame.flags], ~FLAG_CF
	test al, al
	jz .end
	or byte [bp + frame.flags], FLAG_CF
.end:
	popad
	pop es
	pop ds
	add sp, 4
	iret

; Function, for which kinds, where. Each is called with BX = drive, BP = frame, DS = this segment, and
; leaves the status in AL; BX and BP are kept.
ON_HARD		equ 1 << KIND_HARD
ON_FLOPPY	equ 1 << KIND_FLOPPY
ON_CD		equ 1 << KIND_CD
ON_DISKS	equ ON_HARD | ON_FLOPPY
ON_ALL		equ ON_DISKS | ON_CD
%macro function 3
	db %1, %2
	dw %3
%endmacro
functions:
	function 0x00, ON_ALL, nothing		; reset
	function 0x01, ON_ALL, last_status
	function 0x02, ON_DISKS, read_chs
	function 0x03, ON_DISKS, write_chs
	function 0x04, ON_DISKS, verify_chs
	function 0x08, ON_DISKS, parameters
	function 0x09, ON_HARD, nothing		; set parameters
	function 0x0c, ON_HARD, nothing		; seek
	function 0x0d, ON_HARD, nothing		; reset
	function 0x10, ON_HARD, nothing		; ready
	function 0x11, ON_HARD, nothing		; recalibrate
	function 0x14, ON_HARD, nothing		; diagnose
	function 0x15, ON_DISKS, disk_type
	function 0x16, ON_FLOPPY, nothing	; the medium has not been changed
	function 0x41, ON_HARD | ON_CD, extensions
	function 0x42, ON_HARD | ON_CD, read_blocks
	function 0x43, ON_HARD | ON_CD, write_blocks
	function 0x44, ON_HARD | ON_CD, verify_blocks
	function 0x47, ON_HARD | ON_CD, verify_blocks	; seek
	function 0x48, ON_HARD | ON_CD, edd_parameters
	function 0x4b, ON_ALL, emulation
	db 0xff

nothing:
	mov al, DONE
	ret

last_status:
	add sp, 2			; not a status of its own
	mov al, [bx + drive.status]
	mov [bp + frame.eax + 1], al
	jmp finish_unnoted

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

; ---- what a drive is like ----------------------------------------------------------------------
parameters:
	mov cx, [bx + drive.cylinders]
	dec cx
	mov al, ch
	shl al, 6
	mov ch, cl
	mov cl, [bx + drive.spt]
	or cl, al
	mov [bp + frame.ecx], cx
	mov al, [bx + drive.heads]
	dec ax
	mov [bp + frame.edx + 1], al
	; drive_count looks at [BP + 4].
	push bp
	push word [bp + frame.drive]
	push word 0
	push word 0
	mov bp, sp
	call drive_count
	add sp, 6
	pop bp
	mov [bp + frame.edx], dl
	mov byte [bp + frame.eax], 0
	cmp byte [bx + drive.kind], KIND_FLOPPY
	jne .end
	mov al, [bx + drive.floppy]
	mov ah, 0
	mov [bp + frame.ebx], ax
	mov al, [bx + drive.spt]
	mov [floppy_table + 4], al
	mov [bp + frame.edi], word floppy_table
	mov [bp + frame.es], cs
.end:	mov al, DONE
	ret

; The type is in AH, where a status would be.
disk_type:
	add sp, 2
	mov byte [bx + drive.status], DONE
	and byte [bp + frame.flags], ~FLAG_CF
	mov byte [bp + frame.eax + 1], 1	; a floppy drive that cannot tell a change
	cmp byte [bx + drive.kind], KIND_FLOPPY
	je .end
	mov byte [bp + frame.eax + 1], 3	; a hard disk
	call sectors32
	mov [bp + frame.edx], ax
	shr eax, 16
	mov [bp + frame.ecx], ax
.end:
	xor al, al
	jmp finish_unnoted

; EAX = number of sectors, or the largest there is.
sectors32:
	mov eax, [bx + drive.sectors]
	cmp dword [bx + drive.sectors + 4], 0
	je .end
	xor eax, eax
	dec eax
.end:	ret

extensions:
	cmp word [bp + frame.ebx], 0x55aa
	jne .unknown
	mov word [bp + frame.ebx], 0xaa55
	mov word [bp + frame.ecx], 1 << 0 | 1 << 2	; packets, and AH=48h
	add sp, 2
	mov byte [bx + drive.status], DONE
	mov byte [bp + frame.eax + 1], 0x30		; EDD 3.0
	xor al, al
	jmp finish_unnoted
.unknown:
	mov al, BAD_CALL
	ret

; AH=48h: 26 bytes, or 30 where there is room.
edd_parameters:
	push es
	mov es, [bp + frame.ds]
	mov di, [bp + frame.esi]
	mov cx, 30
	cmp [es:di], cx
	jae .room
	mov cx, 26
	cmp [es:di], cx
	jae .room
	pop es
	mov al, BAD_CALL
	ret
.room:
	mov ax, cx
	stosw
	mov ax, 1 << 0 | 1 << 1			; DMA limits do not matter, the geometry is valid
	cmp byte [bx + drive.kind], KIND_CD
	jne .flags
	mov ax, 1 << 0 | 1 << 2			; removable
.flags:
	stosw
	push cx
	movzx eax, word [bx + drive.cylinders]
	stosd
	movzx eax, word [bx + drive.heads]
	stosd
	movzx eax, word [bx + drive.spt]
	stosd
	mov eax, [bx + drive.sectors]
	stosd
	mov eax, [bx + drive.sectors + 4]
	stosd
	mov cl, [bx + drive.shift]
	mov ax, 1
	shl ax, cl
	stosw
	pop cx
	cmp cx, 30
	jb .end
	xor eax, eax
	dec eax				; no device parameter table
	stosd
.end:
	pop es
	mov al, DONE
	ret

; AH=4Bh: AL = 1 tells the specification packet; 0 would end an emulation as well, and an image without
; emulation has none.
emulation:
	cmp byte [bx + drive.emulates], 0
	je .unknown
	cmp byte [bp + frame.eax], 1
	je .tell
	ja .unknown
	cmp byte [bx + drive.kind], KIND_CD
	jne .unknown
.tell:
	push es
	mov es, [bp + frame.ds]
	mov di, [bp + frame.esi]
	lea si, [bx + drive.spec]
	mov cx, 19
	rep movsb
	pop es
	mov al, DONE
	ret
.unknown:
	mov al, BAD_CALL
	ret

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
