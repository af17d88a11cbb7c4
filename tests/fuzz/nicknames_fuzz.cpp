// SPDX-License-Identifier: Apache-2.0
// Tables of nicknames and common names, folding and keys, from any bytes: every text has an answer, and folding twice is folding
// once.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "linkage/text/common_names.h"
#include "linkage/text/distance.h"
#include "linkage/text/folding.h"
#include "linkage/text/neighbours.h"
#include "linkage/text/nicknames.h"
#include "linkage/text/phonetic.h"

namespace {

using namespace concordat::linkage;

void check(bool holds) {
  if (!holds) std::abort();
}

void use(std::string_view bytes) {
  auto const name = folded(bytes);
  check(concordat::text::is_utf8(name));
  check(folded(name) == name);
  check(romanised_key(name).empty() == name.empty());
  auto const heard = sounds(name);
  check(heard.meets(heard));
  (void)soundex(name);
  auto const half = bytes.substr(0, bytes.size() / 2);
  Letters const left{bytes.substr(0, 300)};
  Letters const right{half.substr(0, 300)};
  check(jaro_winkler(left, right) == jaro_winkler(right, left));
  auto const edits = levenshtein(left, right);
  check(edits >= damerau(left, right) && edits == Prepared{left}.levenshtein(right));
  check(!deletion_keys(Letters{bytes.substr(0, 40)}, 2).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes{reinterpret_cast<char const*>(data), size};
  use(bytes);
  if (auto const names = Nicknames::from_yaml(bytes, "nicknames.yaml")) {
    check(names->relation("bob", "robert") == names->relation("robert", "bob"));
  }
  if (auto const names = CommonNames::from_yaml(bytes, "common_names.yaml")) {
    auto const share = names->given("mohammed");
    check(share > 0 && share < 1);
  }
  return 0;
}
