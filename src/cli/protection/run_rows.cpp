// SPDX-License-Identifier: Apache-2.0
// protect rows.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <map>
#include <numeric>

#include "base/chance.h"
#include "base/file.h"
#include "cli/files/table.h"
#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "protection/anonymity/classes.h"
#include "protection/anonymity/generalise.h"
#include "protection/anonymity/record_profile.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using namespace protection;

constexpr std::uint64_t largest_profile = 1 << 20;
constexpr double nearly_unique = 0.05;  // share of values that stand alone, above which a column is no mere remark

/// Texts as numbers, in the order of the texts.
struct Coded {
  std::vector<std::uint32_t> codes;
  std::vector<std::string> values;
};

template <class Texts>
Coded code(Texts const& cells) {
  std::map<std::string, std::uint32_t, std::less<>> numbers;
  for (auto const& cell : cells) numbers.try_emplace(std::string{cell});
  Coded coded;
  for (auto& [value, number] : numbers) {
    number = static_cast<std::uint32_t>(coded.values.size());
    coded.values.push_back(value);
  }
  for (auto const& cell : cells) coded.codes.push_back(numbers.find(cell)->second);
  return coded;
}

struct Known {
  std::string column;
  std::vector<std::uint32_t> codes;
  Ladder ladder;
  std::vector<std::vector<std::string>> labels;  ///< of the codes of each step
};

Tried<Known> climb(Table const& table, ProfileColumn const& column) {
  auto const cells = table.texts(column.column);
  if (!cells) return stopped(cells);
  auto coded = code(*cells);
  Known known{column.column, std::move(coded.codes), {}, {}};
  for (auto const& step : column.steps) {
    std::vector<std::string> labels;
    for (std::size_t value = 0; value < coded.values.size(); ++value) {
      auto label = step.of(coded.values[value]);
      if (!label) {
        auto const row = static_cast<std::size_t>(std::ranges::find(known.codes, value) - known.codes.begin());
        return tl::unexpected{table.at(row, column.column, Problem{Fault::unknown, "protect.no-step-for", "A step of the profile does not say what becomes of this value.",
                                                                 "Bands take whole numbers, month, quarter and year take dates as 2026-03-28, groups must name every value."})};
      }
      labels.push_back(std::move(*label));
    }
    auto step_codes = code(labels);
    known.ladder.values.push_back(static_cast<std::uint32_t>(step_codes.values.size()));
    known.ladder.step.push_back(std::move(step_codes.codes));
    known.labels.push_back(std::move(step_codes.values));
  }
  return known;
}

struct Release {
  std::vector<Known> known;
  std::vector<std::vector<std::uint32_t>> sensitive;
  std::vector<std::string> out_columns;  ///< in the order of the file
};

Tried<void> check_kept(Table const& table, std::string const& column) {
  auto const coded = code(*table.texts(column));
  std::vector<std::size_t> count(coded.values.size(), 0);
  for (auto const one : coded.codes) ++count[one];
  auto const alone = std::ranges::count(count, std::size_t{1});
  if (static_cast<double>(alone) <= nearly_unique * static_cast<double>(table.size())) return {};
  return tl::unexpected{table.at(0, column, Problem{Fault::refused, "protect.nearly-unique", "More than one record in twenty has a value of its own in a column that is to leave as it is.",
                                                  "Mark the column as known and give it steps, or drop it."})};
}

Tried<Release> arrange(ProtectArguments const& arguments, Table const& table, RecordProfile const& profile) {
  Release release;
  for (auto const& column : profile.columns) {
    if (!table.has(column.column)) return stopped(table.texts(column.column));
  }
  for (auto const& heading : table.columns()) {
    auto const* const column = profile.find(heading);
    if (column == nullptr) {
      return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::refused, "protect.undeclared", "The profile does not say what becomes of a column of the file.",
                                                            "Name every column in the profile; role drop keeps it from leaving.", {.field = heading}}}};
    }
    if (column->role == ColumnRole::drop) continue;
    release.out_columns.push_back(heading);
    if (column->role == ColumnRole::known) {
      auto known = climb(table, *column);
      if (!known) return stopped(known);
      release.known.push_back(std::move(*known));
      continue;
    }
    if (column->role == ColumnRole::sensitive) release.sensitive.push_back(code(*table.texts(heading)).codes);
    else if (auto const fine = check_kept(table, heading); !fine) return stopped(fine);
  }
  return release;
}

/// First with as few withheld as the profile says, then with as many as any release may.
Tried<Coarsening> coarsen(ProtectArguments const& arguments, Release const& release, RecordProfile const& profile, bool& more_withheld) {
  std::vector<KnownColumn> known;
  for (auto const& column : release.known) known.push_back({column.codes, column.ladder, column.column});
  Demand demand{.k = profile.k, .l = profile.l, .withheld_most = profile.withheld_percent / 100.0};
  auto found = generalise(known, release.sensitive, demand);
  if (!found && found.error().code.view() == "generalise.cannot") {
    more_withheld = true;
    demand.withheld_most = static_cast<double>(most_withheld_percent) / 100.0;
    found = generalise(known, release.sensitive, demand);
  }
  if (!found) return tl::unexpected{FileTrouble{arguments.in, found.error()}};
  return std::move(*found);
}

/// A whole number below the bound from the kernel's generator, each as likely.
std::size_t below(std::size_t bound, SystemChance& chance) {
  auto const last = std::numeric_limits<std::uint64_t>::max() / bound * bound;
  for (;;) {
    std::array<std::byte, 8> bytes = {};
    chance.fill(bytes);
    auto const number = std::bit_cast<std::uint64_t>(bytes);
    if (number < last) return static_cast<std::size_t>(number % bound);
  }
}

std::string rows_csv(Table const& table, Release const& release, Coarsening const& coarsening) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (coarsening.withheld[i] == 0) order.push_back(i);
  }
  SystemChance chance;
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[below(i, chance)]);
  std::vector<std::vector<std::string_view>> columns;
  std::string text;
  for (auto const& heading : release.out_columns) {
    if (!text.empty()) text += ',';
    render::append_csv_cell(text, heading);
    auto cells = *table.texts(heading);
    for (std::size_t c = 0; c < release.known.size(); ++c) {
      auto const& known = release.known[c];
      if (known.column != heading) continue;
      auto const step = coarsening.steps[c];
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = known.labels[step][known.ladder.step[step][known.codes[i]]];
    }
    columns.push_back(std::move(cells));
  }
  text += '\n';
  for (auto const i : order) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c > 0) text += ',';
      render::append_csv_cell(text, columns[c][i]);
    }
    text += '\n';
  }
  return text;
}

/// A count of withheld records would tell how many stand out, so a band does.
std::string withheld_band(std::size_t withheld, std::size_t records) {
  if (withheld == 0) return "none";
  auto const percent = 100.0 * static_cast<double>(withheld) / static_cast<double>(records);
  if (percent <= 2) return "up to 2 %";
  return percent <= 5 ? "2 to 5 %" : "5 to 10 %";
}

DisclosureReport report_of(RecordProfile const& profile, Release const& release, Coarsening const& coarsening, std::size_t records, bool more_withheld) {
  DisclosureReport page;
  page.title = "Disclosure control of records";
  page.done.emplace_back("Profile", profile.name);
  page.done.emplace_back("Withheld", withheld_band(coarsening.withheld_count, records) + (more_withheld ? "; more than the profile wants, since no coarsening needs fewer" : ""));
  for (std::size_t c = 0; c < release.known.size(); ++c) {
    page.done.emplace_back(fmt::format("Column {}", release.known[c].column), fmt::format("step {} of {}", coarsening.steps[c] + 1, release.known[c].ladder.step.size()));
  }
  page.done.emplace_back("Steps chosen from", fmt::format("{} combinations; none of those that hold loses less", coarsening.choices));
  page.done.emplace_back("Loss (0: as it was, 1: nothing left)", fmt::format("{:.3f}", coarsening.loss));
  page.tried.emplace_back("Picking out one person by the columns that others may know", fmt::format("at best one of {} records that look alike", coarsening.k));
  if (!release.sensitive.empty()) page.tried.emplace_back("Learning a sensitive value without picking one out", fmt::format("every group that looks alike has at least {} different values", coarsening.l));
  page.limits.emplace_back("k counts the records of this release, not the people of the place: who knows that somebody is in it knows more.");
  page.limits.emplace_back("A recipient who holds named records of the same incidents may still match some: coarsen place and time further for such a one.");
  return page;
}

}  // namespace

Tried<FileAnswer> run_protect_rows(ProtectArguments const& arguments) {
  auto const text = read_file(arguments.profile, largest_profile);
  if (!text) return tl::unexpected{FileTrouble{arguments.profile, text.error()}};
  auto const profile = read_profile(*text, arguments.profile);
  if (!profile) {
    return tl::unexpected{FileTrouble{arguments.profile, Problem{Fault::malformed, "protect.profile", "The protection profile has errors.", "Correct what the remarks below name."}, profile.error()}};
  }
  auto const table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto const release = arrange(arguments, *table, *profile);
  if (!release) return stopped(release);
  bool more_withheld = false;
  auto const coarsening = coarsen(arguments, *release, *profile, more_withheld);
  if (!coarsening) return stopped(coarsening);
  auto const page = report_of(*profile, *release, *coarsening, table->size(), more_withheld);
  if (auto const written = write_both(arguments.out, rows_csv(*table, *release, *coarsening), arguments.report, page); !written) return stopped(written);
  return answer_of(page);
}

}  // namespace concordat::cli
