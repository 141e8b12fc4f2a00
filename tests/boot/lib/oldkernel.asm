; SPDX-License-Identifier: BSD-2-Clause
;
; What looks like a Linux kernel of an old boot protocol (VER, 0x200 to 0x20f) to its loader, and tells on
; COM1 what it was given: registers at its 16-bit entry, header fields, command line, the first and
; last 16 bytes of itself above 1 MiB and of its initrd. Then the power goes off (SeaBIOS on QEMU).
; With BRIEF it tells the command line alone, with "~" for blanks, and the machine stays on.
; Restrictions: has to lie at 1000:0, and is not relocatable.

%ifndef VER
%define VER 0x200
%endif
SYSTEM_LEN	equ 0x10000
BASE		equ 0x10000

	bits 16
	org 0
	times 0x1f1 db 0
	db 2				; setup_sects
	dw 0
	dd SYSTEM_LEN / 16		; syssize
	dw 0
vid_mode:
	dw 0x7777
	dw 0
	dw 0xaa55
	jmp short start			; 0x200
	db "HdrS"
	dw VER
	dd 0
	dw 0, 0
loader:	db 0				; 0x210
	db 1				; loadflags: LOADED_HIGH
	dw 0				; setup_move_size
code32:	dd 0x100000
image:	dd 0, 0				; ramdisk_image, ramdisk_size
	dd 0
%if VER >= 0x201
heap:	dw 0, 0
%else
heap	equ start
%endif
%if VER >= 0x202
cmdline_ptr:
	dd 0
%endif
%if VER >= 0x203
	dd 0x7fffffff			; initrd_addr_max
%endif
%if VER >= 0x205
	dd 0x100000			; kernel_alignment
	dd 0				; not relocatable
%endif
%if VER >= 0x206
	dd 1023				; cmdline_size
%endif
%if VER >= 0x20a
	times 0x258 - ($ - $$) db 0
	dq 0x100000			; pref_address
	dd 0x20000			; init_size
%endif
%if VER >= 0x20b
	times 0x26c - ($ - $$) db 0
%endif

%macro tell 1+				; text in quotes
	call print
	db %1, 0
%endmacro
%macro tell16 2				; label, value
	push word %2
	tell %1
	pop ax
	call hex16
%endmacro
%macro tell32 2
	push dword %2
	tell %1
	pop eax
	call hex32
%endmacro

; Entered with CS 20h paragraphs above the other segments.
start:	pushf
	pop word [flags]
	push cs
	pop word [entry_cs]
	push ds
	push word same_segment
	retf
same_segment:
%ifdef BRIEF
	tell 13, 10, "LINE["
	mov eax, [cmdline_ptr]
	mov si, ax
	and si, 15
	shr eax, 4
	mov ds, ax
.next:	lodsb
	test al, al
	jz .end
	cmp al, ' '
	jne .put
	mov al, '~'
.put:	call putc
	jmp .next
.end:	push cs
	pop ds
	tell "]", 13, 10
.wait:	hlt
	jmp .wait
%endif
	tell 13, 10, "OLD entry"
	tell16 " cs=", [entry_cs]
	tell16 " ds=", ds
	tell16 " es=", es
	tell16 " ss=", ss
	tell16 " sp=", sp
	tell16 " flags=", [flags]
	mov eax, cr0
	tell32 " cr0=", eax
	mov eax, cr4
	tell32 " cr4=", eax
	mov ecx, 0xc0000080
	rdmsr
	tell32 " efer=", eax
	tell 13, 10, "OLD header"
	tell16 " magic=", [0x20]
	tell16 " move=", [0x212]
	tell16 " loader=", [loader]
	tell16 " heap=", [heap]
	tell16 " vid=", [vid_mode]
	tell32 " code32=", [code32]
	tell32 " image=", [image]
	tell32 " size=", [image + 4]
	tell 13, 10, "OLD cmdline=["
%if VER >= 0x202
	mov eax, [cmdline_ptr]
	sub eax, BASE
	mov si, ax
%else
	mov si, [0x22]
%endif
	call puts
	tell "]", 13, 10, "OLD kernel=["
	mov eax, [code32]
	call print_high
	tell "] end=["
	mov eax, [code32]
	add eax, SYSTEM_LEN - 16
	call print_high
	tell "] initrd=["
	mov eax, [image]
	call print_high
	tell "] end=["
	mov eax, [image]
	add eax, [image + 4]
	sub eax, 16
	call print_high
	tell "]", 13, 10, "OLD-KERNEL-DONE", 13, 10
	mov dx, 0x604			; PM1a control
	mov ax, 0x2000
	out dx, ax
.halt:	hlt
	jmp .halt

; The 16 bytes at linear address EAX as text, dots for what is none.
print_high:
	mov [gdt_from + 2], ax
	shr eax, 16
	mov [gdt_from + 4], al
	mov [gdt_from + 7], ah
	push ds
	pop es
	mov si, gdt
	mov cx, 8
	mov ah, 0x87			; INT 15h: move block, CX words
	int 0x15
	mov si, buffer
	mov cx, 16
.next:	lodsb
	cmp al, ' '
	jb .dot
	cmp al, 0x7e
	jbe .put
.dot:	mov al, '.'
.put:	call putc
	loop .next
	ret

; The text behind the call.
print:	pop si
	call puts
	jmp si

puts:	lodsb
	test al, al
	jz .end
	call putc
	jmp puts
.end:	ret

hex32:	push ax
	shr eax, 16
	call hex16
	pop ax
hex16:	push ax
	mov al, ah
	call hex8
	pop ax
hex8:	push ax
	shr al, 4
	call hex4
	pop ax
hex4:	and al, 15
	add al, '0'
	cmp al, '9'
	jbe putc
	add al, 'a' - '0' - 10
putc:	push ax
	mov dx, 0x3fd
.wait:	in al, dx
	test al, 0x20
	jz .wait
	pop ax
	mov dx, 0x3f8
	out dx, al
	ret

flags:	dw 0
entry_cs:
	dw 0
	align 8
gdt:	times 16 db 0
gdt_from:
	dw 0xffff, 0, 0x9300, 0
	dw 0xffff, buffer, 0x9300 | BASE >> 16, 0
	times 16 db 0
buffer:	times 16 db 0

	times 3 * 512 - ($ - $$) db 0
	db "KERNEL-BEGINS-16"
	times SYSTEM_LEN - 32 db 0
	db "16-ENDS-A-KERNEL"
