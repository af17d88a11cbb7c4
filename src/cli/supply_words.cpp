// SPDX-License-Identifier: Apache-2.0
#include "cli/supply_words.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/office.h"

namespace concordat::cli {
namespace {

std::string_view what_is_asked(intake::TermAnswer const& term) {
  if (term.code == FixedText{"term.blank"}) return "left blank";
  if (term.code == FixedText{"term.unusable"}) return "cannot be read";
  if (term.code == FixedText{"term.doubtful"}) return "not agreed codes, or doubtful";
  return "set aside";
}

std::string missing_text(intake::ItemAnswer const& item) {
  std::string text;
  for (auto const& one : item.missing) text += fmt::format("{}{} (in {} row{})", text.empty() ? "" : ", ", one.title, one.rows, one.rows == 1 ? "" : "s");
  return text;
}

}  // namespace

void add_terms(Json& json, hub::Tally const& tally) {
  Json terms{Json::Array{}};
  for (auto const& term : tally.terms) {
    Json one;
    one.set("field", term.field).set("code", term.code.view()).set("at_most", static_cast<std::int64_t>(term.at_most));
    one.set("found", term.found).set("of", term.of).set("kept", term.kept()).set("remedy", term.remedy.view());
    terms.push(std::move(one));
  }
  Json items{Json::Array{}};
  for (auto const& item : tally.items) {
    Json one;
    one.set("item", item.id).set("number", item.number).set("title", item.title).set("state", intake::name_of(item.state).view());
    Json missing{Json::Array{}};
    for (auto const& element : item.missing) {
      Json lack;
      lack.set("element", element.title).set("rows", element.rows);
      missing.push(std::move(lack));
    }
    one.set("rows", item.rows).set("missing", std::move(missing)).set("remedy", item.remedy.view());
    items.push(std::move(one));
  }
  json.set("terms", std::move(terms)).set("return", std::move(items));
}

void print_terms(hub::Tally const& tally, catalogue::Catalogue const& catalogue) {
  auto const kept = std::count_if(tally.terms.begin(), tally.terms.end(), [](intake::TermAnswer const& term) { return term.kept(); });
  if (!tally.terms.empty()) print(fmt::format("  {} of {} agreed terms of quality are kept\n", kept, tally.terms.size()));
  for (auto const& term : tally.terms) {
    if (term.kept()) continue;
    auto const* field = term.field.empty() ? nullptr : catalogue.field(term.field);
    print(fmt::format("    {}: {} of {} {}, agreed are at most {}%. {}\n", field == nullptr ? "rows" : field->label, term.found, term.of,
                      what_is_asked(term), term.at_most, term.remedy.view()));
  }
  for (auto const& item : tally.items) {
    print(fmt::format("    item {:<6} {:<8} {:>6} rows  {}\n", item.number, intake::name_of(item.state).view(), item.rows, item.title));
    if (!item.missing.empty()) print(fmt::format("      lacks {}\n", missing_text(item)));
    if (!item.remedy.empty()) print(fmt::format("      {}\n", item.remedy.view()));
  }
}

bool all_kept(hub::Tally const& tally) {
  return std::all_of(tally.terms.begin(), tally.terms.end(), [](intake::TermAnswer const& term) { return term.kept(); }) &&
         std::all_of(tally.items.begin(), tally.items.end(), [](intake::ItemAnswer const& item) {
           return item.state == intake::ItemState::present || item.state == intake::ItemState::nil;
         });
}

}  // namespace concordat::cli
