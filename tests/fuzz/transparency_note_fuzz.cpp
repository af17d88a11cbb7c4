// SPDX-License-Identifier: Apache-2.0
// Any bytes as a transparency note: read, or refused with a remedy for everything that is wrong; what is read answers every
// heading and becomes a page without a tag of its own.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "transparency/note.h"
#include "transparency/record.h"

// libfyaml 0.7.12 loses 4 KiB when a quoted key holds more than some sixty escapes: bounded by the size of the document.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libfyaml"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace concordat;
  auto const text = std::string_view{reinterpret_cast<char const*>(data), size};
  std::vector<transparency::Fact> const facts{{"sums", "join", "Joins from", "95 %"}};
  auto const note = transparency::read_note(text, "fuzz", facts);
  if (!note) {
    if (note.error().empty()) std::abort();
    for (auto const& finding : note.error()) {
      if (finding.remedy.empty() || finding.code.empty()) std::abort();
    }
    return 0;
  }
  if (note->atrs.size() != transparency::atrs_headings().size() || note->algo_care.size() != 8 || note->never.empty() || note->limits.empty()) std::abort();
  for (auto const* const answers : {&note->atrs, &note->algo_care}) {
    if (std::ranges::any_of(*answers, [](auto const& answer) { return answer.empty(); })) std::abort();
  }
  auto const page = transparency::html_of(*note, {});
  if (page.find("<script") != std::string::npos || page.find("<img") != std::string::npos) std::abort();
  if (!Json::parse(transparency::json_of(*note, {}).canonical())) std::abort();
  (void)transparency::text_of(*note, {});
  return 0;
}
