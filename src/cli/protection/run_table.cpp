// SPDX-License-Identifier: Apache-2.0
// protect table.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/chance.h"
#include "base/text.h"
#include "cli/progress/screen_line.h"
#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "cli/protection/table_file.h"
#include "crypto/key_file.h"
#include "protection/cells/perturbation.h"
#include "protection/suppress/suppress.h"

namespace concordat::cli {
namespace {

using namespace protection;

struct Made {
  PublishedTable table = {};
  DisclosureReport report = {};
};

void tell_shape(DisclosureReport& report, CountTable const& table, ProtectArguments const& arguments) {
  report.title = "Disclosure control of a table";
  report.done.emplace_back("Profile", arguments.profile);
  report.done.emplace_back("Rows, columns, groups", fmt::format("{}, {}, {}", table.shape.rows.size(), table.shape.columns.size(), table.shape.groups.size()));
}

/// Refuses what would tell of a whole small group what happened to it.
Tried<void> check_groups(CountTable const& table, Table const& file, ProtectArguments const& arguments, DisclosureReport& report) {
  if (arguments.sensitive.empty()) {
    report.limits.emplace_back("No column was named with --sensitive, so rows whose people are all of one kind were not looked for.");
    return {};
  }
  std::vector<std::size_t> places;
  for (auto const word : text::split(arguments.sensitive, ',')) {
    auto const found = std::ranges::find(table.shape.columns, text::trim(word));
    if (found == table.shape.columns.end()) {
      return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::missing, "protect.no-sensitive", "The table has no column that --sensitive names.", "Name values of the --columns column, as knife,firearm."}}};
    }
    places.push_back(static_cast<std::size_t>(found - table.shape.columns.begin()));
  }
  auto const rows = group_disclosures(table, places);
  if (!rows.empty()) {
    auto const column = row_column(arguments);
    auto const cells = file.texts(column);
    // the first record of that row; a group or the total begins with the file
    auto const found = !cells || rows.front() >= table.shape.rows.size() ? std::size_t{0} : static_cast<std::size_t>(std::ranges::find(*cells, table.shape.rows[rows.front()]) - cells->begin());
    return tl::unexpected{file.at(found, column, Problem{Fault::refused, "protect.group", "The table's row of this record has fewer than ten people, and all of them are in one sensitive column.",
                                                        "Join the row with another, take larger areas or a longer period, or join the column with another."})};
  }
  report.tried.emplace_back("Rows of fewer than ten people, all in one sensitive column", "none");
  return {};
}

Tried<Made> for_partners(CountTable const& table, Table const& file, ProtectArguments const& arguments) {
  Made made;
  tell_shape(made.report, table, arguments);
  if (auto const fine = check_groups(table, file, arguments, made.report); !fine) return stopped(fine);
  ScreenLine line;
  auto out = suppress(table, {.tell = [&](FixedText stage, std::size_t done, std::size_t all) { line.show(fmt::format("{}: {} of {} cells", stage.view(), done, all)); }});
  if (!out) return tl::unexpected{FileTrouble{arguments.in, out.error()}};
  std::int64_t narrowest = -1;
  for (auto const& bounds : out->audit.bounds) {
    if (partner_cell(table.counts[bounds.cell]).state == CellState::value || !bounds.high) continue;
    auto const width = *bounds.high - bounds.low;
    narrowest = narrowest < 0 ? width : std::min(narrowest, width);
  }
  made.report.done.emplace_back("Rule", "Counts of 1 to 4 are hidden (*); others are hidden with them so that totals do not give them away. Figures shown are exact.");
  made.report.done.emplace_back("Cells hidden because they are small", fmt::format("{}", out->small));
  made.report.done.emplace_back("Cells hidden with them", fmt::format("{}", out->besides));
  if (!out->tidied) made.report.done.emplace_back("More hidden than has to be", "the table is so large that it was not gone through a second time to show what need not be hidden");
  made.report.tried.emplace_back("Hidden figures that follow exactly from the figures shown", fmt::format("{} of {}", out->audit.known().size(), out->audit.bounds.size()));
  made.report.tried.emplace_back("Width of the narrowest interval of a small count", narrowest < 0 ? "nothing limits any of them" : fmt::format("{}", narrowest));
  made.report.limits.emplace_back("Other tables of the same people can undo this: do not share a second one without holding it against the first.");
  made.table = std::move(out->table);
  return made;
}

Made rounded(CountTable const& table, ProtectArguments const& arguments, SmallNumberRule const& rule) {
  Made made;
  tell_shape(made.report, table, arguments);
  made.table = publish_rounded(table, rule);
  std::size_t hidden = 0;
  for (auto const& cell : made.table.cells) hidden += cell.state == CellState::suppressed ? 1 : 0;
  made.report.done.emplace_back("Rule", std::string{rule.method().view()});
  made.report.done.emplace_back("Totals", "They add up the figures shown; hidden figures are not in them.");
  made.report.done.emplace_back("Cells hidden", fmt::format("{}", hidden));
  made.report.tried.emplace_back("Hidden figures that follow from the totals", "none: no total is made of anything that is hidden");
  made.report.limits.emplace_back("Two tables of overlapping areas or periods can still be subtracted: rounding makes the difference unsure, not unknown.");
  return made;
}

/// The data set's key, made where there is none.
Tried<crypto::SymmetricKey> data_set_key(std::string const& path, DisclosureReport& report) {
  if (path.empty()) {
    return stopped(Problem{Fault::missing, "protect.no-key", "The cell key needs the data set's key.", "Name it with --key-file; it is made where it is not there."});
  }
  if (!std::filesystem::exists(path)) {
    SystemChance chance;
    std::array<std::byte, 32> bytes = {};
    chance.fill(bytes);
    crypto::SymmetricKey const fresh{bytes};
    if (auto const written = crypto::write_key_file(path, fresh); !written) return tl::unexpected{FileTrouble{path, written.error()}};
    report.done.emplace_back("Key", "made; keep it: everything that is ever published of this data set needs the same one");
  }
  auto key = crypto::read_symmetric_key(path);
  if (!key) return tl::unexpected{FileTrouble{path, key.error()}};
  return std::move(*key);
}

constexpr std::int64_t residents_for_violence = 1000;
constexpr std::int64_t residents_for_sexual_or_domestic = 7500;

/// An area with few residents makes every incident somebody's.
Tried<void> check_area_sizes(CountTable const& table, ProtectArguments const& arguments, DisclosureReport& report) {
  auto const& subject = arguments.subject;
  if (subject == "other") {
    report.limits.emplace_back("The table was said to be of neither violence nor sexual or domestic violence; areas of any size were let through.");
    return {};
  }
  if (subject != "violence" && subject != "sexual-or-domestic") {
    return stopped(Problem{Fault::missing, "protect.no-subject", "It is not said what the table for the public is about.", "Give --subject violence, sexual-or-domestic or other: how large its areas must be depends on it."});
  }
  auto const least = subject == "violence" ? residents_for_violence : residents_for_sexual_or_domestic;
  if (arguments.residents.empty()) {
    return stopped(Problem{Fault::missing, "protect.no-residents", "It is not known how many people live in the areas of the table.", "Name a file with columns area and residents with --residents."});
  }
  auto const file = Table::read(arguments.residents);
  if (!file) return stopped(file);
  auto const areas = file->texts("area");
  if (!areas) return stopped(areas);
  auto const residents = file->whole("residents");
  if (!residents) return stopped(residents);
  for (auto const& row : table.shape.rows) {
    std::int64_t people = 0;
    for (std::size_t i = 0; i < areas->size(); ++i) people += (*areas)[i] == row ? std::clamp<std::int64_t>((*residents)[i], 0, 1'000'000'000) : 0;
    if (people >= least) continue;
    auto const named = std::ranges::find(*areas, row);
    Problem problem{Fault::refused, "protect.small-area", "An area of the table has too few residents, or none are told.", "Join it with others: an area needs 1,000 residents for violence, 7,500 for sexual or domestic violence."};
    if (named == areas->end()) return tl::unexpected{FileTrouble{arguments.residents, std::move(problem)}};
    return tl::unexpected{file->at(static_cast<std::size_t>(named - areas->begin()), "residents", std::move(problem))};
  }
  report.done.emplace_back("Areas", fmt::format("each has {} residents or more", least));
  return {};
}

Tried<Made> for_everyone(Table const& file, ProtectArguments const& arguments) {
  if (!arguments.count.empty()) {
    return stopped(Problem{Fault::refused, "protect.public-counts", "The profile public changes a cell by the keys of its records, and counts have none.", "Give the records themselves, with a column of lasting ids (--id)."});
  }
  auto const ids = file.texts(arguments.id);
  if (!ids) return stopped(ids);
  for (std::size_t i = 0; i < ids->size(); ++i) {
    if ((*ids)[i].empty()) return tl::unexpected{file.at(i, arguments.id, Problem{Fault::missing, "protect.no-id", "A record has no id.", "Give every record the id that it keeps for good."})};
  }
  Made made;
  // first without keys, so that a table that is wrong makes no key
  auto const plain = read_counts(arguments, file);
  if (!plain) return stopped(plain);
  if (auto const fine = check_area_sizes(*plain, arguments, made.report); !fine) return stopped(fine);
  auto const key = data_set_key(arguments.key_file, made.report);
  if (!key) return stopped(key);
  RecordKeys const keys{*key};
  std::vector<std::uint8_t> of_records;
  for (auto const id : *ids) of_records.push_back(keys.of(id));
  auto const table = read_counts(arguments, file, of_records);
  if (!table) return stopped(table);
  auto out = publish_by_cell_key(*table);
  if (!out) return tl::unexpected{FileTrouble{arguments.in, out.error()}};
  tell_shape(made.report, *table, arguments);
  made.report.done.emplace_back("Rule", "Every count, totals too, is changed by at most 5, always by the same for the same people; 0 stays 0, and no 1 or 2 is shown.");
  made.report.tried.emplace_back("Subtracting totals and cells", "the differences are those of changed figures; figures need not add up");
  made.report.limits.emplace_back("Who has the key can undo the changes.");
  made.table = std::move(*out);
  return made;
}

Tried<Made> make(ProtectArguments const& arguments, TableProfile profile) {
  auto const file = Table::read(arguments.in);
  if (!file) return stopped(file);
  if (profile == TableProfile::open) return for_everyone(*file, arguments);
  auto const table = read_counts(arguments, *file);
  if (!table) return stopped(table);
  switch (profile) {
    case TableProfile::nhs: return rounded(*table, arguments, SmallNumberRule::nhs());
    case TableProfile::ten_five: return rounded(*table, arguments, SmallNumberRule::ten_five());
    case TableProfile::partner:
    case TableProfile::open: break;
  }
  return for_partners(*table, *file, arguments);
}

}  // namespace

Tried<FileAnswer> run_protect_table(ProtectArguments const& arguments) {
  auto const profile = profile_named(arguments.profile);
  bool const noise = arguments.profile == "noise";
  if (!profile && !noise) return stopped(Problem{Fault::unknown, "protect.no-profile", "There is no such profile of tables.", "Use partner, nhs, ten-five, public or noise."});
  if (!arguments.by.empty() || !arguments.within.empty()) return run_protect_cube(arguments);
  if (noise) return run_protect_noise(arguments);
  auto const made = make(arguments, *profile);
  if (!made) return stopped(made);
  auto const text = csv_of(made->table, row_column(arguments), arguments.group);
  if (auto const written = write_both(arguments.out, text, arguments.report, made->report); !written) return stopped(written);
  return answer_of(made->report);
}

}  // namespace concordat::cli
