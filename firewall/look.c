// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a pattern where it must not be seen?
 *
 * What is read is compared here, and forgotten. Only of the pattern's own address,
 * which is in a pool, the first word is handed on, to rstmem.ko, which compares it
 * with the next one.
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <rstmem/prover.h>

#include "dma.h"
#include "look.h"
#include "survive.h"

/* Those of a trial: an engine that has failed is not asked again in it. */
static struct rst_firewall_engines engines;

/* One word of the kernel's own memory, or of what isn't known to the kernel. */
struct view {
	void __iomem *words;
	void *mapping;
};

/*
 * Other memory is mapped as a device: nothing is read but what is asked for. A
 * page of the kernel's own is mapped anew, as it may have been taken out of the
 * kernel's map of all memory, and without the cache, which knows no aliases.
 */
static int view_open(struct view *view, phys_addr_t place)
{
	struct page *page;

	*view = (struct view){ };
	if (!rst_firewall_is_of_linux(place)) {
		view->words = ioremap(place & PAGE_MASK, PAGE_SIZE);
		if (view->words)
			view->words += offset_in_page(place);
		return view->words ? 0 : -ENXIO;
	}
	page = pfn_to_page(PHYS_PFN(place));
	view->mapping = vmap(&page, 1, VM_MAP,
			     pgprot_writecombine(PAGE_KERNEL_RO));
	view->words = (void __iomem __force *)view->mapping;
	if (!view->mapping)
		return -ENOMEM;
	view->words += offset_in_page(place);
	return 0;
}

static void view_close(struct view *view)
{
	if (view->mapping)
		vunmap(view->mapping);
	else
		iounmap(view->words);
}

static int see(const struct view *view, const u64 pattern[2],
	       enum rstmem_seen *seen, u64 *value)
{
	u64 words[2];
	int i, err;

	for (i = 0; i < 2; i++) {
		err = rst_firewall_survive_load(view->words + i * sizeof(u64),
						&words[i]);
		if (err) {
			*seen = RSTMEM_SEEN_NOTHING;
			return min(err, 0);
		}
	}
	*seen = words[0] == pattern[0] && words[1] == pattern[1] ?
		RSTMEM_SEEN_PATTERN : RSTMEM_SEEN_OTHER;
	*value = words[0];
	memzero_explicit(words, sizeof(words));
	return 0;
}

static int look_at(phys_addr_t place, const u64 pattern[2],
		   enum rstmem_seen *seen, u64 *value)
{
	struct view view;
	int err = view_open(&view, place);

	if (err)
		return err;
	err = see(&view, pattern, seen, value);
	view_close(&view);
	return err;
}

static void note(struct rst_firewall_search *search, phys_addr_t place,
		 bool by_dma)
{
	struct rstmem_sight *sight = search->sight;

	if (sight->leaks)
		return;
	sight->leaks = true;
	sight->leak = place;
	sight->by_dma = by_dma;
}

static void look_by_dma(struct rst_firewall_search *search, phys_addr_t place)
{
	struct rstmem_sight *sight = search->sight;

	if (!sight->leaks &&
	    rst_firewall_engines_look(search->engines, place, search->pattern,
				      place == search->place, &sight->dma))
		note(search, place, true);
}

/* An address that can't be mapped, as no CPU has that many bits, can't leak. */
int rst_firewall_look_at_alias(struct rst_firewall_search *search,
			       phys_addr_t place)
{
	enum rstmem_seen seen;
	u64 value = 0;
	int err;

	err = look_at(place, search->pattern, &seen, &value);
	memzero_explicit(&value, sizeof(value));
	if (err)
		return err == -ENXIO ? 0 : err;
	search->sight->aliases++;
	if (seen == RSTMEM_SEEN_PATTERN)
		note(search, place, false);
	look_by_dma(search, place);
	return 0;
}

/* Engines look where no CPU can, too: what they find counts. */
static int look_at_own(struct rst_firewall_search *search)
{
	struct rstmem_sight *sight = search->sight;
	int err;

	err = look_at(search->place, search->pattern, &sight->own,
		      &sight->value);
	if (!err && sight->own == RSTMEM_SEEN_PATTERN)
		note(search, search->place, false);
	look_by_dma(search, search->place);
	return sight->leaks ? 0 : err;
}

void rst_firewall_begin(struct rstmem_dma_sight *sight)
{
	rst_firewall_engines_open(&engines, sight);
}

void rst_firewall_end(void)
{
	rst_firewall_engines_close(&engines);
}

int rst_firewall_look(phys_addr_t place, const u64 pattern[2],
		      struct rstmem_sight *sight)
{
	struct rst_firewall_search search = {
		.place = place, .pattern = pattern, .engines = &engines,
		.sight = sight,
	};
	int err;

	err = look_at_own(&search);
	if (!err && !sight->leaks)
		err = rst_firewall_look_at_aliases(&search);
	/* What was seen counts, whatever failed behind it. */
	return sight->leaks ? 0 : err;
}
