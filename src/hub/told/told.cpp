// SPDX-License-Identifier: Apache-2.0
#include "hub/told/told.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hub/told/records_words.h"
#include "protection/history/atomic_cells.h"
#include "protection/history/history.h"
#include "protection/rule.h"

namespace concordat::hub::told {
namespace {

constexpr std::int64_t smallest = protection::SmallNumberRule::nhs_smallest;
constexpr std::string_view own_reports = "what its agency reported";
constexpr std::string_view unknown_place = "unknown";

std::string words_of(Count const& count, Truth const& truth) {
  auto const feed = std::ranges::find(truth.feeds, count.feed, &CountedFeed::id);
  auto const whose = feed == truth.feeds.end() ? std::string{"all sources"} : feed->name;
  switch (count.where) {
    case Where::area: return whose + " in one area";
    case Where::areas: return whose + " in all areas";
    case Where::anywhere: return whose + " altogether";
  }
  return whose;
}

/// What one reader has of a quarter.
class Desk {
 public:
  Desk(Truth const& truth, std::string reader) : truth_{truth}, reader_{std::move(reader)}, space_{static_cast<std::uint32_t>(truth.areas.size()) + 1, 1, static_cast<std::uint32_t>(truth.feeds.size())} {
    for (std::uint32_t area = 0; area < truth.areas.size(); ++area) place_.emplace(truth.areas[area], area);
    for (std::uint32_t feed = 0; feed < truth.feeds.size(); ++feed) (truth.feeds[feed].agency == reader_ ? own_ : others_).push_back(feed);
    // Nowhere in the areas is no area; and what the reader reported it knows.
    question_.open.assign(space_.size(), 0);
    auto const nowhere = space_.areas - 1;
    for (std::uint32_t feed = 0; feed < space_.categories; ++feed) question_.open[space_.cell(nowhere, 0, feed)] = 1;
    for (auto const feed : own_) {
      for (std::uint32_t area = 0; area < space_.areas; ++area) question_.open[space_.cell(area, 0, feed)] = 1;
    }
  }

  /// Its own reports are the first it has.
  void know_own() {
    if (own_.empty()) return;
    protection::PastRelease own{std::string{own_reports}, {}, {}};
    for (auto const feed : own_) {
      for (std::uint32_t area = 0; area < space_.areas; ++area) {
        auto const cell = space_.cell(area, 0, feed);
        own.figures.push_back(protection::AtomicFigure::exact({cell}, truth_.counts[cell]));
      }
    }
    past_.push_back(std::move(own));
    words_.emplace(own_reports, std::vector<std::string>(past_.back().figures.size(), std::string{own_reports}));
  }
  /// Figures that say what was said before say nothing new.
  void give(Telling const& telling) {
    auto made = release_of(telling);
    if (made.figures.empty()) return;
    past_.push_back(std::move(made));
    has_.push_back(telling.words);
  }
  /// What it was given of the quarter, in words.
  [[nodiscard]] std::vector<std::string> const& has() const { return has_; }
  Result<protection::Judgement> judge(Telling const& proposed) {
    auto const made = release_of(proposed);
    if (made.figures.empty()) return protection::Judgement{};
    return protection::judge(truth_.counts, past_, made, question_);
  }
  [[nodiscard]] std::string const& words(protection::Witness const& part) const { return words_.at(part.release)[part.figure]; }

 private:
  protection::PastRelease release_of(Telling const& telling) {
    protection::PastRelease made{telling.id, {}, {}};
    std::vector<std::string> words;
    auto const add = [&](Count const& count, protection::AtomicFigure figure) {
      if (figure.cells.empty() || !said_.emplace(figure.cells, std::pair{figure.low, figure.high.value_or(-1)}).second) return;
      made.figures.push_back(std::move(figure));
      words.push_back(words_of(count, truth_));
    };
    for (auto const& count : telling.counts) {
      if (count.quarter == truth_.quarter) add(count, figure_of(count));
    }
    for (auto const& records : telling.records) {
      if (records.quarter == truth_.quarter) add_records(records, add);
    }
    words_.emplace(telling.id, std::move(words));
    return made;
  }
  /// Rows are exact where they are: so many reports at least lie in the areas that a row can be of, and at most as many as all rows that can
  /// be of them, with those withheld, which can be of anywhere.
  template <class Add>
  void add_records(ToldRecords const& records, Add const& add) const {
    std::vector<std::pair<std::vector<std::uint32_t>, std::int64_t>> placed;  ///< areas, and rows that say so
    std::set<std::vector<std::uint32_t>> sets;
    for (std::uint32_t area = 0; area < truth_.areas.size(); ++area) sets.insert({area});
    std::int64_t inside = 0;    // somewhere in the areas
    std::int64_t anywhere = 0;  // or not even that is told
    for (auto const& [place, rows] : records.by_place) {
      auto const area = place_.find(place);
      auto const wider = truth_.wider.find(place);
      if (area != place_.end()) placed.emplace_back(std::vector{area->second}, rows);
      else if (wider != truth_.wider.end()) placed.emplace_back(wider->second, rows);
      else (place == any_place.view() || place == unknown_place ? anywhere : inside) += rows;
    }
    std::int64_t all_placed = 0;
    for (auto const& [areas, rows] : placed) {
      sets.insert(areas);
      all_placed += rows;
    }
    auto const most = [&](std::int64_t rows) { return records.withheld_most ? std::optional{rows + *records.withheld_most} : std::nullopt; };
    auto const tell = [&](Where where, std::vector<std::uint32_t> const& areas, protection::KnownRange const& known) {
      Count const count{where, {}, records.quarter, records.feed, How::known, {}, known};
      std::uint32_t const period = 0;
      add(count, protection::figure_of(space_.cells(areas, {&period, 1}, feeds_of(count)), known));
    };
    for (auto const& areas : sets) {
      std::int64_t low = 0;
      std::int64_t high = inside + anywhere;
      for (auto const& [of, rows] : placed) {
        auto const is_in = [&](std::uint32_t one) { return std::ranges::find(areas, one) != areas.end(); };
        if (std::ranges::all_of(of, is_in)) low += rows;
        if (std::ranges::any_of(of, is_in)) high += rows;
      }
      if (!placed.empty()) tell(Where::area, areas, {low, most(high)});
    }
    std::vector<std::uint32_t> areas(truth_.areas.size());
    std::iota(areas.begin(), areas.end(), 0U);
    tell(Where::areas, areas, {all_placed + inside, most(all_placed + inside + anywhere)});
    areas.push_back(space_.areas - 1);
    auto const all = all_placed + inside + anywhere;
    tell(Where::anywhere, areas, {all + records.withheld_least, records.left_out ? std::nullopt : most(all)});
  }
  [[nodiscard]] std::vector<std::uint32_t> feeds_of(Count const& count) const {
    std::vector<std::uint32_t> feeds;
    for (std::uint32_t feed = 0; feed < truth_.feeds.size(); ++feed) {
      if (count.feed.empty() || truth_.feeds[feed].id == count.feed) feeds.push_back(feed);
    }
    return feeds;
  }
  [[nodiscard]] protection::AtomicFigure figure_of(Count const& count) const {
    std::vector<std::uint32_t> areas;
    if (count.where == Where::area) {
      auto const found = place_.find(count.area);
      if (found != place_.end()) areas.push_back(found->second);
    } else {
      for (std::uint32_t area = 0; area < space_.areas - (count.where == Where::areas ? 1 : 0); ++area) areas.push_back(area);
    }
    std::uint32_t const period = 0;
    if (count.how == How::beside_own && !own_.empty() && !(count.value && *count.value == 0)) return beside_own(count, areas);
    auto cells = space_.cells(areas, {&period, 1}, feeds_of(count));
    if (count.how == How::known) return protection::figure_of(std::move(cells), count.known);
    auto known = protection::known_of_nhs(count.value, smallest_of(count));
    if (!count.value) known.high = hidden_most(count, cells);
    return protection::figure_of(std::move(cells), known);
  }
  /// The reader takes its own reports away from what it reads: what it then knows of the others'.
  [[nodiscard]] protection::AtomicFigure beside_own(Count const& count, std::vector<std::uint32_t> const& areas) const {
    std::uint32_t const period = 0;
    auto cells = space_.cells(areas, {&period, 1}, others_);
    auto const own = sum_of(space_.cells(areas, {&period, 1}, own_));
    if (count.value) return protection::figure_of(std::move(cells), {std::max(*count.value - 2 - own, smallest_of(count)), *count.value + 2 - own});
    return protection::figure_of(cells, {own > 0 ? 0 : 1, hidden_most(count, cells)});
  }
  [[nodiscard]] static std::int64_t smallest_of(Count const& count) { return count.smallest.value_or(smallest); }
  /// The most that a hidden count can be. Where nobody can tell under which smallest group it was hidden, at least as much as there is.
  [[nodiscard]] std::int64_t hidden_most(Count const& count, std::vector<std::uint32_t> const& cells) const {
    auto const most = smallest_of(count) - 1;
    return count.smallest ? most : std::max(most, sum_of(cells));
  }
  [[nodiscard]] std::int64_t sum_of(std::vector<std::uint32_t> const& cells) const {
    std::int64_t sum = 0;
    for (auto const cell : cells) sum += truth_.counts[cell];
    return sum;
  }

  Truth const& truth_;
  std::string reader_;
  protection::AtomicSpace space_;
  std::map<std::string, std::uint32_t, std::less<>> place_;
  std::vector<std::uint32_t> own_, others_;
  protection::Question question_;
  std::vector<protection::PastRelease> past_;
  std::vector<std::string> has_;
  std::map<std::string, std::vector<std::string>, std::less<>> words_;  ///< of each figure of each release
  std::set<std::pair<std::vector<std::uint32_t>, std::pair<std::int64_t, std::int64_t>>> said_;
};

std::string told_by(std::string const& id, std::span<Telling const> past, Telling const& proposed) {
  if (id == proposed.id) return "this one";
  auto const found = std::ranges::find(past, id, &Telling::id);
  return found == past.end() ? std::string{own_reports} : found->words;
}

/// For who asked: all that it has of the quarter, whichever of it the breach follows from, so that the answers to ten different questions
/// say no more than the first.
Finding in_the_way(Desk const& desk) {
  auto const beside = desk.has().empty() ? std::string{own_reports} : fmt::format("{}", fmt::join(desk.has(), "; "));
  return {fmt::format("A number of 1 to 4 might be worked out, within less than five, from this and what stands beside it: {}.", beside)};
}

/// The first breach in words: which figures are taken together, and what is taken away from them.
Finding finding_of(protection::Breach const& breach, Desk const& desk, std::span<Telling const> past, Telling const& proposed) {
  std::vector<std::string> added;
  std::vector<std::string> taken;
  Json parts{Json::Array{}};
  for (auto const& part : breach.witness) {
    auto const from = told_by(part.release, past, proposed);
    auto one = from == own_reports ? from : fmt::format("{} ({})", desk.words(part), from);
    parts.push(Json{}.set("release", part.release).set("figure", desk.words(part)).set("times", fmt::format("{:.3g}", part.times)));
    auto& side = part.times > 0 ? added : taken;
    if (std::ranges::find(added, one) == added.end() && std::ranges::find(taken, one) == taken.end()) side.push_back(std::move(one));
  }
  auto finding = in_the_way(desk);
  finding.difference = fmt::format("{}", fmt::join(added.empty() ? taken : added, " and "));
  if (!added.empty() && !taken.empty()) finding.difference += fmt::format(", less {}", fmt::join(taken, " and "));
  finding.witness = std::move(parts);
  return finding;
}

Finding other_counts() {
  return {"What was told of this quarter before counted other reports than are counted now: fewer or more places of them may be read under today's agreements. The difference would tell about those."};
}

Result<std::optional<Finding>> found_for(std::string const& reader, Truth const& truth, std::span<Telling const> past, Telling const& proposed) {
  Desk desk{truth, reader};
  desk.know_own();
  for (auto const& one : past) {
    bool const has_it = one.reader.empty() || one.reader == reader;
    if (has_it && one.ledger_index >= truth.closed_index) desk.give(one);
  }
  auto const verdict = desk.judge(proposed);
  std::string_view const code = verdict ? std::string_view{} : verdict.error().code.view();
  if (code == "history.does-not-fit") return std::optional{other_counts()};
  if (code == "history.unsure") {
    auto finding = in_the_way(desk);
    finding.difference = "It could not be shown that no small number can be worked out.";
    return std::optional{std::move(finding)};
  }
  if (!verdict) return fail(verdict);
  // What could be worked out before is no reason to keep back what has nothing to do with it.
  auto const breach = std::ranges::find_if(verdict->breaches, [&](protection::Breach const& one) { return std::ranges::find(one.witness, proposed.id, &protection::Witness::release) != one.witness.end(); });
  if (breach == verdict->breaches.end()) return std::optional<Finding>{};
  auto finding = finding_of(*breach, desk, past, proposed);
  finding.reader = reader;
  return std::optional{std::move(finding)};
}

}  // namespace

bool tells_small_places(ToldRecords const& records, std::span<std::string const> small_areas) {
  return records.by_points || std::ranges::any_of(small_areas, [&](auto const& code) { return records.by_place.contains(code); });
}

Finding squares_beside_records(std::span<Telling const> beside) {
  std::vector<std::string> words;
  for (auto const& one : beside) words.push_back(one.words);
  Finding finding{fmt::format("Maps of squares, and records that tell places as small as a published point or a small area, are not given to one reader for one quarter: how many reports other sources have there could be worked out. Your agency has {}.", fmt::join(words, "; "))};
  finding.difference = "Squares beside records of small places.";
  return finding;
}

bool draws_squares_of(Telling const& telling, Quarter quarter) {
  return std::ranges::any_of(telling.squares, [&](auto const& some) { return some.first <= quarter && quarter <= some.second; });
}

tl::unexpected<Problem> would_tell_small() {
  return fail(Fault::refused, "release.would-tell", "Beside what your agency was told before, and what is public, a small number could be worked out from it.",
              "Ask for another quarter, or for a look that tells no counts by area: the page of releases, or 'concordat release list'. Another table or part of the same quarter is judged in the same way.");
}

Result<std::optional<Finding>> would_tell(Truth const& truth, std::span<Telling const> past, Telling const& proposed) {
  std::set<std::string> readers{proposed.reader};
  if (proposed.reader.empty()) {
    for (auto const& one : past) readers.insert(one.reader);
  }
  for (auto const& reader : readers) {
    auto found = found_for(reader, truth, past, proposed);
    if (!found || *found) return found;
  }
  return std::optional<Finding>{};
}

}  // namespace concordat::hub::told
