// SPDX-License-Identifier: Apache-2.0
// protect table --profile noise: a public series with noise from a budget.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/chance.h"
#include "base/date.h"
#include "base/file.h"
#include "base/lock_file.h"
#include "base/text.h"
#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "cli/protection/table_file.h"
#include "protection/noise/discrete_laplace.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using namespace protection;

constexpr std::uint64_t largest_budget = 1 << 20;
using Series = std::map<std::string, std::map<std::string, std::int64_t>>;

/// Records by quarter and category, every quarter from the first to the last and every category that was named.
Tried<Series> read_series(Table const& file, ProtectArguments const& arguments, std::vector<std::string> const& categories) {
  auto const column = row_column(arguments);
  auto const quarters = file.texts(column);
  if (!quarters) return stopped(quarters);
  auto const kinds = file.texts(arguments.columns);
  if (!kinds) return stopped(kinds);
  Series series;
  for (std::size_t i = 0; i < file.size(); ++i) {
    if (!parse_quarter((*quarters)[i])) return tl::unexpected{file.at(i, column, Problem{Fault::malformed, "noise.quarter", "This is no quarter.", "Write it as 2026-Q1."})};
    if (std::ranges::find(categories, (*kinds)[i]) == categories.end()) {
      return tl::unexpected{file.at(i, arguments.columns, Problem{Fault::unknown, "noise.category", "The record is in a category that --categories does not name.",
                                                                 "Name every category beforehand: one that shows only where somebody is in it tells of them."})};
    }
    ++series[std::string{(*quarters)[i]}][std::string{(*kinds)[i]}];
  }
  auto const last = *parse_quarter(series.rbegin()->first);
  for (auto quarter = *parse_quarter(series.begin()->first); quarter <= last; quarter = quarter.next()) {
    for (auto const& category : categories) series[format_quarter(quarter)].try_emplace(category, 0);
  }
  return series;
}

std::string noisy_csv(Series const& series, std::vector<std::string> const& categories, std::string const& heading, NoiseStrength const& epsilon) {
  SystemChance chance;
  std::string text;
  render::append_csv_cell(text, heading);
  for (auto const& category : categories) {
    text += ',';
    render::append_csv_cell(text, category);
  }
  text += '\n';
  for (auto const& [quarter, counts] : series) {
    text += quarter;
    for (auto const& category : categories) {
      auto const drawn = counts.at(category) + discrete_laplace(epsilon, chance);
      text += drawn <= 0 ? std::string{",0 or less"} : fmt::format(",{}", drawn);
    }
    text += '\n';
  }
  return text;
}

/// Paid for before anything is drawn: what fails afterwards is lost, and never drawn twice.
Tried<void> pay(ProtectArguments const& arguments, Series const& series, NoiseStrength const& epsilon) {
  LockFile const alone{arguments.budget + ".lock"};
  if (!alone.held()) return tl::unexpected{FileTrouble{arguments.budget, Problem{Fault::conflict, "noise.in-use", "Another program is spending from this budget.", "Wait until it is done."}}};
  auto const held = std::filesystem::exists(arguments.budget) ? read_file(arguments.budget, largest_budget) : Result<std::string>{std::string{}};
  if (!held) return tl::unexpected{FileTrouble{arguments.budget, held.error()}};
  auto budget = NoiseBudget::read(*held);
  if (!budget) return tl::unexpected{FileTrouble{arguments.budget, budget.error()}};
  Findings short_of;
  std::optional<Problem> refused;
  for (auto const& [quarter, counts] : series) {
    auto const paid = budget->spend(quarter, epsilon);
    if (paid) continue;
    auto const left = NoiseBudget::thousandths_a_quarter - std::min<std::int64_t>(budget->spent(quarter), NoiseBudget::thousandths_a_quarter);
    short_of.push_back({.code = "noise.spent", .file = arguments.budget, .message = fmt::format("{}: {} of epsilon 1 is left, and {} was asked for", quarter, left == 0 ? "nothing" : fmt::format("{:.3f}", static_cast<double>(left) / 1000), epsilon.text()),
                        .remedy = left == 0 ? "Leave the quarter out." : "Ask for no more than is left with --epsilon, or leave the quarter out."});
    if (!refused) refused = paid.error();
  }
  if (refused) return tl::unexpected{FileTrouble{arguments.budget, *refused, std::move(short_of)}};
  if (auto const written = write_file(arguments.budget, budget->json(), {.mode = 0600}); !written) return tl::unexpected{FileTrouble{arguments.budget, written.error()}};
  return {};
}

}  // namespace

Tried<FileAnswer> run_protect_noise(ProtectArguments const& arguments) {
  auto const epsilon = NoiseStrength::parse(arguments.epsilon);
  if (!epsilon) return stopped(Problem{Fault::malformed, "noise.epsilon", "Epsilon is no fraction up to 1.", "Write 1, or a fraction as 1/2; less is more noise."});
  if (arguments.budget.empty() || arguments.categories.empty()) {
    return stopped(Problem{Fault::missing, "noise.missing", "The profile noise needs a budget and the categories.", "Name the budget's file with --budget (made where it is not there) and every category with --categories a,b."});
  }
  if (!arguments.count.empty()) return stopped(Problem{Fault::refused, "noise.counts", "The profile noise counts records, so that it knows how much one of them changes.", "Give the records themselves, one row each."});
  std::vector<std::string> categories;
  for (auto const word : text::split(arguments.categories, ',')) categories.emplace_back(text::trim(word));
  auto const file = Table::read(arguments.in);
  if (!file) return stopped(file);
  auto const series = read_series(*file, arguments, categories);
  if (!series) return stopped(series);
  if (!arguments.report.empty()) {
    // a report that cannot be written must not cost anything
    if (auto const page = report_bytes({}, arguments.report); !page) return tl::unexpected{FileTrouble{arguments.report, page.error()}};
  }
  if (auto const paid = pay(arguments, *series, *epsilon); !paid) return stopped(paid);
  DisclosureReport page;
  page.title = "Disclosure control of a public series";
  page.done.emplace_back("Rule", fmt::format("Every figure is changed by chance (discrete Laplace, epsilon {}); what comes to 0 or below is written '0 or less'.", epsilon->text()));
  page.done.emplace_back("Quarters", fmt::format("{} to {}", series->begin()->first, series->rbegin()->first));
  page.done.emplace_back("Paid from the budget", fmt::format("epsilon {} for each quarter; a quarter has 1 in all, for good", epsilon->text()));
  page.tried.emplace_back("Asking again to average the noise away", "refused: the budget of a quarter is spent once");
  page.tried.emplace_back("Finding out whether one record is in a quarter", fmt::format("no figure is more than exp({}) times as likely with it as without it", epsilon->text()));
  page.limits.emplace_back("One record changes one figure by one; who is in several records of a quarter is hidden less.");
  page.limits.emplace_back("Which quarters are the first and the last is told as it is.");
  page.limits.emplace_back("Other tables of the same records that are not paid from the same budget undo this.");
  auto const text = noisy_csv(*series, categories, row_column(arguments), *epsilon);
  if (auto const written = write_both(arguments.out, text, arguments.report, page); !written) return stopped(written);
  return answer_of(page);
}

}  // namespace concordat::cli
