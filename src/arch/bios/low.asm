; SPDX-License-Identifier: BSD-2-Clause
;
; The low part: what stays in base memory while Hawser runs, one real-mode segment at a multiple of
; 4 KiB. The switch between the 64-bit program and real mode, the INT 15h handler that hides our
; memory, the way back to the ROM, and what undi.asm and linux.asm add. Its beginning is struct low
; of handoff.h. Code and data that is written lie in different pages: emulators translate code by
; the page, and writing beside it would throw the translation away.
;
; A mode switch (AMD64 manual volume 2, 14.6 and 14.7; Intel SDM volume 3, 10.8.5): EFER.LME, CR3 and
; CR4 stay as they are in real mode, where they mean nothing without CR0.PG, so one write of CR0
; each way is all it takes, unless a ROM has used them itself; paging and protection are switched
; together. The interrupt controllers are not touched.
;
; Data segment registers, SS among them, are loaded in real mode only: 64-bit code does not look at
; them, and what real mode needs, a limit of 64 KiB, is still there when it comes back. So nothing in
; between may load them; IRET in 64-bit code is given SEL_DATA16 for SS (trap.c).
;
; NMIs cannot be held off. The IDT changes in the instruction before CR0, so that it fits the mode but
; for that one boundary. Behind the write of CR0 an interrupt handler of one mode returns to the CS of
; the other: both must be the same number, so the GDT is placed such that its first entry has the
; segment's number as its selector. The stack pointer is good for both modes there, too.

%include "low.inc"

section .head start=0
section .text follows=.head align=4096
section .data follows=.text align=4096
section .bss nobits follows=.data align=16

; ---- the head ----------------------------------------------------------------------------------
section .head
head:
	istruc low
	at low.magic,	dd LOW_MAGIC
	at low.thunk,	dw thunk
	at low.rm_int,	dw rm_int
	at low.rm_far,	dw rm_far
	at low.rm_exit,	dw rm_exit
	at low.undi,	dw undi_shared
	at low.final,	dw final_shared
	at low.scratch,	dw scratch
	at low.size,	dd low_end
	at low.int15,	dw int15
	at low.init,	dw init
	at low.enter,	dw enter32
	at low.rm_idle,	dw rm_idle
	iend

; ---- 64-bit program to real mode and back --------------------------------------------------------
; void thunk(uint16_t routine): System V. Runs the near routine at that offset in real mode with
; DS = ES = SS = the low part, its own stack, interrupts enabled. Preserves what C expects.
section .text
bits 64
thunk:
	push rbx
	push rbp
	push r12
	push r13
	push r14
	push r15
	lea rbx, [rel head]
	mov [rbx + program_sp], rsp
	mov [rbx + routine], di
	jmp far dword [rbx + to_real16]		; 16:32

bits 16
compat16:
	mov eax, [cs:cr0_real]
	mov esp, stack_top
	lidt [cs:idt_real]
	mov cr0, eax
	jmp far [cs:to_real]
real16:
	mov ax, cs
	mov ss, ax
	mov ds, ax
	mov es, ax
	cld
	sti
	call word [routine]
	cli
	cld
	; Firmware may have loaded its own GDT.
	o32 lgdt [cs:gdt_ptr]
	; A ROM that runs in long mode itself leaves it as if nobody else did.
	mov eax, cr3
	cmp eax, [cs:low.cr3]
	jne .renew
	mov eax, cr4
	cmp eax, [cs:cr4_long]
	je .ready
.renew:
	call paging_renew
.ready:
	mov eax, [cs:cr0_long]
	o32 lidt [cs:low.idt_limit]
	mov cr0, eax
	jmp far dword [cs:to_program]

bits 64
program64:
	lea rbx, [rel head]
	mov rsp, [rbx + program_sp]
	pop r15
	pop r14
	pop r13
	pop r12
	pop rbp
	pop rbx
	ret

; ---- routines in real mode -----------------------------------------------------------------------
bits 16
; CR3, CR4 and EFER as the program wants them. Changes EAX, ECX and EDX; any DS.
paging_renew:
	mov eax, [cs:cr4_long]
	mov cr4, eax
	mov eax, [cs:low.cr3]
	mov cr3, eax
	mov ecx, MSR_EFER
	rdmsr
	or eax, EFER_LME
	wrmsr
	ret

; Loads the registers of low.regs, DS last. Used as the last thing before a call.
%macro load_regs 0
	mov ebx, [low.regs + regs.ebx]
	mov ecx, [low.regs + regs.ecx]
	mov edx, [low.regs + regs.edx]
	mov esi, [low.regs + regs.esi]
	mov edi, [low.regs + regs.edi]
	mov ebp, [low.regs + regs.ebp]
	mov es, [low.regs + regs.es]
	mov eax, [low.regs + regs.eax]
	mov ds, [low.regs + regs.ds]
%endmacro

; Stores all registers and the flags; DS = ES = the low part afterwards.
store_regs:
	pushfd
	pop dword [cs:low.regs + regs.eflags]
	mov [cs:low.regs + regs.eax], eax
	mov ax, ds
	mov [cs:low.regs + regs.ds], ax
	mov ax, cs
	mov ds, ax
	mov [low.regs + regs.ebx], ebx
	mov [low.regs + regs.ecx], ecx
	mov [low.regs + regs.edx], edx
	mov [low.regs + regs.esi], esi
	mov [low.regs + regs.edi], edi
	mov [low.regs + regs.ebp], ebp
	mov [low.regs + regs.es], es
	mov es, ax
	ret

; INT [low.int_n]. The interrupt is done by hand: its number is data, not code.
rm_int:
	movzx bx, byte [low.int_n]
	shl bx, 2
	xor ax, ax
	mov es, ax
	pushf
	push cs
	push word .back
	push dword [es:bx]
	load_regs
	cli
	retf
.back:
	call store_regs
	ret

; Far call of low.far_seg:far_off with low.n_words words on the stack.
rm_far:
	mov [far_sp], sp
	movzx cx, byte [low.n_words]
	mov si, low.words
	jcxz .pushed
.next:
	lodsw
	push ax
	loop .next
.pushed:
	push cs
	push word .back
	push dword [low.far_off]
	load_regs
	retf
.back:
	call store_regs
	mov sp, [far_sp]

; A network boot program may come back with A20 closed, and the program would not be there any more.
; If the second MiB looks like the first it is; to open what is open does no harm. Any DS.
a20_open:
	xor si, si
	mov ds, si
	mov ax, 0xffff
	mov es, ax
	mov di, 16
	mov cx, 256			; words of the interrupt table
	repe cmpsw
	mov ax, cs
	mov ds, ax
	mov es, ax
	jne .end
	mov ax, 0x2401
	int 0x15
	in al, 0x92			; "fast A20"; bit 0 would be a reset
	or al, 2
	and al, ~1
	out 0x92, al
	mov ax, cs
	mov ds, ax
	mov es, ax
.end:	ret

; Sleeps until the next interrupt. The card's may have come the moment they were enabled, and until
; the next burst there is no other: the frames it told of would wait for the timer.
rm_idle:
	cli
	cmp byte [undi_shared + undi.irq_masked], 0
	jne .end
	sti				; from behind HLT on
	hlt
.end:	ret

; CR0, CR3, CR4 and EFER as the ROM had them. Every routine that leaves us for good calls it: a
; 32-bit system that turns paging on with EFER.LME set would find itself in long mode. Changes EAX,
; ECX and EDX; any DS.
cpu_restore:
	mov ecx, MSR_EFER
	mov eax, [cs:rom_efer]
	mov edx, [cs:rom_efer + 4]
	wrmsr
	mov eax, [cs:rom_cr4]
	mov cr4, eax
	mov eax, [cs:rom_cr3]
	mov cr3, eax
	mov eax, [cs:rom_cr0]
	mov cr0, eax
	ret

; Back to the ROM, with its own stack and registers, and low.exit_ax in AX.
rm_exit:
	call cpu_restore
	cmp word [low.exit_int18], 0
	jne .int18
	cli
	mov ss, [cs:low.rom_ss]
	mov sp, [cs:low.rom_sp]
	sub sp, 44			; what the prefix pushed there
	pop gs
	pop fs
	pop es
	pop ds
	popad
	popfd
	mov ax, [cs:low.exit_ax]
	retf
.int18:
	sti
	int 0x18
	jmp .int18

; ---- INT 15h while we are resident ---------------------------------------------------------------
; E820h, E801h and 88h tell low.map, which has our memory as reserved; all else is the ROM's.
int15:
	cmp ax, 0xe820
	je .e820
	cmp ax, 0xe801
	je .e801
	cmp ah, 0x88
	je .ext
	jmp far [cs:low.rom_int15]
.e820:
	cmp edx, 0x534d4150		; "SMAP"
	jne .refuse
	cmp ecx, 20
	jb .refuse
	cmp ebx, [cs:low.n_map]
	jae .refuse
	push ds
	push si
	push di
	push cx
	push cs
	pop ds
	imul si, bx, 24
	add si, low.map
	cmp ecx, 24
	mov cx, 10
	jb .copy
	mov cx, 12
.copy:
	push cx
	cld
	rep movsw
	pop cx
	mov dx, cx
	pop cx
	pop di
	pop si
	pop ds
	movzx ecx, dx
	add ecx, ecx
	inc ebx
	cmp ebx, [cs:low.n_map]
	jb .more
	xor ebx, ebx
.more:
	mov edx, 0x534d4150
	mov eax, edx
	jmp .ok
.e801:
	mov ax, [cs:low.e801_below16]
	mov bx, [cs:low.e801_above16]
	mov cx, ax
	mov dx, bx
	jmp .ok
.ext:
	mov ax, [cs:low.ext_88]
.ok:
	push bp
	mov bp, sp
	and byte [bp + 6], 0xfe
	pop bp
	iret
.refuse:
	mov ah, 0x86			; no such function
	push bp
	mov bp, sp
	or byte [bp + 6], 1
	pop bp
	iret

; ---- setting it up -------------------------------------------------------------------------------
; Far routine for the prefix, once, in real mode, on the ROM's stack: puts the segment's address
; where it belongs and remembers the CPU's state. Changes EAX, EBX, ECX, EDX and DS.
init:
	mov ax, cs
	mov ds, ax
	movzx ebx, ax
	shl ebx, 4
	mov [low.seg], ax
	mov [low.base], ebx
	mov [to_real + 2], ax
	mov [to_real16 + 4], ax
	add [to_program + 4], ax
	add [to_long + 4], ax
	add [data16], ax
	add [gdt_ptr], ax
	movzx eax, ax
	sub [gdt_ptr + 2], eax
	add [gdt_ptr + 2], ebx
	add [to_program], ebx
	add [to_long], ebx
	or [gdt + SEL_CODE16 + 2], ebx		; bits 24 to 31 are 0 there
	or [gdt + SEL_DATA16 + 2], ebx
	mov ecx, MSR_EFER
	rdmsr
	mov [rom_efer], eax
	mov [rom_efer + 4], edx
	mov eax, cr3
	mov [rom_cr3], eax
	mov eax, cr4
	mov [rom_cr4], eax
	mov eax, cr0
	mov [rom_cr0], eax
	and eax, ~(CR0_PE | CR0_PG | CR0_EM | CR0_TS)
	or eax, CR0_MP
	mov [cr0_real], eax
	or eax, CR0_PE | CR0_PG
	mov [cr0_long], eax
	retf

; 32-bit protected mode, flat, EBX = linear address of the low part, low.cr3 set: starts the program.
; At low.body there is its entry, then the top of its stack. Does not return.
bits 32
enter32:
	mov eax, cr4
	or eax, CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT
	mov cr4, eax
	mov [ebx + cr4_long], eax
	mov eax, [ebx + low.cr3]
	mov cr3, eax
	mov ecx, MSR_EFER
	rdmsr
	or eax, EFER_LME
	wrmsr
	lgdt [ebx + gdt_ptr]
	movzx ecx, word [ebx + data16]
	mov ss, ecx
	mov es, ecx
	mov fs, ecx
	mov gs, ecx
	mov eax, [ebx + cr0_long]
	mov cr0, eax
	jmp far dword [ebx + to_long]
bits 64
long64:
	mov ds, ecx
	mov eax, ebx
	mov rbx, rax
	mov ecx, [rbx + low.body]
	mov rsp, [rcx + 8]
	mov rdi, rbx
	xor ebp, ebp
	fninit
	call [rcx]
.halt:	hlt
	jmp .halt

; ---- data ----------------------------------------------------------------------------------------
section .data
	align 16
gdt:
	dq 0x00009b000000ffff		; SEL_CODE16, base filled in
	dq 0x00af9b000000ffff		; SEL_CODE64
	dq 0x000093000000ffff		; SEL_DATA16, base filled in
gdt_end:
gdt_ptr:
	dw gdt_end - gdt - 1
	dd gdt
data16:
	dw SEL_DATA16
idt_real:
	dw 0x3ff
	dd 0
to_real16:
	dd compat16
	dw SEL_CODE16
to_real:
	dw real16, 0
to_program:
	dd program64
	dw SEL_CODE64
to_long:
	dd long64
	dw SEL_CODE64

section .bss
	alignb 8
program_sp:	resq 1
rom_efer:	resq 1
rom_cr0:	resd 1
rom_cr3:	resd 1
rom_cr4:	resd 1
cr0_real:	resd 1
cr0_long:	resd 1
cr4_long:	resd 1
routine:	resw 1
far_sp:		resw 1

; Both files put code into .text, data into .data and .bss, and define a label for the struct they
; share with their C side: undi_shared, final_shared. They are 16-bit unless they say otherwise.
section .text
bits 16
%include "undi.asm"
section .text
bits 16
%include "linux.asm"

section .bss
	alignb 16
scratch:	resb LOW_SCRATCH_LEN
stack:		resb LOW_STACK_LEN
stack_top:
	alignb 4096
low_end:
