// SPDX-License-Identifier: Apache-2.0
// protect rows.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/chance.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/files/table.h"
#include "cli/protection/leaving_rows.h"
#include "cli/protection/report_file.h"
#include "cli/protection/runs.h"
#include "protection/anonymity/blank.h"
#include "protection/anonymity/generalise.h"
#include "protection/anonymity/record_profile.h"
#include "protection/anonymity/special_uniques.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using namespace protection;

constexpr std::uint64_t largest_profile = 1 << 20;

/// Texts as numbers, in the order of the texts.
struct Coded {
  std::vector<std::uint32_t> codes;
  std::vector<std::string> values;
};

template <class Texts>
Coded as_codes(Texts const& cells) {
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

/// Without blanks round them and in small letters: two spellings of one thing are no two things to learn.
std::vector<std::string> as_spoken(std::vector<std::string_view> const& cells) {
  std::vector<std::string> spoken;
  for (auto const cell : cells) spoken.push_back(text::ascii_lower(text::trim(cell)));
  return spoken;
}

/// A blank cell tells nothing that others could learn instead: it is no value.
std::vector<std::uint32_t> sensitive_codes(std::vector<std::string_view> const& cells) {
  auto coded = as_codes(as_spoken(cells));
  auto const blank = std::ranges::find(coded.values, std::string_view{});
  if (blank == coded.values.end()) return coded.codes;
  std::ranges::replace(coded.codes, static_cast<std::uint32_t>(blank - coded.values.begin()), not_told);
  return coded.codes;
}

std::string percent_of(std::size_t part, std::size_t all) { return fmt::format("{:.0f} %", all == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(all)); }

struct Known {
  std::string column;
  std::vector<std::uint32_t> codes;
  Ladder ladder;
  std::vector<std::vector<std::string>> labels;  ///< of the codes of each step
};

Tried<Known> climb(Table const& table, ProfileColumn const& column) {
  auto const cells = table.texts(column.column);
  if (!cells) return stopped(cells);
  auto coded = as_codes(*cells);
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
    auto step_codes = as_codes(labels);
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
  std::vector<ShownColumn> as_they_are;
  std::size_t sets = 0;  ///< of columns as they are that were looked at
};

/// Rows that tell who somebody is in a column that leaves as it is are taken out before anything is counted.
Tried<KeptBack> keep_back(Table& table, RecordProfile const& profile) {
  std::vector<std::string> columns;
  for (auto const& column : profile.columns) {
    bool const whole = column.role == ColumnRole::sensitive || column.role == ColumnRole::keep;
    if (whole && table.has(column.column)) columns.push_back(column.column);
  }
  auto kept = keep_back_texts(table, columns);
  if (kept && kept->count > 0) table.leave_out(kept->rows);
  return kept;
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
    auto const cells = *table.texts(heading);
    if (column->role == ColumnRole::sensitive) release.sensitive.push_back(sensitive_codes(cells));
    release.as_they_are.push_back({heading, {cells.begin(), cells.end()}});
  }
  auto const sets = check_subsets(release.as_they_are);
  if (!sets) return tl::unexpected{FileTrouble{arguments.in, sets.error()}};
  release.sets = *sets;
  return release;
}

/// What becomes of the records: a step of each known column, and with a profile that says so single values left blank at the first of them.
struct Outcome {
  std::vector<std::uint32_t> steps = {};
  std::vector<std::uint8_t> withheld = {};
  std::size_t withheld_count = 0;
  std::uint32_t k = 0, l = 0;
  bool more_withheld = false;  ///< than the profile wants
  std::optional<Coarsening> coarsening = {};
  std::optional<Blanking> blanking = {};
  SpecialUniques alone = {};  ///< by the known columns at their first steps
};

/// The known columns as their first steps tell them.
std::vector<std::vector<std::uint32_t>> at_first_steps(Release const& release) {
  std::vector<std::vector<std::uint32_t>> all;
  for (auto const& column : release.known) {
    auto& codes = all.emplace_back();
    for (auto const code : column.codes) codes.push_back(column.ladder.step.front()[code]);
  }
  return all;
}

/// First with as few withheld as the profile says, then with as many as any release may.
Result<Outcome> coarsen(Release const& release, RecordProfile const& profile) {
  Outcome made;
  std::vector<KnownColumn> known;
  for (auto const& column : release.known) known.push_back({column.codes, column.ladder, column.column});
  Demand demand{.k = profile.k, .l = profile.l, .withheld_most = profile.withheld_percent / 100.0};
  auto found = generalise(known, release.sensitive, demand);
  if (!found && found.error().code.view() == "generalise.cannot") {
    made.more_withheld = true;
    demand.withheld_most = static_cast<double>(most_withheld_percent) / 100.0;
    found = generalise(known, release.sensitive, demand);
  }
  if (!found) return fail(found);
  made.steps = found->steps;
  made.withheld = found->withheld;
  made.withheld_count = found->withheld_count;
  made.k = found->k;
  made.l = found->l;
  made.coarsening = std::move(*found);
  return made;
}

/// How many would be blank, column by column: somebody has to know where to begin coarser. In whole shares, of all records that leave.
Findings too_many_blanks(std::string const& file, Release const& release, RecordProfile const& profile, Blanking const& made) {
  auto const leaving = made.withheld.size() - made.withheld_count;
  Findings all{{Severity::error, "blank.too-many", file, 0, 0, fmt::format("{:.1f} in a hundred of the values that others may know would be blank, and the profile allows {}.", 100 * made.share(), profile.blank_percent),
                fmt::format("Allow so many ('blank', at most {}), or change the columns below.", most_blank_percent)}};
  for (std::size_t c = 0; c < release.known.size(); ++c) {
    bool const whole = leaving > 0 && made.blanked[c] == leaving;
    all.push_back({whole ? Severity::warning : Severity::note, "blank.column", file, 0, 0, whole ? fmt::format("Column '{}' would be blank in every record.", release.known[c].column)
                                                                                                : fmt::format("Column '{}' would be blank in {} of the records.", release.known[c].column, percent_of(made.blanked[c], leaving)),
                   whole ? "Begin its steps coarser, or give it the role drop: so fine it tells nobody anything." : made.blanked[c] > 0 ? "Begin its steps coarser." : "It can stay as it is."});
  }
  return all;
}

Tried<Outcome> leave_blank(std::string const& file, Release const& release, RecordProfile const& profile, std::span<CodeColumn const> known) {
  auto found = blank_values(known, release.sensitive, {.k = profile.k, .l = profile.l, .withheld_most = profile.withheld_percent / 100.0});
  if (!found) return tl::unexpected{FileTrouble{file, found.error()}};
  if (found->share() * 100 > profile.blank_percent) {
    return tl::unexpected{FileTrouble{file, Problem{Fault::refused, "blank.too-many", "More values would have to be left blank than the profile allows.",
                                                    "Begin the steps of a known column coarser, as the remarks below say, or leave 'blank' out: records are then coarsened."},
                                      too_many_blanks(file, release, profile, *found)}};
  }
  Outcome made{std::vector<std::uint32_t>(known.size(), 0), found->withheld, found->withheld_count, found->k, found->l};
  made.blanking = std::move(*found);
  return made;
}

Tried<Outcome> coarsened(std::string const& file, Release const& release, RecordProfile const& profile) {
  auto made = coarsen(release, profile);
  if (!made) return tl::unexpected{FileTrouble{file, made.error()}};
  return std::move(*made);
}

Tried<Outcome> protect(ProtectArguments const& arguments, Release const& release, RecordProfile const& profile) {
  auto const codes = at_first_steps(release);
  std::vector<CodeColumn> columns;
  for (std::size_t c = 0; c < codes.size(); ++c) columns.push_back({codes[c], release.known[c].ladder.values.front()});
  auto made = profile.blank_percent > 0 ? leave_blank(arguments.in, release, profile, columns) : coarsened(arguments.in, release, profile);
  if (!made) return stopped(made);
  if (columns.size() <= most_columns_of_uniques) {
    auto alone = special_uniques(columns);
    if (!alone) return tl::unexpected{FileTrouble{arguments.in, alone.error()}};
    made->alone = std::move(*alone);
  }
  return std::move(*made);
}

std::string rows_csv(Table const& table, Release const& release, Outcome const& made) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (made.withheld[i] == 0) order.push_back(i);
  }
  SystemChance chance;
  order = by_chance(std::move(order), chance);
  std::vector<std::vector<std::string_view>> columns;
  std::string text;
  for (auto const& heading : release.out_columns) {
    if (!text.empty()) text += ',';
    render::append_csv_cell(text, heading);
    auto cells = *table.texts(heading);
    for (std::size_t c = 0; c < release.known.size(); ++c) {
      auto const& known = release.known[c];
      if (known.column != heading) continue;
      auto const step = made.steps[c];
      for (std::size_t i = 0; i < cells.size(); ++i) {
        bool const blank = made.blanking && made.blanking->blank[c][i] != 0;
        cells[i] = blank ? std::string_view{} : known.labels[step][known.ladder.step[step][known.codes[i]]];
      }
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

void tell_looser(DisclosureReport& page, RecordProfile const& profile) {
  RecordProfile const shipped;
  std::string what;
  if (profile.k < shipped.k) what += fmt::format("k is {} where it is {} unless somebody says otherwise; ", profile.k, shipped.k);
  if (profile.l < shipped.l) what += fmt::format("l is {} where it is {}; ", profile.l, shipped.l);
  if (profile.withheld_percent > shipped.withheld_percent) what += fmt::format("up to {} in a hundred withheld where it is {}; ", profile.withheld_percent, shipped.withheld_percent);
  if (!what.empty()) page.done.emplace_back("Looser than the shipped rules", what + "two people should have agreed to that");
}

void tell_what_was_done(DisclosureReport& page, Release const& release, Outcome const& made) {
  for (std::size_t c = 0; c < release.known.size(); ++c) {
    auto const leaving = made.withheld.size() - made.withheld_count;
    bool const whole = made.blanking && leaving > 0 && made.blanking->blanked[c] == leaving;
    auto const left_blank = whole ? std::string{"; blank in every record: so fine it tells nothing, begin its steps coarser or drop it"}
                            : made.blanking ? fmt::format("; {} of its values blank", percent_of(made.blanking->blanked[c], leaving)) : std::string{};
    page.done.emplace_back(fmt::format("Column {}", release.known[c].column), fmt::format("step {} of {}{}", made.steps[c] + 1, release.known[c].ladder.step.size(), left_blank));
  }
  if (made.blanking) {
    page.done.emplace_back("Single values left blank", fmt::format("{:.1f} % of all that others may know; a blank counts as a value of its own", 100 * made.blanking->share()));
  } else {
    page.done.emplace_back("Steps chosen from", fmt::format("{} combinations; none of those that hold loses less", made.coarsening->choices));
    page.done.emplace_back("Loss (0: as it was, 1: nothing left)", fmt::format("{:.3f}", made.coarsening->loss));
  }
}

/// Which columns would tell records apart, so that somebody knows where to begin coarser. In whole shares, of all records together.
void tell_who_is_to_blame(DisclosureReport& page, Release const& release, SpecialUniques const& alone) {
  std::string what;
  for (std::size_t c = 0; c < alone.to_blame.size(); ++c) {
    if (alone.to_blame[c] > 0) what += fmt::format("{}{} in {:.0f} %", what.empty() ? "" : ", ", release.known[c].column, 100 * alone.to_blame[c]);
  }
  if (!what.empty()) page.done.emplace_back("Before, records stood alone by few columns (share of their score, SUDA, in which a column has a part)", what);
}

DisclosureReport report_of(RecordProfile const& profile, Release const& release, Outcome const& made) {
  DisclosureReport page;
  page.title = "Disclosure control of records";
  page.done.emplace_back("Profile", profile.name);
  tell_looser(page, profile);
  page.done.emplace_back("Withheld", withheld_band(made.withheld_count, made.withheld.size()) + (made.more_withheld ? "; more than the profile wants, since no coarsening needs fewer" : ""));
  tell_what_was_done(page, release, made);
  tell_who_is_to_blame(page, release, made.alone);
  page.tried.emplace_back("Picking out one person by the columns that others may know", fmt::format("at best one of {} records that look alike", made.k));
  if (!release.sensitive.empty()) page.tried.emplace_back("Learning a sensitive value without picking one out", fmt::format("every group that looks alike has at least {} different values", made.l));
  if (release.sets > 0) page.tried.emplace_back("Standing alone by one, two or three of the columns that leave as they are", fmt::format("at most one record in twenty, in each of {} sets", release.sets));
  page.limits.emplace_back("k counts the records of this release, not the people of the place: who knows that somebody is in it knows more.");
  page.limits.emplace_back("A recipient who holds named records of the same incidents may still match some: coarsen place and time further for such a one.");
  return page;
}

}  // namespace

namespace {

Tried<FileAnswer> run_by_profile(ProtectArguments const& arguments) {
  auto const text = read_file(arguments.profile, largest_profile);
  if (!text) return tl::unexpected{FileTrouble{arguments.profile, text.error()}};
  auto const profile = read_profile(*text, arguments.profile);
  if (!profile) {
    return tl::unexpected{FileTrouble{arguments.profile, Problem{Fault::malformed, "protect.profile", "The protection profile has errors.", "Correct what the remarks below name."}, profile.error()}};
  }
  auto table = Table::read(arguments.in);
  if (!table) return stopped(table);
  auto const kept = keep_back(*table, *profile);
  if (!kept) return stopped(kept);
  if (table->size() == 0) {
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::refused, "protect.nothing-left", "Every row tells who somebody is in a column that leaves as it is.", "Drop the column, or mark it as known and give it steps."}}};
  }
  auto const release = arrange(arguments, *table, *profile);
  if (!release) return stopped(release);
  auto const made = protect(arguments, *release, *profile);
  if (!made) return stopped(made);
  auto page = report_of(*profile, *release, *made);
  for (auto const& row : kept->told) page.done.emplace_back("Kept back, since a column that leaves as it is tells who somebody is", row);
  if (auto const written = write_both(arguments.out, rows_csv(*table, *release, *made), arguments.report, page); !written) return stopped(written);
  return answer_of(page);
}

}  // namespace

Tried<FileAnswer> run_protect_rows(ProtectArguments const& arguments) {
  bool const agreed = !arguments.agreement.empty();
  if (agreed ? !arguments.profile.empty() : arguments.profile.empty() == arguments.holds.empty()) {
    return stopped(Problem{Fault::malformed, "protect.one-way", "It is not said by which rules the records leave, or it is said twice.",
                           "Give --agreement or --recipient-holds-named-incidents for the shipped rules of incidents, or --profile for your own."});
  }
  if (!agreed && !arguments.id_key.empty()) {
    return stopped(Problem{Fault::missing, "protect.id-agreement", "Ids that last belong to an agreement, and none is named.", "Name with --agreement and --rule what the records leave under, or leave --id-key out: ids are then of chance."});
  }
  return !agreed && arguments.holds.empty() ? run_by_profile(arguments) : run_protect_incidents(arguments);
}

}  // namespace concordat::cli
