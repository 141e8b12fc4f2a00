/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EFI_BLOCK_IO_PROTOCOL (UEFI 2.10, 13.9) over memory. The firmware puts DiskIo, partitions and
 * file systems on top. Its rules on bad arguments are kept, as its own drivers probe with them.
 */
#include "arch/efi/blockio.h"

#include <string.h>

#define MEDIA_ID 1

EFI_GUID guid_block_io = EFI_BLOCK_IO_PROTOCOL_GUID;

static struct blockio *of(EFI_BLOCK_IO_PROTOCOL *this)
{
	return (struct blockio *)this;
}

/* Where (size) bytes from block (lba) lie. */
static EFI_STATUS locate(
	struct blockio *b, UINT32 media, EFI_LBA lba, UINTN size, const void *buf, uint8_t **ret)
{
	uint64_t off;

	if (!b->media.MediaPresent)
		return EFI_NO_MEDIA;
	if (media != MEDIA_ID)
		return EFI_MEDIA_CHANGED;
	if (size == 0) {
		*ret = b->data;
		return EFI_SUCCESS;
	}
	if (!buf)
		return EFI_INVALID_PARAMETER;
	if (size % b->media.BlockSize)
		return EFI_BAD_BUFFER_SIZE;
	if (lba > b->media.LastBlock)
		return EFI_INVALID_PARAMETER;
	off = lba * b->media.BlockSize;
	if (size > b->len - off)
		return EFI_INVALID_PARAMETER;
	*ret = b->data + off;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI blockio_reset(EFI_BLOCK_IO_PROTOCOL *this, BOOLEAN extended)
{
	(void)this;
	(void)extended;
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI blockio_read(
	EFI_BLOCK_IO_PROTOCOL *this, UINT32 media, EFI_LBA lba, UINTN size, void *buf)
{
	uint8_t *from;
	EFI_STATUS status = locate(of(this), media, lba, size, buf, &from);

	if (!EFI_ERROR(status) && size)
		memcpy(buf, from, size);
	return status;
}

static EFI_STATUS EFIAPI blockio_write(
	EFI_BLOCK_IO_PROTOCOL *this, UINT32 media, EFI_LBA lba, UINTN size, void *buf)
{
	uint8_t *to;
	EFI_STATUS status = locate(of(this), media, lba, size, buf, &to);

	if (EFI_ERROR(status))
		return status;
	if (this->Media->ReadOnly)
		return EFI_WRITE_PROTECTED;
	if (size)
		memcpy(to, buf, size);
	return EFI_SUCCESS;
}

static EFI_STATUS EFIAPI blockio_flush(EFI_BLOCK_IO_PROTOCOL *this)
{
	(void)this;
	return EFI_SUCCESS;
}

void blockio_init(struct blockio *b, uint8_t *data, uint64_t len, uint32_t block, bool read_only)
{
	*b = (struct blockio){
		.protocol =
			{
				.Revision = EFI_BLOCK_IO_PROTOCOL_REVISION,
				.Media = &b->media,
				.Reset = blockio_reset,
				.ReadBlocks = blockio_read,
				.WriteBlocks = blockio_write,
				.FlushBlocks = blockio_flush,
			},
		.media =
			{
				.MediaId = MEDIA_ID,
				.MediaPresent = TRUE,
				.ReadOnly = read_only,
				.BlockSize = block,
				.LastBlock = len / block - 1,
			},
		.data = data,
		.len = len / block * block,
	};
}
