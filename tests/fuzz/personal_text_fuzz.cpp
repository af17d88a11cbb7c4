// SPDX-License-Identifier: Apache-2.0
// Any bytes as a free text: it has an answer, the same each time; what is planted beside it is found whatever stands there, and signs
// that nobody sees hide nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "protection/texts/personal_text.h"

namespace {

using namespace concordat;
using protection::PersonalMark;

void must(bool holds) {
  if (!holds) std::abort();
}

bool same(protection::PersonalMarks const& left, protection::PersonalMarks const& right) {
  for (auto const mark : protection::personal_marks) {
    if (left.has(mark) != right.has(mark)) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text to us
  std::string const text{reinterpret_cast<char const*>(data), size};
  auto const marks = protection::find_personal(text);
  must(same(marks, protection::find_personal(text)));
  if (!text::is_utf8(text)) return 0;
  must(protection::find_personal(text + "\n\nNHS 943 476 5919").has(PersonalMark::nhs_number));
  must(protection::find_personal("Mr Fenwold.\n\n" + text).has(PersonalMark::name));
  must(protection::find_personal(text + "\n\nN15 4AB").has(PersonalMark::postcode));
  must(protection::find_personal(text + "\n\na.b\u200b@example.org").has(PersonalMark::email));
  must(protection::find_personal(text + "\n\nUPN P207\u200b000016049").has(PersonalMark::pupil_number));
  must(protection::find_personal(text + "\n\n\u0418\u0432\u0430\u043d").has(PersonalMark::other_script));
  return 0;
}
