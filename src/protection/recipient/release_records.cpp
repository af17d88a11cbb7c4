// SPDX-License-Identifier: Apache-2.0
#include "protection/recipient/release_records.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "protection/anonymity/generalise.h"

namespace concordat::protection {
namespace {

/// Texts as numbers, in the order of the texts.
struct CodedTexts {
  std::vector<std::uint32_t> codes;
  std::uint32_t values = 0;
};
CodedTexts code_texts(std::vector<std::string> const& texts) {
  std::map<std::string_view, std::uint32_t> numbers;
  for (auto const& text : texts) numbers.try_emplace(text);
  CodedTexts coded;
  for (auto& [text, number] : numbers) number = coded.values++;
  for (auto const& text : texts) coded.codes.push_back(numbers.find(text)->second);
  return coded;
}

/// One ladder a known column of one row.
using Row = std::vector<Rungs>;

class Releasing {
 public:
  /// `kinds`: whether l holds for the kinds of place as well.
  Releasing(FieldRules const& rules, std::span<IncidentRow const> rows, RecordDemand const& demand, bool kinds)
      : rules_{rules}, rows_{rows}, demand_{demand}, kinds_{kinds}, removed_(rows.size(), 0) {
    for (auto const& row : rows) ladders_.push_back(rules.ladders(row));
    floors_.assign(rules.known().size(), 0);
  }

  /// The best coarsening of what is not taken out, no column finer than its floor.
  [[nodiscard]] Result<Coarsening> coarsen() {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (removed_[i] == 0) kept.push_back(i);
    }
    std::vector<std::vector<std::uint32_t>> codes(floors_.size());
    std::vector<KnownColumn> known;
    for (std::size_t c = 0; c < floors_.size(); ++c) known.push_back(column(c, kept, codes[c]));
    std::vector<std::string> methods, types;
    for (auto const i : kept) {
      methods.push_back(rules_.method(rows_[i]));
      types.push_back(rules_.place_type(rows_[i]));
    }
    std::vector<std::vector<std::uint32_t>> learned{code_texts(methods).codes};
    if (kinds_) learned.push_back(code_texts(types).codes);
    auto const taken = static_cast<double>(rows_.size() - kept.size());
    auto const all = static_cast<double>(rows_.size());
    Result<Coarsening> found = fail(Fault::refused, "recipient.named", "A recipient who holds named incidents could still name people in every release of these records.",
                                    "Share a table of counts instead, or records of a longer period or a larger area.");
    for (double const most : {demand_.withheld_wanted, demand_.withheld_most}) {
      auto const room = (most * all - taken) / static_cast<double>(std::max<std::size_t>(kept.size(), 1));
      if (room < 0) continue;
      found = generalise(known, learned, {.k = demand_.k, .l = demand_.l, .withheld_most = room});
      if (found || found.error().code.view() != "generalise.cannot") break;
    }
    if (!found) return found;
    withheld_ = removed_;
    for (std::size_t i = 0; i < kept.size(); ++i) withheld_[kept[i]] = found->withheld[i];
    steps_.clear();
    for (std::size_t c = 0; c < floors_.size(); ++c) steps_.push_back(found->steps[c] + floors_[c]);
    return found;
  }

  [[nodiscard]] ReleasedRecords released() const { return {&rules_, rows_, withheld_, steps_}; }
  [[nodiscard]] std::size_t withheld() const { return static_cast<std::size_t>(std::ranges::count(withheld_, 1)); }

  /// Takes the named ones out while few enough are out; otherwise makes the column coarser after which he names fewest.
  [[nodiscard]] bool answer(AttackFigures const& figures, std::span<Attacker const> attackers) {
    if (static_cast<double>(withheld() + figures.named.size()) <= demand_.withheld_most * static_cast<double>(rows_.size())) {
      for (auto const record : figures.named) removed_[record] = 1;
      return true;
    }
    std::optional<std::size_t> best;
    std::size_t fewest = 0;
    for (std::size_t c = 0; c < floors_.size(); ++c) {
      if (steps_[c] + 1 >= ladders_.front()[c].size()) continue;
      auto tried = released();
      ++tried.steps[c];
      auto const named = attack(tried, attackers).named.size();
      if (!best || named < fewest) {
        best = c;
        fewest = named;
      }
    }
    if (!best) return false;
    floors_[*best] = steps_[*best] + 1;
    removed_.assign(rows_.size(), 0);
    ++coarsened_;
    return true;
  }
  [[nodiscard]] std::size_t coarsened() const { return coarsened_; }
  [[nodiscard]] std::vector<std::uint8_t> const& out() const { return withheld_; }
  [[nodiscard]] std::vector<std::uint32_t> const& steps() const { return steps_; }
  [[nodiscard]] std::vector<Row> const& ladders() const { return ladders_; }

 private:
  [[nodiscard]] KnownColumn column(std::size_t c, std::vector<std::size_t> const& kept, std::vector<std::uint32_t>& codes) const {
    auto const first = floors_[c];
    auto const steps = ladders_.front()[c].size() - first;
    // what differs at any step is another value: step 0 merges those that differ only further up, or the ladder is refused
    std::map<std::vector<std::string_view>, std::uint32_t> values;
    for (auto const i : kept) {
      std::vector<std::string_view> rungs;
      for (std::size_t s = 0; s < steps; ++s) rungs.emplace_back(ladders_[i][c][first + s]);
      codes.push_back(values.try_emplace(std::move(rungs), static_cast<std::uint32_t>(values.size())).first->second);
    }
    KnownColumn column{codes, {}, rules_.known()[c]};
    for (std::size_t s = 0; s < steps; ++s) {
      std::vector<std::string> texts(values.size());
      for (auto const& [rungs, code] : values) texts[code] = rungs[s];
      auto coded = code_texts(texts);
      column.ladder.step.push_back(std::move(coded.codes));
      column.ladder.values.push_back(coded.values);
    }
    return column;
  }

  FieldRules const& rules_;
  std::span<IncidentRow const> rows_;
  RecordDemand demand_;
  bool kinds_;
  std::vector<Row> ladders_;
  std::vector<std::uint32_t> floors_, steps_;
  std::vector<std::uint8_t> removed_, withheld_;
  std::size_t coarsened_ = 0;
};

/// Every area lies in one larger area, or a code means two things.
Result<void> check_nesting(FieldRules const& rules, std::span<IncidentRow const> rows) {
  std::map<std::string, std::string> above;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const areas = rules.areas(rows[i]);
    for (auto const& [inner, outer] : {std::pair{&areas.lsoa, &areas.msoa}, std::pair{&areas.msoa, &areas.la}}) {
      if (inner->empty() || above.try_emplace(*inner, *outer).first->second == *outer) continue;
      return fail(Fault::malformed, "recipient.areas", "An area lies in two larger areas.", "Give every LSOA one MSOA and every MSOA one authority, in the records and in the table of points.",
                  {.row = i + 1});
    }
  }
  return {};
}

/// Forgets codes and kinds that fewer than five of the released records have; true where there was one.
bool forget_rare(FieldRules& rules, std::span<IncidentRow const> rows, std::vector<std::size_t> const& released) {
  std::map<std::string, std::size_t> codes;
  std::map<PlaceSort, std::size_t> sorts;
  // of every row, so that one of which none is left is forgotten as well
  for (auto const& row : rows) {
    if (rules.tells_code(row.method)) codes.try_emplace(row.method, 0);
    if (rules.tells_sort(row.sort)) sorts.try_emplace(row.sort, 0);
  }
  for (auto const i : released) {
    if (auto const code = codes.find(rows[i].method); code != codes.end()) ++code->second;
    if (auto const sort = sorts.find(rows[i].sort); sort != sorts.end()) ++sort->second;
  }
  bool any = false;
  for (auto const& [code, count] : codes) {
    if (count >= fewest_of_a_code) continue;
    rules.forget_code(code);
    any = true;
  }
  for (auto const& [sort, count] : sorts) {
    if (count >= fewest_of_a_code) continue;
    rules.forget_sort(sort);
    any = true;
  }
  return any && rules.holds() == RecipientHolds::no_named_incidents;
}

/// Coarsens some of the rows and adds what leaves of them.
Result<void> add_part(RecordRelease& out, std::string const& name, FieldRules const& rules, std::span<IncidentRow const> all, std::vector<std::size_t> const& which, RecordDemand const& demand, bool kinds, std::span<Attacker const> attackers) {
  std::vector<IncidentRow> rows;
  for (auto const i : which) rows.push_back(all[i]);
  Releasing releasing{rules, rows, demand, kinds};
  std::optional<Coarsening> coarsening;
  for (std::uint64_t made = 0;; ++made) {
    if (!goes_on(demand.go_on, made, made + 1)) return tl::unexpected<Problem>{stopped_work()};
    auto found = releasing.coarsen();
    if (!found) return fail(found);
    coarsening = std::move(*found);
    if (attackers.empty()) break;
    out.attacked = attack(releasing.released(), attackers);
    if (out.attacked->holds()) break;
    if (!releasing.answer(*out.attacked, attackers)) {
      return fail(Fault::refused, "recipient.named", "A recipient who holds named incidents could still name people in every release of these records.",
                  "Share a table of counts instead, or records of a longer period or a larger area.");
    }
  }
  for (auto const& one : attackers) out.attacks.push_back(attack(releasing.released(), one.held, one.truth_known));
  ReleasePart part{name, releasing.steps(), {}, coarsening->k, coarsening->l, coarsening->choices, coarsening->loss};
  for (auto const& rungs : releasing.ladders().front()) part.ladder_lengths.push_back(rungs.size());
  out.k = out.parts.empty() ? part.k : std::min(out.k, part.k);
  out.l = out.parts.empty() ? part.l : std::min(out.l, part.l);
  out.withheld += releasing.withheld();
  out.coarsened_for_attack += releasing.coarsened();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (releasing.out()[i] != 0) continue;
    std::vector<std::string> record;
    for (std::size_t c = 0; c < part.steps.size(); ++c) record.push_back(releasing.ladders()[i][c][part.steps[c]]);
    record.push_back(rules.method(rows[i]));
    record.push_back(rules.place_type(rows[i]));
    out.records.push_back(std::move(record));
    out.rows.push_back(which[i]);
    out.part_of.push_back(out.parts.size());
  }
  out.parts.push_back(std::move(part));
  return {};
}

RecordRelease empty_release(FieldRules const& rules) {
  RecordRelease out;
  out.columns = rules.known();
  for (auto const& column : FieldRules::learned()) out.columns.push_back(column);
  return out;
}

/// Public places apart from the others, which are withheld where they cannot be released by themselves and are few enough; nothing where
/// that does not do.
std::optional<RecordRelease> apart(FieldRules const& rules, std::span<IncidentRow const> rows, RecordDemand const& demand) {
  std::vector<std::size_t> open, others;
  for (std::size_t i = 0; i < rows.size(); ++i) (rows[i].sort == PlaceSort::open && !rows[i].domestic ? open : others).push_back(i);
  if (open.empty()) return std::nullopt;
  auto out = empty_release(rules);
  if (!add_part(out, "public places", rules, rows, open, demand, false, {})) return std::nullopt;
  if (others.empty() || add_part(out, "other places", rules, rows, others, demand, true, {})) return out;
  out.withheld += others.size();
  bool const few = static_cast<double>(out.withheld) <= demand.withheld_most * static_cast<double>(rows.size());
  return few ? std::optional{std::move(out)} : std::nullopt;
}

Result<RecordRelease> together(FieldRules const& rules, std::span<IncidentRow const> rows, RecordDemand const& demand, std::span<Attacker const> attackers) {
  std::vector<std::size_t> all(rows.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  auto out = empty_release(rules);
  if (auto const added = add_part(out, "all places", rules, rows, all, demand, true, attackers); !added) return fail(added);
  return out;
}

}  // namespace

Result<RecordRelease> release_records(RecipientHolds holds, std::span<IncidentRow const> rows, PublishedPoints const* points, RecordDemand const& demand,
                                      std::span<Attacker const> attackers) {
  FieldRules rules{holds, rows, points};
  if (auto const fine = check_nesting(rules, rows); !fine) return fail(fine);
  for (;;) {
    std::optional<RecordRelease> out;
    if (holds == RecipientHolds::no_named_incidents && attackers.empty()) out = apart(rules, rows, demand);
    if (!out) {
      auto all = together(rules, rows, demand, attackers);
      if (!all) return fail(all);
      out = std::move(*all);
    }
    if (forget_rare(rules, rows, out->rows)) continue;
    out->rules = std::move(rules);
    return std::move(*out);
  }
}

Result<RecordRelease> release_records(RecipientHolds holds, std::span<IncidentRow const> rows, PublishedPoints const* points, RecordDemand const& demand,
                                      std::optional<std::span<NamedIncident const>> held, bool truth_known) {
  if (!held) return release_records(holds, rows, points, demand, {});
  Attacker const one{*held, truth_known};
  return release_records(holds, rows, points, demand, std::span{&one, 1});
}

std::optional<std::int64_t> population_k(RecordRelease const& release, std::span<IncidentRow const> rows, std::span<ResidentRow const> residents) {
  auto const& rules = *release.rules;
  auto const names = rules.known();
  auto const age_column = static_cast<std::size_t>(std::ranges::find(names, "age") - names.begin());
  // at every step of the place, the age and the sex, so that one look-up finds any coarsening
  std::map<std::vector<std::string>, std::int64_t> people;
  for (auto const& row : residents) {
    IncidentRow person;
    person.age = row.age;
    person.sex = row.sex;
    auto const ladders = rules.ages() ? rules.ladders(person) : std::vector<Rungs>{};
    std::set<std::string> places{"any"};
    for (auto const* const area : {&row.area.lsoa, &row.area.msoa, &row.area.la}) {
      if (!area->empty()) places.insert(*area);
    }
    std::set<std::string> ages{"any"}, sexes{"any"};
    if (rules.ages()) {
      ages = {ladders[age_column].begin(), ladders[age_column].end()};
      sexes = {ladders[age_column + 1].begin(), ladders[age_column + 1].end()};
    }
    for (auto const& place : places) {
      for (auto const& age : ages) {
        for (auto const& sex : sexes) people[{place, age, sex}] += row.residents;
      }
    }
  }
  std::optional<std::int64_t> fewest;
  for (std::size_t i = 0; i < release.records.size(); ++i) {
    auto const& record = release.records[i];
    auto const place = record.front().starts_with(point_word) ? rules.finest_area(rows[release.rows[i]]) : record.front();
    auto const found = people.find({place, rules.ages() ? record[age_column] : "any", rules.ages() ? record[age_column + 1] : "any"});
    if (found == people.end()) return std::nullopt;
    fewest = std::min(fewest.value_or(found->second), found->second);
  }
  return fewest;
}

}  // namespace concordat::protection
