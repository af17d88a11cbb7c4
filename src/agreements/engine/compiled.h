// SPDX-License-Identifier: Apache-2.0
// Inside the module: agreements as numbers and sets of bits.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agreements/engine/bundle.h"
#include "agreements/engine/judgement.h"

namespace concordat::agreements {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class Value>
using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

/// Numbers for the words of one kind.
class Names {
 public:
  std::uint32_t number(std::string_view text);  ///< a new one where it is not there
  [[nodiscard]] std::uint32_t find(std::string_view text) const;  ///< `nothing` where it is not there
  [[nodiscard]] std::size_t size() const { return numbers_.size(); }

 private:
  TextMap<std::uint32_t> numbers_ = {};
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
};

struct CompiledRule {
  InForce const* held = nullptr;
  Rule const* rule = nullptr;
  Term term = {};
  std::uint32_t order = 0;      ///< among all rules by reference
  std::uint64_t rank = 0;       ///< of preference, apart from the transform
  std::uint32_t items_set = 0;  ///< place of the set of fields it covers
  std::vector<ItemPlace> items = {};  ///< by field
  std::vector<std::uint32_t> purposes = {};
  std::vector<std::uint32_t> roles = {};
  std::vector<std::uint32_t> incident_areas = {};
  bool asks_more = false;       ///< conditions beyond purpose, role, form, area and dates
  bool assessed = true;
};

struct PairEntry {
  std::uint32_t rule = 0;
  std::uint32_t carried = 0;  ///< place of the set of fields that the gateway can carry between these two
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
  TextMap<std::uint32_t> field_numbers = {};  ///< under every name
  std::size_t words = 0;                      ///< machine words a set of fields takes
  std::vector<std::uint64_t> sets = {};
  std::vector<bool> protected_fields = {};
  Names agencies = {}, roles = {}, areas = {}, purposes = {};
  TextMap<std::uint32_t> purpose_numbers = {};  ///< under every name
  TextMap<std::string> kinds = {};              ///< of agency, as the parties say
  std::vector<CompiledRule> rules = {};
  std::unordered_map<std::uint64_t, std::vector<PairEntry>> pairs = {};
  std::vector<CompiledBar> bars = {};
  std::vector<CompiledGroup> never_together = {};
  std::vector<CompiledGroup> must_go_together = {};

  [[nodiscard]] std::uint64_t const* set(std::uint32_t place) const { return sets.data() + place; }
  [[nodiscard]] static std::uint64_t pair_key(std::uint32_t discloser, std::uint32_t asker) {
    return std::uint64_t{discloser} << 32U | asker;
  }
};

[[nodiscard]] inline bool holds(std::uint64_t const* set, std::uint32_t field) {
  return (set[field / 64] >> (field % 64) & 1U) != 0;
}

[[nodiscard]] bool has_number(std::vector<std::uint32_t> const& numbers, std::uint32_t number);

/// A request in the numbers of the bundle.
struct Asked {
  Request const& request;
  Facts const& facts;
  PersonFacts const& person;  ///< as much as may be known here
  Compiled const& compiled;
  std::uint32_t discloser = nothing, asker = nothing, purpose = nothing;
  std::vector<std::string> const* purpose_names = nullptr;
  std::string_view asker_kind = {};
  std::uint64_t const* fields = nullptr;  ///< set of what is asked
  std::uint64_t const* joined = nullptr;  ///< set of what it would be joined with
  bool joined_with_unknown = false;
  Date today = {};
};

/// What stands in the way of the term on that day.
[[nodiscard]] Reasons reasons_against(Term const& term, Date today);
/// Prohibitions and groups bind while the agreement runs, even suspended.
[[nodiscard]] bool binds(ClauseOwner const& owner, Date today);

/// What of the rule's terms, apart from its items, is not met.
[[nodiscard]] Reasons unmet_terms(CompiledRule const& rule, Asked const& asked);

/// Refuses what prohibitions and never_together forbid.
void apply_bars(Asked const& asked, std::vector<Verdict>& verdicts);
/// Takes away what may not go without its companions, until nothing more falls.
void apply_companions(Asked const& asked, std::vector<Candidate> const& candidates, std::vector<Verdict>& verdicts);
/// Gives the field by the best candidate that no broken group forbids; nothing where there is none.
void give(Asked const& asked, std::vector<Candidate> const& candidates, std::vector<CompiledGroup const*> const& broken,
          Verdict& verdict);

/// What declared danger lifts: never a bar, a signature, a term, a purpose, a field, training or an originator's condition.
constexpr Reasons lifted_by_break_glass{Reason::hours,   Reason::approvals,         Reason::relationship, Reason::consent,
                                        Reason::consent_withdrawn, Reason::guardian, Reason::concern};

}  // namespace concordat::agreements
