// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/gazetteer.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <span>
#include <tuple>
#include <utility>

#include "intake/place_text/name_index.h"
#include "intake/place_text/words.h"

namespace concordat::intake {
namespace place_text {
namespace {

constexpr double farthest = 1e8;  // metres: no grid of the Earth reaches so far
constexpr double locality_metres = 1500;

EntryClass class_of(std::string_view kind) {
  if (kind == "street") return EntryClass::street;
  if (kind == "hospital") return EntryClass::hospital;
  if (kind == "locality" || kind == "outward-postcode") return EntryClass::area;
  return EntryClass::venue;
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_refreshment(std::string_view word) {
  return one_of(word, {"inn", "pub", "hotel", "bar", "tavern", "club", "nightclub", "restaurant", "cafe"});
}

using NameWords = std::span<std::string_view const>;

/// Without "inn", "pub", "hotel" at either end.
NameWords without_refreshment(NameWords words) {
  while (!words.empty()) {
    auto const public_house =
        words.size() > 1 && words.back() == "house" && words[words.size() - 2] == "public";
    if (!is_refreshment(words.back()) && !public_house) break;
    words = words.first(words.size() - (public_house ? 2 : 1));
  }
  while (!words.empty() && is_refreshment(words.front())) words = words.subspan(1);
  return words;
}

/// Without "Care Home", "Community School", "General Hospital".
NameWords without_institution(NameWords words) {
  auto const size = words.size();
  if (size > 1 && words[size - 1] == "home" && one_of(words[size - 2], {"care", "nursing", "childrens"})) {
    return words.first(size - 2);
  }
  if (!one_of(words.back(), {"school", "academy", "college", "hospital", "infirmary"})) return words;
  words = words.first(size - 1);
  if (!words.empty() &&
      one_of(words.back(), {"community", "primary", "secondary", "high", "junior", "infant"})) {
    words = words.first(words.size() - 1);
  }
  return words;
}

/// Whether a part of a name says enough by itself.
bool stands_alone(NameWords words) {
  if (words.size() > 1) return true;
  return words.size() == 1 && words.front().size() >= least_letters && use_of(words.front()) == no_use;
}

}  // namespace

/// Fills an index entry by entry.
class IndexBuilder {
 public:
  Result<void> add(GazetteerEntry const& entry, GazetteerOptions const& options) {
    split_words(entry.name, words_);
    if (words_.count == 0) {
      return fail(Fault::missing, "gazetteer.no-name", "A place of the gazetteer has no name to be told by.",
                  "Give the place a name with letters or digits in it, or leave it out.");
    }
    if (!(std::abs(entry.x) < farthest && std::abs(entry.y) < farthest)) {
      return fail(Fault::malformed, "gazetteer.bad-point",
                  "A place of the gazetteer lies nowhere on the grid.",
                  "Give easting and northing in metres.");
    }
    if (!(entry.radius_metres >= 0 && entry.radius_metres < farthest)) {
      return fail(Fault::malformed, "gazetteer.bad-radius",
                  "A place of the gazetteer has an impossible radius.",
                  "Give the radius in metres, or 0 where it is not known.");
    }
    auto const sort = class_of(entry.kind);
    entry_ = static_cast<std::uint32_t>(index_->entries.size());
    index_->entries.push_back({entry.x, entry.y, static_cast<float>(radius_of(entry, sort, options)), sort,
                               entry.radius_metres > 0, sort == EntryClass::area ? entry.area : 0,
                               static_cast<std::uint32_t>(index_->within.size()),
                               static_cast<std::uint32_t>(entry.within.size())});
    index_->within.insert(index_->within.end(), entry.within.begin(), entry.within.end());
    add_names(sort);
    return {};
  }

  std::unique_ptr<GazetteerIndex const> finish(GazetteerOptions const& options) {
    for (auto const& abbreviation : abbreviations()) {
      auto const whole = index_->words.find(abbreviation.whole);
      if (whole != nothing) index_->words.add(abbreviation.word, whole);
    }
    index_->words.finish();
    index_->names.set_entries(std::move(references_));
    index_->entries.shrink_to_fit();
    index_->within.shrink_to_fit();
    index_->tie_metres = options.tie_metres;
    index_->hospital = options.hospital;
    if (!index_->hospital) index_->hospital = only_hospital();
    return std::move(index_);
  }

 private:
  static double radius_of(GazetteerEntry const& entry, EntryClass sort, GazetteerOptions const& options) {
    auto const given = entry.radius_metres;
    switch (sort) {
      case EntryClass::street:
        return given > 0 ? given : options.street_metres;
      case EntryClass::area:
        return given > 0 ? given : locality_metres;
      case EntryClass::venue:
      case EntryClass::hospital:
        return std::max(given, options.venue_metres);
    }
    return given;
  }

  void add_names(EntryClass sort) {
    spelt_.clear();
    for (std::size_t i = 0; i < words_.count && spelt_.size() < most_name_words; ++i) {
      spelt_.push_back(written_out(words_[i]));
    }
    NameWords const whole{spelt_};
    add_name(whole, Likeness::whole);
    if (sort != EntryClass::venue && sort != EntryClass::hospital) return;
    auto const customary = without_refreshment(whole);
    if (customary.size() < whole.size() && stands_alone(customary)) add_name(customary, Likeness::customary);
    auto const part = without_institution(whole);
    if (part.size() < whole.size() && part.size() > 1) add_name(part, Likeness::part);
    if (sort == EntryClass::hospital) add_initials(whole);
  }

  void add_name(NameWords name, Likeness likeness) {
    path_.clear();
    for (auto const word : name) path_.push_back(index_->words.add(word));
    references_.emplace_back(index_->names.add(path_), EntryReference{entry_, likeness});
  }

  /// "NGH" for the Northshire General Hospital.
  void add_initials(NameWords name) {
    if (name.size() < 3) return;
    std::string initials;
    for (auto const word : name) {
      if (word != "of") initials += word.front();
    }
    std::string_view const word{initials};
    if (use_of(word) == no_use && written_out(word) == word) add_name({&word, 1}, Likeness::customary);
  }

  [[nodiscard]] std::optional<GazetteerPoint> only_hospital() const {
    std::optional<GazetteerPoint> found;
    for (auto const& entry : index_->entries) {
      if (entry.sort != EntryClass::hospital) continue;
      if (found) return std::nullopt;
      found = GazetteerPoint{entry.x, entry.y};
    }
    return found;
  }

  std::unique_ptr<GazetteerIndex> index_ = std::make_unique<GazetteerIndex>();
  std::vector<std::pair<NodeId, EntryReference>> references_ = {};
  Words words_ = {};
  std::vector<std::string_view> spelt_ = {};
  std::vector<WordId> path_ = {};
  std::uint32_t entry_ = 0;
};

namespace {

Result<void> check(GazetteerOptions const& options) {
  auto const positive = [](double metres) { return metres > 0 && metres < farthest; };
  auto const hospital_fits = !options.hospital || (std::abs(options.hospital->x) < farthest &&
                                                   std::abs(options.hospital->y) < farthest);
  if (positive(options.tie_metres) && positive(options.venue_metres) && positive(options.street_metres) &&
      hospital_fits) {
    return {};
  }
  return fail(Fault::malformed, "gazetteer.bad-option", "A distance or the hospital's point is impossible.",
              "Give distances above 0 and the hospital's easting and northing, all in metres.");
}

}  // namespace
}  // namespace place_text

Gazetteer::Gazetteer(std::unique_ptr<place_text::GazetteerIndex const> index) : index_{std::move(index)} {}
Gazetteer::Gazetteer(Gazetteer&&) noexcept = default;
Gazetteer& Gazetteer::operator=(Gazetteer&&) noexcept = default;
Gazetteer::~Gazetteer() = default;

std::size_t Gazetteer::size() const {
  return index_->entries.size();
}
std::size_t Gazetteer::memory_bytes() const {
  return index_->memory_bytes();
}

Result<Gazetteer> Gazetteer::build(std::vector<GazetteerEntry> entries, GazetteerOptions options) {
  if (auto checked = place_text::check(options); !checked) return fail(checked);
  if (entries.size() > options.most_entries) {
    return fail(Fault::too_large, "gazetteer.too-large", "The gazetteer has more places than are allowed.",
                "Leave out the places that lie far from the partnership's area.");
  }
  // Sorted, so that no answer depends on the order of a file; by number, so that a problem finds its entry.
  std::vector<std::uint32_t> order(entries.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  auto const key = [&entries](std::uint32_t i) {
    auto const& entry = entries[i];
    return std::tie(entry.name, entry.kind, entry.x, entry.y, entry.radius_metres);
  };
  std::sort(order.begin(), order.end(),
            [&key](std::uint32_t left, std::uint32_t right) { return key(left) < key(right); });
  place_text::IndexBuilder builder;
  for (auto const i : order) {
    if (auto added = builder.add(entries[i], options); !added) {
      auto problem = added.error();
      problem.where.row = std::uint64_t{i} + 1;
      return tl::unexpected<Problem>{std::move(problem)};
    }
  }
  return Gazetteer{builder.finish(options)};
}

}  // namespace concordat::intake
