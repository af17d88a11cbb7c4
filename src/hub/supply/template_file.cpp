// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/template_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "hub/act.h"
#include "sheet_out/book.h"

namespace concordat::hub {
namespace {

/// A longer list helps nobody who has to choose from it.
constexpr std::size_t most_choices = 200;

class Template {
 public:
  Template(Hub const& hub, intake::Profile const& profile) : hub_{hub}, profile_{profile} {}

  Result<std::string> write(Instant at, std::vector<std::string> const& remarks);

 private:
  [[nodiscard]] catalogue::Field const& field(intake::ProfileColumn const& column) const { return hub_.catalogue().fields()[column.field]; }
  [[nodiscard]] bool is_asked(intake::ProfileColumn const& column) const {
    return !column.headers.empty() && field(column).storage != catalogue::Storage::dropped;
  }
  [[nodiscard]] std::vector<std::string> choices(intake::ProfileColumn const& column) const;
  [[nodiscard]] std::string hint(intake::ProfileColumn const& column) const;
  [[nodiscard]] std::string need(intake::ProfileColumn const& column) const;
  [[nodiscard]] std::string codes(intake::ProfileColumn const& column) const;

  Hub const& hub_;
  intake::Profile const& profile_;
};

void add_words(std::vector<std::string>& to, std::vector<intake::WordMap> const& words) {
  for (auto const& word : words) to.push_back(word.written.empty() ? word.from : word.written);
}

std::vector<std::string> Template::choices(intake::ProfileColumn const& column) const {
  std::vector<std::string> all;
  add_words(all, column.words);
  if (profile_.category && profile_.category->field == column.field) add_words(all, profile_.category->words);
  if (profile_.person && profile_.person->role == column.field) add_words(all, profile_.person->words);
  for (auto const& id : column.code_lists) {
    auto const* list = hub_.catalogue().code_list(id);
    // Made-up codes are for made-up partnerships.
    if (list == nullptr || (list->synthetic && !hub_.partnership().synthetic)) continue;
    for (auto const& code : list->codes) all.push_back(code.code);
  }
  std::vector<std::string> once;
  for (auto& word : all) {
    if (std::ranges::find(once, word) == once.end()) once.push_back(std::move(word));
  }
  if (once.size() > most_choices) once.clear();
  return once;
}

std::string Template::hint(intake::ProfileColumn const& column) const {
  auto const& type = field(column).type;
  auto const day = column.month_first ? std::string_view{"01/31/2026 (month first)"} : std::string_view{"31/01/2026"};
  if (type == "date") return fmt::format("Write the day as {}", day);
  if (type == "datetime") return fmt::format("Write day and time as {} 14:30", day);
  if (type == "time") return "Write the time as 14:30";
  return {};
}

std::string Template::need(intake::ProfileColumn const& column) const {
  if (column.required) return "Needed in every file";
  for (auto const& group : profile_.needs) {
    if (std::ranges::find(group, column.field) == group.end()) continue;
    if (group.size() == 1) return "Needed in every row";
    std::string others;
    for (auto const one : group) {
      auto const* other = profile_.column_of(one);
      if (one == column.field || other == nullptr || other->headers.empty()) continue;
      others += (others.empty() ? "" : ", ") + other->headers.front();
    }
    return fmt::format("Needed in every row, or in its place: {}", others);
  }
  return "Where you have it";
}

std::string Template::codes(intake::ProfileColumn const& column) const {
  std::string text;
  for (auto const& id : column.code_lists) {
    auto const* list = hub_.catalogue().code_list(id);
    if (list == nullptr || list->codes.size() > most_choices || (list->synthetic && !hub_.partnership().synthetic)) continue;
    for (auto const& code : list->codes) text += fmt::format("{}{} = {}", text.empty() ? "" : "; ", code.code, code.label);
  }
  return text;
}

Result<std::string> Template::write(Instant at, std::vector<std::string> const& remarks) {
  auto book = sheet_out::Book::begin(at);
  if (!book) return fail(book);
  std::vector<sheet_out::Column> columns;
  std::vector<std::vector<std::string>> notes;
  for (auto const& column : profile_.columns) {
    if (!is_asked(column)) continue;
    auto const& heading = column.headers.front();
    columns.push_back({.heading = heading, .choices = choices(column), .hint = hint(column)});
    notes.push_back({heading, field(column).label, need(column), hint(column), codes(column)});
  }
  if (auto begun = book->sheet("Rows", columns); !begun) return fail(begun);
  if (auto begun = book->sheet("Notes", {{.heading = "Column"}, {.heading = "What it means"}, {.heading = "Needed"}, {.heading = "How to write it"}, {.heading = "Codes"}});
      !begun) {
    return fail(begun);
  }
  for (auto const& note : notes) {
    if (auto written = book->row(note); !written) return fail(written);
  }
  for (auto const& remark : remarks) {
    if (auto written = book->row(std::vector{remark}); !written) return fail(written);
  }
  return std::move(*book).finish();
}

}  // namespace

Result<TemplateFile> template_file(Hub& hub, Feed const& feed, std::string const& agency, std::string const& member) {
  auto const* profile = hub.profiles().find(feed.profile);
  if (profile == nullptr) {
    return fail(Fault::not_found, "profile.unknown", "There is no mapping profile of that name.", "'concordat definitions check' lists the profiles.");
  }
  Act act;
  act.to = agency;
  act.member = member;
  act.fields = {"template", feed.id};
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  auto bytes = Template{hub, *profile}.write(
      hub.clock().now(), {"", fmt::format("Feed: {} ({}), profile {} version {}.", feed.title, feed.id, profile->id, profile->version),
                          "Fill in the first sheet, one row for each record, and leave columns empty that you do not have.",
                          "Never put in more than is asked for: a column that is not in this list is not kept."});
  if (!bytes) return fail(bytes);
  return TemplateFile{feed.id + "-template.xlsx", std::move(*bytes)};
}

}  // namespace concordat::hub
