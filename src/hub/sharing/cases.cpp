// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/cases.h"

#include <algorithm>
#include <map>

#include "hub/sharing/people.h"

namespace concordat::hub::sharing {
namespace {

bool lists(Fact const& fact, char const* list, std::string const& word) {
  return std::ranges::any_of(fact.value[list].array(), [&](Json const& one) { return one.string() == word; });
}

/// Whether `second` confirms `first`: the discloser, or an agency that `first` seats somebody of, and not the asker's own.
bool has_a_stake(Fact const& first, Fact const& second, Seat const& seat) {
  return second.source != seat.asker && (second.source == seat.discloser || lists(first, "agencies", second.source));
}

/// Two agencies, two people, one of them a lead.
Result<bool> bears_out(Hub& hub, Fact const& first, Fact const& second, Seat const& seat) {
  bool const by_a_lead = first.value["lead"].boolean() || second.value["lead"].boolean();
  if (first.source == second.source || !by_a_lead || !has_a_stake(first, second, seat)) return false;
  auto const same = is_one_of(hub, first.recorded_by, {second.recorded_by});
  if (!same) return same;
  return !*same;
}

/// What the agencies last said about one type of case; nothing where no other agency confirms it. Closed by one, it is closed.
Result<std::optional<agreements::CaseFact>> case_from(Hub& hub, std::string const& type, std::vector<Fact const*> const& words, Seat const& seat) {
  bool confirmed = false;
  bool sits = false;
  for (auto const* first : words) {
    for (auto const* second : words) {
      auto const borne_out = bears_out(hub, *first, *second, seat);
      if (!borne_out) return fail(borne_out);
      confirmed = confirmed || *borne_out;
      sits = sits || (*borne_out && lists(*first, "members", seat.member) && lists(*second, "members", seat.member));
    }
  }
  if (!confirmed) return std::optional<agreements::CaseFact>{};
  bool const open = std::ranges::all_of(words, [](Fact const* word) { return word->value["answer"].string() == "open"; });
  return std::optional{agreements::CaseFact{type, open, sits, true}};
}

}  // namespace

Result<std::optional<std::vector<agreements::CaseFact>>> cases_in(Hub& hub, std::vector<Fact> const& facts, Seat const& seat) {
  // Oldest first: of each agency and type the last word stays.
  std::map<std::string, std::map<std::string, Fact const*>> last;
  for (auto const& fact : facts) {
    if (fact.kind == "case" && !fact.withdrawn) last[fact.value["word"].string()][fact.source] = &fact;
  }
  std::optional<std::vector<agreements::CaseFact>> cases;
  for (auto const& [type, by_agency] : last) {
    std::vector<Fact const*> words;
    for (auto const& [agency, word] : by_agency) words.push_back(word);
    auto one = case_from(hub, type, words, seat);
    if (!one) return fail(one);
    if (!*one) continue;
    if (!cases) cases.emplace();
    cases->push_back(std::move(**one));
  }
  return cases;
}

}  // namespace concordat::hub::sharing
