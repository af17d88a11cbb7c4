// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/local_settings.h"
#include "hub/release/artist.h"
#include "hub/release/control.h"
#include "hub/release/reading.h"
#include "hub/release/release.h"
#include "hub/release/suppliers.h"
#include "protection/published/counts.h"
#include "protection/published/squares.h"
#include "render/disclosure_report.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql figures_before =
    "SELECT f.name, f.content, r.id FROM release_file f JOIN release r ON r.id = f.release WHERE r.recipient = ? AND (f.name LIKE '%.csv' OR f.name LIKE '%.json') ORDER BY r.number, f.name";
constexpr store::Sql refusal_by_id = "SELECT refused_at, table_name, purpose, codes, leaf_index FROM refusal WHERE id = ? AND recipient = ?";
constexpr store::Sql stored_list =
    "SELECT id, number, table_name, period, purpose, created_at, leaf_index FROM release WHERE recipient = ? ORDER BY number DESC";

}  // namespace sql

std::vector<std::string> suppliers_of(Granted const& granted) {
  std::set<std::string> agencies;
  for (auto const& source : granted.sources) agencies.insert(source.feed->agency);
  return {agencies.begin(), agencies.end()};
}

std::vector<sharing::DataUse> uses_of_release(Granted const& granted, GateRequest const& asked, std::string const& release) {
  std::vector<sharing::DataUse> uses;
  for (auto const& source : granted.sources) {
    if (source.feed->agency == granted.recipient.id) continue;  // figures of its own data are no use by another
    sharing::DataUse use{{}, {}, "release", release, source.feed->agency, source.discloser, granted.recipient.id, asked.member, asked.purpose, "aggregate", {}, {}, false, 0};
    std::set<std::string> rules;
    for (auto const& permit : source.permits) use.fields.push_back(permit.field);
    for (auto const& permit : source.permits) rules.insert(permit.rule);
    use.rules.assign(rules.begin(), rules.end());
    uses.push_back(std::move(use));
  }
  return uses;
}

namespace {

constexpr std::string_view own_reports = "The reader's own reports";

/// What a reader finds in the files of a release, laid beside what its agency was given before.
class ControlReport {
 public:
  ControlReport(Hub& hub, Granted const& granted, Drawing const& drawing, Workings& workings) : hub_{hub}, granted_{granted}, drawing_{drawing}, workings_{workings} {}

  Result<render::DisclosureReport> make(render::About const& about) {
    for (auto const& file : drawing_.files) {
      if (file.name.ends_with(".csv")) look_at(file);
    }
    page_.title = fmt::format("Disclosure control: {}", granted_.table->title.view());
    tell_release(about);
    tell_done();
    auto tried = worked_out();
    if (!tried) return fail(tried);
    page_.tried = std::move(*tried);
    tell_limits();
    return std::move(page_);
  }

 private:
  /// Takes long where much was given before: of the same figures beside the same releases it is worked out once.
  Result<render::ReportLines> worked_out() {
    // Before they are read: what comes meanwhile is then not taken for read.
    auto const which = all_told(hub_, granted_.recipient.id, 0);
    if (!which) return fail(which);
    Given given{"control report"};
    given.text(*which).number(drawing_.smallest_shown).number(smallest_on_maps()).number(static_cast<std::int64_t>(odd_totals_));
    std::string figures;
    for (auto const* counts : {&counts_, &by_rules_}) {
      for (auto const& one : *counts) figures += fmt::format("'{}' '{}' '{}' {}/{} {}-{} {}\n", one.place, one.reports, one.filter, one.part, one.parts, one.range.low, one.range.high.value_or(-1), one.hidden);
    }
    for (auto const& map : maps_) {
      figures += map.title;
      for (auto const& square : map.shown) figures += fmt::format(" {} {} {} {}", square.west, square.south, square.side, square.level);
    }
    given.text(figures);
    return workings_.of<render::ReportLines>(given, [&]() -> Result<render::ReportLines> {
      if (auto done = read_earlier(); !done) return fail(done);
      tell_tried();
      return std::exchange(page_.tried, {});
    });
  }

  /// Squares of one map, by the meaning of their class.
  struct Squares {
    std::string title;
    std::vector<protection::PublishedSquare> shown = {};
    std::set<std::string> classes = {};
  };

  void look_at(ReleaseFile const& file) {
    auto const table = read_released_table(file.content);
    odd_totals_ += odd_totals(table);
    if (is_map(table)) {
      Squares squares{about(table, "Title")};
      for (auto const& row : table.rows) {
        if (row.size() < 4) continue;
        auto const number = [&row](std::size_t column) { return text::parse_integer(row[column]).value_or(0); };
        squares.shown.push_back({static_cast<double>(number(0)), static_cast<double>(number(1)), static_cast<double>(number(2)), static_cast<int>(number(3))});
        squares.classes.insert(row[3]);
      }
      maps_.push_back(std::move(squares));
    }
    for (auto const& count : counts_of(table, file.name)) {
      ++cells_[count.text == "*" || count.text == "0" || count.text == "n/a" ? count.text : "shown"];
      auto const number = text::parse_integer(count.text).value_or(0);
      if (number > 0) smallest_figure_ = smallest_figure_ == 0 ? number : std::min(smallest_figure_, number);
    }
    take(table, file.name, {{drawing_.smallest_shown, !drawing_.beside_own}, true});
  }

  struct From {
    protection::HowHidden how = {};
    bool now = false;
  };

  void take(ReleasedTable const& table, std::string const& file, From from) {
    auto const part = part_named(hub_.catalogue().definitions(), part_in(about(table, "Period")));
    if (part) from.how.only_small = false;
    auto const version = about(table, "Data version");
    auto const rules = about(table, "Agreement");
    for (auto& count : counts_of(table, file)) {
      auto const range = protection::range_of(count.text, from.how);
      if (!range) continue;
      protection::PublishedCount one;
      one.reports = closing_in(version, count.place);
      one.place = std::move(count.place);
      if (part) {
        one.filter = part->filter_id();
        one.part = part->cell();
        one.parts = part->cells();
      }
      one.range = *range;
      one.hidden = count.text == "*";
      one.now = from.now;
      counts_.push_back(one);
      one.reports += ' ' + rules;
      by_rules_.push_back(std::move(one));
    }
  }

  Result<void> read_earlier() {
    std::set<std::string> releases;
    From from;
    std::string last;
    auto const read = hub_.database().query(sql::figures_before,
                                            [&](store::Row const& row) {
                                              if (last != row.string(2)) from = {};
                                              last = row.string(2);
                                              auto const content = crypto::text_of(row.blob(1));
                                              auto const before = counts_.size();
                                              if (row.text(0) == control_json) from.how = how_told(content);
                                              else take(read_released_table(content), row.string(0), from);
                                              if (counts_.size() > before) releases.insert(last);
                                            },
                                            granted_.recipient.id);
    if (!read) return fail(read);
    earlier_ = releases.size();
    return {};
  }

  /// How an earlier release hid, by its own report; the report comes before its tables, for files are read in order of their names. One
  /// from before there were reports hid as little as was ever allowed.
  static protection::HowHidden how_told(std::string_view report) {
    protection::HowHidden how;
    auto const json = Json::parse(report);
    if (!json) return how;
    for (auto const& line : (*json)["done"].array()) {
      if (line["what"].string() == own_reports) how.only_small = false;
    }
    told::TextFile const file{control_json, report};
    how.smallest = told::smallest_group_in({&file, 1}).value_or(how.smallest);
    return how;
  }

  void tell_release(render::About const& about) {
    page_.release = {{"Table", std::string{granted_.table->id.view()}}, {"Period", drawing_.period},     {"Released to", about.recipient},
                     {"Purpose", about.purpose},                       {"Released at", about.created_at}, {"Release", about.release},
                     {"Ledger index", std::to_string(about.ledger_index)}, {"Data version", about.data_version}};
    for (auto const& rule : granted_.rules) page_.release.emplace_back("Agreement", rule);
    page_.release.emplace_back("Version of the way it is made", std::to_string(method_version));
  }

  void tell_done() {
    page_.done.emplace_back("Rule", drawing_.method);
    page_.done.emplace_back(std::string{told::smallest_group_line}, fmt::format("{} reports: {}", drawing_.smallest_shown,
                                                          drawing_.smallest_shown > smallest_group_baseline ? "stricter than everywhere, as an agreement or this hub asks" : "the least that holds everywhere"));
    if (drawing_.beside_own) page_.done.emplace_back(std::string{own_reports}, "do not count towards the smallest group: what the others reported must reach it");
    page_.done.emplace_back("Coarsened", "whole closed quarters or a calendar year; the areas or squares of the one geography of release; all reports, or one part or two together of a fixed list");
    std::size_t all = 0;
    for (auto const& [text, number] : cells_) all += number;
    if (all > 0) {
      page_.done.emplace_back("Cells with counts", fmt::format("{}: {} show a number, {} are 0, {} are not available", all, cells_["shown"], cells_["0"], cells_["n/a"]));
      page_.done.emplace_back("Cells hidden", hidden_words());
      page_.done.emplace_back("Smallest number shown", smallest_figure_ == 0 ? std::string{"none but 0"} : std::to_string(smallest_figure_));
    } else {
      page_.done.emplace_back("Cells with counts", "none");
    }
    for (auto const& map : maps_) {
      page_.done.emplace_back(fmt::format("Map: {}", map.title), fmt::format("{} squares of {} metres show, in {}; no square has a number", map.shown.size(), hub_.partnership().grid_cell, map.classes.size() == 1 ? std::string{"one class"} : fmt::format("{} classes", map.classes.size())));
    }
    if (maps_.empty()) return;
    page_.done.emplace_back("Mask of the maps", fmt::format("a square shows only where at least {} reports lie within {:.0f} metres of its centre, known to be of two days at least; people are not in these figures, so they are not counted",
                                                            smallest_on_maps(), map_bandwidth_metres));
    for (auto const& words : drawing_.places_on_maps) page_.done.emplace_back("Places on the maps", words);
    page_.done.emplace_back("Left out of the maps", std::string{private_places_limit});
  }

  [[nodiscard]] std::int64_t smallest_on_maps() const { return std::max<std::int64_t>(granted_.settings[Setting::map_support], granted_.smallest_group); }

  std::string hidden_words() {
    auto const hidden = cells_["*"];
    if (hidden == 0) return "none";
    if (granted_.part) return fmt::format("{}: small themselves, or so that a small one cannot be worked out; how many of each is not told, for it would tell of them", hidden);
    return fmt::format("{}, each because it is small; none had to be hidden to guard another, because totals add up the numbers shown", hidden);
  }

  static std::string left_words(std::optional<std::int64_t> const& left) {
    return left ? fmt::format("the one that is narrowed most may still be any of {} numbers", *left) : std::string{"no limit was found for any that may be small"};
  }

  void tell_tried() {
    auto& tried = page_.tried;
    tried.emplace_back("Totals against what is hidden", odd_totals_ == 0 ? std::string{"nothing: every total is the sum of the numbers shown"} : fmt::format("{} totals are not the sum of the numbers shown", odd_totals_));
    std::vector<protection::PublishedCount> alone;
    std::ranges::copy_if(counts_, std::back_inserter(alone), &protection::PublishedCount::now);
    auto const by_itself = protection::lay_together(alone, drawing_.smallest_shown);
    tried.emplace_back("Range of each hidden cell, from this release alone", by_itself.hidden == 0 ? std::string{"nothing is hidden"} : verdict(by_itself));
    auto const together = protection::lay_together(counts_, drawing_.smallest_shown);
    auto words = fmt::format("{} with counts. ", earlier_ == 1 ? std::string{"1 earlier release"} : fmt::format("{} earlier releases", earlier_));
    words += together.hidden == 0 ? std::string{"Nothing is hidden here"} : fmt::format("Other figures speak of {} of the {} hidden cells; {}", together.beside, together.hidden, verdict(together));
    if (together.at_odds > 0) words += fmt::format(". Of {} places the figures are of different reports, so no range follows from them", together.at_odds);
    tried.emplace_back("Laid beside all that this agency was given before", std::move(words));
    auto const differences = protection::lay_together(by_rules_, drawing_.smallest_shown);
    if (differences.compared > 0) {
      tried.emplace_back("Differences between figures under other agreements or closings",
                         fmt::format("{} pairs: {}", differences.compared,
                                     differences.narrowed_differences == 0 ? "no small difference is told more closely than as one of 6 numbers" : fmt::format("{} small differences are told more closely than as one of 6 numbers", differences.narrowed_differences)));
    }
    tell_undone();
  }

  /// Squares back to spots: see squares.h.
  void tell_undone() {
    for (auto const& map : maps_) {
      auto const undone = protection::undo_map(map.shown, map_bandwidth_metres);
      auto words = fmt::format("{} of squares by themselves; ", undone.groups == 1 ? std::string{"1 group"} : fmt::format("{} groups", undone.groups));
      if (undone.spots.empty()) words += "none is explained by one spot that is told more closely than a square is wide";
      else words += fmt::format("{} could be of one spot each, told more closely than a square is wide. By the mask at least {} reports of two days lie there: no report by itself was found", undone.spots.size(), smallest_on_maps());
      page_.tried.emplace_back(fmt::format("Undoing the map: {}", map.title), std::move(words));
    }
  }

  static std::string verdict(protection::LaidTogether const& found) {
    if (found.narrowed == 0) return fmt::format("none told: {}", left_words(found.narrowest));
    return fmt::format("{} told too closely: {}", found.narrowed, left_words(found.narrowest));
  }

  void tell_limits() {
    page_.limits = {
        "What the reader knows from elsewhere: its own records, the news, neighbours.",
        "Two readers who put together what each of them was given. Agreements forbid it, and the ledger has both releases.",
        "Public editions are not laid beside it: their figures are changed by chance, and an edition is checked against all earlier ones when it is made public.",
        "The groups are of reports, not of people: one person may be in several, so nothing is claimed of how many people share a cell.",
        "A place where much is reported can be recognised on a map. That is what the map is for; a single report cannot.",
    };
    if (maps_.empty()) page_.limits.pop_back();
  }

  Hub& hub_;
  Granted const& granted_;
  Drawing const& drawing_;
  Workings& workings_;
  render::DisclosureReport page_;
  std::map<std::string, std::size_t> cells_;  ///< by what they show: "*", "0", "n/a", "shown"
  std::int64_t smallest_figure_ = 0;
  std::size_t odd_totals_ = 0;
  std::size_t earlier_ = 0;
  std::vector<Squares> maps_;
  std::vector<protection::PublishedCount> counts_;    ///< of one closing of a quarter, whatever agreements
  std::vector<protection::PublishedCount> by_rules_;  ///< of one closing and the same agreements
};

}  // namespace

Result<Drawing> with_control_report(Hub& hub, Granted const& granted, render::About const& about, Drawing drawing, Workings& workings) {
  auto const page = ControlReport{hub, granted, drawing, workings}.make(about);
  if (!page) return fail(page);
  drawing.files.push_back({std::string{control_page}, "text/html", render::html_of(*page)});
  drawing.files.push_back({std::string{control_json}, "application/json", render::json_of(*page).canonical() + "\n"});
  return drawing;
}

Result<render::DisclosureReport> control_report_in(std::span<ReleaseFile const> files) {
  auto const* file = file_of(files, control_json);
  auto const json = file == nullptr ? Json{} : Json::parse(file->content).value_or(Json{});
  if (!json.is_object()) {
    return fail(Fault::not_found, "release.no-report", "This release has no disclosure-control report: it was made before releases had one.",
                "Ask for the table again: what is released then has one.");
  }
  return render::disclosure_report_of(json);
}

namespace {

/// In place of a report: nothing left, and why.
Result<std::optional<render::DisclosureReport>> report_of_refusal(Hub& hub, Member const& member, std::string const& id) {
  std::optional<render::DisclosureReport> page;
  auto const read = hub.database().query(sql::refusal_by_id,
                                         [&](store::Row const& row) {
                                           auto const* table = release_table(row.text(1));
                                           auto const* purpose = hub.catalogue().purpose(row.text(2));
                                           page.emplace();
                                           page->title = fmt::format("Nothing was released: {}", table == nullptr ? std::string_view{"no table of the list"} : table->title.view());
                                           page->release = {{"Table", row.string(1)}, {"Asked by", hub.agency(member.agency)->name}, {"Purpose", purpose == nullptr ? row.string(2) : purpose->title},
                                                            {"Refused at", row.string(0)}, {"Ledger index", std::to_string(row.integer(4))}};
                                           page->done = {{"Released", "nothing"}};
                                           auto const codes = Json::parse(row.text(3));
                                           if (!codes) return;
                                           for (auto const& code : codes->array()) {
                                             auto const* known = hub.catalogue().refusal(code.string());
                                             page->done.emplace_back(fmt::format("Refused with {}", code.string()), known == nullptr ? std::string{} : fmt::format("{} {}", known->reason, known->remedy));
                                           }
                                         },
                                         id, member.agency);
  if (!read) return fail(read);
  if (!page) return page;
  Act act;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"refusals"};
  if (auto done = record_alone(hub, std::move(act)); !done) return fail(done);
  return page;
}

}  // namespace

Result<ControlAnswer> control_report(Hub& hub, Member const& member, std::string const& role, std::string const& id) {
  auto const answer = reopen_release(hub, member, role, id);
  if (!answer && answer.error().code.view() == "release.unknown") {
    auto refused = report_of_refusal(hub, member, id);
    if (!refused) return fail(refused);
    if (*refused) return ControlAnswer{std::move(**refused)};
  }
  if (!answer) return fail(answer);
  if (auto const* refusal = std::get_if<Refusal>(&*answer)) return ControlAnswer{*refusal};
  auto page = control_report_in(std::get<Release>(*answer).files());
  if (!page) return fail(page);
  return ControlAnswer{std::move(*page)};
}

Result<std::vector<StoredRelease>> stored_releases(Hub& hub, Member const& member) {
  std::vector<StoredRelease> all;
  auto read = hub.database().query(sql::stored_list,
                                   [&](store::Row const& row) {
                                     all.push_back({row.string(0), row.small(1), row.string(2), row.string(3), row.string(4),
                                                    row.string(5), static_cast<std::uint64_t>(row.integer(6))});
                                   },
                                   member.agency);
  if (!read) return fail(read);
  Act act;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"releases"};
  if (auto done = record_alone(hub, std::move(act)); !done) return fail(done);
  return all;
}

}  // namespace concordat::hub
