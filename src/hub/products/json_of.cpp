// SPDX-License-Identifier: Apache-2.0
#include "hub/products/json_of.h"

#include "base/json_list.h"

#include <cmath>

#include <fmt/format.h>

namespace concordat::hub {
namespace {

std::int64_t whole(double value) { return static_cast<std::int64_t>(std::llround(value)); }

Json to_json(EditionSection const& view) {
  auto const& section = view.section;
  Json one;
  one.set("id", section.id).set("title", section.title).set("law", section.law).set("ask", section.ask).set("tables", list_of(section.tables));
  Json works{Json::Array{}};
  for (auto const work : section.works) works.push(catalogue::name_of(work));
  one.set("works", std::move(works)).set("words", view.words).set("written_by", view.written_by).set("written_at", view.written_at).set("writing", view.writing).set("kept", view.kept);
  Json found{Json::Array{}};
  for (auto const kind : view.found) found.push(words_of(kind).view());
  return std::move(one.set("found", std::move(found)));
}

}  // namespace

std::string every_words(Period every) {
  if (every == Period{12, 0}) return "once a year";
  if (every == Period{6, 0}) return "every six months";
  if (every == Period{3, 0}) return "every quarter";
  if (every == Period{1, 0}) return "every month";
  if (every == Period{0, 7}) return "every week";
  if (every == Period{0, 1}) return "every day";
  if (every.days == 0) return fmt::format("every {} months", every.months);
  if (every.months == 0) return fmt::format("every {} days", every.days);
  return fmt::format("every {} month{} and {} days", every.months, every.months == 1 ? "" : "s", every.days);
}

Json to_json(catalogue::Product const& product) {
  Json one;
  one.set("every", every_words(product.every));
  one.set("id", product.id).set("title", product.title).set("about", product.about).set("law", product.law).set("victim_first", product.victim_first);
  one.set("purposes", list_of(product.purposes)).set("sign_off", list_of(product.sign_off)).set("tables", list_of(product.tables()));
  return one;
}

Json to_json(EditionRow const& row) {
  Json one;
  one.set("id", row.id).set("product", row.product).set("title", row.title).set("number", row.number).set("purpose", row.purpose).set("quarter", row.quarter);
  one.set("opened_by", row.opened_by).set("opened_at", row.opened_at).set("version", row.version).set("signed", row.is_signed()).set("as_entered", row.as_entered);
  if (row.is_signed()) one.set("signed_by", row.signed_by).set("signed_at", row.signed_at).set("content_hash", row.content_hash).set("ledger_index", row.ledger_index);
  return one;
}

Json to_json(EditionFigure const& figure) {
  Json one;
  one.set("table", figure.table).set("title", figure.title).set("release", figure.release).set("ledger_index", figure.ledger_index).set("period", figure.period);
  one.set("reason", figure.reason).set("why", figure.why).set("remedy", figure.remedy);
  Json refused{Json::Array{}};
  for (auto const& reason : figure.refused) {
    refused.push(Json{}.set("source", reason.source).set("code", reason.code).set("reason", reason.reason).set("field", reason.field).set("why", reason.why).set("remedy", reason.remedy));
  }
  Json files{Json::Array{}};
  for (auto const& file : figure.files) files.push(file.name);
  auto const version = version_of(figure);
  one.set("released_at", version.released_at).set("data_version", version.data_version).set("in_short", list_of(in_short(figure)));
  return std::move(one.set("refused", std::move(refused)).set("files", std::move(files)));
}

Json to_json(TableChange const& change) {
  Json cells{Json::Array{}};
  for (auto const& cell : change.cells) cells.push(Json{}.set("row", cell.row).set("column", cell.column).set("before", cell.before).set("now", cell.now));
  Json one;
  one.set("title", change.title).set("file", change.file).set("period_before", change.period_before).set("period_now", change.period_now);
  one.set("cells", std::move(cells)).set("new_columns", list_of(change.new_columns));
  one.set("squares_came", static_cast<std::uint64_t>(change.squares_came)).set("squares_went", static_cast<std::uint64_t>(change.squares_went));
  return one;
}

Json to_json(Reckoning const& reckoning) {
  Json lines{Json::Array{}};
  for (auto const& line : reckoning.lines) {
    Json one;
    one.set("item", line.cost.item).set("source", line.source).set("sector", line.cost.sector).set("reports", line.reports).set("quarters", line.quarters).set("first", format_quarter(line.first)).set("last", format_quarter(line.last));
    one.set("reports_words", with_commas(line.reports)).set("unit_low_words", with_commas(line.cost.low)).set("unit_high_words", with_commas(line.cost.high));
    one.set("unit_low", line.cost.low).set("unit_high", line.cost.high).set("low", line.low).set("high", line.high).set("low_words", pounds_words(line.low)).set("high_words", pounds_words(line.high)).set("price_base", line.cost.price_base);
    one.set("changed_by", line.cost.changed_by).set("changed_on", line.cost.changed_on).set("why", line.cost.why);
    lines.push(std::move(one.set("from", line.cost.from).set("url", line.cost.url).set("checked", line.cost.checked)));
  }
  return std::move(Json{}.set("lines", std::move(lines)).set("without", list_of(reckoning.without)).set("in_short", list_of(in_short(reckoning))));
}

Json to_json(std::vector<SourceProjection> const& projections) {
  Json list{Json::Array{}};
  for (auto const& one : projections) {
    Json quarters{Json::Array{}};
    for (auto const& quarter : one.projection.quarters) {
      Json row;
      row.set("quarter", format_quarter(quarter.quarter)).set("expected_low", whole(quarter.expected_low)).set("expected_high", whole(quarter.expected_high)).set("low_80", whole(quarter.low_80)).set("high_80", whole(quarter.high_80));
      quarters.push(std::move(row.set("low_95", whole(quarter.low_95)).set("high_95", whole(quarter.high_95))));
    }
    Json source;
    source.set("source", one.source).set("quarters", std::move(quarters)).set("rests_on", static_cast<std::uint64_t>(one.projection.rests_on)).set("hidden", static_cast<std::uint64_t>(one.projection.hidden));
    list.push(std::move(source.set("why_none", one.why_none)));
  }
  return list;
}

Json to_json(SourcesAndLimits const& facts) {
  return std::move(Json{}.set("sources", list_of(facts.sources)).set("coverage", list_of(facts.coverage)).set("limits", list_of(facts.limits)).set("missing", list_of(facts.missing)));
}

Json to_json(Edition const& edition) {
  Json sections{Json::Array{}};
  for (auto const& section : edition.sections) sections.push(to_json(section));
  Json figures{Json::Array{}};
  for (auto const& figure : edition.figures) figures.push(to_json(figure));
  Json changes{Json::Array{}};
  for (auto const& change : edition.changes) changes.push(to_json(change));
  auto all = to_json(edition.row);
  all.set("about", edition.product.about).set("law", edition.product.law).set("victim_first", edition.product.victim_first).set("sections", std::move(sections)).set("figures", std::move(figures));
  all.set("compared_with", edition.compared_with ? Json{*edition.compared_with} : Json{}).set("changes", std::move(changes));
  auto const series = series_in(edition);
  all.set("basis", to_json(sources_and_limits(edition)));
  if (!edition.row.is_signed()) all.set("told", mark_of_told(edition));
  for (auto const* work : {"deliveries", "prescribed", "as_of"}) {
    if (!edition.told.is_null() && edition.told.contains(work)) all.set(work, edition.told[work]);
  }
  if (edition.product.has(catalogue::Work::costs)) all.set("costs", to_json(reckon(series, edition.costs)));
  if (edition.product.has(catalogue::Work::projection)) all.set("projection", to_json(projections(series)));
  return all;
}

}  // namespace concordat::hub
