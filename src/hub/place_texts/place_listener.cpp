// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "crypto/encoding.h"
#include "hub/place_texts/place_texts.h"
#include "protection/texts/personal_text.h"

namespace concordat::hub {
namespace sql {

// A place that the partnership no longer names is not drawn by what was said of it.
constexpr store::Sql meanings_of_feed =
    "SELECT m.mark, m.means, m.place_kind, m.easting, m.northing FROM place_meaning m WHERE m.feed = ? AND (m.means <> 'place' OR EXISTS (SELECT 1 FROM key_place k "
    "WHERE k.kind = m.place_kind AND k.name = m.place_name AND k.easting = m.easting AND k.northing = m.northing))";

}  // namespace sql

std::string folded_place_text(std::string_view told) {
  std::string folded;
  for (auto const letter : told) {
    auto const byte = static_cast<unsigned char>(letter);
    bool const upper = letter >= 'A' && letter <= 'Z';
    bool const kept = upper || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || byte >= 0x80;
    if (letter == '\'') continue;
    if (kept) folded += upper ? static_cast<char>(letter - 'A' + 'a') : letter;
    else if (!folded.empty() && folded.back() != ' ') folded += ' ';
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

PlaceListener::PlaceListener(Hub const& hub, Feed const& feed, intake::Gazetteer const& gazetteer)
    : key_{hub.natural_key_key(feed.agency)}, feed_{feed.id}, gazetteer_{&gazetteer} {}

Result<std::unique_ptr<PlaceListener>> PlaceListener::make(Hub& hub, Feed const& feed, intake::Gazetteer const& gazetteer) {
  std::unique_ptr<PlaceListener> listener{new PlaceListener{hub, feed, gazetteer}};
  auto read = hub.database().query(sql::meanings_of_feed,
                                   [&](store::Row const& row) {
                                     std::optional<intake::CleanPlace> place;
                                     int const accuracy = row.text(2) == "street" ? 150 : 50;
                                     if (row.text(1) == "place") place = intake::CleanPlace{row.small(3), row.small(4), accuracy};
                                     listener->meanings_.emplace(row.string(0), place);
                                   },
                                   feed.number);
  if (!read) return fail(read);
  return listener;
}

std::optional<intake::CleanPlace> PlaceListener::place(std::string_view told) {
  auto const mark_of = [this](std::string const& folded) {
    return crypto::to_hex(crypto::hmac_sha256(key_, crypto::bytes_of("place-text\x1f" + feed_ + "\x1f" + folded)));
  };
  auto const folded = told.size() <= longest_place_text ? folded_place_text(told) : std::string{};
  std::string mark;
  if (!folded.empty() && !meanings_.empty()) {
    mark = mark_of(folded);
    if (auto const known = meanings_.find(mark); known != meanings_.end()) return known->second;
  }
  auto const answer = intake::match_place(*gazetteer_, told, scratch_);
  if (answer.located()) {
    return intake::CleanPlace{static_cast<std::int32_t>(std::lround(answer.x)), static_cast<std::int32_t>(std::lround(answer.y)), answer.accuracy_metres};
  }
  bool const waits = answer.kind == intake::PlaceMatch::none || answer.kind == intake::PlaceMatch::ambiguous;
  if (!waits || folded.empty() || protection::find_personal(told).any()) return std::nullopt;
  if (mark.empty()) mark = mark_of(folded);
  if (!waiting_.contains(mark)) {
    if (waiting_.size() >= most_place_texts) return std::nullopt;
    waiting_.emplace(mark, Waiting{folded, 0});
  }
  told_ = mark;
  return std::nullopt;
}

void PlaceListener::row_taken() {
  if (!told_.empty()) ++waiting_.at(told_).rows;
}

}  // namespace concordat::hub
