// SPDX-License-Identifier: Apache-2.0
// Inside the module: agreements as numbers and sets of bits.
#pragma once

#include <algorithm>
#include <cstring>
#include <deque>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agreements/engine/bundle.h"
#include "agreements/engine/judgement.h"

namespace concordat::agreements {

/// Names to numbers in one flat table: the words of a question are looked up by the dozen.
class Names {
 public:
  std::uint32_t number(std::string_view name);              ///< a new one, the next, where it is not there
  void put(std::string_view name, std::uint32_t number);    ///< the first number of a name stays
  [[nodiscard]] std::size_t size() const { return used_; }  ///< names, not numbers
  /// `nothing` where it is not there.
  [[nodiscard]] std::uint32_t find(std::string_view name) const {
    if (slots_.empty()) return nothing;
    auto const asked = slot_of(name);
    for (auto at = hash_of(asked) & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      auto const& slot = slots_[at];
      if (slot.number == nothing) return nothing;
      if (slot.has(asked) && (name.size() <= whole || text_of(at, name.size()) == name)) return slot.number;
    }
  }

 private:
  /// The length, the first, the middle and the last eight bytes: all of a name of up to `whole` bytes, which is nearly every
  /// name. Equal bytes then are equal names, and no loop over names of all lengths has to be guessed.
  struct Slot {
    std::uint64_t first = 0, middle = 0, last = 0;
    std::uint32_t length = 0;
    std::uint32_t number = nothing;
    [[nodiscard]] bool has(Slot const& asked) const {
      return first == asked.first && middle == asked.middle && last == asked.last && length == asked.length;
    }
  };
  static constexpr std::size_t wide = 8;
  static constexpr std::size_t whole = 3 * wide;
  [[nodiscard]] static Slot slot_of(std::string_view name) {
    Slot bytes{.length = static_cast<std::uint32_t>(name.size())};
    if (name.size() >= wide) {
      auto const last = name.size() - wide;
      std::memcpy(&bytes.first, name.data(), wide);
      std::memcpy(&bytes.middle, name.data() + last / 2, wide);
      std::memcpy(&bytes.last, name.data() + last, wide);
    } else {
      std::memcpy(&bytes.first, name.data(), name.size());
    }
    return bytes;
  }
  /// Only spread matters here: names are ours.
  [[nodiscard]] static std::size_t hash_of(Slot const& bytes) {
    auto const hash = (bytes.first ^ bytes.length) * 0xFF51AFD7ED558CCDULL ^ bytes.middle * 0xC4CEB9FE1A85EC53ULL ^
                      bytes.last * 0x9E3779B97F4A7C15ULL;
    return (hash ^ hash >> 32U) * 0xFF51AFD7ED558CCDULL >> 32U;
  }
  [[nodiscard]] std::string_view text_of(std::size_t slot, std::size_t length) const { return {text_.data() + starts_[slot], length}; }
  void place(Slot const& slot, std::uint32_t start);
  std::vector<Slot> slots_ = {};
  std::vector<std::uint32_t> starts_ = {};  ///< of each slot, in text_
  std::string text_ = {};
  std::size_t used_ = 0;
};

/// When an agreement holds: as days, so that a question costs two comparisons.
struct Term {
  Reasons fixed = {};       ///< draft, suspended, ended
  Date from = {};
  Date until = {};
  Date superseded = Date::max();
  bool binds = false;       ///< signed by all and not ended: its prohibitions and groups hold while it runs
};

struct ItemPlace {
  std::uint32_t field = 0;
  std::uint32_t item = 0;  ///< of the rule
  std::uint64_t rank = 0;  ///< of preference among rules that give the field
};

[[nodiscard]] inline bool has_number(std::vector<std::uint32_t> const& numbers, std::uint32_t number) {
  for (auto const one : numbers) {
    if (one == number) return number != nothing;
  }
  return false;
}

/// A set of small numbers: one word for the first 64, a list for the rest, which few sets have.
class NumberSet {
 public:
  void insert(std::uint32_t number) {
    if (number < 64) {
      low_ |= std::uint64_t{1} << number;
    } else {
      if (high_ == nullptr) high_ = std::make_unique<std::vector<std::uint32_t>>();
      high_->push_back(number);
    }
  }
  [[nodiscard]] bool contains(std::uint32_t number) const {
    return number < 64 ? (low_ >> number & 1U) != 0 : high_ != nullptr && has_number(*high_, number);
  }
  [[nodiscard]] bool empty() const { return low_ == 0 && high_ == nullptr; }

 private:
  std::uint64_t low_ = 0;
  std::unique_ptr<std::vector<std::uint32_t>> high_ = {};
};

/// Which conditions a rule has, so that only those are looked at.
enum Condition : std::uint16_t {
  has_training = 1U << 0U,
  has_necessity = 1U << 1U,
  has_time = 1U << 2U,
  has_approvals = 1U << 3U,
  has_case = 1U << 4U,
  has_consent = 1U << 5U,
  has_decision = 1U << 6U,
  has_concern = 1U << 7U,
  has_age = 1U << 8U,
  has_subject_area = 1U << 9U,
  has_handling = 1U << 10U,
};

/// What every question reads stands first and close together: memory is what a decision waits for.
struct CompiledRule {
  Term term = {};
  std::uint32_t order = 0;      ///< among all rules by reference
  std::uint32_t items_set = 0;  ///< place of the set of fields it covers
  Form form = Form::aggregate;
  bool assessed = true;
  std::uint16_t conditions = 0;  ///< of Condition
  Reasons unmet_of_nobody = {};  ///< what its conditions about people lack where nothing is known of anybody
  NumberSet purposes = {};
  NumberSet roles = {};
  NumberSet incident_areas = {};
  InForce const* held = nullptr;
  Rule const* rule = nullptr;
  std::vector<ItemPlace> items = {};  ///< by field
};

struct PairEntry {
  std::uint32_t rule = 0;
  std::uint32_t carried = 0;  ///< place of the set of fields that the gateway can carry between these two
};

/// All rules between two agencies. Fields that the same rules cover and carry are one class: what holds for one of them
/// holds for all, so that a question looks at each class once.
struct Pair {
  std::vector<PairEntry> entries = {};       ///< by reference of the rule
  std::vector<std::uint16_t> class_of = {};  ///< by field
  std::vector<std::uint64_t> masks = {};     ///< by class: a set of entries that cover it, then one of those that carry it
  std::size_t words = 0;                     ///< machine words a set of entries takes
  std::size_t classes = 0;

  [[nodiscard]] std::uint64_t const* covered(std::uint16_t kind) const { return masks.data() + std::size_t{kind} * words * 2; }
  [[nodiscard]] std::uint64_t const* carried(std::uint16_t kind) const { return covered(kind) + words; }
};

/// Two agencies to the rules between them: one flat table, because every question looks there once.
class Pairs {
 public:
  Pair& between(std::uint32_t discloser, std::uint32_t asker);  ///< a new one where there is none
  /// Null where no rule stands between the two.
  [[nodiscard]] Pair const* find(std::uint32_t discloser, std::uint32_t asker) const {
    if (discloser == nothing || asker == nothing || slots_.empty()) return nullptr;
    auto const key = key_of(discloser, asker);
    for (auto at = place_of(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].key == key) return &all_[slots_[at].pair];
      if (slots_[at].key == none) return nullptr;
    }
  }
  [[nodiscard]] std::vector<Pair>& all() { return all_; }

 private:
  static constexpr auto none = std::numeric_limits<std::uint64_t>::max();
  struct Slot {
    std::uint64_t key = none;
    std::uint64_t pair = 0;
  };
  [[nodiscard]] static std::uint64_t key_of(std::uint32_t discloser, std::uint32_t asker) { return std::uint64_t{discloser} << 32U | asker; }
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const { return (key * 0x9E3779B97F4A7C15ULL >> 32U) & (slots_.size() - 1); }
  void place(Slot const& slot);
  std::vector<Slot> slots_ = {};
  std::vector<Pair> all_ = {};
};

/// What a field is, whatever the agreements say.
enum FieldMark : std::uint8_t { barred_mark = 1U << 0U, dropped_mark = 1U << 1U };

/// A purpose under one of its names.
struct PurposePlace {
  std::uint32_t number = 0;
  bool barred = false;
  bool enforcement = false;
  std::vector<std::string> const* names = nullptr;
};

/// An agreement that has a clause; the statute where `held` is null.
struct ClauseOwner {
  InForce const* held = nullptr;
  Term term = {};
  std::string reference = {};  ///< "isa.x@1#no-list"
  std::string why = {};
  Words const* except_rules = nullptr;  ///< must_go_together: rules of the same agreement it does not touch
};

/// Prohibitions that say the same, whoever has them.
struct CompiledBar {
  Prohibition const* clause = nullptr;
  bool any_purpose = false;
  std::vector<std::uint32_t> purposes = {};
  std::uint32_t items = 0;     ///< place of a set
  std::uint32_t combined = 0;  ///< place of a set
  std::vector<ClauseOwner> owners = {};  ///< by reference
};

/// Groups that say the same.
struct CompiledGroup {
  std::uint32_t items = 0;          ///< place of a set
  std::optional<Form> unless = {};  ///< never_together
  std::vector<std::uint32_t> with = {};  ///< must_go_together: fields; `nothing` for one the catalogue lacks
  std::vector<ClauseOwner> owners = {};
};

struct Compiled {
  Vocabulary const& vocabulary;
  std::vector<std::pair<std::string, std::string>> documents = {};  ///< what the hash is made of
  std::vector<FieldWords const*> fields = {};
  std::vector<std::uint8_t> marks = {};       ///< of FieldMark, by field
  Names field_numbers = {};                   ///< under every name
  std::size_t words = 0;                      ///< machine words a set of fields takes
  std::vector<std::uint64_t> sets = {};
  Names agencies = {}, roles = {}, areas = {}, purposes = {};
  Names purpose_names = {};                   ///< places in `purpose_places`, under every name the vocabulary knows
  std::vector<PurposePlace> purpose_places = {};
  std::vector<std::string> kinds = {};        ///< by agency; empty where nobody says
  std::vector<CompiledRule> rules = {};
  Pairs pairs = {};
  std::vector<CompiledBar> bars = {};
  std::deque<Prohibition> widened = {};       ///< of documents that no longer fit the vocabulary; bars point here
  std::vector<CompiledGroup> never_together = {};
  std::vector<CompiledGroup> must_go_together = {};

  [[nodiscard]] std::uint64_t const* set(std::uint32_t place) const { return sets.data() + place; }
};

[[nodiscard]] inline bool holds(std::uint64_t const* set, std::uint32_t field) {
  return (set[field / 64] >> (field % 64) & 1U) != 0;
}

/// A request in the numbers of the bundle.
struct Asked {
  Request const& request;
  Facts const& facts;
  PersonFacts const& person;  ///< as much as may be known here
  Compiled const& compiled;
  Judgement& room;
  std::uint32_t discloser = nothing, asker = nothing;
  PurposePlace purpose = {};
  std::string_view asker_kind = {};
  Pair const* pair = nullptr;             ///< null where no rule stands between the two
  std::uint64_t const* fields = nullptr;  ///< set of what is asked and known
  std::uint64_t const* joined = nullptr;  ///< set of what it would be joined with
  bool joined_with_unknown = false;
  Date today = {};
  bool from_outside = false;  ///< the second look
};

/// What stands in the way of the term on that day.
[[nodiscard]] inline Reasons reasons_against(Term const& term, Date today) {
  auto reasons = term.fixed;
  if (today < term.from) reasons.insert(Reason::not_yet);
  if (today >= term.until) reasons.insert(Reason::expired);
  if (today >= term.superseded) reasons.insert(Reason::superseded);
  return reasons;
}
/// Prohibitions and groups bind while the agreement runs, even suspended.
[[nodiscard]] bool binds(ClauseOwner const& owner, Date today);

/// What of the rule's terms, apart from its items, is not met.
[[nodiscard]] Reasons unmet_terms(CompiledRule const& rule, Asked const& asked);
/// What conditions (of Condition) lack where nothing is known of the person; of the reasons `about_people` only.
[[nodiscard]] Reasons unmet_of_nobody(unsigned conditions);

/// Refuses what prohibitions and never_together forbid.
void apply_bars(Asked const& asked, std::vector<Verdict>& verdicts);
/// Takes away what may not go without its companions, until nothing more falls.
void apply_companions(Asked const& asked, std::vector<Verdict>& verdicts);
/// Gives the field by the best candidate that no broken group forbids; nothing where there is none.
void give(Asked const& asked, std::vector<std::uint32_t> const& broken, Verdict& verdict);
/// Holds every rule between the two agencies against the question; notes which of them have nothing unmet. The second look
/// at a question, as somebody who may know nothing of the person, starts from what the first look found (`room.outside`).
void find_candidates(Asked const& asked);
/// How far each candidate is from giving, apart from the field; for find_nearest.
void measure_candidates(Judgement& room);
/// The rules that come nearest to giving fields which these candidates cover and these carry.
void find_nearest(Judgement const& room, std::uint64_t const* covered, std::uint64_t const* carried, Pattern& pattern);
enum class LaneWidth : std::uint8_t { plain, avx2, avx512 };
/// The same by the code for one kind of processor; false where this one cannot run it. All find the same.
[[nodiscard]] bool find_nearest_as(LaneWidth width, Judgement const& room, std::uint64_t const* covered, std::uint64_t const* carried,
                                   Pattern& pattern);
/// Refuses the field by the rules that come nearest to giving it.
void refuse_by_rules(Asked const& asked, Verdict& verdict);

}  // namespace concordat::agreements
