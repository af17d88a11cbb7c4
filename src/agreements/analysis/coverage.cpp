// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/coverage.h"

#include <algorithm>
#include <set>

namespace concordat::agreements::analysis {
namespace {

/// By field: the rules that give it, and those that look at it to leave rows out.
struct Uses {
  std::map<std::string, std::set<std::string>> given;
  std::map<std::string, std::set<std::string>> decides;
};

/// `agency`: whose giving counts; empty: everybody's.
Uses uses_of(Scope const& scope, std::string const& agency) {
  Uses out;
  for (auto const* const agreement : scope.agreements) {
    for (auto const& rule : agreement->rules) {
      if (!agency.empty() && !contains(rule.disclosers, agency)) continue;
      auto const name = reference(*agreement, rule);
      for (auto const& item : rule.items) out.given[field_name(item.field.text, scope.vocabulary)].insert(name);
      for (auto const& one : rule.conditions.suppress_when) out.decides[field_name(one.field.text, scope.vocabulary)].insert(name);
    }
  }
  return out;
}

ColumnNeed need_of(FeedColumn const& column, Uses const& uses, bool rows_used, Vocabulary const* vocabulary) {
  ColumnNeed out{.column = column};
  auto const field = field_name(column.field, vocabulary);
  if (auto const found = uses.given.find(field); found != uses.given.end()) {
    out.need = Need::given;
    out.rules = {found->second.begin(), found->second.end()};
  } else if (auto const by = uses.decides.find(field); by != uses.decides.end()) {
    out.need = Need::decides;
    out.rules = {by->second.begin(), by->second.end()};
  } else if (column.frames && rows_used) {
    out.need = Need::frames;
  }
  return out;
}

Json list(std::vector<std::string> const& texts) {
  Json::Array out;
  for (auto const& text : texts) out.emplace_back(text);
  return Json{std::move(out)};
}

}  // namespace

std::string_view name_of(Need need) {
  switch (need) {
    case Need::given: return "given";
    case Need::decides: return "decides";
    case Need::frames: return "frames";
    case Need::not_needed: return "not-needed";
  }
  return "";
}

std::size_t FeedNeed::not_needed() const {
  return static_cast<std::size_t>(std::count_if(columns.begin(), columns.end(), [](ColumnNeed const& one) { return one.need == Need::not_needed; }));
}

Coverage coverage(Scope const& scope, std::vector<KnownField> const& catalogue, std::vector<FeedOffer> const& feeds) {
  Coverage out;
  auto const all = uses_of(scope, {});
  for (auto const& field : catalogue) {
    if (all.given.contains(field_name(field.id, scope.vocabulary))) {
      ++out.covered;
    } else {
      out.uncovered.push_back(field);
    }
  }
  std::sort(out.uncovered.begin(), out.uncovered.end(), [](auto const& left, auto const& right) { return left.id < right.id; });
  for (auto const& feed : feeds) {
    auto const uses = uses_of(scope, feed.agency);
    auto const is_given = [&](std::string const& field) { return uses.given.contains(field_name(field, scope.vocabulary)); };
    // One row has to be kept whole enough to count, as soon as anything of it is given.
    auto const rows_used = std::any_of(feed.makes.begin(), feed.makes.end(), is_given) ||
                           std::any_of(feed.columns.begin(), feed.columns.end(), [&](FeedColumn const& column) { return is_given(column.field); });
    FeedNeed need{feed.id, feed.agency, feed.profile, {}};
    for (auto const& column : feed.columns) need.columns.push_back(need_of(column, uses, rows_used, scope.vocabulary));
    out.feeds.push_back(std::move(need));
  }
  return out;
}

Json to_json(Coverage const& coverage) {
  Json::Array uncovered;
  for (auto const& field : coverage.uncovered) {
    Json one;
    one.set("field", field.id).set("label", field.label);
    uncovered.push_back(std::move(one));
  }
  Json::Array feeds;
  for (auto const& feed : coverage.feeds) {
    Json::Array columns;
    for (auto const& column : feed.columns) {
      Json one;
      one.set("field", column.column.field).set("label", column.column.label).set("need", name_of(column.need)).set("rules", list(column.rules));
      columns.push_back(std::move(one));
    }
    Json one;
    one.set("feed", feed.feed).set("agency", feed.agency).set("profile", feed.profile);
    one.set("not_needed", static_cast<std::int64_t>(feed.not_needed())).set("columns", std::move(columns));
    feeds.push_back(std::move(one));
  }
  Json out;
  out.set("covered", static_cast<std::int64_t>(coverage.covered)).set("uncovered", std::move(uncovered)).set("feeds", std::move(feeds));
  return out;
}

}  // namespace concordat::agreements::analysis
