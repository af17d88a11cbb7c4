// SPDX-License-Identifier: Apache-2.0
// Every standardiser on the same bytes; what it calls standard must stay so.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "intake/standardise/address.h"
#include "intake/standardise/location.h"
#include "intake/standardise/person_name.h"
#include "intake/standardise/value.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace concordat::intake;
  std::string_view const raw{reinterpret_cast<char const*>(data), size};
  Context context;
  context.today = concordat::Date{std::chrono::days{20'778}};
  if (size > 0) {
    context.month_first = (data[0] & 1U) != 0;
    context.refuse_future = (data[0] & 2U) != 0;
    context.birth_date = (data[0] & 4U) != 0;
  }
  bool const utf8 = concordat::text::is_utf8(raw);
  Value value;
  Value again;
  for (auto const name : standardiser_names()) {
    auto const standardise = standardiser(name);
    standardise(raw, context, value);
    if (!utf8 || !value.usable()) continue;
    standardise(value.text, context, again);
    if (again.text != value.text) std::abort();
    if (value.verdict != Verdict::review && again.verdict != Verdict::ok) std::abort();
  }
  if (utf8) {
    (void)split_address(raw);
    (void)split_full_name(raw);
  }
  (void)grid_square(raw);
  (void)kind_of_area(raw);
  return 0;
}
