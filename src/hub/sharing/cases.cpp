// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/cases.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "hub/sharing/people.h"

namespace concordat::hub::sharing {
namespace {

/// Of a case's type or a tool, and of an agency.
using LastWords = std::map<std::string, std::map<std::string, Fact const*>>;

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

/// Two that bear each other out.
using Pair = std::pair<Fact const*, Fact const*>;

/// A type of case that counts, by what the agencies last said about it.
struct CountingCase {
  std::string type;
  bool open = false;  ///< closed by one, it is closed
  std::vector<Pair> pairs;
};

/// Of each word (a case's type, a tool) and agency the last fact of a kind. `is_later` tells whether one comes after another.
template <class IsLater>
LastWords last_of(std::vector<Fact> const& facts, std::string_view kind, IsLater is_later) {
  LastWords last;
  for (auto const& fact : facts) {
    if (fact.kind != kind || fact.withdrawn) continue;
    auto const*& latest = last[fact.value["word"].string()][fact.source];
    if (latest == nullptr || is_later(fact, *latest)) latest = &fact;
  }
  return last;
}

/// Facts are read oldest first.
LastWords last_cases(std::vector<Fact> const& facts) {
  return last_of(facts, "case", [](Fact const&, Fact const&) { return true; });
}

/// Nothing of a type that no other agency confirms.
Result<std::vector<CountingCase>> counting_cases(Hub& hub, std::vector<Fact> const& facts, Seat const& seat) {
  std::vector<CountingCase> counting;
  for (auto const& [type, by_agency] : last_cases(facts)) {
    CountingCase one{.type = type, .open = std::ranges::all_of(by_agency, [](auto const& word) { return word.second->value["answer"].string() == "open"; }), .pairs = {}};
    for (auto const& [agency, first] : by_agency) {
      for (auto const& [other, second] : by_agency) {
        auto const borne_out = bears_out(hub, *first, *second, seat);
        if (!borne_out) return fail(borne_out);
        if (*borne_out) one.pairs.emplace_back(first, second);
      }
    }
    if (!one.pairs.empty()) counting.push_back(std::move(one));
  }
  return counting;
}

Date day_of(Fact const& fact) { return parse_date(fact.value["day"].string()).value_or(Date{}); }
std::int64_t band_of(Fact const& fact) { return fact.value["number"].integer(); }

/// As the engine reads them: the one assessed last; of one day the lower band.
LastWords last_assessments(std::vector<Fact> const& facts) {
  return last_of(facts, "assessment", [](Fact const& one, Fact const& other) {
    return day_of(one) > day_of(other) || (day_of(one) == day_of(other) && band_of(one) < band_of(other));
  });
}

/// Who may bear out a joint assessment: the two agencies of the question, and who sits in an open case that counts.
Result<std::set<std::string>> agencies_with_a_stake(Hub& hub, std::vector<Fact> const& facts, Seat const& seat) {
  std::set<std::string> agencies{seat.asker, seat.discloser};
  auto const counting = counting_cases(hub, facts, seat);
  if (!counting) return fail(counting);
  for (auto const& one : *counting) {
    if (!one.open) continue;
    for (auto const& [first, second] : one.pairs) {
      for (auto const& agency : first->value["agencies"].array()) {
        if (lists(*second, "agencies", agency.string())) agencies.insert(agency.string());
      }
    }
  }
  return agencies;
}

/// What two of these, of two people, reach together; nothing where no two do.
Result<std::optional<agreements::ConcernFact>> joint_band(Hub& hub, std::string const& tool, std::vector<Fact const*> const& words) {
  std::optional<agreements::ConcernFact> joint;
  for (auto first = words.begin(); first != words.end(); ++first) {
    for (auto second = std::next(first); second != words.end(); ++second) {
      auto const same = is_one_of(hub, (*first)->recorded_by, {(*second)->recorded_by});
      if (!same) return fail(same);
      if (*same) continue;
      agreements::ConcernFact const both{tool, static_cast<int>(std::min(band_of(**first), band_of(**second))), std::min(day_of(**first), day_of(**second))};
      if (!joint || std::pair{both.band, both.assessed} > std::pair{joint->band, joint->assessed}) joint = both;
    }
  }
  return joint;
}

}  // namespace

Result<std::optional<std::vector<agreements::ConcernFact>>> concerns_in(Hub& hub, std::vector<Fact> const& facts, Seat const& seat) {
  auto const stake = agencies_with_a_stake(hub, facts, seat);
  if (!stake) return fail(stake);
  std::optional<std::vector<agreements::ConcernFact>> concerns;
  for (auto const& [tool, by_agency] : last_assessments(facts)) {
    if (tool.empty()) continue;  // as entered once: no assessment that a rule asks for
    std::vector<Fact const*> words;
    for (auto const& [agency, word] : by_agency) {
      if (stake->contains(agency)) words.push_back(word);
    }
    auto const joint = joint_band(hub, tool, words);
    if (!joint) return fail(joint);
    if (!*joint) continue;
    if (!concerns) concerns.emplace();
    concerns->push_back(**joint);
  }
  return concerns;
}

Result<std::optional<std::vector<agreements::CaseFact>>> cases_in(Hub& hub, std::vector<Fact> const& facts, Seat const& seat) {
  auto const counting = counting_cases(hub, facts, seat);
  if (!counting) return fail(counting);
  std::optional<std::vector<agreements::CaseFact>> cases;
  for (auto const& one : *counting) {
    bool const sits = std::ranges::any_of(one.pairs, [&](Pair const& pair) { return lists(*pair.first, "members", seat.member) && lists(*pair.second, "members", seat.member); });
    if (!cases) cases.emplace();
    cases->push_back({one.type, one.open, sits, true});
  }
  return cases;
}

Result<Json> what_counts(Hub& hub, Member const& member, std::vector<Fact> const& facts) {
  std::map<std::string, int> bands;
  std::map<std::string, bool> types;
  for (auto const& other : hub.agencies()) {
    if (other.id == member.agency) continue;
    for (auto const& seat : {Seat{member.agency, member.id, other.id}, Seat{other.id, member.id, member.agency}}) {
      auto const concerns = concerns_in(hub, facts, seat);
      if (!concerns) return fail(concerns);
      auto const cases = cases_in(hub, facts, seat);
      if (!cases) return fail(cases);
      for (auto const& one : concerns->value_or(std::vector<agreements::ConcernFact>{})) bands[one.tool] = std::max(bands[one.tool], one.band);
      for (auto const& one : cases->value_or(std::vector<agreements::CaseFact>{})) types[one.type] = types[one.type] || one.open;
    }
  }
  Json counting_bands{Json::Array{}};
  for (auto const& [tool, band] : bands) counting_bands.push(Json{}.set("tool", tool).set("band", band));
  Json counting{Json::Array{}};
  for (auto const& [type, open] : types) counting.push(Json{}.set("type", type).set("open", open));
  return Json{}.set("bands", std::move(counting_bands)).set("cases", std::move(counting));
}

FixedText when_it_counts(std::string_view kind) {
  if (kind == "assessment") return "It counts once a person of another agency with a stake in the matter has entered a band too; the lower of the two is joint.";
  if (kind == "case") return "It counts once another agency with a stake in the matter says the same about it, another person speaking, a lead on one side.";
  return "";
}

}  // namespace concordat::hub::sharing
