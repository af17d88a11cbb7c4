// SPDX-License-Identifier: Apache-2.0
#include "hub/products/edition_control.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "hub/release/control.h"

namespace concordat::hub {
namespace {

/// What the reports say under one name, and of which figures.
class Gathered {
 public:
  void add(render::ReportLines const& lines, std::string const& figure) {
    for (auto const& [what, result] : lines) {
      auto const found = std::ranges::find_if(lines_, [&](Line const& line) { return line.what == what && line.result == result; });
      if (found != lines_.end()) found->figures.push_back(figure);
      else lines_.push_back({what, result, {figure}});
    }
  }
  [[nodiscard]] render::ReportLines of(std::size_t figures) const {
    render::ReportLines lines;
    for (auto const& line : lines_) {
      bool const of_all = line.figures.size() == figures;
      lines.emplace_back(of_all ? line.what : fmt::format("{} ({})", line.what, text::join(line.figures, "; ")), line.result);
    }
    std::ranges::stable_sort(lines, {}, [this](auto const& line) { return place_of(line.first); });
    return lines;
  }

 private:
  struct Line {
    std::string what;
    std::string result;
    std::vector<std::string> figures;
  };
  /// Lines of one name stand together, where the first of them stood.
  [[nodiscard]] std::size_t place_of(std::string_view name) const {
    std::size_t place = 0;
    while (place < lines_.size() && !name.starts_with(lines_[place].what)) ++place;
    return place;
  }
  std::vector<Line> lines_;
};

/// Of a release what makes it another one; the edition says of itself what it is.
constexpr std::array<std::string_view, 4> kept_of_release{"Period", "Agreement", "Data version", "Version of the way it is made"};

}  // namespace

render::DisclosureReport control_report_of(Edition const& edition) {
  auto const& row = edition.row;
  render::DisclosureReport page;
  page.title = fmt::format("Disclosure control: {}, edition {}", row.title, row.number);
  page.release = {{"Edition", row.id}, {"Purpose", row.purpose}, {"State", row.is_signed() ? fmt::format("signed off, ledger index {}", row.ledger_index) : fmt::format("a draft, version {}", row.version)}};
  Gathered releases;
  Gathered done;
  Gathered tried;
  std::set<std::string> limits;
  std::size_t reports = 0;
  render::ReportLines absent;
  for (auto const& figure : edition.figures) {
    if (figure.files.empty()) {
      absent.emplace_back(fmt::format("{} is not in the edition", figure.title), figure.why);
      continue;
    }
    auto const report = control_report_in(figure.files);
    if (!report) {
      absent.emplace_back(fmt::format("{} has no report", figure.title), std::string{report.error().title.view()});
      continue;
    }
    ++reports;
    page.release.emplace_back(figure.title, fmt::format("release {}, ledger index {}", figure.release, figure.ledger_index));
    auto lines = report->release;
    std::erase_if(lines, [](auto const& line) { return std::ranges::find(kept_of_release, line.first) == kept_of_release.end(); });
    releases.add(lines, figure.title);
    done.add(report->done, figure.title);
    tried.add(report->tried, figure.title);
    for (auto const& limit : report->limits) {
      if (limits.insert(limit).second) page.limits.push_back(limit);
    }
  }
  std::ranges::copy(releases.of(reports), std::back_inserter(page.release));
  page.done = done.of(reports);
  page.done.insert(page.done.end(), absent.begin(), absent.end());
  page.tried = tried.of(reports);
  page.limits.emplace_back("What people write in the commentary: it is read by whoever signs, and held against names and numbers only where an edition is made public.");
  return page;
}

}  // namespace concordat::hub
