// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/terms_told.h"

#include <algorithm>

#include <fmt/format.h>

#include "hub/supply/return_view.h"

namespace concordat::hub {
namespace {

std::string_view what_is_asked(intake::TermAnswer const& term) {
  if (term.code == FixedText{"term.blank"}) return "left blank";
  if (term.code == FixedText{"term.unusable"}) return "cannot be read";
  if (term.code == FixedText{"term.doubtful"}) return "not agreed codes, or doubtful";
  return "set aside";
}

Json to_json(intake::TermAnswer const& term, catalogue::Catalogue const& catalogue) {
  Json one;
  one.set("field", term.field).set("code", term.code.view()).set("at_most", static_cast<std::int64_t>(term.at_most));
  one.set("found", term.found).set("of", term.of).set("kept", term.kept()).set("remedy", term.remedy.view());
  one.set("words", words_of(term, catalogue));
  return one;
}

Json to_json(intake::ItemAnswer const& item) {
  Json one;
  one.set("item", item.id).set("number", item.number).set("title", item.title).set("state", intake::name_of(item.state).view());
  Json missing{Json::Array{}};
  for (auto const& element : item.missing) missing.push(Json{}.set("element", element.title).set("rows", element.rows));
  one.set("rows", item.rows).set("missing", std::move(missing)).set("missing_words", missing_words(item));
  one.set("remedy", item.remedy.view());
  return one;
}

bool kept(intake::TermAnswer const& term) { return term.kept(); }

}  // namespace

std::string words_of(intake::TermAnswer const& term, catalogue::Catalogue const& catalogue) {
  auto const* field = term.field.empty() ? nullptr : catalogue.field(term.field);
  return fmt::format("{}: {} of {} {}, agreed are at most {}%.", field == nullptr ? "rows" : field->label, term.found, term.of,
                     what_is_asked(term), term.at_most);
}

std::string terms_words(Tally const& tally) {
  if (tally.terms.empty()) return {};
  return fmt::format("{} of {} agreed terms of quality are kept.", std::ranges::count_if(tally.terms, kept), tally.terms.size());
}

std::string missing_words(intake::ItemAnswer const& item) {
  std::string text;
  for (auto const& one : item.missing) {
    text += fmt::format("{}{} (in {} row{})", text.empty() ? "" : ", ", one.title, one.rows, one.rows == 1 ? "" : "s");
  }
  return text;
}

std::string usable_words(intake::UsableShare const& share) {
  auto const columns = share.columns.empty() ? std::string{"no column of the file says it"} : fmt::format("column{} '{}'", share.columns.size() == 1 ? "" : "s", fmt::join(share.columns, "', '"));
  if (share.only_hub) return fmt::format("{}: told in words, which only the hub can look up; {}.", share.what.view(), columns);
  auto const per_cent = 100.0 * static_cast<double>(share.usable) / static_cast<double>(share.rows);
  // 100.0 % is said of all rows alone
  auto const shown = share.usable < share.rows ? std::min(per_cent, 99.9) : per_cent;
  return fmt::format("{}: usable in {} of {} rows ({:.1f} %); {}.", share.what.view(), share.usable, share.rows, shown, columns);
}

void add_terms(Json& json, Tally const& tally, catalogue::Catalogue const& catalogue) {
  Json terms{Json::Array{}};
  for (auto const& term : tally.terms) terms.push(to_json(term, catalogue));
  Json items{Json::Array{}};
  for (auto const& item : tally.items) items.push(to_json(item));
  Json usable{Json::Array{}};
  for (auto const& share : tally.usable) {
    Json columns{Json::Array{}};
    for (auto const& column : share.columns) columns.push(column);
    usable.push(Json{}.set("what", share.what.view()).set("rows", share.rows).set("usable", share.usable).set("columns", std::move(columns)).set("only_hub", share.only_hub).set("words", usable_words(share)));
  }
  json.set("usable", std::move(usable));
  json.set("terms_words", terms_words(tally)).set("terms", std::move(terms)).set("return", std::move(items));
}

Result<FeedTerms> terms_of(Hub& hub, QualityView const& view) {
  FeedTerms all;
  if (view.shows != Published::fields) return all;
  auto const* profile = hub.profiles().find(view.feed.profile);
  if (profile != nullptr && view.quality) all.told.terms = intake::answer_terms(*profile, *view.quality, hub.catalogue());
  auto makes_return = return_of(hub, view.feed);
  if (!makes_return) return fail(makes_return);
  if (*makes_return) {
    all.told.items = std::move((*makes_return)->items);
    all.quarter = (*makes_return)->quarter;
  }
  return all;
}

bool all_kept(Tally const& tally) {
  return std::ranges::all_of(tally.terms, kept) && std::ranges::all_of(tally.items, [](intake::ItemAnswer const& item) {
           return item.state == intake::ItemState::present || item.state == intake::ItemState::nil;
         });
}

}  // namespace concordat::hub
