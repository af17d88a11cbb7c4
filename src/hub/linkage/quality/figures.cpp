// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/quality/figures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "linkage/quality/agreement.h"
#include "linkage/quality/estimate.h"

namespace concordat::hub::links {
namespace {

namespace clerical = linkage::clerical;
using Inside = std::function<bool(JudgedPair const&)>;

/// What "cannot tell" is taken for.
enum class Doubt : std::uint8_t { left_out, same, not_same };

double rounded(double value) { return std::round(value * 10'000) / 10'000; }

bool is_settled(JudgedPair const& one, Doubt doubt) { return one.outcome && (doubt != Doubt::left_out || *one.outcome != "cannot-tell"); }
bool is_same(JudgedPair const& one, Doubt doubt) { return *one.outcome == "same" || (*one.outcome == "cannot-tell" && doubt == Doubt::same); }

std::vector<clerical::Stratum> strata_of(Sample const& sample, std::vector<JudgedPair> const& pairs, Doubt doubt, Inside const& inside) {
  std::vector<clerical::Stratum> strata;
  for (auto const& one : sample.strata) strata.push_back({.size = one.size, .linked = one.linked, .judged = 0, .inside = 0, .same = 0});
  for (auto const& one : pairs) {
    if (!is_settled(one, doubt) || one.pair.stratum >= strata.size()) continue;
    auto& stratum = strata[one.pair.stratum];
    ++stratum.judged;
    if (!inside(one)) continue;
    ++stratum.inside;
    stratum.same += is_same(one, doubt) ? 1 : 0;
  }
  return strata;
}

Json interval_json(std::optional<clerical::Interval> const& interval) {
  if (!interval) return Json{};
  return Json{}.set("at", rounded(interval->at)).set("low", rounded(interval->low)).set("high", rounded(interval->high));
}

Json estimates_json(clerical::Estimates const& told) { return Json{}.set("judged", told.judged).set("precision", interval_json(told.precision)).set("recall", interval_json(told.recall)); }

bool everything(JudgedPair const&) { return true; }

class Figures {
 public:
  Figures(Sample const& sample, std::vector<JudgedPair> const& pairs, NameSorting const& names) : sample_{sample}, pairs_{pairs}, names_{names} {}

  Json run() {
    counts();
    json_.set("kappa", kappa_json());
    json_.set("overall", estimates_json(told(Doubt::left_out, everything, false)));
    json_.set("if_same", estimates_json(told(Doubt::same, everything, false))).set("if_not_same", estimates_json(told(Doubt::not_same, everything, false)));
    by_agency();
    by_group();
    json_.set("strata", strata());
    return std::move(json_);
  }

 private:
  [[nodiscard]] clerical::Estimates told(Doubt doubt, Inside const& inside, bool part) const {
    return clerical::estimate(strata_of(sample_, pairs_, doubt, inside), {.part = part, .seed = static_cast<std::uint64_t>(sample_.seed) + 1});
  }

  void counts() {
    std::uint64_t settled_pairs = 0;
    std::uint64_t cannot_tell = 0;
    std::uint64_t against = 0;
    for (auto const& one : pairs_) {
      if (!one.outcome) continue;
      ++(*one.outcome == "cannot-tell" ? cannot_tell : settled_pairs);
      against += one.against_decision ? 1 : 0;
    }
    std::uint64_t drawn = 0;
    for (auto const& one : sample_.strata) drawn += one.drawn;
    json_.set("settled", settled_pairs).set("cannot_tell", cannot_tell).set("not_judged", drawn - settled_pairs - cannot_tell).set("against_decisions", against);
  }

  [[nodiscard]] Json kappa_json() const {
    std::vector<std::pair<unsigned, unsigned>> answers;
    auto const number = [](std::string const& verdict) { return verdict == "same" ? 0U : verdict == "not-same" ? 1U : 2U; };
    for (auto const& one : pairs_) {
      if (one.pair.judgements.size() == 2) answers.emplace_back(number(one.pair.judgements[0].second), number(one.pair.judgements[1].second));
    }
    auto const told_kappa = clerical::kappa(answers);
    if (!told_kappa) return Json{};
    constexpr double middle_95 = 1.96;
    Json json;
    json.set("pairs", told_kappa->pairs).set("agreed", rounded(told_kappa->agreed)).set("at", rounded(told_kappa->value));
    return json.set("low", rounded(std::max(-1.0, told_kappa->value - middle_95 * told_kappa->error))).set("high", rounded(std::min(1.0, told_kappa->value + middle_95 * told_kappa->error)));
  }

  void by_agency() {
    std::set<std::pair<std::string, std::string>> twos;
    for (auto const& one : pairs_) twos.insert(std::minmax(one.left_agency, one.right_agency));
    Json list{Json::Array{}};
    std::uint64_t not_told = 0;
    for (auto const& two : twos) {
      auto const part = told(Doubt::left_out, [&](JudgedPair const& one) { return std::pair<std::string, std::string>{std::minmax(one.left_agency, one.right_agency)} == two; }, true);
      if (part.judged < least_told) ++not_told;
      else list.push(estimates_json(part).set("agencies", Json{Json::Array{two.first, two.second}}));
    }
    json_.set("by_agency", std::move(list)).set("agencies_not_told", not_told);
  }

  void by_group() {
    Json list{Json::Array{}};
    std::uint64_t not_told = 0;
    std::vector<clerical::Interval> precisions;
    std::vector<clerical::Interval> recalls;
    for (std::size_t group = 0; group < names_.records.size(); ++group) {
      auto const is_in = [&](Record record) {
        auto const found = names_.group_of.find(record);
        return found != names_.group_of.end() && found->second == group;
      };
      auto const part = told(Doubt::left_out, [&](JudgedPair const& one) { return is_in(one.pair.left) || is_in(one.pair.right); }, true);
      if (part.judged < least_told || names_.records[group] < least_told) {
        ++not_told;
        continue;
      }
      if (part.precision) precisions.push_back(*part.precision);
      if (part.recall) recalls.push_back(*part.recall);
      list.push(estimates_json(part).set("group", std::string(1, static_cast<char>('A' + group))).set("records", names_.records[group]));
    }
    json_.set("by_group", std::move(list)).set("groups_not_told", not_told);
    json_.set("precision_gap", gap(precisions)).set("recall_gap", gap(recalls));
  }

  /// Of the best group to the worst; whether chance alone could make it: one number lies in the intervals of all.
  static Json gap(std::vector<clerical::Interval> const& groups) {
    if (groups.size() < 2) return Json{};
    auto const [worst, best] = std::ranges::minmax_element(groups, {}, &clerical::Interval::at);
    auto const highest_low = std::ranges::max(groups, {}, &clerical::Interval::low).low;
    auto const lowest_high = std::ranges::min(groups, {}, &clerical::Interval::high).high;
    return Json{}.set("at", rounded(best->at - worst->at)).set("may_be_chance", highest_low <= lowest_high);
  }

  [[nodiscard]] Json strata() const {
    Json list{Json::Array{}};
    auto const all = strata_of(sample_, pairs_, Doubt::left_out, everything);
    auto const with_doubt = strata_of(sample_, pairs_, Doubt::same, everything);
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto const& one = sample_.strata[i];
      Json json;
      json.set("band", one.band).set("linked", one.linked).set("size", one.size).set("drawn", one.drawn);
      list.push(json.set("judged", all[i].judged).set("same", all[i].same).set("cannot_tell", with_doubt[i].judged - all[i].judged));
    }
    return list;
  }

  Sample const& sample_;
  std::vector<JudgedPair> const& pairs_;
  NameSorting const& names_;
  Json json_;
};

}  // namespace

Json figures_of(Sample const& sample, std::vector<JudgedPair> const& pairs, NameSorting const& names) { return Figures{sample, pairs, names}.run(); }

}  // namespace concordat::hub::links
