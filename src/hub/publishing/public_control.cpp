// SPDX-License-Identifier: Apache-2.0
// The disclosure-control report of a public edition: worked out from its figures and those of earlier ones alone.
#include <algorithm>

#include <fmt/format.h>

#include "hub/publishing/public_content.h"
#include "protection/cells/perturbation.h"
#include "protection/history/published.h"
#include "protection/published/counts.h"
#include "render/disclosure_report.h"

namespace concordat::hub::publishing {
namespace {

/// The areas of a table as parts of all areas together; those without a figure are one part more, of which nothing is told.
void take(PublicTable const& table, std::size_t areas, bool now, std::vector<protection::PublishedCount>& counts) {
  std::vector<std::string> codes;
  for (auto const& figure : table.figures) {
    if (!figure.code.empty()) codes.push_back(figure.code);
  }
  std::ranges::sort(codes);
  for (auto const& figure : table.figures) {
    protection::PublishedCount one;
    one.place = fmt::format("{} {} {}", table.feed, table.quarter, table.boundaries);
    if (!figure.code.empty()) {
      one.filter = "areas";
      one.part = static_cast<std::size_t>(std::ranges::find(codes, figure.code) - codes.begin());
      one.parts = codes.size() + (codes.size() < areas ? 1U : 0U);
    }
    one.range = protection::known_of_cell_key(figure.value, table.smallest);
    one.hidden = !figure.value;
    one.now = now;
    counts.push_back(std::move(one));
  }
}

std::string tried_words(protection::LaidTogether const& found) {
  if (found.hidden == 0) return "nothing is hidden";
  auto const left = found.narrowest ? fmt::format("the one that is narrowed most may still be any of {} numbers", *found.narrowest) : std::string{"no limit was found for any that may be small"};
  return found.narrowed == 0 ? fmt::format("none told: {}", left) : fmt::format("{} told too closely: {}", found.narrowed, left);
}

}  // namespace

Json control_of(PublicFigures const& figures, std::span<EarlierTable const> earlier, std::size_t areas) {
  render::DisclosureReport page;
  page.title = "Disclosure control";
  std::vector<protection::PublishedCount> counts;
  std::size_t shown = 0;
  std::size_t hidden = 0;
  std::int64_t smallest = 0;
  for (auto const& table : figures.tables) {
    take(table, areas, true, counts);
    for (auto const& figure : table.figures) ++(figure.value ? shown : hidden);
    smallest = std::max(smallest, table.smallest);
  }
  page.done = {{"Rule", fmt::format("each figure is changed by its cell key: by at most {} either way, never to 1 or 2; the same reports give the same figure wherever it stands", protection::PerturbationTable::farthest)},
               {"Figures", fmt::format("{} shown, {} hidden", shown, hidden)},
               {"Smallest figure shown", smallest == 0 ? std::string{"there are no figures"} : fmt::format("none below {}", smallest)},
               {"Fewest residents of an area with a figure", std::to_string(figures.fewest_residents)},
               {"Maps", figures.outlines.is_object() ? "of the figures beside them, area by area in five classes; hidden figures are hatched; no squares and no points" : "none"}};
  if (figures.tables.empty()) {
    page.limits = {"There are no figures, so nothing was tried. What people wrote was searched for names, numbers and dates."};
    return render::json_of(page);
  }
  page.tried.emplace_back("Range of each hidden figure, from all that stand here", tried_words(protection::lay_together(counts, smallest)));
  std::size_t before = 0;
  for (auto const& [publication, table] : earlier) {
    auto const of_same = [&table](PublicTable const& one) { return one.feed == table.feed && one.quarter == table.quarter && one.boundaries == table.boundaries; };
    if (std::ranges::none_of(figures.tables, of_same)) continue;
    ++before;
    take(table, areas, false, counts);
  }
  page.tried.emplace_back("Laid beside earlier public editions", fmt::format("{} of the same source and quarter: {}", before == 1 ? std::string{"1 table"} : fmt::format("{} tables", before), tried_words(protection::lay_together(counts, smallest))));
  page.tried.emplace_back("Asking again and again, to average the change away", "nothing: the change goes with the reports and not with chance, so it is the same every time");
  page.limits = {"What a reader knows from elsewhere: its own records, the news, neighbours. Who knows all reports of an area but one, and the key of none, is told of that one by the change alone, within 5.",
                 "Partners who lay what they were given beside this. Agreements forbid them to pass it on."};
  return render::json_of(page);
}

}  // namespace concordat::hub::publishing
