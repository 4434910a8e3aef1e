# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The Debian mirror and how to reach it, as this machine's own apt configuration says. To be
# sourced.

# Prints the repositories that this machine knows, one per line: address, suite, component, origin,
# label. apt itself reads both formats of its files.
known_repositories() {
	# shellcheck disable=SC2016 # apt expands these
	apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)|$(LABEL)' \
		'Created-By: Packages'
}

# Prints the address of the first of Debian's own archives. A third-party repository may also name
# its suite after a Debian release. So a release file that says that it is Debian's is preferred,
# then an address that ends in /debian, and only then the name of a suite.
debian_mirror() {
	local found
	found=$(known_repositories | awk -F'|' '
		$3 != "main" { next }
		$2 !~ /^(bookworm|trixie|forky|sid|stable|testing|unstable|oldstable)(-updates|-backports)?$/ { next }
		{ rank = 1 }
		$1 ~ /\/debian\/?$/ { rank = 2 }
		$4 == "Debian" && $5 != "Debian-Security" { rank = 3 }
		rank > best { best = rank; uri = $1 }
		END { print uri }')
	[ -n "$found" ] || die "no Debian archive in this machine's apt configuration"
	printf '%s\n' "$found"
}

# deb_lines KIND SUITE…: prints sources.list lines. They name the keyring only if this machine has
# the file.
deb_lines() {
	local kind=$1 mirror keys=/usr/share/keyrings/debian-archive-keyring.gpg suite
	shift
	mirror=$(debian_mirror)
	[ -r "$keys" ] && keys="[signed-by=$keys] " || keys=
	for suite in "$@"; do
		printf '%s %s%s %s main\n' "$kind" "$keys" "$mirror" "$suite"
	done
}

# mmdebstrap does not read this machine's apt.conf: pass on the options that it needs to reach the
# mirror.
mirror_options() {
	echo "--aptopt=Acquire::Check-Valid-Until \"false\""
	apt-config dump | sed -n -E '/^Acquire::(http|https|ftp|Retries|ForceIPv)[^ ]* ".+";$/s/^/--aptopt=/p'
}

# apt_env DIR ARCH LINE…: sets up a separate apt in DIR, for another release or architecture, with
# this machine's settings. Afterwards `foreign DIR COMMAND…` runs apt-get or apt-cache there.
apt_env() {
	local dir=$1 arch=$2
	shift 2
	mkdir -p "$dir"/state/lists/partial "$dir"/cache/archives/partial "$dir"/etc
	: >"$dir/state/status"
	printf '%s\n' "$@" >"$dir/etc/sources.list"
	cat >"$dir/apt.conf" <<-EOF
		Dir::State "$dir/state";
		Dir::State::status "$dir/state/status";
		Dir::Cache "$dir/cache";
		Dir::Etc::sourcelist "$dir/etc/sources.list";
		Dir::Etc::sourceparts "-";
		Dir::Etc::preferences "-";
		Dir::Etc::preferencesparts "-";
		APT::Architecture "$arch";
		APT::Architectures { "$arch"; };
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::Retries "3";
		APT::Get::Only-Source "true";
		APT::Update::Post-Invoke { "true"; };
	EOF
	foreign "$dir" apt-get -q update && return
	# A mirror that is frozen at some date serves release files that have expired. Their
	# signatures are checked all the same.
	printf 'retrying without regard to the release files'"'"' dates\n'
	printf 'Acquire::Check-Valid-Until "false";\n' >>"$dir/apt.conf"
	foreign "$dir" apt-get -q update
}
foreign() {
	local dir=$1
	shift
	APT_CONFIG="$dir/apt.conf" "$@"
}

# need_program PROGRAM [PACKAGE]: installs PROGRAM with this machine's own apt if it is missing.
need_program() {
	local program=$1 package=${2:-$1} log=$CACHE/log/apt.log
	command -v "$program" >/dev/null && return
	say "installing $package on this machine"
	mkdir -p "$CACHE/log"
	apt-get -q update >"$log" 2>&1 || true
	DEBIAN_FRONTEND=noninteractive \
		apt-get -q -y install --no-install-recommends "$package" >>"$log" 2>&1 ||
		die "$package does not install: $(tail -n 3 "$log"); the whole log: $log"
}
