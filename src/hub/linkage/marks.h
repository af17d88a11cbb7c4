// SPDX-License-Identifier: Apache-2.0
// What says that records are of two people, whatever else agrees: numbers of which a person has one, birth dates that no slip
// explains, and first names in which twins differ. Values stay sealed: numbers are hashes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <set>

#include "hub/linkage/scorer.h"

namespace concordat::hub::links {

/// Of one record.
struct Marks {
  std::array<std::uint64_t, trait_count> numbers = {};  ///< 0: not known
  std::int32_t born = 0;                           ///< year * 10000 + month * 100 + day; 0: not known
  char32_t initial = 0;                            ///< of the first name; 0: not known
  bool short_name = false;                         ///< the first name has four letters or fewer: one slip makes another name of it
};
[[nodiscard]] Marks marks_of(Traits const& traits);

/// Two different numbers of one kind, or two dates of birth that no slip of the pen explains.
[[nodiscard]] bool in_conflict(Marks const& left, Marks const& right);

/// Of two people of one birth date whose first names are alike but begin otherwise (Tia and Mia), which slips of the pen seldom do, or
/// are short (Tim and Tom), or agree by way of another name alone; a number that both bear says otherwise. Twins may have two surnames.
[[nodiscard]] bool may_be_twins(Marks const& left, Marks const& right, Evidence const& evidence);
/// Twins and others of one home agree in nearly all but this.
[[nodiscard]] bool given_names_differ(Evidence const& evidence);

/// What the records of a group say together.
class Known {
 public:
  Known() = default;
  explicit Known(Marks const& marks);
  void add(Known const& other);
  /// A number of the one is another than one of that kind of the other, or a birth date of the one does not fit one of the other.
  /// More records never contradict less, so that it does not matter in which order groups grow.
  [[nodiscard]] bool contradicts(Known const& other) const;
  /// Kinds of which it has several numbers.
  [[nodiscard]] std::set<std::size_t> several() const;
  /// People said that its numbers of these kinds are of one person, whom a record stands for: two such numbers do not contradict.
  void stand_for(std::set<std::size_t> const& kinds, Record person);
  /// The same of those that the other has too.
  void stand_for(std::set<std::size_t> const& kinds, Record person, Known const& other);

 private:
  struct Number {
    std::size_t kind = 0;
    std::uint64_t number = 0;
    Record person = 0;  ///< 0: nobody said so
    auto operator<=>(Number const&) const = default;
  };
  std::set<Number> numbers_;
  std::set<std::int32_t> births_;
};

}  // namespace concordat::hub::links
