// SPDX-License-Identifier: Apache-2.0
// A difference as sentences, and as JSON.
#include <fmt/format.h>

#include <algorithm>

#include "agreements/analysis/diff.h"
#include "agreements/print.h"
#include "base/text.h"

namespace concordat::agreements::analysis {
namespace {

using Namer = std::function<std::string(std::string_view)>;

std::string listed(std::vector<std::string> const& words, Namer const& namer = {}, std::string_view last = " and ") {
  std::string out;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) out += index + 1 == words.size() ? last : std::string_view{", "};
    out += namer ? namer(words[index]) : words[index];
  }
  return out;
}

std::string in_words(Box const& box, PrintNames const& names) {
  return fmt::format("{} of {}, from {}, for {}: {}", listed(box.roles, {}, " or "), listed(box.recipients, names.agency, " or "),
                     listed(box.disclosers, names.agency, " or "), listed(box.purposes, {}, " or "), listed(box.fields, names.field));
}

std::string_view heading(Change change) {
  switch (change) {
    case Change::added: return "Added";
    case Change::eased: return "Eased";
    case Change::mixed: return "Eased and tightened";
    case Change::tightened: return "Tightened";
    case Change::removed: return "Removed";
  }
  return "";
}

std::string facet_words(FacetChange const& facet) {
  auto const judged = facet.now == Order::easier     ? "easier"
                      : facet.now == Order::stricter ? "stricter"
                                                     : "cannot be put in order, so it counts as easier";
  return fmt::format("{}: {} (was: {}; {})", facet.title, facet.after, facet.before, judged);
}

std::string sentence(CellChange const& change, PrintNames const& names) {
  std::vector<std::string> boxes;
  for (auto const& box : change.boxes) boxes.push_back(in_words(box, names));
  std::vector<std::string> terms = change.given;
  for (auto const& facet : change.facets) terms.push_back(facet_words(facet));
  auto out = fmt::format("{}: {}.", heading(change.change), text::join(boxes, "; and "));
  for (auto const& term : terms) out += fmt::format(" {}.", term);
  if (!change.prohibited.empty() && change.change != Change::removed) out += fmt::format(" Still subject to {}.", listed(change.prohibited));
  if (change.stops) out += fmt::format(" The old terms stop on {}.", format_date(*change.stops));
  auto const& rules = change.after.empty() ? change.before : change.after;
  return out + fmt::format(" [{}]", listed(rules));
}

std::string sentence(ClauseChange const& change) {
  auto const effect = change.widens && change.narrows ? "eased in part, tightened in part" : change.widens ? "eased" : change.narrows ? "tightened" : "same effect";
  if (change.kind == "status") return fmt::format("Status of {}: {} (was: {})", change.id, change.after, change.before);
  if (change.kind == "part-not-known") {
    return fmt::format("{}: '{}' changed; this comparison does not know it, so it counts as easier", change.id, change.after.empty() ? change.before : change.after);
  }
  if (change.after.empty()) return fmt::format("Lifted ({}) in {}: {}{}", change.kind, change.id, change.before, change.widens ? "" : " (another still holds)");
  if (change.before.empty()) return fmt::format("New ({}) in {}: {}{}", change.kind, change.id, change.after, change.narrows ? "" : " (another held already)");
  return fmt::format("Changed ({}) in {}: {} Was: {} ({})", change.kind, change.id, change.after, change.before, effect);
}

std::string term_words(std::pair<Date, Date> const& term) {
  return fmt::format("from {}", term_in_words(term.first, term.second));
}

std::string sentence(InForceChange const& change) {
  if (!change.before) return fmt::format("{} is new, {}.", change.agreement, term_words(*change.after));
  if (!change.after) return fmt::format("{} is no longer there (it ran {}).", change.agreement, term_words(*change.before));
  return fmt::format("{} runs {} (was: {}).", change.agreement, term_words(*change.after), term_words(*change.before));
}

Json list(std::vector<std::string> const& texts) {
  Json::Array out;
  for (auto const& text : texts) out.emplace_back(text);
  return Json{std::move(out)};
}

Json to_json(CellChange const& change) {
  Json out;
  Json::Array facets;
  for (auto const& facet : change.facets) {
    Json one;
    one.set("facet", facet.facet).set("order", name_of(facet.now)).set("before", facet.before).set("after", facet.after);
    facets.push_back(std::move(one));
  }
  Json::Array boxes;
  for (auto const& box : change.boxes) boxes.push_back(to_json(box));
  out.set("change", name_of(change.change)).set("widens", change.widens).set("narrows", change.narrows);
  out.set("cells", static_cast<std::int64_t>(change.cells())).set("boxes", std::move(boxes)).set("facets", std::move(facets));
  out.set("terms", list(change.given)).set("prohibitions", list(change.prohibited));
  out.set("before", list(change.before)).set("after", list(change.after));
  out.set("stops", change.stops ? Json{format_date(*change.stops)} : Json{});
  return out;
}

Json to_json(std::optional<std::pair<Date, Date>> const& term) {
  if (!term) return {};
  Json out;
  out.set("from", format_date(term->first)).set("until", format_date(term->second));
  return out;
}

}  // namespace

std::string_view name_of(Change change) {
  switch (change) {
    case Change::added: return "added";
    case Change::eased: return "eased";
    case Change::mixed: return "mixed";
    case Change::tightened: return "tightened";
    case Change::removed: return "removed";
  }
  return "";
}

std::vector<std::string> sentences(Difference const& difference, PrintNames const& names) {
  std::vector<std::string> out;
  for (auto const& change : difference.cells) out.push_back(sentence(change, names));
  for (auto const& change : difference.clauses) out.push_back(sentence(change));
  for (auto const& change : difference.terms) out.push_back(sentence(change));
  for (auto const& part : difference.other) out.push_back(fmt::format("Reworded, with no effect on what may be given: {}.", part));
  return out;
}

Json to_json(Box const& box) {
  Json out;
  out.set("disclosers", list(box.disclosers)).set("recipients", list(box.recipients)).set("roles", list(box.roles));
  out.set("purposes", list(box.purposes)).set("fields", list(box.fields));
  return out;
}

Json to_json(Difference const& difference) {
  Json::Array cells;
  for (auto const& change : difference.cells) cells.push_back(to_json(change));
  Json::Array clauses;
  for (auto const& change : difference.clauses) {
    Json one;
    one.set("kind", change.kind).set("id", change.id).set("before", change.before).set("after", change.after);
    one.set("widens", change.widens).set("narrows", change.narrows);
    clauses.push_back(std::move(one));
  }
  Json::Array terms;
  for (auto const& change : difference.terms) {
    Json one;
    one.set("agreement", change.agreement).set("before", to_json(change.before)).set("after", to_json(change.after));
    one.set("widens", change.widens).set("narrows", change.narrows);
    terms.push_back(std::move(one));
  }
  Json out;
  out.set("widens", difference.widens()).set("cells", std::move(cells)).set("clauses", std::move(clauses));
  out.set("in_force", std::move(terms)).set("other", list(difference.other));
  return out;
}

}  // namespace concordat::agreements::analysis
