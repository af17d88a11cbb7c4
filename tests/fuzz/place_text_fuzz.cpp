// SPDX-License-Identifier: Apache-2.0
// Places told in words, from bytes nobody vouches for. Any text has an answer, the same each time, inside the
// gazetteer's bounds; and whatever begins by naming the patient's home is never placed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "intake/place_text/match.h"

namespace {

using namespace concordat::intake;

void must(bool holds) {
  if (!holds) std::abort();
}

Gazetteer const& gazetteer() {
  static auto const built = Gazetteer::build({
      {"Mill Street", "street", 100, 100, 120},
      {"Market Street", "street", 160, 190, 80},
      {"St John’s Road", "street", 4000, 2000, 300},
      {"High Street", "street", 500, 1500, 250},
      {"High Street", "street", 500, 9500, 250},
      {"The King’s Head", "licensed-premises", 120, 110, 0},
      {"Café Río", "licensed-premises", 110, 200, 0},
      {"Quarry Park", "park", 3100, 1050, 180},
      {"General Hospital", "hospital", 2000, 2000, 0},
      {"Sud", "locality", 1000, 9000, 3500},
  });
  must(built.has_value());
  return *built;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static PlaceScratch scratch;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text to us
  auto const text = std::string_view{reinterpret_cast<char const*>(data), size};
  auto const answer = match_place(gazetteer(), text, scratch);
  must(answer.located() == (answer.accuracy_metres > 0));
  must(!answer.reason.empty());
  must(!answer.located() || (answer.x >= 100 && answer.x <= 4000 && answer.y >= 100 && answer.y <= 9500));
  auto const again = match_place(gazetteer(), text, scratch);
  must(again.kind == answer.kind && again.x == answer.x && again.y == answer.y);
  must(match_place(gazetteer(), "patient's home, " + std::string{text}, scratch).kind == PlaceMatch::home);
  return 0;
}
