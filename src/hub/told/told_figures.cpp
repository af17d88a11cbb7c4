// SPDX-License-Identifier: Apache-2.0
// Released files as what they tell.
#include <algorithm>
#include <limits>
#include <map>

#include "base/text.h"
#include "hub/told/records_words.h"
#include "hub/told/told.h"
#include "protection/recipient/leaving.h"
#include "protection/rule.h"
#include "render/disclosure_report.h"
#include "render/read_back.h"

namespace concordat::hub::told {
namespace {

constexpr std::string_view hidden_sign = "*";
constexpr std::int64_t smallest_everywhere = protection::SmallNumberRule::nhs_smallest;
constexpr std::size_t months_of_quarter = 3;

/// A figure as it stands in a file; nothing where nothing was delivered.
std::optional<protection::Published> figure_in(std::string_view cell) {
  std::optional<protection::Published> figure;
  auto const number = text::parse_integer(cell);
  if (cell == hidden_sign || number) figure.emplace(number);
  return figure;
}

/// How many parts or cells there are beside the one that a release is of, each as large as the smallest group: one beside "night", three beside "sharp+night".
/// 0: it is of all reports.
std::int64_t groups_beside(std::string_view period) {
  constexpr std::string_view of_part = ", only ";
  auto const at = period.rfind(of_part);
  if (at == std::string_view::npos) return 0;
  return period.find('+', at) == std::string_view::npos ? 1 : 3;
}

/// What a part that is shown says of the whole: as much as it, and a smallest group besides for each other that is shown with it.
protection::KnownRange at_least_beside(std::int64_t part, std::int64_t others, std::int64_t smallest) {
  return part == 0 ? protection::KnownRange{} : protection::KnownRange{protection::known_of_nhs(part, smallest).low + others * smallest, std::nullopt};
}

/// Whether a column tells counts of a quarter, and of which: headed by it, or "Reports" in a table of one quarter.
std::optional<Quarter> quarter_of(render::ReleasedTable const& table, std::size_t column) {
  if (auto const quarter = parse_quarter(table.heading[column])) return quarter;
  auto const period = render::about(table, "Period");
  return table.heading[column] == "Reports" ? parse_quarter(period.substr(0, period.find(','))) : std::nullopt;
}

/// Columns of quarters beside codes of areas.
void add_areas(render::ReleasedTable const& table, std::optional<std::int64_t> smallest, std::vector<Count>& counts) {
  auto const others = groups_beside(render::about(table, "Period"));
  bool const beside_own = render::about(table, "Method") == protection::SmallNumberRule::method_beside_own().view();
  for (std::size_t column = 2; column < table.heading.size(); ++column) {
    auto const quarter = quarter_of(table, column);
    if (!quarter) continue;
    for (auto const& row : table.rows) {
      if (column >= row.size() || row.front().empty()) continue;  // the row of totals adds up what is shown
      auto const figure = figure_in(row[column]);
      if (!figure || (others > 0 && !*figure)) continue;
      Count count{Where::area, row.front(), *quarter, {}, beside_own ? How::beside_own : How::rounded, *figure, {}, smallest};
      if (others > 0) {
        count.how = How::known;
        count.known = at_least_beside(**figure, others, smallest.value_or(smallest_everywhere));
      }
      counts.push_back(std::move(count));
    }
  }
}

/// One row a source and month: the months of a quarter are shown together or not at all.
void add_months(render::ReleasedTable const& table, std::span<CountedFeed const> feeds, std::int64_t smallest, std::vector<Count>& counts) {
  std::size_t feed = feeds.size();
  std::size_t after = 0;  // where the search for the next of that name begins
  std::string last_month;
  std::map<Quarter, std::vector<protection::KnownRange>> quarters;
  auto const finish = [&] {
    for (auto const& [quarter, months] : quarters) {
      if (feed == feeds.size() || months.size() != months_of_quarter) continue;
      protection::KnownRange sum{0, 0};
      for (auto const& month : months) {
        sum.low += month.low;
        *sum.high += *month.high;
      }
      counts.push_back({Where::anywhere, {}, quarter, feeds[feed].id, How::known, {}, sum});
    }
    quarters.clear();
  };
  for (auto const& row : table.rows) {
    if (row.size() < 3) continue;
    auto const month = parse_month(row[1]);
    if (!month) continue;
    // Two feeds of one name stand below each other: the months begin anew.
    if (last_month.empty() || row[1] <= last_month || (feed < feeds.size() && feeds[feed].name != row[0])) {
      finish();
      if (feed == feeds.size() || feeds[feed].name != row[0]) after = 0;
      auto const next = std::ranges::find(feeds.subspan(std::min(after, feeds.size())), row[0], &CountedFeed::name);
      feed = std::min(feeds.size(), after + static_cast<std::size_t>(next - feeds.subspan(std::min(after, feeds.size())).begin()));
      after = feed + 1;
    }
    last_month = row[1];
    auto const figure = figure_in(row[2]);
    if (figure && *figure) quarters[Quarter::of(*month)].push_back(protection::known_of_nhs(*figure, smallest));
  }
  finish();
}

/// One row a source and quarter: of all its reports, wherever they lie. Of two feeds of one name nobody can tell which is meant.
void add_quarters(render::ReleasedTable const& table, std::span<CountedFeed const> feeds, std::int64_t smallest, std::vector<Count>& counts) {
  for (auto const& row : table.rows) {
    if (row.size() < 3 || std::ranges::count(feeds, row[0], &CountedFeed::name) != 1) continue;
    auto const quarter = parse_quarter(row[1]);
    auto const figure = figure_in(row[2]);
    if (!quarter || !figure) continue;
    counts.push_back({Where::anywhere, {}, *quarter, std::ranges::find(feeds, row[0], &CountedFeed::name)->id, How::known, *figure, protection::known_of_nhs(*figure, smallest)});
  }
}

std::string result_of(render::ReportLines const& lines, std::string_view what) {
  auto const found = std::ranges::find(lines, what, [](auto const& line) { return std::string_view{line.first}; });
  return found == lines.end() ? std::string{} : found->second;
}

/// The disclosure-control report among the files; an empty one where there is none.
render::DisclosureReport report_in(std::span<TextFile const> files) {
  auto const report = std::ranges::find(files, "disclosure-control.json", &TextFile::name);
  auto const json = report == files.end() ? Json{} : Json::parse(report->content).value_or(Json{});
  return json.is_object() ? render::disclosure_report_of(json) : render::DisclosureReport{};
}

/// Which area each published point lies in, as the file beside the records says.
std::map<std::string, std::string> areas_of_points(std::span<TextFile const> files) {
  std::map<std::string, std::string> areas;
  auto const file = std::ranges::find(files, points_name.view(), &TextFile::name);
  if (file == files.end()) return areas;
  auto const table = render::read_bare_table(file->content);
  auto const place = static_cast<std::size_t>(std::ranges::find(table.heading, place_column.view()) - table.heading.begin());
  auto const area = static_cast<std::size_t>(std::ranges::find(table.heading, area_column.view()) - table.heading.begin());
  for (auto const& row : table.rows) {
    if (std::max(place, area) < row.size()) areas.emplace(row[place], row[area]);
  }
  return areas;
}

/// What each row says of its place; of a published point, the area that all lies in which the point stands for.
std::vector<std::string> places_in(std::string_view csv, std::map<std::string, std::string> const& area_of_point) {
  auto const table = render::read_bare_table(csv);
  auto const column = static_cast<std::size_t>(std::ranges::find(table.heading, place_column.view()) - table.heading.begin());
  std::vector<std::string> places;
  for (auto const& row : table.rows) {
    auto const place = column < row.size() ? row[column] : std::string{any_place.view()};
    auto const point = area_of_point.find(place);
    places.push_back(point == area_of_point.end() ? place : point->second);
  }
  return places;
}

}  // namespace

ToldRecords told_records(std::span<std::string const> places, std::string_view withheld_band, bool left_out) {
  ToldRecords told;
  for (auto const& place : places) ++told.by_place[place];
  auto const withheld = protection::withheld_by_band(withheld_band, static_cast<std::int64_t>(places.size()));
  told.withheld_least = withheld.least;
  told.withheld_most = withheld.most;
  told.left_out = left_out;
  return told;
}

bool tell_no_places(ToldRecords& records) {
  std::int64_t rows = 0;
  for (auto const& [place, of] : records.by_place) rows += of;
  bool const told = rows > 0 && !(records.by_place.size() == 1 && records.by_place.contains(any_place.view()));
  records.by_place.clear();
  if (rows > 0) records.by_place.emplace(any_place.view(), rows);
  return told;
}

std::optional<ToldRecords> records_in(std::string_view period, std::span<TextFile const> files) {
  auto const csv = std::ranges::find(files, "records.csv", &TextFile::name);
  constexpr std::string_view of_feed = " of ";
  auto const at = period.find(of_feed);
  if (csv == files.end() || at == std::string_view::npos) return std::nullopt;
  auto const quarter = parse_quarter(period.substr(0, at));
  if (!quarter) return std::nullopt;
  auto const said = report_in(files);
  auto const points = areas_of_points(files);
  auto told = told_records(places_in(csv->content, points), result_of(said.done, withheld_line.view()), result_of(said.done, left_out_line.view()) != none_left_out.view());
  told.quarter = *quarter;
  told.feed = period.substr(at + of_feed.size());
  told.by_points = !points.empty();
  return told;
}

std::vector<std::pair<Quarter, Quarter>> squares_in(std::span<TextFile const> files) {
  constexpr std::string_view first_column_of_squares = "West (m)";
  constexpr std::size_t length_of_quarter = 7;
  std::vector<std::pair<Quarter, Quarter>> all;
  for (auto const& file : files) {
    if (!file.name.ends_with(".csv")) continue;
    auto const table = render::read_released_table(file.content);
    if (table.heading.empty() || table.heading.front() != first_column_of_squares) continue;
    auto const period = render::about(table, "Period");
    std::optional<std::pair<Quarter, Quarter>> told;
    for (std::size_t at = 0; at + length_of_quarter <= period.size(); ++at) {
      auto const quarter = parse_quarter(std::string_view{period}.substr(at, length_of_quarter));
      if (quarter) told = told ? std::pair{std::min(told->first, *quarter), std::max(told->second, *quarter)} : std::pair{*quarter, *quarter};
    }
    all.push_back(told.value_or(std::pair{Quarter{std::numeric_limits<int>::min()}, Quarter{std::numeric_limits<int>::max()}}));
  }
  return all;
}

std::optional<std::int64_t> smallest_group_in(std::span<TextFile const> files) {
  auto const said = result_of(report_in(files).done, smallest_group_line);
  auto const smallest = text::parse_integer(text::split(said, ' ').front());
  // Nothing was ever made under less: a report that says so is none that this hub made.
  return smallest && *smallest >= smallest_everywhere ? smallest : std::nullopt;
}

std::vector<Count> counts_in(std::span<TextFile const> files, std::span<CountedFeed const> feeds, std::optional<std::int64_t> smallest) {
  auto const known_smallest = smallest.value_or(smallest_everywhere);
  std::vector<Count> counts;
  for (auto const& file : files) {
    if (!file.name.ends_with(".csv")) continue;
    auto const table = render::read_released_table(file.content);
    if (table.heading.size() < 3) continue;
    if (table.heading[0] == "Code") add_areas(table, smallest, counts);
    else if (table.heading[0] == "Source" && table.heading[1] == "Quarter" && table.heading[2] == "Reports") add_quarters(table, feeds, known_smallest, counts);
    else if (table.heading[0] == "Source" && table.heading[1] == "Month" && table.heading[2] == "Reports") add_months(table, feeds, known_smallest, counts);
  }
  return counts;
}

std::vector<Count> counts_of_public(std::string const& feed, Quarter quarter, std::int64_t smallest_shown, std::span<PublicCount const> figures) {
  std::vector<Count> counts;
  for (auto const& figure : figures) {
    counts.push_back({figure.code.empty() ? Where::areas : Where::area, figure.code, quarter, feed, How::known, figure.value, protection::known_of_cell_key(figure.value, smallest_shown)});
  }
  return counts;
}

}  // namespace concordat::hub::told
