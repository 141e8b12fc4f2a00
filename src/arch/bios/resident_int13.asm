; SPDX-License-Identifier: BSD-2-Clause
;
; INT 13h of the resident part, included by resident.asm: which drive is meant, what is passed on to the
; BIOS, and what drives are like.

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
