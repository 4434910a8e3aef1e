// SPDX-License-Identifier: GPL-2.0-only
/*
 * Surviving what a firewall answers
 *
 * A synchronous external abort kills a kernel thread: arm64 looks for no fixup
 * then. So its handler is probed while a load is in progress, and skipped for an
 * abort of this very instruction.
 *
 * An SError comes later, and kills the kernel. It is masked meanwhile, so that it
 * is known whose it is. CPUs with RAS can drop it. On others all that can be done
 * is to say so before the kernel dies. What firmware claims for itself, or resets
 * the machine for, nobody here gets to see.
 */
#define pr_fmt(fmt) "rst_firewall: " fmt

#include <linux/irqflags.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include <asm/barrier.h>
#include <asm/brk-imm.h>
#include <asm/cpufeature.h>
#include <asm/cputype.h>
#include <asm/insn-def.h>
#include <asm/sysreg.h>

#include "survive.h"

#define ISR_SERROR	BIT(8)
#define DAIF_SERROR	BIT(8)

int rst_firewall_load(const void __iomem *from, u64 *to);
extern const char rst_firewall_at[], rst_firewall_refused[];

/* do_sea(address, syndrome, registers) returns 0 if it has handled the abort. */
static int skip_handler(struct kprobe *probe, struct pt_regs *regs)
{
	struct pt_regs *aborted = (struct pt_regs *)regs->regs[2];

	if (user_mode(aborted) ||
	    instruction_pointer(aborted) != (unsigned long)rst_firewall_at)
		return 0;
	instruction_pointer_set(aborted, (unsigned long)rst_firewall_refused);
	regs->regs[0] = 0;
	instruction_pointer_set(regs, regs->regs[30]);
	/* do_sea() was called by a pointer; where this returns is no landing pad. */
	regs->pstate &= ~PSR_BTYPE_MASK;
	return 1;
}

static struct kprobe handler = {
	.symbol_name = "do_sea",
	.pre_handler = skip_handler,
};
static bool probed;

void rst_firewall_survive_init(void)
{
	int err = register_kprobe(&handler);

	probed = !err;
	if (err)
		pr_warn("no probe of the handler for external aborts: error %d; nothing can be looked at\n",
			err);
}

void rst_firewall_survive_exit(void)
{
	if (probed)
		unregister_kprobe(&handler);
}

/*
 * All probes can be switched off at once, which no probe's flags say: the probe's
 * instruction does, and it isn't changed while interrupts are off. Where there are
 * realms, a refused load is none of do_sea()'s.
 */
static bool survives(void)
{
	const u32 probe = AARCH64_BREAK_MON | KPROBES_BRK_IMM << 5;
	u64 features = read_cpuid(ID_AA64PFR0_EL1);

	lockdep_assert_irqs_disabled();
	return probed && !(features & ID_AA64PFR0_EL1_RME_MASK) &&
	       le32_to_cpu(*(const __le32 *)handler.addr) == probe;
}

static bool serror_is_pending(void)
{
	return read_sysreg(isr_el1) & ISR_SERROR;
}

/* ESB has a pending SError recorded, and it isn't pending any more. */
static void serror_drop(void)
{
	if (this_cpu_has_cap(ARM64_HAS_RAS_EXTN)) {
		asm volatile("hint #16" : : : "memory");
		write_sysreg_s(0, SYS_DISR_EL1);
		isb();
	}
	if (serror_is_pending())
		pr_emerg("the firewall refuses loads by SErrors, which this CPU can't drop; the kernel dies of it now. Don't load rst_firewall.ko here\n");
}

static int load_masked(const void __iomem *from, u64 *to)
{
	int refused;

	if (serror_is_pending())
		return -EBUSY;
	refused = rst_firewall_load(from, to);
	if (!serror_is_pending())
		return refused;
	serror_drop();
	return 1;
}

int rst_firewall_survive_load(const void __iomem *from, u64 *to)
{
	unsigned long flags, daif;
	int result;

	local_irq_save(flags);
	if (!survives()) {
		local_irq_restore(flags);
		return -EOPNOTSUPP;
	}
	daif = read_sysreg(daif);
	asm volatile("msr daifset, #4" : : : "memory");
	isb();
	result = load_masked(from, to);
	if (!(daif & DAIF_SERROR))
		asm volatile("msr daifclr, #4" : : : "memory");
	local_irq_restore(flags);
	return result;
}

bool rst_firewall_is_of_linux(phys_addr_t place)
{
	return pfn_is_map_memory(PHYS_PFN(place));
}
