// SPDX-License-Identifier: Apache-2.0
// What the hub asks of the engine that compares records, and what it gets: pairs with a weight and why.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/personal.h"
#include "base/result.h"

namespace concordat::hub::links {

using Record = std::int64_t;  ///< source_record.id
using Person = std::int64_t;  ///< person.id

/// What may be compared: what identifies somebody, and nothing that describes them (S72). The list is closed.
enum class Trait : std::uint8_t {
  given_name, middle_names, family_name, alias_names, date_of_birth, sex, postcode, address, address_from, address_to, phone, email,
  nhs_number, upn, uln, pnc_id, cro_number, noms_number, delius_crn, nino,
  own_numbers,  ///< by which an agency knows the person in its own lists; of that agency's sight alone, and not in trait_count
};
inline constexpr std::size_t trait_count = 20;
/// The catalogue's id of the field; "own_numbers" stands for several.
[[nodiscard]] std::string_view field_of(Trait trait);
[[nodiscard]] bool is_strong(Trait trait);  ///< a number that one person has one of

using Traits = std::array<std::string, trait_count + 1>;  ///< in standard form; empty: not known

inline constexpr int one_bit = 1000;  ///< weights are in thousandths of a bit

enum class Agreement : std::uint8_t { unknown, agrees, nearly, differs };

struct Level {
  std::string comparison;  ///< "name", "date_of_birth": a word of the model
  std::string level;       ///< "exact", "one digit": a word of the model
  Agreement agreement = Agreement::unknown;
  int weight = 0;
  int frequency = 0;       ///< of it, because the value is rare or common
  bool operator==(Level const&) const = default;
};

struct Evidence {
  int prior = 0;
  int household = 0;  ///< taken off because they may be two people of one home; 0 or less
  std::vector<Level> levels;
  bool operator==(Evidence const&) const = default;
};

struct ScoredPair {
  std::size_t left = 0;   ///< in the order they were added
  std::size_t right = 0;  ///< after left
  int weight = 0;         ///< the sum of its evidence
  Evidence evidence = {};
};

/// A rule for finding pairs, some of whose values too many records share: a hostel, a placeholder. Those bring no pairs by it.
struct GuardedRule {
  std::vector<Trait> traits;         ///< that the rule asks for together
  std::uint64_t keys = 0;            ///< values that too many share
  std::vector<std::size_t> sharers;  ///< records with one, in the order they were added; one may stand there more than once
};

struct Terms {
  int join = 0;       ///< from here on the model joins records, where nothing speaks against it
  int fracture = 0;   ///< a link that exists stays down to here
  int review = 0;     ///< from here on people are asked
  bool proposes_only = false;  ///< the model joins nothing: people are asked about every pair
  /// Of a pair that was not weighed: it neither joins nor holds anything together, nor is asked about for its weight.
  [[nodiscard]] int below_all() const { return std::min({join, fracture, review}) - 1; }
};

/// Records held so that what comes is compared with what is there, and nothing else again.
class RecordIndex {
 public:
  using Place = std::size_t;
  RecordIndex() = default;
  RecordIndex(RecordIndex const&) = delete;
  RecordIndex& operator=(RecordIndex const&) = delete;
  virtual ~RecordIndex() = default;

  /// Places count up from 0 and are not used again.
  virtual void add(Personal<Traits> const& traits, Processing const& processing) = 0;
  /// REQUIRES: it is there.
  virtual void remove(Place place) = 0;
  /// Every pair with one of these in it, as Scorer::compare() gives it for all that is held: each once, ordered by left, then right.
  [[nodiscard]] virtual std::vector<ScoredPair> pairs_of(std::vector<Place> const& places) = 0;
  /// Those that it makes pairs with.
  [[nodiscard]] virtual std::vector<Place> beside(Place place) = 0;
  /// Since it was last asked: those that stayed, but make pairs with others than before because of who came or went.
  [[nodiscard]] virtual std::vector<Place> take_tipped() = 0;
};

class Scorer {
 public:
  Scorer() = default;
  Scorer(Scorer const&) = delete;
  Scorer& operator=(Scorer const&) = delete;
  virtual ~Scorer() = default;

  /// Name and version of the model; changes when any of its numbers does.
  [[nodiscard]] virtual std::string version() const = 0;
  [[nodiscard]] virtual Terms terms() const = 0;
  /// Forgets what was added.
  virtual void begin() = 0;
  virtual void add(Personal<Traits> const& traits, Processing const& processing) = 0;
  /// Of what was added, every pair of at least `terms().review` or `terms().fracture`; ordered by left, then right. The same
  /// whatever the order in which records were added, but for what left and right are called.
  [[nodiscard]] virtual Result<std::vector<ScoredPair>> compare() = 0;
  /// What the last comparison left out.
  [[nodiscard]] virtual std::vector<GuardedRule> guarded() const { return {}; }
  /// An empty index that needs this no longer. nullptr: there can be none, as what a pair weighs depends on what other records there
  /// are.
  [[nodiscard]] virtual std::unique_ptr<RecordIndex> make_index() const { return nullptr; }
};

}  // namespace concordat::hub::links
