// SPDX-License-Identifier: Apache-2.0
// Where a department says that something happened, from the words it typed: "o/s Kings Head pub, Mill St".
//
// The answer holds a point and no word of the text, so it may go on where the text may not. Rules:
//   1. a private home ("pt's home", "his flat") is never placed, whatever else the text says;
//   2. a venue beats a street; what agrees with another thing told (the street a venue stands in, the other
//   street
//      of a junction, the locality) beats what stands alone;
//   3. one edit is forgiven in a word of five letters or more, where it is a slip of the finger or sounds
//   alike;
//   4. of namesakes far apart none is chosen;
//   5. a hospital is the place only where the text says so, not where it tells who was taken there.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/fixed_text.h"
#include "intake/place_text/gazetteer.h"

namespace concordat::intake {

enum class PlaceMatch : std::uint8_t {
  exact,      ///< told as the gazetteer has it, abbreviations aside
  fuzzy,      ///< told with a slip, by part of its name, or against another place named
  ambiguous,  ///< told, but two places far apart fit equally well
  home,       ///< a private home
  none,       ///< something is told, but no place of the gazetteer
  missing     ///< nothing is told: empty, "n/k", "not stated"
};

[[nodiscard]] FixedText name_of(PlaceMatch match);

struct PlaceAnswer {
  PlaceMatch kind = PlaceMatch::missing;
  double x = 0;  ///< of the gazetteer's grid; 0 unless located()
  double y = 0;
  int accuracy_metres = 0;  ///< at least this near, if the match is right; 0 unless located()
  FixedText reason = {};    ///< one plain sentence, the same for every text of its sort

  [[nodiscard]] bool located() const { return kind == PlaceMatch::exact || kind == PlaceMatch::fuzzy; }
};

namespace place_text {
struct Workspace;
}  // namespace place_text

/// Room to work in, one for each thread, used again for each text. Wiped of the text before match_place
/// returns.
class PlaceScratch {
 public:
  PlaceScratch();
  PlaceScratch(PlaceScratch&&) noexcept;
  PlaceScratch& operator=(PlaceScratch&&) noexcept;
  PlaceScratch(PlaceScratch const&) = delete;
  PlaceScratch& operator=(PlaceScratch const&) = delete;
  ~PlaceScratch();
  /// For match.cpp.
  [[nodiscard]] place_text::Workspace& workspace() { return *workspace_; }

 private:
  std::unique_ptr<place_text::Workspace> workspace_;
};

/// `text` may hold any bytes; only the first 1,024 are read. Never fails, never throws; the same text has the
/// same answer whatever came before.
[[nodiscard]] PlaceAnswer match_place(Gazetteer const& gazetteer, std::string_view text,
                                      PlaceScratch& scratch) noexcept;

}  // namespace concordat::intake
