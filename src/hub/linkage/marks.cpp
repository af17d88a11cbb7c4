// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/marks.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string_view>

#include "base/date.h"
#include "crypto/hash.h"

namespace concordat::hub::links {
namespace {

/// Dates that a slip of the pen explains differ in one of day, month and year, or have day and month exchanged.
bool a_slip(std::int32_t left, std::int32_t right) {
  auto const year = [](std::int32_t date) { return date / 10000; };
  auto const month = [](std::int32_t date) { return date / 100 % 100; };
  auto const day = [](std::int32_t date) { return date % 100; };
  if (year(left) == year(right) && month(left) == day(right) && day(left) == month(right)) return true;
  int const differ = (year(left) != year(right) ? 1 : 0) + (month(left) != month(right) ? 1 : 0) + (day(left) != day(right) ? 1 : 0);
  return differ <= 1;
}

bool fit(std::int32_t left, std::int32_t right) { return left == right || a_slip(left, right); }

/// The first of January of a year is what is written where only the year is known.
bool says_no_day(std::int32_t date) { return date % 10000 == 101; }
bool says_a_day(std::int32_t date) { return date != 0 && !says_no_day(date); }

/// The bytes of the first letter, as a number.
char32_t first_letter(std::string_view utf8) {
  char32_t letter = static_cast<unsigned char>(utf8.front());
  for (std::size_t i = 1; i < utf8.size() && i < 4 && (static_cast<unsigned char>(utf8[i]) & 0xC0U) == 0x80U; ++i) letter = letter << 8 | static_cast<unsigned char>(utf8[i]);
  return letter;
}

Level const* level_of(Evidence const& evidence, Trait trait) {
  auto const found = std::ranges::find(evidence.levels, field_of(trait), &Level::comparison);
  return found == evidence.levels.end() ? nullptr : &*found;
}

bool shows(Evidence const& evidence, Trait trait, Agreement agreement) {
  auto const* level = level_of(evidence, trait);
  return level != nullptr && level->agreement == agreement;
}

bool share_a_number(Marks const& left, Marks const& right) {
  for (std::size_t i = 0; i < trait_count; ++i) {
    if (left.numbers[i] != 0 && left.numbers[i] == right.numbers[i]) return true;
  }
  return false;
}

}  // namespace

Marks marks_of(Traits const& traits) {
  Marks marks;
  for (std::size_t i = 0; i < trait_count; ++i) {
    if (!is_strong(static_cast<Trait>(i)) || traits[i].empty()) continue;
    auto const hash = crypto::sha256(std::string_view{traits[i]});
    for (std::size_t byte = 0; byte < 8; ++byte) marks.numbers[i] = marks.numbers[i] << 8 | std::to_integer<std::uint64_t>(hash[byte]);
  }
  if (auto const born = parse_date(traits[static_cast<std::size_t>(Trait::date_of_birth)])) {
    std::chrono::year_month_day const day{*born};
    marks.born = static_cast<int>(day.year()) * 10000 + static_cast<std::int32_t>(static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day()));
  }
  auto const& given = traits[static_cast<std::size_t>(Trait::given_name)];
  constexpr std::size_t few_letters = 4;
  if (!given.empty()) marks.initial = first_letter(given);
  marks.short_name = given.size() <= few_letters;
  return marks;
}

bool in_conflict(Marks const& left, Marks const& right) {
  for (std::size_t i = 0; i < trait_count; ++i) {
    if (left.numbers[i] != 0 && right.numbers[i] != 0 && left.numbers[i] != right.numbers[i]) return true;
  }
  return says_a_day(left.born) && says_a_day(right.born) && !fit(left.born, right.born);
}

bool given_names_differ(Evidence const& evidence) { return shows(evidence, Trait::given_name, Agreement::differs); }

bool may_be_twins(Marks const& left, Marks const& right, Evidence const& evidence) {
  if (left.initial == 0 || right.initial == 0 || !says_a_day(left.born) || left.born != right.born || share_a_number(left, right)) return false;
  auto const* given = level_of(evidence, Trait::given_name);
  if (given == nullptr) return false;
  bool const begin_otherwise = left.initial != right.initial;
  if (given->level == "near" || given->level == "alike") return begin_otherwise || left.short_name || right.short_name;
  return given->level == "exact" && begin_otherwise;  // one goes by the other's name
}

Known::Known(Marks const& marks) {
  for (std::size_t i = 0; i < trait_count; ++i) {
    if (marks.numbers[i] != 0) numbers_.insert({i, marks.numbers[i], 0});
  }
  if (says_a_day(marks.born)) births_.insert(marks.born);
}

void Known::add(Known const& other) {
  numbers_.insert(other.numbers_.begin(), other.numbers_.end());
  births_.insert(other.births_.begin(), other.births_.end());
}

bool Known::contradicts(Known const& other) const {
  for (auto const& one : numbers_) {
    for (auto theirs = other.numbers_.lower_bound({one.kind, 0, 0}); theirs != other.numbers_.end() && theirs->kind == one.kind; ++theirs) {
      bool const of_one = one.person != 0 && one.person == theirs->person;
      if (theirs->number != one.number && !of_one) return true;
    }
  }
  return std::ranges::any_of(births_, [&](std::int32_t own) { return std::ranges::any_of(other.births_, [&](std::int32_t theirs) { return !fit(own, theirs); }); });
}

std::set<std::size_t> Known::several() const {
  std::set<std::size_t> kinds;
  for (auto one = numbers_.begin(); one != numbers_.end(); ++one) {
    if (one != numbers_.begin() && std::prev(one)->kind == one->kind && std::prev(one)->number != one->number) kinds.insert(one->kind);
  }
  return kinds;
}

void Known::stand_for(std::set<std::size_t> const& kinds, Record person) { stand_for(kinds, person, *this); }

void Known::stand_for(std::set<std::size_t> const& kinds, Record person, Known const& other) {
  std::set<Number> all;
  for (auto one : numbers_) {
    bool const shared = std::ranges::any_of(other.numbers_, [&](Number const& theirs) { return theirs.kind == one.kind && theirs.number == one.number; });
    // of two persons with one number the first, whatever the order
    if (shared && kinds.contains(one.kind) && (one.person == 0 || person < one.person)) one.person = person;
    all.insert(one);
  }
  numbers_ = std::move(all);
}

}  // namespace concordat::hub::links
