// SPDX-License-Identifier: Apache-2.0
// Any bytes as a partnership file: read or refused with a remedy; and whatever is read names its release area, and no
// agency, member or feed twice.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "hub/partnership_file.h"

namespace {

using namespace concordat;

void check(bool holds) {
  if (!holds) std::abort();
}

template <class Entry>
void check_once_each(std::vector<Entry> const& entries) {
  std::set<std::string> ids;
  for (auto const& entry : entries) check(!entry.id.empty() && ids.insert(entry.id).second);
}

}  // namespace

// libfyaml 0.7.12 loses 4 KiB when a quoted key holds more than some sixty escapes: bounded by the size of the document.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libfyaml"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const file = ::memfd_create("fuzz", MFD_CLOEXEC);
  check(::write(file, data, size) == static_cast<ssize_t>(size));
  hub::KnownWords const known{{"police", "local-authority"}, {"police-incidents"}};
  auto const parsed = hub::read_partnership("/proc/self/fd/" + std::to_string(file), known);
  ::close(file);
  check(parsed.file.has_value() != has_errors(parsed.findings));
  for (auto const& finding : parsed.findings) check(!finding.code.empty() && !finding.message.empty() && !finding.remedy.empty());
  if (!parsed.file) return 0;
  auto const& partnership = *parsed.file;
  check(!partnership.id.empty() && !partnership.agencies.empty() && !partnership.feeds.empty());
  check_once_each(partnership.agencies);
  check_once_each(partnership.members);
  check_once_each(partnership.feeds);
  for (auto const& feed : partnership.feeds) {
    check(std::any_of(partnership.agencies.begin(), partnership.agencies.end(), [&](auto const& agency) { return agency.id == feed.agency; }));
    check(feed.first_period.index > 0);
  }
  check(std::any_of(partnership.areas.begin(), partnership.areas.end(), [&](auto const& area) {
    return area.kind == partnership.release_area_kind && area.vintage == partnership.release_area_vintage;
  }));
  check(Json::parse(partnership.document).has_value());
  return 0;
}
