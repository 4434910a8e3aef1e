/* SPDX-License-Identifier: GPL-2.0-only */
/* A registration: a buffer that an importer knows, and does not hold */
#ifndef _HEAPS_REGISTRATION_H
#define _HEAPS_REGISTRATION_H

struct rstmem_buffer;
struct seq_file;

void rstmem_registrations_drop(struct rstmem_buffer *buffer);
void rstmem_registrations_show(struct seq_file *file,
			       struct rstmem_buffer *buffer);

#endif /* _HEAPS_REGISTRATION_H */
