// SPDX-License-Identifier: Apache-2.0
#include "hub/equality/report_content.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "protection/protected_table.h"
#include "protection/suppress/suppress.h"

namespace concordat::hub {
namespace {

using protection::CellState;

constexpr std::int64_t beside_each = 1'000'000;

constexpr FixedText gap_note = "'Not said or not known' is a gap in what is known, and no group of people.";
constexpr FixedText hidden_note =
    "Small groups are hidden (*). More is hidden where a small number could be worked out from what is left, or from what one agency knows of its own: a hidden figure may be any number.";
constexpr FixedText totals_note = "Totals add up the figures shown, so the same measure may have another total by another characteristic.";
constexpr FixedText rates_note = "Rates and their 95 % limits are worked out from the figures shown; where the count is hidden, so is the rate.";
constexpr FixedText once_note = "The report is made once. Counts that come later are not in it, and no second report of the quarter is made.";

/// The true counts of one characteristic: groups down, measures across.
class CharacteristicTable {
 public:
  CharacteristicTable(EqualityWords const& words, Characteristic const& of, std::span<MonitoredCounts const> sent) : of_{of}, sent_{sent} {
    std::set<std::string> counted;
    for (auto const& one : sent) {
      for (auto const& row : one.rows) {
        if (row.characteristic == of.id) counted.insert(row.measure);
      }
    }
    for (auto const& measure : words.measures) {
      if (counted.contains(measure.id)) measures_.push_back(measure);
    }
    fill(counted.contains(std::string{residents_measure}));
  }

  [[nodiscard]] bool is_empty() const { return measures_.empty(); }
  [[nodiscard]] Result<Json> shown(protection::SmallNumberRule const& rule) const;

 private:
  /// Counts of a measure by group, and below which number one is small.
  struct View {
    std::span<std::int64_t const> counts;
    std::int64_t smallest = 0;
  };
  void fill(bool has_residents);
  [[nodiscard]] std::size_t at(std::size_t group, std::size_t measure) const { return group * measures_.size() + measure; }
  [[nodiscard]] std::vector<std::int64_t> counts_of(MonitoredCounts const& one) const;
  /// The counts of a measure, and what is left of them where each of those who sent a part takes its own off.
  [[nodiscard]] std::vector<std::vector<std::int64_t>> views_of(std::size_t measure) const;
  void fill_residents();
  [[nodiscard]] protection::TableLabels labels(std::vector<EqualityWord> const& measures) const;
  [[nodiscard]] Result<std::vector<std::uint8_t>> withheld(protection::SmallNumberRule const& rule) const;
  [[nodiscard]] Result<void> hide_besides(std::size_t measure, View const& view, std::vector<std::uint8_t>& withheld) const;
  [[nodiscard]] Result<Json> rates(std::size_t measure, std::vector<std::uint8_t> const& withheld, protection::SmallNumberRule const& rule) const;

  Characteristic const& of_;
  std::span<MonitoredCounts const> sent_;
  std::vector<EqualityWord> measures_;
  std::vector<std::int64_t> counts_;
  std::vector<std::vector<std::int64_t>> parts_;  ///< of counts_, one a file
  std::vector<std::int64_t> residents_;  ///< a number a group; empty: nobody said
};

std::vector<std::int64_t> CharacteristicTable::counts_of(MonitoredCounts const& one) const {
  std::vector<std::int64_t> counts(counts_.size(), 0);
  for (auto const& row : one.rows) {
    if (row.characteristic != of_.id || row.measure == residents_measure) continue;
    auto const measure = std::ranges::find(measures_, row.measure, &EqualityWord::id);
    auto const group = std::ranges::find(of_.groups, row.group, &EqualityWord::id);
    if (measure == measures_.end() || group == of_.groups.end()) continue;  // a word that the definitions had when it was sent
    counts[at(static_cast<std::size_t>(group - of_.groups.begin()), static_cast<std::size_t>(measure - measures_.begin()))] += row.count;
  }
  return counts;
}

void CharacteristicTable::fill(bool has_residents) {
  counts_.assign(of_.groups.size() * measures_.size(), 0);
  for (auto const& one : sent_) parts_.push_back(counts_of(one));
  for (auto const& part : parts_) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += part[i];
  }
  if (has_residents) fill_residents();
}

std::vector<std::vector<std::int64_t>> CharacteristicTable::views_of(std::size_t measure) const {
  std::vector<std::int64_t> all;
  for (std::size_t group = 0; group < of_.groups.size(); ++group) all.push_back(counts_[at(group, measure)]);
  std::vector<std::vector<std::int64_t>> views{all};
  for (std::size_t i = 0; i < sent_.size(); ++i) {
    bool const sends = std::ranges::any_of(sent_[i].rows, [&](auto const& row) { return row.characteristic == of_.id && row.measure == measures_[measure].id; });
    if (!sends) continue;
    auto others = all;
    for (std::size_t group = 0; group < of_.groups.size(); ++group) others[group] -= parts_[i][at(group, measure)];
    views.push_back(std::move(others));
  }
  // Whoever alone sent all of it knows all of it anyhow.
  if (views.size() == 2) views.pop_back();
  return views;
}

/// To the nearest hundred, and none of a group that is small itself: what was sent is read back by nobody.
std::int64_t residents_told(std::int64_t sent) { return sent < fewest_residents ? 0 : (sent + 50) / 100 * 100; }

/// Of the newest file that says so: residents of several files are the same people.
void CharacteristicTable::fill_residents() {
  MonitoredCounts const* newest = nullptr;
  for (auto const& one : sent_) {
    bool const says = std::ranges::any_of(one.rows, [&](auto const& row) { return row.characteristic == of_.id && row.measure == residents_measure; });
    if (says && (newest == nullptr || one.submitted_at > newest->submitted_at)) newest = &one;
  }
  if (newest == nullptr) return;
  residents_.assign(of_.groups.size(), 0);
  for (auto const& row : newest->rows) {
    if (row.characteristic != of_.id || row.measure != residents_measure || row.group == not_said_group) continue;
    auto const group = std::ranges::find(of_.groups, row.group, &EqualityWord::id);
    if (group != of_.groups.end()) residents_[static_cast<std::size_t>(group - of_.groups.begin())] = residents_told(row.count);
  }
}

protection::TableLabels CharacteristicTable::labels(std::vector<EqualityWord> const& measures) const {
  protection::TableLabels labels{.title = of_.title, .row_heading = of_.title, .column_heading = "Measure"};
  for (auto const& group : of_.groups) labels.rows.push_back(group.title);
  for (auto const& measure : measures) labels.columns.push_back(measure.title);
  return labels;
}

/// Which cells of a measure are hidden so that its small ones cannot be worked out by whoever knows its true total. Each count below the
/// smallest group stands as 1, so that it is protected as one; what else each group has is not known, and stands beside as a column of
/// large counts.
Result<void> CharacteristicTable::hide_besides(std::size_t measure, View const& view, std::vector<std::uint8_t>& withheld) const {
  protection::TableShape shape{.columns = {measures_[measure].id, "beside"}};
  std::vector<std::int64_t> inside;
  for (std::size_t group = 0; group < of_.groups.size(); ++group) {
    shape.rows.push_back(of_.groups[group].id);
    inside.push_back(view.counts[group] > 0 && view.counts[group] < view.smallest ? 1 : view.counts[group]);
    inside.push_back(beside_each);
  }
  auto const table = protection::CountTable::of_counts(shape, inside);
  if (!table) return fail(table);
  auto const suppressed = protection::suppress(*table, {.totals_may_hide = false});
  bool const is_enough = suppressed.has_value();
  if (!is_enough && suppressed.error().code.view() != "suppress.cannot") return fail(suppressed);
  for (std::size_t group = 0; group < of_.groups.size(); ++group) {
    if (!is_enough || suppressed->table.cells[shape.at(group, 0)].state == CellState::suppressed) withheld[at(group, measure)] = 1;
  }
  return {};
}

Result<std::vector<std::uint8_t>> CharacteristicTable::withheld(protection::SmallNumberRule const& rule) const {
  std::vector<std::uint8_t> withheld(counts_.size(), 0);
  for (std::size_t measure = 0; measure < measures_.size(); ++measure) {
    for (auto const& view : views_of(measure)) {
      auto const total = std::accumulate(view.begin(), view.end(), std::int64_t{0});
      // Of a few people in all, even where there are none would tell who they are.
      bool const is_few = total > 0 && total < rule.smallest_shown();
      for (std::size_t group = 0; group < of_.groups.size(); ++group) {
        auto const cell = at(group, measure);
        if (is_few || rule.apply(static_cast<double>(counts_[cell]), static_cast<double>(view[group])).state == CellState::suppressed) withheld[cell] = 1;
      }
      if (is_few) continue;
      if (auto hidden = hide_besides(measure, {view, rule.smallest_shown()}, withheld); !hidden) return fail(hidden);
    }
  }
  return withheld;
}

Result<Json> CharacteristicTable::rates(std::size_t measure, std::vector<std::uint8_t> const& withheld, protection::SmallNumberRule const& rule) const {
  protection::RawTable raw{.labels = labels({measures_[measure]})};
  for (std::size_t group = 0; group < of_.groups.size(); ++group) {
    raw.cells.push_back(static_cast<double>(counts_[at(group, measure)]));
    raw.withheld.push_back(withheld[at(group, measure)]);
  }
  auto const table = protection::protect_rates(raw, residents_, rates_per_residents, rule);
  if (!table) return fail(table);
  Json rows{Json::Array{}};
  for (std::size_t group = 0; group < table->rows(); ++group) {
    rows.push(Json{}.set("residents", table->text(group, 1)).set("rate", table->text(group, 2)).set("low", table->text(group, 3)).set("high", table->text(group, 4)));
  }
  return std::move(Json{}.set("measure", measures_[measure].id).set("title", measures_[measure].title).set("per", rates_per_residents).set("rows", std::move(rows)));
}

Json words_json(std::vector<EqualityWord> const& words) {
  Json list{Json::Array{}};
  for (auto const& word : words) list.push(Json{}.set("id", word.id).set("title", word.title));
  return list;
}

Result<Json> CharacteristicTable::shown(protection::SmallNumberRule const& rule) const {
  auto const hidden = withheld(rule);
  if (!hidden) return fail(hidden);
  protection::RawTable raw{.labels = labels(measures_), .withheld = *hidden};
  raw.cells.assign(counts_.begin(), counts_.end());
  auto const table = protection::protect_counts(raw, rule);
  if (!table) return fail(table);
  Json counts{Json::Array{}};
  for (std::size_t group = 0; group < table->rows(); ++group) {
    Json line{Json::Array{}};
    for (std::size_t measure = 0; measure < table->columns(); ++measure) line.push(table->text(group, measure));
    counts.push(std::move(line));
  }
  Json totals{Json::Array{}};
  for (std::size_t measure = 0; measure < table->columns(); ++measure) totals.push(protection::text_of(table->column_total(measure)));
  Json of_residents{Json::Array{}};
  for (std::size_t measure = 0; !residents_.empty() && measure < measures_.size(); ++measure) {
    auto one = rates(measure, *hidden, rule);
    if (!one) return one;
    of_residents.push(std::move(*one));
  }
  Json json;
  json.set("id", of_.id).set("title", of_.title).set("groups", words_json(of_.groups)).set("measures", words_json(measures_));
  json.set("counts", std::move(counts)).set("totals", std::move(totals)).set("rates", std::move(of_residents));
  return json;
}

}  // namespace

Result<Json> report_content(ReportFrame const& frame, EqualityWords const& words, std::span<MonitoredCounts const> sent) {
  Json characteristics{Json::Array{}};
  for (auto const& characteristic : words.characteristics) {
    CharacteristicTable const table{words, characteristic, sent};
    if (table.is_empty()) continue;
    auto shown = table.shown(frame.rule);
    if (!shown) return shown;
    characteristics.push(std::move(*shown));
  }
  std::set<std::string> agencies;
  for (auto const& one : sent) agencies.insert(one.agency);
  Json counted{Json::Array{}};
  for (auto const& agency : agencies) counted.push(agency);
  Json notes{Json::Array{}};
  for (auto const note : {hidden_note, totals_note, rates_note, gap_note, once_note}) notes.push(note.view());
  Json json;
  json.set("format", "concordat-equality-report/1").set("partnership", frame.partnership).set("quarter", frame.quarter).set("made_at", frame.made_at);
  json.set("counted", std::move(counted)).set("method", frame.rule.method().view()).set("settings", frame.settings).set("notes", std::move(notes));
  return std::move(json.set("characteristics", std::move(characteristics)));
}

}  // namespace concordat::hub
