/* SPDX-License-Identifier: BSD-2-Clause */
/* Trust anchors in a file beside the loader. */
#pragma once

struct uri;

/* hawser-ca.pem is looked for beside (loader) when the first certificate has to be verified.
 * NULL: it is not known where. */
void trust_file_set(const struct uri *loader);
