# SPDX-License-Identifier: BSD-2-Clause
#
# Builds Hawser, runs it, and runs its tests; `make help` lists what there is.
# What the build needs is fetched by scripts/deps, which is silent when all is there.

B ?= build
DEPS ?= build/deps
V ?= 0
T ?= 5
JOBS ?= 2
CC := gcc
HOST_CC := $(if $(shell command -v clang),clang,gcc)
# An empty one would put everything into the root of the file system.
$(if $(and $(strip $(B)),$(strip $(DEPS))),,$(error B= and DEPS= must name folders))
# However it was written: what the compiler notes about headers names objects as the rules below do.
override B := $(patsubst $(CURDIR)/%,%,$(abspath $(B)))
override DEPS := $(patsubst $(CURDIR)/%,%,$(abspath $(DEPS)))

GNU_EFI_SRC ?= $(DEPS)/src/gnu-efi
LWIP_SRC ?= $(DEPS)/src/lwip
MBEDTLS_SRC ?= $(DEPS)/src/mbedtls
LZMA_SRC ?= $(DEPS)/src/lzma
ZLIB_SRC ?= $(DEPS)/src/zlib
ZSTD_SRC ?= $(DEPS)/src/libzstd
SPNG_SRC ?= $(DEPS)/src/libspng
STB_SRC ?= $(DEPS)/src/libstb

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
ifneq ($(V),1)
.SILENT:
endif

# What is removed and what is built by one command comes one after the other.
ifneq ($(and $(filter clean distclean,$(MAKECMDGOALS)),$(word 2,$(MAKECMDGOALS))),)
.NOTPARALLEL:
.PHONY: $(MAKECMDGOALS)
$(sort $(MAKECMDGOALS)):
	+$(MAKE) $@
else

# A single goal is built with all processors unless the user says otherwise; make 4.3 does not show
# its own -j while it reads this, so its command line is looked at.
ifeq ($(MAKELEVEL)$(word 2,$(MAKECMDGOALS)),0)
user_jobs := $(shell tr '\0' '\n' </proc/$$PPID/cmdline | grep -E '^(-[a-zA-Z]*j|--jobs)')
MAKEFLAGS += $(if $(user_jobs),,-j$(shell nproc))
endif

# ---- what has to be on the machine for the goals asked for -------------------------------------
# Asked before anything else is read, since the lists of third-party files depend on the answer.
goals := $(or $(MAKECMDGOALS),all)
needs_nothing := help clean distclean format
ifneq ($(filter-out $(needs_nothing),$(goals)),)
level := build
level := $(if $(filter test-unit fuzz fuzz-build host man,$(goals)),unit,$(level))
level := $(if $(filter run screenshots,$(goals)),run,$(level))
level := $(if $(filter test test-boot bench,$(goals)),test,$(level))
deps_env := $(foreach v,GNU_EFI_SRC LWIP_SRC MBEDTLS_SRC LZMA_SRC ZLIB_SRC ZSTD_SRC SPNG_SRC STB_SRC,$(if $(filter file,$(origin $v)),,$v='$($v)'))
ifneq ($(shell DEPS='$(DEPS)' $(deps_env) scripts/deps $(level) >&2 && echo ok),ok)
$(error what the build needs is not there, see above)
endif
HOST_CC := $(if $(shell command -v clang),clang,gcc)
endif

# ---- the sources, room by room -----------------------------------------------------------------
rooms := core net fs image gfx menu script crypt arch/x86
portable := $(sort $(wildcard src/*.c $(rooms:%=src/%/*.c)))
efi_src := $(portable) $(sort $(wildcard src/libc/*.c src/arch/efi/*.c))
bios_src := $(portable) $(sort $(wildcard src/libc/*.c src/arch/bios/*.c))
# Of the firmwares' rooms the host has what is pure, for tests.
bios_pure := $(wildcard $(addprefix src/arch/bios/,acpi.c e820.c edid.c int13.c lend.c mbft.c \
	pxe_structs.c rtc.c runs.c scancode.c textscreen.c vbe_mode.c))
efi_pure := src/arch/efi/nfit_table.c
host_src := $(portable) $(sort $(wildcard src/arch/host/*.c)) $(bios_pure) $(efi_pure)
# hawser-host, around the host's program.
tool_src := $(sort $(wildcard src/host/*.c))

lwip_src := $(addprefix $(LWIP_SRC)/src/, \
	$(addprefix core/,def.c dns.c inet_chksum.c init.c ip.c mem.c memp.c netif.c pbuf.c \
		raw.c stats.c sys.c altcp.c altcp_alloc.c altcp_tcp.c tcp.c tcp_in.c tcp_out.c \
		timeouts.c udp.c) \
	$(addprefix core/ipv4/,acd.c autoip.c dhcp.c etharp.c icmp.c igmp.c ip4.c ip4_addr.c \
		ip4_frag.c) \
	netif/ethernet.c)
mbedtls_src := $(sort $(wildcard $(MBEDTLS_SRC)/library/*.c))
zlib_src := $(addprefix $(ZLIB_SRC)/,inflate.c inftrees.c inffast.c zutil.c crc32.c adler32.c)
# libspng's encoder, which the firmwares' linker leaves out, wants them in programs of the host.
zlib_host_src := $(zlib_src) $(addprefix $(ZLIB_SRC)/,compress.c deflate.c trees.c)
zstd_src := $(addprefix $(ZSTD_SRC)/lib/, \
	$(addprefix common/,entropy_common.c error_private.c fse_decompress.c xxhash.c zstd_common.c) \
	$(addprefix decompress/,huf_decompress.c zstd_ddict.c zstd_decompress.c \
		zstd_decompress_block.c))
xz_src := $(addprefix $(LZMA_SRC)/C/,LzmaDec.c Lzma2Dec.c Bra86.c)

# ---- flags -------------------------------------------------------------------------------------
# Paths are mapped to what they are inside the tree: same commit, same bytes, wherever it is built.
maps := -ffile-prefix-map=$(abspath $(GNU_EFI_SRC))=gnu-efi -ffile-prefix-map=$(GNU_EFI_SRC)=gnu-efi \
	-ffile-prefix-map=$(abspath $(LWIP_SRC))=lwip -ffile-prefix-map=$(LWIP_SRC)=lwip \
	-ffile-prefix-map=$(abspath $(MBEDTLS_SRC))=mbedtls -ffile-prefix-map=$(MBEDTLS_SRC)=mbedtls \
	-ffile-prefix-map=$(abspath $(LZMA_SRC))=lzma -ffile-prefix-map=$(LZMA_SRC)=lzma \
	-ffile-prefix-map=$(abspath $(ZLIB_SRC))=zlib -ffile-prefix-map=$(ZLIB_SRC)=zlib \
	-ffile-prefix-map=$(abspath $(ZSTD_SRC))=zstd -ffile-prefix-map=$(ZSTD_SRC)=zstd \
	-ffile-prefix-map=$(abspath $(SPNG_SRC))=spng -ffile-prefix-map=$(SPNG_SRC)=spng \
	-ffile-prefix-map=$(abspath $(STB_SRC))=stb -ffile-prefix-map=$(STB_SRC)=stb \
	-ffile-prefix-map=$(abspath $(B))=build -ffile-prefix-map=$(CURDIR)=.
export SOURCE_DATE_EPOCH := 1
export LC_ALL := C

# Third-party code is compiled with -w: its warnings are not ours to mend.
warn := -Wall -Wextra -Wshadow -Wvla -Wmissing-prototypes -Wstrict-prototypes -Werror
# -MD, not -MMD: the libraries include our configuration headers from theirs, which count as the system's.
common := -std=gnu11 -pipe -MD -MP -fno-strict-aliasing -fno-common $(maps)
# _GNU_SOURCE for prototypes like memmem; written so that a file may define it itself.
inc := -Isrc -D_GNU_SOURCE=

# Which third-party headers a room may see; the design's rule, enforced by the include path.
lwip_inc := -Isrc/net -isystem $(LWIP_SRC)/src/include
# mbedTLS asks for "gcm_alt.h" by that name.
mbedtls_inc := -iquote src/crypt -isystem $(MBEDTLS_SRC)/include \
	'-DMBEDTLS_CONFIG_FILE="crypt/mbedtls_config.h"'
efi_inc := -isystem $(GNU_EFI_SRC)/inc -isystem $(GNU_EFI_SRC)/inc/x86_64 \
	-isystem $(GNU_EFI_SRC)/inc/protocol
# zlib: its tables are made when first used, they hardly compress. zstd: the smaller of its decoders,
# and no exported symbols, which the linker would keep.
zlib_inc := -isystem $(ZLIB_SRC)
zlib_def := -DDYNAMIC_CRC_TABLE
zstd_inc := -isystem $(ZSTD_SRC)/lib
zstd_def := -DHUF_FORCE_DECOMPRESS_X1 -DZSTD_FORCE_DECOMPRESS_SEQUENCES_SHORT -DZSTD_NO_INLINE \
	-DZSTD_STRIP_ERROR_STRINGS -DZSTD_LEGACY_SUPPORT=0 -DZSTD_DISABLE_ASM -DZSTD_TRACE=0 \
	-DDYNAMIC_BMI2=0 -DZSTD_NO_UNUSED_FUNCTIONS -DZSTD_NO_INTRINSICS \
	-DZSTDLIB_VISIBLE= -DZSTDERRORLIB_VISIBLE=
xz_inc := -isystem $(LZMA_SRC)/C
# The decoders of pictures have no objects of their own: src/gfx/picture_spng.c and picture_stb.c include them.
picture_inc := -isystem $(SPNG_SRC)/spng -isystem $(STB_SRC)
# The IDCT of stb_image lets what is in damaged files overflow.
picture_flags := -fwrapv
picture_wrap = $(if $(filter src/gfx/picture_stb.c,$<),$(picture_flags))
room_inc = $(if $(filter src/net/%,$<),$(lwip_inc) $(mbedtls_inc)) \
	$(if $(filter src/fs/%,$<),$(zlib_inc) $(zstd_inc) $(xz_inc)) \
	$(if $(filter src/gfx/picture%,$<),$(zlib_inc) $(picture_inc) $(picture_wrap)) \
	$(if $(filter src/crypt/%,$<),$(mbedtls_inc)) $(version_inc)
efi_room_inc = $(room_inc) $(if $(filter src/arch/efi/%,$<),$(efi_inc))

# The prototypes of the C library are glibc's, the functions are src/libc. Builtins stay on, so that
# short copies are inlined; those that would call functions src/libc has not are off.
efi_cpu := -m64 -mno-red-zone -maccumulate-outgoing-args -fpic -fvisibility=hidden -fshort-wchar \
	-ffreestanding -fbuiltin -fno-builtin-printf -fno-builtin-fprintf -fno-builtin-sprintf \
	-fno-builtin-snprintf -fno-builtin-puts -fno-builtin-putchar -fno-stack-protector \
	-fcf-protection=none -fno-asynchronous-unwind-tables -fno-unwind-tables \
	-ffunction-sections -fdata-sections -U_FORTIFY_SOURCE -D__NO_CTYPE -DGNU_EFI_USE_MS_ABI
efi_cflags := -O2 $(common) $(efi_cpu)
# Pictures are decoded once a menu, and hardly slower when the decoders are small.
picture_small := -Os
$(B)/efi/src/gfx/picture_spng.o $(B)/efi/src/gfx/picture_stb.o: efi_cflags += $(picture_small)

# The BIOS program is the same code at a fixed address in the topmost 2 GiB. Address 0 is memory
# like any other there. Small, for it is loaded by TFTP into base memory.
bios_cpu := $(filter-out -fpic -fshort-wchar -maccumulate-outgoing-args -DGNU_EFI_USE_MS_ABI,$(efi_cpu)) \
	-fno-pic -fno-pie -mcmodel=kernel -fno-delete-null-pointer-checks
# Optimized as a whole when linked, which saves 3 %. Instructions in the order of what they are for
# look more alike than when they are scheduled: packed they take 4 % less, and are as fast.
bios_cflags := -Os -fno-schedule-insns2 -flto $(common) $(bios_cpu)
# A C library must not be compiled into calls of itself.
libc_cflags := -fno-builtin -fno-tree-loop-distribute-patterns -fno-lto

sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
host_cflags := -O1 -g $(common) $(sanitize)
tool_cflags := -O2 -g $(common)
# gcc guesses at how long numbers may become when it knows printf.
tool_warn := $(warn) -Wno-format-truncation
fuzz_cflags := -O1 -g $(common) -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer

# ---- version -----------------------------------------------------------------------------------
# VERSION and the commit, where there is git; only core/version.c sees it, and only when it changed.
COMMIT := $(shell git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null)
version := $(shell cat VERSION)$(if $(COMMIT),+g$(COMMIT))
# The commit's time, or, in a tree without git, the last release's.
RELEASED := 1795219200
BUILD_TIME := $(or $(shell git show -s --format=%ct HEAD 2>/dev/null),$(RELEASED))
version_h := $(B)/gen/version.h
hash := \#
ifneq ($(filter-out $(needs_nothing),$(goals)),)
$(shell mkdir -p $(B)/gen; { echo '$(hash)define HAWSER_VERSION "$(version)"'; \
	echo '$(hash)define HAWSER_BUILD_TIME $(BUILD_TIME)'; } >$(version_h).new; \
	cmp -s $(version_h).new $(version_h) && rm $(version_h).new || mv $(version_h).new $(version_h))
endif
version_inc = $(if $(filter src/core/version.c,$<),-include $(version_h)) \
	$(if $(filter src/crypt/trust_builtin.c,$<),'-DTRUST_DER="$(trust_der)"') \
	$(if $(filter src/crypt/identity_builtin.c,$<),'-DCLIENT_CERT="$(client_cert)"' \
		'-DCLIENT_KEY="$(client_key)"') \
	$(if $(filter src/embedded.c,$<),'-DEMBED_SCRIPT="$(embed_script)"') \
	$(if $(filter src/gfx/font.c,$<),'-DFONT_DATA="$(font_data)"')
$(B)/efi/src/core/version.o $(B)/bios/src/core/version.o $(B)/host/src/core/version.o $(B)/tool/src/core/version.o $(B)/fuzz/src/core/version.o: $(version_h)

# ---- trust anchors: TRUST="ca.pem other.pem", or TRUST=mozilla for those of the web ---------------
TRUST ?=
mozilla := $(DEPS)/root/ca-certificates/usr/share/ca-certificates/mozilla
trust_files := $(patsubst mozilla,$(mozilla)/*.crt,$(TRUST))
trust_der := $(abspath $(B))/gen/trust.der
ifneq ($(filter-out $(needs_nothing),$(goals)),)
ifneq ($(filter mozilla,$(TRUST)),)
ifneq ($(shell DEPS='$(DEPS)' scripts/deps mozilla >&2 && echo ok),ok)
$(error the certificates for TRUST=mozilla are not there, see above)
endif
endif
ifneq ($(shell scripts/trust-der $(trust_files) >$(trust_der).new && echo ok; \
	cmp -s $(trust_der).new $(trust_der) && rm $(trust_der).new || mv $(trust_der).new $(trust_der)),ok)
$(error the files of TRUST= cannot be used, see above)
endif
endif
$(foreach f,efi bios host tool fuzz,$(B)/$f/src/crypt/trust_builtin.o): $(trust_der)

# ---- our own certificate and key: CERT=client.pem KEY=client.key ----------------------------------
# Of the command line only: KEY is too common a name in environments.
CERT :=
KEY :=
client_cert := $(abspath $(B))/gen/client.cert
client_key := $(abspath $(B))/gen/client.key
ifneq ($(filter-out $(needs_nothing),$(goals)),)
ifneq ($(words $(CERT)),$(words $(KEY)))
$(error CERT= and KEY= belong together: a certificate of ours and its private key, a file each)
endif
ifneq ($(shell scripts/client-identity cert $(client_cert) $(CERT) && \
	scripts/client-identity key $(client_key) $(KEY) && echo ok),ok)
$(error the files of CERT= and KEY= cannot be used, see above)
endif
endif
$(foreach f,efi bios host tool fuzz,$(B)/$f/src/crypt/identity_builtin.o): $(client_cert) $(client_key)

# ---- the script that is built in: EMBED=boot.ipxe ------------------------------------------------
# Of the command line only, as for the client's certificate.
EMBED :=
embed_script := $(abspath $(B))/gen/embedded.ipxe
ifneq ($(filter-out $(needs_nothing),$(goals)),)
ifneq ($(shell scripts/embed-script $(embed_script) '$(EMBED)' && echo ok),ok)
$(error the file of EMBED= cannot be used, see above)
endif
endif
$(foreach f,efi bios host tool fuzz,$(B)/$f/src/embedded.o): $(embed_script)

# ---- the font: its bits are made of the packaged one ----------------------------------------------
font_pcf := $(addprefix $(DEPS)/root/xfonts-terminus/usr/share/fonts/X11/misc/, \
	ter-u16n_unicode.pcf.gz ter-u32n_unicode.pcf.gz)
font_data := $(abspath $(B))/gen/font_data.h
$(font_data): scripts/font $(font_pcf)
	mkdir -p $(@D)
	scripts/font $(font_pcf) >$@
$(foreach f,efi bios host tool fuzz,$(B)/$f/src/gfx/font.o): $(font_data)

# ---- hawser.efi --------------------------------------------------------------------------------
efi_obj := $(efi_src:src/%.c=$(B)/efi/src/%.o)
efi_crt := $(B)/efi/gnu-efi/crt0-efi-x86_64.o $(B)/efi/gnu-efi/reloc_x86_64.o
efi_lwip := $(if $(wildcard src/net/lwipopts.h),$(B)/efi/liblwip.a)
efi_mbedtls := $(if $(wildcard src/crypt/mbedtls_config.h),$(B)/efi/libmbedtls.a)
efi_coding := $(B)/efi/libzlib.a $(B)/efi/libzstd.a $(B)/efi/libxz.a
efi_lds := src/arch/efi/efi.lds

all: $(B)/hawser.efi $(B)/hawser.kpxe $(B)/hawser-host
ifneq ($(B),$(abspath $(B)))
# Asked for by their whole names, they are the same files.
$(patsubst %,$(abspath $(B))/%,hawser.efi hawser.kpxe hawser-host): $(abspath $(B))/%: $(B)/% ;
endif

efi-objects: $(efi_obj) $(efi_crt) $(efi_lwip) $(efi_mbedtls) $(efi_coding)

$(B)/hawser.efi: $(B)/efi/hawser.so
	objcopy -j .text -j .reloc -j .rodata -j .data -j .dynamic -j .rela -j .bss \
		-O efi-app-x86_64 $< $@
	echo "  $@: $$(stat -c %s $@) bytes, version $(version)"

$(B)/efi/hawser.so: $(efi_crt) $(efi_obj) $(efi_lwip) $(efi_mbedtls) $(efi_coding) $(efi_lds) $(B)/gen/links
	ld -nostdlib -shared -Bsymbolic -znocombreloc --no-undefined --fatal-warnings --gc-sections \
		--build-id=none -z max-page-size=4096 -z noexecstack -T $(efi_lds) -Map $(@:.so=.map) \
		$(efi_crt) $(efi_obj) --start-group $(efi_lwip) $(efi_mbedtls) \
		$(efi_coding) --end-group -o $@

$(B)/efi/src/%.o: src/%.c $(B)/gen/flags.efi
	mkdir -p $(@D)
	$(CC) $(efi_cflags) $(warn) $(inc) $(efi_room_inc) \
		$(if $(filter src/libc/%,$<),$(libc_cflags)) -c $< -o $@

$(B)/efi/gnu-efi/%.o: $(GNU_EFI_SRC)/gnuefi/%.c $(B)/gen/flags.efi
	mkdir -p $(@D)
	$(CC) $(efi_cflags) $(efi_inc) -c $< -o $@

$(B)/efi/gnu-efi/%.o: $(GNU_EFI_SRC)/gnuefi/%.S $(B)/gen/flags.efi
	mkdir -p $(@D)
	$(CC) -MMD -MP $(maps) -c $< -o $@

$(B)/efi/lwip/%.o: $(LWIP_SRC)/src/%.c $(B)/gen/flags.efi
	mkdir -p $(@D)
	$(CC) $(efi_cflags) $(inc) $(lwip_inc) -w -c $< -o $@

$(B)/efi/mbedtls/%.o: $(MBEDTLS_SRC)/library/%.c src/crypt/mbedtls_config.h $(B)/gen/flags.efi
	mkdir -p $(@D)
	$(CC) $(efi_cflags) $(inc) $(mbedtls_inc) -w -c $< -o $@

$(B)/efi/zlib/%.o: $(ZLIB_SRC)/%.c $(B)/gen/flags.efi
	mkdir -p $(@D)
	$(CC) $(efi_cflags) $(inc) $(zlib_inc) $(zlib_def) -w -c $< -o $@

$(B)/efi/zstd/%.o: $(ZSTD_SRC)/lib/%.c $(B)/gen/flags.efi
	mkdir -p $(@D)
	$(CC) $(efi_cflags) $(inc) $(zstd_inc) $(zstd_def) -w -c $< -o $@

$(B)/efi/xz/%.o: $(LZMA_SRC)/C/%.c $(B)/gen/flags.efi
	mkdir -p $(@D)
	$(CC) $(efi_cflags) -w -c $< -o $@

$(B)/efi/liblwip.a: $(lwip_src:$(LWIP_SRC)/src/%.c=$(B)/efi/lwip/%.o)
$(B)/efi/libmbedtls.a: $(mbedtls_src:$(MBEDTLS_SRC)/library/%.c=$(B)/efi/mbedtls/%.o)
$(B)/efi/libzlib.a: $(zlib_src:$(ZLIB_SRC)/%.c=$(B)/efi/zlib/%.o)
$(B)/efi/libzstd.a: $(zstd_src:$(ZSTD_SRC)/lib/%.c=$(B)/efi/zstd/%.o)
$(B)/efi/libxz.a: $(xz_src:$(LZMA_SRC)/C/%.c=$(B)/efi/xz/%.o)

# ---- hawser.kpxe -------------------------------------------------------------------------------
# prefix (16 bits), unpacker (32 bits), low part (16 and 64 bits), and the program, compressed.
bios_obj := $(bios_src:src/%.c=$(B)/bios/src/%.o) $(B)/bios/src/arch/bios/vectors.o \
	$(B)/bios/src/arch/bios/resident_image.o
bios_lwip := $(if $(wildcard src/net/lwipopts.h),$(B)/bios/liblwip.a)
bios_mbedtls := $(if $(wildcard src/crypt/mbedtls_config.h),$(B)/bios/libmbedtls.a)
bios_coding := $(B)/bios/libzlib.a $(B)/bios/libzstd.a $(B)/bios/libxz.a
bios_lds := src/arch/bios/body.lds
bios_link := -flto=auto -flto-partition=one
lzma_options := preset=9e,mf=bt2,nice=64,lc=3,lp=0,pb=0
bios_asm := $(wildcard src/arch/bios/*.asm src/arch/bios/*.inc)
kpxe_max := 393216
comma := ,

unpack_lds := src/arch/bios/unpack/unpack.lds
unpack_obj := $(patsubst src/%.c,$(B)/bios/unpack/%.o,$(wildcard src/arch/bios/unpack/*.c)) \
	$(B)/bios/unpack/arch/bios/e820.o $(B)/bios/unpack/LzmaDec.o $(B)/bios/unpack/Bra86.o
unpack_cflags := -m32 -march=i686 -Os $(common) -ffunction-sections -ffreestanding -fno-pic -fno-pie -fno-stack-protector \
	-fcf-protection=none -fno-asynchronous-unwind-tables -fno-unwind-tables -mno-sse -U_FORTIFY_SOURCE \
	-Isrc -isystem src/arch/bios/unpack/include -isystem $(LZMA_SRC)/C

$(B)/hawser.kpxe: $(B)/bios/body.lzma $(B)/bios/body.elf $(B)/bios/unpack.bin $(B)/bios/low.packed $(bios_asm) \
		$(version_h)
	nasm -f bin -Werror -I src/arch/bios/ -DVERSION='"$(version)"' -DBODY_LZMA='"$(B)/bios/body.lzma"' \
		-DUNPACK_BIN='"$(B)/bios/unpack.bin"' -DLOW_BIN='"$(B)/bios/low.packed"' \
		-DBODY_SIZE=$$(stat -c %s $(B)/bios/body.bin) \
		-DBODY_MEM=$$(nm $(B)/bios/body.elf | awk '$$3 == "body_end" { print "0x" substr($$1, 9) }')-0x80000000 \
		src/arch/bios/prefix.asm -o $@
	test $$(stat -c %s $@) -le $(kpxe_max) || { \
		echo "$@ is larger than $(kpxe_max) bytes, which BIOS ROMs load$(if $(TRUST),: name fewer anchors in TRUST=$(comma) or make $(B)/hawser.efi alone)"; \
		rm $@; false; }
	echo "  $@: $$(stat -c %s $@) bytes, version $(version)"

$(B)/bios/low.bin: $(bios_asm)
	mkdir -p $(@D)
	nasm -f bin -Werror -I src/arch/bios/ src/arch/bios/low.asm -o $@

$(B)/bios/low.packed: $(B)/bios/low.bin scripts/pack-zeros
	scripts/pack-zeros $< >$@

$(B)/bios/unpack.bin: $(unpack_obj) $(unpack_lds)
	ld -m elf_i386 --gc-sections --build-id=none -z noexecstack -T $(unpack_lds) $(unpack_obj) -o $(@:.bin=.elf)
	objcopy -O binary -R .bss $(@:.bin=.elf) $@

$(B)/bios/unpack/%.o: src/%.c $(B)/gen/flags.unpack
	mkdir -p $(@D)
	$(CC) $(unpack_cflags) $(warn) -c $< -o $@

$(B)/bios/unpack/LzmaDec.o $(B)/bios/unpack/Bra86.o: $(B)/bios/unpack/%.o: $(LZMA_SRC)/C/%.c $(B)/gen/flags.unpack
	mkdir -p $(@D)
	$(CC) $(unpack_cflags) -w -c $< -o $@

# What LzmaDecode() calls properties, for those of xz' options, and the raw stream.
$(B)/bios/body.lzma: $(B)/bios/body.bin $(B)/gen/links
	{ printf '\003\000\000\000\004' && \
		xz --format=raw --x86 --lzma1=$(lzma_options) --keep --stdout $<; } >$@

$(B)/bios/body.bin: $(B)/bios/body.elf
	objcopy -O binary $< $@

$(B)/bios/body.elf: $(bios_obj) $(bios_lwip) $(bios_mbedtls) $(bios_coding) $(bios_lds) \
		$(B)/gen/links
	$(CC) $(bios_cflags) $(bios_link) -w -nostdlib -static -Wl,--fatal-warnings,--gc-sections,--build-id=none \
		-Wl,-z,max-page-size=4096,-z,noexecstack,--no-warn-rwx-segments -T $(bios_lds) \
		-Wl,-Map,$(@:.elf=.map) $(bios_obj) \
		-Wl,--start-group $(bios_lwip) $(bios_mbedtls) $(bios_coding) -Wl,--end-group -o $@

$(B)/bios/src/%.o: src/%.c $(B)/gen/flags.bios
	mkdir -p $(@D)
	$(CC) $(bios_cflags) $(warn) $(inc) $(room_inc) \
		$(if $(filter src/libc/%,$<),$(libc_cflags)) -c $< -o $@

$(B)/bios/src/arch/bios/vectors.o: src/arch/bios/vectors.asm
	mkdir -p $(@D)
	nasm -f elf64 -Werror $< -o $@

$(B)/bios/resident.bin: src/arch/bios/resident.asm $(bios_asm)
	mkdir -p $(@D)
	nasm -f bin -Werror -I src/arch/bios/ $< -o $@

$(B)/bios/src/arch/bios/resident_image.o: src/arch/bios/resident_image.asm $(B)/bios/resident.bin
	mkdir -p $(@D)
	nasm -f elf64 -Werror -DRESIDENT_BIN='"$(B)/bios/resident.bin"' $< -o $@

$(B)/bios/lwip/%.o: $(LWIP_SRC)/src/%.c $(B)/gen/flags.bios
	mkdir -p $(@D)
	$(CC) $(bios_cflags) $(inc) $(lwip_inc) -w -c $< -o $@

$(B)/bios/mbedtls/%.o: $(MBEDTLS_SRC)/library/%.c src/crypt/mbedtls_config.h $(B)/gen/flags.bios
	mkdir -p $(@D)
	$(CC) $(bios_cflags) $(inc) $(mbedtls_inc) -w -c $< -o $@

$(B)/bios/zlib/%.o: $(ZLIB_SRC)/%.c $(B)/gen/flags.bios
	mkdir -p $(@D)
	$(CC) $(bios_cflags) $(inc) $(zlib_inc) $(zlib_def) -w -c $< -o $@

$(B)/bios/zstd/%.o: $(ZSTD_SRC)/lib/%.c $(B)/gen/flags.bios
	mkdir -p $(@D)
	$(CC) $(bios_cflags) $(inc) $(zstd_inc) $(zstd_def) -w -c $< -o $@

$(B)/bios/xz/%.o: $(LZMA_SRC)/C/%.c $(B)/gen/flags.bios
	mkdir -p $(@D)
	$(CC) $(bios_cflags) -w -c $< -o $@

$(B)/bios/liblwip.a: $(lwip_src:$(LWIP_SRC)/src/%.c=$(B)/bios/lwip/%.o)
$(B)/bios/libmbedtls.a: $(mbedtls_src:$(MBEDTLS_SRC)/library/%.c=$(B)/bios/mbedtls/%.o)
$(B)/bios/libzlib.a: $(zlib_src:$(ZLIB_SRC)/%.c=$(B)/bios/zlib/%.o)
$(B)/bios/libzstd.a: $(zstd_src:$(ZSTD_SRC)/lib/%.c=$(B)/bios/zstd/%.o)
$(B)/bios/libxz.a: $(xz_src:$(LZMA_SRC)/C/%.c=$(B)/bios/xz/%.o)

# ---- the host flavour, for unit tests and fuzzers ----------------------------------------------
host_obj := $(host_src:src/%.c=$(B)/host/src/%.o)
host_third := $(if $(wildcard src/net/lwipopts.h),$(B)/host/liblwip.a) \
	$(if $(wildcard src/crypt/mbedtls_config.h),$(B)/host/libmbedtls.a) \
	$(B)/host/libzlib.a $(B)/host/libzstd.a $(B)/host/libxz.a
# Fuzzers are led by what they reach in mbedTLS, too: hostile servers talk to it first. It compares
# nothing at NULL with nothing in many places, which does no harm and is not looked for.
fuzz_third := $(host_third:$(B)/host/libmbedtls.a=$(B)/fuzz/libmbedtls.a)
fuzz_obj := $(host_src:src/%.c=$(B)/fuzz/src/%.o)
fake_src := $(sort $(wildcard tests/fake/*.c))
unit_src := $(sort $(wildcard tests/unit/test_*.c))
fuzz_src := $(sort $(wildcard tests/fuzz/fuzz_*.c))
unit_bin := $(unit_src:tests/unit/%.c=$(B)/host/unit/%)
fuzz_bin := $(fuzz_src:tests/fuzz/%.c=$(B)/fuzz/bin/%)
# Tests may look into every room.
test_inc := $(inc) -Itests $(lwip_inc) $(mbedtls_inc) $(zlib_inc)

host: $(B)/host/libhawser.a $(host_third)

$(B)/host/src/%.o: src/%.c $(B)/gen/flags.host
	mkdir -p $(@D)
	$(HOST_CC) $(host_cflags) $(warn) $(inc) $(room_inc) -c $< -o $@

$(B)/fuzz/src/%.o: src/%.c $(B)/gen/flags.fuzz
	mkdir -p $(@D)
	clang $(fuzz_cflags) $(warn) $(inc) $(room_inc) -c $< -o $@

$(B)/host/lwip/%.o: $(LWIP_SRC)/src/%.c $(B)/gen/flags.host
	mkdir -p $(@D)
	$(HOST_CC) $(host_cflags) $(inc) $(lwip_inc) -w -c $< -o $@

$(B)/host/mbedtls/%.o: $(MBEDTLS_SRC)/library/%.c src/crypt/mbedtls_config.h $(B)/gen/flags.host
	mkdir -p $(@D)
	$(HOST_CC) $(host_cflags) $(inc) $(mbedtls_inc) -w -c $< -o $@

$(B)/fuzz/mbedtls/%.o: $(MBEDTLS_SRC)/library/%.c src/crypt/mbedtls_config.h $(B)/gen/flags.fuzz
	mkdir -p $(@D)
	clang $(fuzz_cflags) -O2 -fno-sanitize=nonnull-attribute $(inc) $(mbedtls_inc) -w -c $< -o $@

$(B)/host/zlib/%.o: $(ZLIB_SRC)/%.c $(B)/gen/flags.host
	mkdir -p $(@D)
	$(HOST_CC) $(host_cflags) $(inc) $(zlib_inc) $(zlib_def) -w -c $< -o $@

$(B)/host/zstd/%.o: $(ZSTD_SRC)/lib/%.c $(B)/gen/flags.host
	mkdir -p $(@D)
	$(HOST_CC) $(host_cflags) $(inc) $(zstd_inc) $(zstd_def) -w -c $< -o $@

$(B)/host/xz/%.o: $(LZMA_SRC)/C/%.c $(B)/gen/flags.host
	mkdir -p $(@D)
	$(HOST_CC) $(host_cflags) -w -c $< -o $@

$(B)/host/tests/%.o: tests/%.c $(B)/gen/flags.host
	mkdir -p $(@D)
	$(HOST_CC) $(host_cflags) $(warn) $(test_inc) -c $< -o $@

$(B)/fuzz/tests/%.o: tests/%.c $(B)/gen/flags.fuzz
	mkdir -p $(@D)
	clang $(fuzz_cflags) $(warn) $(test_inc) -c $< -o $@

$(B)/host/libhawser.a: $(host_obj)
$(B)/host/libfake.a: $(fake_src:%.c=$(B)/host/%.o)
$(B)/host/liblwip.a: $(lwip_src:$(LWIP_SRC)/src/%.c=$(B)/host/lwip/%.o)
$(B)/host/libmbedtls.a: $(mbedtls_src:$(MBEDTLS_SRC)/library/%.c=$(B)/host/mbedtls/%.o)
$(B)/host/libzlib.a: $(zlib_host_src:$(ZLIB_SRC)/%.c=$(B)/host/zlib/%.o)
$(B)/host/libzstd.a: $(zstd_src:$(ZSTD_SRC)/lib/%.c=$(B)/host/zstd/%.o)
$(B)/host/libxz.a: $(xz_src:$(LZMA_SRC)/C/%.c=$(B)/host/xz/%.o)
$(B)/fuzz/libhawser.a: $(fuzz_obj)
$(B)/fuzz/libmbedtls.a: $(mbedtls_src:$(MBEDTLS_SRC)/library/%.c=$(B)/fuzz/mbedtls/%.o)
$(B)/fuzz/libfake.a: $(fake_src:%.c=$(B)/fuzz/%.o)

# Fakes come first, so that a fake wins over the function of the same name in an archive.
$(B)/host/unit/%: $(B)/host/tests/unit/%.o $(B)/host/libfake.a $(B)/host/libhawser.a $(host_third)
	mkdir -p $(@D)
	$(HOST_CC) $(sanitize) $(unit_wrap) $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group -o $@

# Where every allocation has to fail once.
$(B)/host/unit/test_no_memory: unit_wrap := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

$(B)/fuzz/bin/%: $(B)/fuzz/tests/fuzz/%.o $(B)/fuzz/libfake.a $(B)/fuzz/libhawser.a $(fuzz_third)
	mkdir -p $(@D)
	clang -fsanitize=fuzzer,address,undefined $< -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group -o $@

# ---- hawser-host, the checker for workstations: once to be used, once under sanitizers to be tested --
tool_wrap := -Wl,--wrap=resolve_start,--wrap=console_waitkey
tool_lib := $(addprefix $(B)/tool/,libhawser.a liblwip.a libmbedtls.a libzlib.a libzstd.a libxz.a)

$(B)/hawser-host: $(tool_src:src/%.c=$(B)/tool/src/%.o) $(tool_lib) $(B)/gen/links
	$(CC) $(filter %.o,$^) $(tool_wrap) -Wl,--start-group $(tool_lib) -Wl,--end-group -o $@
	echo "  $@: $$(stat -c %s $@) bytes, version $(version)"

$(B)/host/hawser-host: $(tool_src:src/%.c=$(B)/host/src/%.o) $(B)/host/libhawser.a $(host_third)
	$(HOST_CC) $(sanitize) $(filter %.o,$^) $(tool_wrap) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group -o $@

# The manual: its lists of commands and options are those of the programs' own tables.
manual := $(B)/man/hawser-host.1 $(B)/man/hawser-script.5

man: $(manual)

$(B)/man/hawser-host.1: man_part = help
$(B)/man/hawser-script.5: man_part = commands
$(manual): $(B)/man/%: docs/man/%.in $(B)/host/hawser-host
	mkdir -p $(@D)
	$(B)/host/hawser-host $(man_part) --format man >$@.part
	sed -e '/^@[A-Z]*@$$/{r $@.part' -e 'd}' -e 's/@VERSION@/$(version)/' $< >$@
	rm $@.part

$(B)/tool/src/%.o: src/%.c $(B)/gen/flags.tool
	mkdir -p $(@D)
	$(CC) $(tool_cflags) $(tool_warn) $(inc) $(room_inc) -c $< -o $@

$(B)/tool/lwip/%.o: $(LWIP_SRC)/src/%.c $(B)/gen/flags.tool
	mkdir -p $(@D)
	$(CC) $(tool_cflags) $(inc) $(lwip_inc) -w -c $< -o $@

$(B)/tool/mbedtls/%.o: $(MBEDTLS_SRC)/library/%.c src/crypt/mbedtls_config.h $(B)/gen/flags.tool
	mkdir -p $(@D)
	$(CC) $(tool_cflags) $(inc) $(mbedtls_inc) -w -c $< -o $@

$(B)/tool/zlib/%.o: $(ZLIB_SRC)/%.c $(B)/gen/flags.tool
	mkdir -p $(@D)
	$(CC) $(tool_cflags) $(inc) $(zlib_inc) $(zlib_def) -w -c $< -o $@

$(B)/tool/zstd/%.o: $(ZSTD_SRC)/lib/%.c $(B)/gen/flags.tool
	mkdir -p $(@D)
	$(CC) $(tool_cflags) $(inc) $(zstd_inc) $(zstd_def) -w -c $< -o $@

$(B)/tool/xz/%.o: $(LZMA_SRC)/C/%.c $(B)/gen/flags.tool
	mkdir -p $(@D)
	$(CC) $(tool_cflags) -w -c $< -o $@

$(B)/tool/libhawser.a: $(host_src:src/%.c=$(B)/tool/src/%.o)
$(B)/tool/liblwip.a: $(lwip_src:$(LWIP_SRC)/src/%.c=$(B)/tool/lwip/%.o)
$(B)/tool/libmbedtls.a: $(mbedtls_src:$(MBEDTLS_SRC)/library/%.c=$(B)/tool/mbedtls/%.o)
$(B)/tool/libzlib.a: $(zlib_host_src:$(ZLIB_SRC)/%.c=$(B)/tool/zlib/%.o)
$(B)/tool/libzstd.a: $(zstd_src:$(ZSTD_SRC)/lib/%.c=$(B)/tool/zstd/%.o)
$(B)/tool/libxz.a: $(xz_src:$(LZMA_SRC)/C/%.c=$(B)/tool/xz/%.o)

# The fuzzer of the checker needs all of it but main().
$(B)/fuzz/libhost.a: $(patsubst src/%.c,$(B)/fuzz/src/%.o,$(filter-out src/host/main.c src/host/loopback.c src/host/nobody.c src/host/cmd_run.c src/host/run_config.c,$(tool_src)))
$(B)/fuzz/bin/fuzz_check $(B)/fuzz/bin/fuzz_check_config: $(B)/fuzz/libhost.a

%.a: $(B)/gen/links
	mkdir -p $(@D)
	rm -f $@
	gcc-ar rcsD $@ $(filter %.o,$^)

# ---- what all that was built with ----------------------------------------------------------------
# gen/flags.KIND has the flags of a kind of objects, gen/links what is linked and how it is packed. Each
# is written when it changed, and what depends on it is built again then.
room_flags := $(warn) $(inc) $(lwip_inc) $(mbedtls_inc) $(zlib_inc) $(zlib_def) $(zstd_inc) $(zstd_def) \
	$(xz_inc) $(picture_inc) $(picture_flags) $(libc_cflags)
flags_efi = $(CC) $(efi_cflags) $(picture_small) $(efi_inc) $(room_flags)
flags_bios = $(CC) $(bios_cflags) $(room_flags)
flags_unpack = $(CC) $(unpack_cflags) $(warn)
flags_host = $(HOST_CC) $(host_cflags) $(room_flags)
flags_tool = $(CC) $(tool_cflags) $(tool_warn) $(room_flags)
flags_fuzz = clang $(fuzz_cflags) $(room_flags)
links = $(efi_src) $(bios_src) $(host_src) $(tool_src) $(lwip_src) $(mbedtls_src) $(zlib_host_src) \
	$(zstd_src) $(xz_src) $(bios_link) $(lzma_options)
# (file), (what it is to say)
write_new = $(if $(subst =$(file <$1)=,,=$2=),$(file >$1,$2))
ifneq ($(filter-out $(needs_nothing),$(goals)),)
compilers := $(shell $(CC) -dumpfullversion; $(HOST_CC) -dumpversion)
$(foreach k,efi bios unpack host tool fuzz,$(call write_new,$(B)/gen/flags.$k,$(compilers) $(flags_$k)))
$(call write_new,$(B)/gen/links,$(links))
endif

# ---- tests -------------------------------------------------------------------------------------
test_env := B='$(abspath $(B))' HAWSER_DEPS='$(abspath $(DEPS))' HAWSER='$(abspath $(B))/hawser.efi' \
	HAWSER_BIOS='$(abspath $(B))/hawser.kpxe'
both := $(B)/hawser.efi $(B)/hawser.kpxe
lints := $(sort $(wildcard scripts/lint-*))

host_tests := $(sort $(wildcard tests/host/test_*))

test-unit: $(unit_bin) $(B)/host/hawser-host $(manual)
	$(test_env) JOBS=$(JOBS) scripts/run-tests $(host_tests) $(unit_bin) $(lints)

test-repro: $(both)
	+$(test_env) DEPS='$(abspath $(DEPS))' COMMIT='$(COMMIT)' BUILD_TIME='$(BUILD_TIME)' MAKE='$(MAKE)' scripts/run-repro

fuzz-build: $(fuzz_bin)

fuzz: $(fuzz_bin)
	$(test_env) T=$(T) JOBS=$(JOBS) scripts/run-fuzz $(fuzz_bin)

test-boot: $(both)
	$(test_env) tests/boot/run $(ARGS)

bench: $(both)
	$(test_env) tests/bench/run $(ARGS)

# All begin at one seed there, so that a tree gives the same answer twice; `make fuzz` is for finding.
test: T := 3
test:
	+B='$(B)' DEPS='$(DEPS)' T=$(T) MAKE='$(MAKE)' scripts/run-all

# ---- the rest ----------------------------------------------------------------------------------
run: $(both)
	B='$(B)' DEPS='$(DEPS)' SCRIPT='$(SCRIPT)' TFTP='$(TFTP)' ISO='$(ISO)' \
		FIRMWARE='$(or $(FIRMWARE),efi)' scripts/run

screenshots: $(both)
	B='$(B)' scripts/screenshots $(ARGS) $(B)/screenshots

format:
	DEPS='$(DEPS)' scripts/deps format
	find src tests -name '*.[ch]' -print0 | xargs -0 clang-format -i

# What was fetched stays; `make distclean` removes that, too.
clean:
	mkdir -p $(B)
	find $(B) -mindepth 1 -maxdepth 1 ! -path $(DEPS) -exec rm -rf {} +

distclean: clean
	rm -rf $(DEPS)

help:
	printf '%s\n' \
	'make            build/hawser.efi, build/hawser.kpxe, and build/hawser-host, which checks scripts' \
	'make man        the manual pages build/man/hawser-host.1 and hawser-script.5' \
	'make run        try it in QEMU: SCRIPT=my.ipxe or TFTP=dir for your own files,' \
	'                ISO=file.iso for any disk image, FIRMWARE=bios for the other image' \
	'make test       every test; the last line is the total' \
	'make test-unit  unit tests under sanitizers, and the lint scripts' \
	'make test-repro builds again in another folder and compares' \
	'make fuzz       the fuzzers, T=5 seconds each' \
	'make test-boot  boots in QEMU; ARGS= goes to tests/boot/run' \
	'make bench      measurements; ARGS= goes to tests/bench/run' \
	'make screenshots boots a menu in several graphics modes, pictures in build/screenshots' \
	'make format     clang-format of all sources' \
	'make clean      removes what was built; distclean also what was fetched' \
	'Trust anchors for HTTPS: TRUST="ca.pem …", or TRUST=mozilla (too many for hawser.kpxe)' \
	'Our own certificate for servers that want one: CERT=client.pem KEY=client.key' \
	'A script to run before anything else is asked: EMBED=boot.ipxe' \
	'Variables: V=1 shows commands, B=dir builds elsewhere, GNU_EFI_SRC= LWIP_SRC= MBEDTLS_SRC= LZMA_SRC=' \
	'           ZLIB_SRC= ZSTD_SRC= SPNG_SRC= STB_SRC='

.PHONY: all efi-objects host man test test-unit test-repro fuzz fuzz-build test-boot bench run screenshots format clean \
	distclean help
.SECONDARY:

-include $(shell find $(B)/efi $(B)/bios $(B)/host $(B)/tool $(B)/fuzz -name '*.d' 2>/dev/null)

endif
