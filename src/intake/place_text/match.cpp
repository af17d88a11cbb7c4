// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/match.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "intake/place_text/name_finder.h"
#include "intake/place_text/phrases.h"

namespace concordat::intake {
namespace place_text {
namespace {

constexpr std::size_t most_candidates = 512;
constexpr double beside_metres = 300;    // what is told together lies so near, beside the length of a street
constexpr double hospital_metres = 150;  // of a hospital told as such

// What a candidate is worth. A venue beats a street; company beats both; a slip costs, more for a venue,
// whose names are odder.
constexpr int venue_worth = 40;
constexpr int street_worth = 20;
constexpr int part_cost = 6;
constexpr int venue_slip_cost = 22;
constexpr int street_slip_cost = 8;
constexpr int company_worth = 25;
constexpr int mistyped_company_worth = 20;
constexpr int locality_worth = 5;
constexpr int outside_locality_cost = 10;

// Without initial values, since there is room for hundreds and most texts have one.
struct Candidate {
  std::uint32_t entry;
  std::uint32_t hit;
  int worth;
  bool plain;  ///< by its whole name, without a slip, and not against a locality
  bool in_company;
};

double distance(Entry const& left, Entry const& right) {
  return std::hypot(left.x - right.x, left.y - right.y);
}

PlaceAnswer without_place(PlaceMatch kind, FixedText reason) {
  return {kind, 0, 0, 0, reason};
}

int whole_metres(double metres) {
  return static_cast<int>(std::ceil(std::min(metres, 1e6)));
}

/// Chooses among the entries that the names of one text stand for.
class Chooser {
 public:
  Chooser(GazetteerIndex const& index, Workspace const& room) : index_{&index}, room_{&room} {}

  /// Where no name is found the answer is of kind none.
  PlaceAnswer choose() {
    for (std::size_t i = 0; i < room_->hit_count; ++i) collect_areas(room_->hits[i]);
    for (std::uint32_t i = 0; i < room_->hit_count; ++i) collect(i);
    for (std::size_t i = 0; i < count_; ++i) seek_company(candidates_[i]);
    return answer();
  }

 private:
  [[nodiscard]] Entry const& entry_of(Candidate const& candidate) const {
    return index_->entries[candidate.entry];
  }
  [[nodiscard]] bool is_street(Candidate const& candidate) const {
    return entry_of(candidate).sort == EntryClass::street;
  }

  void collect_areas(Hit const& hit) {
    for (auto const& reference : index_->names.entries_of(hit.name)) {
      auto const& entry = index_->entries[reference.entry];
      if (entry.sort != EntryClass::area || area_count_ == areas_.size()) continue;
      if (entry.area != 0 && !told_by_itself(hit)) continue;
      areas_[area_count_++] = &entry;
      has_measured_area_ = has_measured_area_ || entry.measured || entry.area != 0;
    }
  }

  /// "High St, Eastfield" and "High St Eastfield", spelt as it is; not "Eastfield Arms", which may be a public house
  /// anywhere.
  [[nodiscard]] bool told_by_itself(Hit const& hit) const {
    auto const& words = room_->words;
    if (hit.slips != 0 || words.joined(hit.last - 1U)) return false;
    if (hit.first == 0 || !words.joined(hit.first - 1U)) return true;
    return std::any_of(room_->hits.begin(), room_->hits.begin() + static_cast<std::ptrdiff_t>(room_->hit_count),
                       [&](Hit const& other) { return other.last == hit.first; });
  }

  [[nodiscard]] bool lies_in(Entry const& area, Entry const& entry) const {
    if (area.area == 0) return distance(area, entry) <= static_cast<double>(area.radius);
    auto const first = index_->within.begin() + static_cast<std::ptrdiff_t>(entry.within_first);
    auto const last = first + static_cast<std::ptrdiff_t>(entry.within_count);
    return std::find(first, last, area.area) != last;
  }

  void collect(std::uint32_t number) {
    auto const& hit = room_->hits[number];
    auto const gone_to = is_destination(room_->words, hit.first);
    for (auto const& reference : index_->names.entries_of(hit.name)) {
      auto const& entry = index_->entries[reference.entry];
      if (entry.sort == EntryClass::area || (entry.sort == EntryClass::hospital && gone_to)) continue;
      auto candidate = valued({reference.entry, number, 0, true, false}, reference.likeness);
      if (candidate.worth <= 0) {
        elsewhere_ = true;
        continue;
      }
      if (count_ == candidates_.size()) {
        crowded_ = true;
        return;
      }
      candidates_[count_++] = candidate;
    }
  }

  [[nodiscard]] Candidate valued(Candidate candidate, Likeness likeness) const {
    auto const& hit = room_->hits[candidate.hit];
    auto const street = is_street(candidate);
    candidate.worth = street ? street_worth : venue_worth;
    if (likeness == Likeness::part) candidate.worth -= part_cost;
    if (hit.slips != 0) candidate.worth -= street ? street_slip_cost : venue_slip_cost;
    candidate.plain = likeness == Likeness::whole && hit.slips == 0;
    if (area_count_ == 0) return candidate;
    auto const inside = std::any_of(
        areas_.begin(), areas_.begin() + static_cast<std::ptrdiff_t>(area_count_),
        [&](Entry const* area) { return lies_in(*area, entry_of(candidate)); });
    if (inside) {
      candidate.worth += locality_worth;
    } else if (has_measured_area_) {
      // a street of that name in another place than the text says is another street
      candidate.worth = street ? 0 : candidate.worth - outside_locality_cost;
      candidate.plain = false;
    }
    return candidate;
  }

  [[nodiscard]] bool is_company(Candidate const& candidate, Candidate const& other) const {
    if (candidate.hit == other.hit || candidate.entry == other.entry) return false;
    auto const& hit = room_->hits[candidate.hit];
    auto const& other_hit = room_->hits[other.hit];
    if (hit.first < other_hit.last && other_hit.first < hit.last) return false;
    auto const half = [this](Candidate const& one) {
      return is_street(one) ? static_cast<double>(entry_of(one).radius) : 0;
    };
    return distance(entry_of(candidate), entry_of(other)) <= half(candidate) + half(other) + beside_metres;
  }

  void seek_company(Candidate& candidate) const {
    auto best = 0;
    for (std::size_t i = 0; i < count_ && best < company_worth; ++i) {
      auto const& other = candidates_[i];
      if (!is_company(candidate, other)) continue;
      best = std::max(best, room_->hits[other.hit].slips == 0 ? company_worth : mistyped_company_worth);
    }
    candidate.in_company = best != 0;
    candidate.worth += best;
  }

  [[nodiscard]] PlaceAnswer answer() const {
    if (count_ == 0) {
      return elsewhere_ ? without_place(PlaceMatch::none, "The street named is not in the locality named.")
                        : without_place(PlaceMatch::none, "No place of the gazetteer is named.");
    }
    auto const most =
        std::max_element(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(count_),
                         [](auto const& l, auto const& r) { return l.worth < r.worth; })
            ->worth;
    auto const& leader =
        *std::find_if(candidates_.begin(), candidates_.end(),
                      [most](Candidate const& candidate) { return candidate.worth == most; });
    if (!agree(most) || (crowded_ && !leader.in_company)) return several();
    return located(most, leader);
  }

  static PlaceAnswer several() {
    return without_place(PlaceMatch::ambiguous, "Several places far apart are named so; none was chosen.");
  }

  /// Whether all that are worth `most` lie within the distance of a tie.
  [[nodiscard]] bool agree(int most) const {
    auto west = 1e300;
    auto east = -1e300;
    auto south = 1e300;
    auto north = -1e300;
    for (std::size_t i = 0; i < count_; ++i) {
      if (candidates_[i].worth != most) continue;
      auto const& entry = entry_of(candidates_[i]);
      west = std::min(west, entry.x);
      east = std::max(east, entry.x);
      south = std::min(south, entry.y);
      north = std::max(north, entry.y);
    }
    return std::hypot(east - west, north - south) <= index_->tie_metres;
  }

  /// The middle of the equals, with room for all of them.
  [[nodiscard]] PlaceAnswer located(int most, Candidate const& leader) const {
    auto x = 0.0;
    auto y = 0.0;
    auto number = 0.0;
    auto plain = true;
    for (std::size_t i = 0; i < count_; ++i) {
      if (candidates_[i].worth != most) continue;
      x += entry_of(candidates_[i]).x;
      y += entry_of(candidates_[i]).y;
      plain = plain && candidates_[i].plain;
      ++number;
    }
    Entry const middle{x / number, y / number};
    auto reach = 0.0;
    for (std::size_t i = 0; i < count_; ++i) {
      if (candidates_[i].worth != most) continue;
      auto const& entry = entry_of(candidates_[i]);
      reach = std::max(reach, distance(entry, middle) + static_cast<double>(entry.radius));
    }
    auto const contradicted =
        !is_street(leader) && !leader.in_company && (another_street(leader) || unknown_street());
    auto const kind = plain && !contradicted ? PlaceMatch::exact : PlaceMatch::fuzzy;
    return {kind, middle.x, middle.y, whole_metres(reach), reason(leader, plain, contradicted)};
  }

  /// A street told beside the venue `leader`, none of whose namesakes is near.
  [[nodiscard]] bool another_street(Candidate const& leader) const {
    return std::any_of(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(count_),
                       [&](Candidate const& other) { return other.hit != leader.hit && is_street(other); });
  }

  /// A phrase of its own that ends as a street does, and holds no name that is known.
  [[nodiscard]] bool unknown_street() const {
    auto const& words = room_->words;
    for (std::size_t first = 0, last = 0; first < words.count; first = last) {
      for (last = first + 1; last < words.count && words.joined(last - 1);) ++last;
      if (last - first < 2 || (room_->uses[last - 1] & street_type) == 0 || room_->uses[last - 2] != no_use)
        continue;
      auto const known = std::any_of(room_->hits.begin(),
                                     room_->hits.begin() + static_cast<std::ptrdiff_t>(room_->hit_count),
                                     [&](Hit const& hit) { return hit.first < last && first < hit.last; });
      if (!known) return true;
    }
    return false;
  }

  [[nodiscard]] FixedText reason(Candidate const& leader, bool plain, bool contradicted) const {
    if (contradicted) return "A venue is named; the street named with it lies elsewhere or is not known.";
    if (leader.in_company) {
      return is_street(leader) ? FixedText{"Streets that lie together are named."}
                               : FixedText{"A venue is named together with a place beside it."};
    }
    if (plain) return is_street(leader) ? FixedText{"A street is named."} : FixedText{"A venue is named."};
    return is_street(leader) ? FixedText{"A street is named, with a slip."}
                             : FixedText{"A venue is named, with a slip or by part of its name."};
  }

  GazetteerIndex const* index_;
  Workspace const* room_;
  std::array<Candidate, most_candidates> candidates_;
  std::size_t count_ = 0;
  std::array<Entry const*, 16> areas_ = {};
  std::size_t area_count_ = 0;
  bool has_measured_area_ = false;
  bool elsewhere_ = false;
  bool crowded_ = false;
};

/// Words of names of two words or more, typed as they are.
void mark_named(Workspace& room) {
  std::fill_n(room.named.begin(), room.words.count, false);
  for (std::size_t i = 0; i < room.hit_count; ++i) {
    auto const& hit = room.hits[i];
    if (hit.slips != 0 || hit.last - hit.first < 2) continue;
    std::fill(room.named.begin() + hit.first, room.named.begin() + hit.last, true);
  }
}

PlaceAnswer match(GazetteerIndex const& index, std::string_view text, Workspace& room) {
  split_words(text, room.words);
  auto const count = room.words.count;
  for (std::size_t i = 0; i < count; ++i) room.uses[i] = use_of(room.words[i]);
  std::span<std::uint16_t const> const uses{room.uses.data(), count};
  if (tells_nothing(room.words, uses)) return without_place(PlaceMatch::missing, "No place is told.");
  find_names(index, room);
  mark_named(room);
  if (tells_home(room.words, uses, {room.named.data(), count})) {
    return without_place(PlaceMatch::home, "A private home is never put on a map.");
  }
  auto const named = Chooser{index, room}.choose();
  if (named.kind != PlaceMatch::none || !index.hospital || !tells_hospital(room.words, uses)) return named;
  return {PlaceMatch::exact, index.hospital->x, index.hospital->y, whole_metres(hospital_metres),
          "The hospital itself is named."};
}

}  // namespace
}  // namespace place_text

FixedText name_of(PlaceMatch match) {
  switch (match) {
    case PlaceMatch::exact:
      return "exact";
    case PlaceMatch::fuzzy:
      return "fuzzy";
    case PlaceMatch::ambiguous:
      return "ambiguous";
    case PlaceMatch::home:
      return "home";
    case PlaceMatch::none:
      return "none";
    case PlaceMatch::missing:
      return "missing";
  }
  return "";
}

PlaceScratch::PlaceScratch() : workspace_{std::make_unique<place_text::Workspace>()} {}
PlaceScratch::PlaceScratch(PlaceScratch&&) noexcept = default;
PlaceScratch& PlaceScratch::operator=(PlaceScratch&&) noexcept = default;
PlaceScratch::~PlaceScratch() = default;

PlaceAnswer match_place(Gazetteer const& gazetteer, std::string_view text, PlaceScratch& scratch) noexcept {
  auto const answer = place_text::match(gazetteer.index(), text, scratch.workspace());
  scratch.workspace().wipe();
  return answer;
}

}  // namespace concordat::intake
