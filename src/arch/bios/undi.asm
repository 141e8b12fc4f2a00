; SPDX-License-Identifier: BSD-2-Clause
;
; The network card's part of the low part (PXE 2.1, 4.6): one routine that sends all that is queued
; and receives until the ROM has nothing more or the ring is full, so that a burst of frames costs
; one mode switch; and the handler of the card's interrupt. The data is struct undi_shared of undi.h.

UNDI_MAX_TX	equ 8
UNDI_MAX_RX	equ 64
UNDI_FRAME_MAX	equ 1536
UNDI_MAX_CALLS	equ 512			; in one burst: a ROM that never says done

PXE_UNDI_TRANSMIT	equ 08h
PXE_UNDI_ISR		equ 14h
ISR_START		equ 1
ISR_PROCESS		equ 2
ISR_GET_NEXT		equ 3
ISR_OUT_DONE		equ 0
ISR_OUT_TRANSMIT	equ 2
ISR_OUT_RECEIVE		equ 3
PIC_MASTER		equ 20h
PIC_SLAVE		equ 0a0h
PIC_EOI			equ 20h

struc undi
.burst:		resw 1
.irq:		resw 1
.entry:		resd 1
.ring_seg:	resw 1
.ring_len:	resw 1
.n_tx:		resw 1
.n_tx_failed:	resw 1
.more:		resw 1
.n_rx:		resw 1
.failed:	resw 1
.n_dropped:	resw 1
.n_calls:	resd 1
.pic_port:	resw 1
.pic_bit:	resb 1
.irq_masked:	resb 1
.chain:		resw 1
.tx_only:	resw 1
.old:		resd 1
.n_irqs:	resd 1
.isr_status:	resw 1
.isr_func:	resw 1
.isr_buf_len:	resw 1
.isr_frame_len:	resw 1
.isr_head_len:	resw 1
.isr_frame:	resd 1
.isr_type:	resw 1
.rx:		resd UNDI_MAX_RX
.tx:		resb 34 * UNDI_MAX_TX
endstruc
UNDI_TX_SIZE	equ 34
; As undi.h has it.
offset_is undi.n_calls, 24
offset_is undi.n_irqs, 40
offset_is undi.rx, 60
offset_is undi.tx, 60 + 4 * UNDI_MAX_RX

section .data
align 4
undi_shared:
	dw undi_burst
	dw undi_irq
	times undi_size - 4 db 0
undi_used	dw 0			; bytes of the ring that hold frames
undi_got	dw 0			; of the frame being received; 0: between frames
undi_left	dw 0			; calls of the ROM this burst may still make

%define undi_at(field) undi_shared + undi. %+ field

section .text
bits 16

; Calls the ROM: operation AX, parameters at DS:DI. DS = ES = SS = low part, as ever. Returns AX, and
; ZF if it is 0. Clobbers all but SS:SP. Parameters go by stack and registers: !PXE takes the former,
; PXENV+ the latter (PXE 2.1, 3.3.1 and 3.3.2).
undi_call:
	inc dword [undi_at(n_calls)]
	push ds
	push di
	push ax
	mov bx, ax
	push ds
	pop es
	call far [undi_at(entry)]
	mov bx, cs
	mov ds, bx
	mov es, bx
	cld
	add sp, 6
	or ax, ax
	ret

; The burst: sends, then receives unless told not to.
undi_burst:
	mov word [undi_at(n_tx_failed)], 0
	mov cx, [undi_at(n_tx)]
	mov di, undi_at(tx)
.send:
	jcxz .sent
	push cx
	push di
	mov ax, PXE_UNDI_TRANSMIT
	call undi_call
	jz .next
	inc word [undi_at(n_tx_failed)]
.next:
	pop di
	pop cx
	add di, UNDI_TX_SIZE
	dec cx
	jmp .send
.sent:
	mov [undi_at(n_tx)], cx
	cmp [undi_at(tx_only)], cx
	jne .unmasked
	mov [undi_at(n_rx)], cx
	mov [undi_at(failed)], cx
	mov [undi_at(n_dropped)], cx
	mov [undi_used], cx
	mov [undi_got], cx
	mov word [undi_left], UNDI_MAX_CALLS
	mov ax, ISR_GET_NEXT
	cmp [undi_at(more)], cx
	jne .receive
	mov ax, ISR_START
	call undi_isr
	; A ROM without interrupts says "not ours" and may still have frames.
	mov ax, ISR_PROCESS
.receive:
	mov word [undi_at(more)], 1
.again:
	dec word [undi_left]
	jz .out
	call undi_isr
	jnz .failed
	mov ax, [undi_at(isr_func)]
	cmp ax, ISR_OUT_DONE
	je .done
	cmp ax, ISR_OUT_TRANSMIT
	je .get_next
	cmp ax, ISR_OUT_RECEIVE
	jne .done			; busy: the next burst starts anew
	call undi_take
	jc .out				; full; the rest comes with the next burst
.get_next:
	mov ax, ISR_GET_NEXT
	jmp .again
.failed:
	mov [undi_at(failed)], ax
.done:
	mov word [undi_at(more)], 0
.out:
	; The device has been served: its line may interrupt again.
	cmp byte [undi_at(irq_masked)], 0
	je .unmasked
	cli
	mov byte [undi_at(irq_masked)], 0
	mov dx, [undi_at(pic_port)]
	in al, dx
	mov ah, [undi_at(pic_bit)]
	not ah
	and al, ah
	out dx, al
	sti
.unmasked:
	ret

; UNDI_ISR with function AX. ZF set if it went well; else AX is the exit code.
undi_isr:
	mov di, undi_at(isr_status)
	xor bx, bx
	mov [di], bx
	mov [undi_at(isr_func)], ax
	mov [undi_at(isr_buf_len)], bx
	mov [undi_at(isr_frame_len)], bx
	mov [undi_at(isr_head_len)], bx
	mov ax, PXE_UNDI_ISR
	jmp undi_call

; Copies the piece of a frame that the ROM shows to the end of the ring, and ends the frame when all
; of it is there. CF when there is no room for another frame.
undi_take:
	cmp word [undi_at(isr_frame_len)], UNDI_FRAME_MAX
	ja .drop			; each piece of it
	mov cx, [undi_at(isr_buf_len)]
	mov bx, [undi_used]
	mov ax, [undi_got]
	add bx, ax			; where this piece goes
	add ax, cx
	jc .drop
	cmp ax, UNDI_FRAME_MAX		; the ring has room for that much
	ja .drop
	mov [undi_got], ax
	mov di, bx
	mov es, [undi_at(ring_seg)]
	lds si, [undi_at(isr_frame)]
	mov dx, cx
	shr cx, 2
	rep movsd
	mov cx, dx
	and cx, 3
	rep movsb
	mov cx, cs
	mov ds, cx
	mov es, cx
	cmp ax, [undi_at(isr_frame_len)]
	jb .room			; more of it is to come
	mov bx, [undi_at(n_rx)]
	shl bx, 2
	mov cx, [undi_used]
	mov [undi_at(rx) + bx], cx
	mov [undi_at(rx) + bx + 2], ax
	inc word [undi_at(n_rx)]
	; The next one begins at a multiple of 4.
	add cx, ax
	add cx, 3
	and cl, 0fch
	mov [undi_used], cx
	mov word [undi_got], 0
	cmp word [undi_at(n_rx)], UNDI_MAX_RX
	jae .full
	mov ax, [undi_at(ring_len)]
	sub ax, cx
	jb .full
	cmp ax, UNDI_FRAME_MAX
	jb .full
.room:
	clc
	ret
.drop:
	inc word [undi_at(n_dropped)]
	mov word [undi_got], 0
	clc
	ret
.full:
	stc
	ret

; The card's interrupt: masks the line, so that it is quiet until the burst has served the device,
; and wakes who sleeps in HLT. The ROM is not called: it may be what was interrupted.
undi_irq:
	push ax
	push dx
	mov dx, [cs:undi_at(pic_port)]
	in al, dx
	or al, [cs:undi_at(pic_bit)]
	out dx, al
	mov byte [cs:undi_at(irq_masked)], 1
	inc dword [cs:undi_at(n_irqs)]
	cmp word [cs:undi_at(chain)], 0
	jne .chain
	mov al, PIC_EOI
	cmp dx, PIC_SLAVE + 1
	jne .master
	out PIC_SLAVE, al
.master:
	out PIC_MASTER, al
	pop dx
	pop ax
	iret
.chain:
	pop dx
	pop ax
	jmp far [cs:undi_at(old)]
