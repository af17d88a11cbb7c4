// SPDX-License-Identifier: Apache-2.0
// Any bytes as a linkage model: read, or refused with a remedy for everything that is wrong; what is read is written as a
// file that reads back the same, and may be asked to link a handful of records.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/linker.h"
#include "linkage/model/model.h"
#include "linkage/table/table.h"

// libfyaml 0.7.12 loses 4 KiB when a quoted key holds more than some sixty escapes: bounded by the size of the document.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libfyaml"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace concordat;
  auto const text = std::string_view{reinterpret_cast<char const*>(data), size};
  auto const model = linkage::read_model(text, "fuzz");
  if (!model) {
    for (auto const& finding : model.error()) {
      if (finding.remedy.empty() || finding.code.empty()) std::abort();
    }
    return 0;
  }
  auto const written = linkage::write_model(*model);
  auto const again = linkage::read_model(written, "again");
  if (!again || linkage::write_model(*again) != written) std::abort();
  linkage::Loader loader{*model, 1};
  for (auto const* const value : {"2001-02-03", "Ann", "Anne", "N15 4AB", "Ann", ""}) {
    loader.add(std::vector<std::string_view>(model->fields.size(), value));
  }
  linkage::Linker const linker{*model, loader.finish(), nullptr, 1};
  (void)linker.plan();
  for (linkage::Record left = 0; left < 6; ++left) {
    for (linkage::Record right = 0; right < 6; ++right) {
      if (left != right && linker.compare(left, right) != linker.compare(right, left)) std::abort();
    }
  }
  return 0;
}
