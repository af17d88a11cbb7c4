// SPDX-License-Identifier: Apache-2.0
// Words for a place that named none the gazetteer knows. They wait, sealed, for those who send the feed to say what they mean;
// what is remembered is a keyed mark of the words and the place.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.h"
#include "hub/hub.h"
#include "intake/place_text/match.h"
#include "intake/record/record.h"

namespace concordat::hub {

constexpr std::size_t longest_place_text = 120;  ///< longer is a story, and tells more than a place
constexpr std::size_t most_place_texts = 500;    ///< of one submission

/// Lower case, without punctuation, one space between words.
[[nodiscard]] std::string folded_place_text(std::string_view told);

/// Where the rows of one submission say that something happened. The marks are asked before the matcher.
class PlaceListener {
 public:
  struct Waiting {
    std::string text;  ///< folded
    std::uint64_t rows = 0;
  };
  [[nodiscard]] static Result<std::unique_ptr<PlaceListener>> make(Hub& hub, Feed const& feed, intake::Gazetteer const& gazetteer);

  [[nodiscard]] std::optional<intake::CleanPlace> place(std::string_view told);
  /// Before each row; what the last one told counts only where `row_taken` was called.
  void next_row() { told_.clear(); }
  void row_taken();
  /// By mark.
  [[nodiscard]] std::map<std::string, Waiting> const& waiting() const { return waiting_; }

 private:
  PlaceListener(Hub const& hub, Feed const& feed, intake::Gazetteer const& gazetteer);

  crypto::SymmetricKey key_;
  std::string feed_;
  intake::Gazetteer const* gazetteer_;
  intake::PlaceScratch scratch_;
  std::map<std::string, std::optional<intake::CleanPlace>> meanings_;
  std::map<std::string, Waiting> waiting_;
  std::string told_;
};

struct WaitingPlaceText {
  std::int64_t number = 0;
  std::string text;
  std::uint64_t rows = 0;  ///< of the newest file that says so
  std::string expires_on;
};
struct PlaceMeaning {
  std::int64_t number = 0;
  std::string means;  ///< "place", "home" or "nowhere"
  std::string place;
  std::string since;
};
struct PlaceTexts {
  std::vector<WaitingPlaceText> waiting;
  std::vector<PlaceMeaning> meanings;
};
/// "place-text.supplier-only", with a leaf, here and below. A look is a leaf.
[[nodiscard]] Result<PlaceTexts> list_place_texts(Hub& hub, Feed const& feed, Member const& member);

struct PlaceAnswerOfPerson {
  std::string means = {};               ///< "place", "home" or "nowhere"
  std::string place = {};               ///< name of a key place
  std::string at = {};                  ///< "easting,northing", where several bear the name
};
/// The number of the meaning. The words are destroyed. "place-text.unknown", "place-text.no-such-place", "place-text.namesakes",
/// "place-text.meaning".
[[nodiscard]] Result<std::int64_t> map_place_text(Hub& hub, Feed const& feed, Member const& member, std::int64_t number, PlaceAnswerOfPerson const& answer);

/// The matcher answers again from the next file on. "place-text.unknown-meaning".
[[nodiscard]] Result<void> forget_place_meaning(Hub& hub, Feed const& feed, Member const& member, std::int64_t number);

}  // namespace concordat::hub
