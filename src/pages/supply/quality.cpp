// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "hub/feeds.h"
#include "pages/chart.h"
#include "pages/supply/supply.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

std::string percent(std::optional<double> share) { return share ? fmt::format("{:.1f}%", 100 * *share) : std::string{"no data"}; }

std::string_view direction_words(intake::Direction direction) {
  switch (direction) {
    case intake::Direction::rising: return "Rising";
    case intake::Direction::falling: return "Falling";
    case intake::Direction::steady: return "Steady";
    case intake::Direction::too_few_months: return "Too few months to say";
  }
  return "";
}

/// Every month from the first to the last, also those without rows: a gap must show as one.
std::vector<Month> all_months(intake::FeedQuality const& quality) {
  auto const with_rows = quality.months();
  std::vector<Month> all;
  if (with_rows.empty()) return all;
  for (auto month = with_rows.front(); month.index <= with_rows.back().index; month = month.next()) all.push_back(month);
  return all;
}

Json field_model(intake::FeedQuality const& quality, std::size_t field, std::vector<Month> const& months, std::string const& title) {
  ShareOverMonths chart{title + ": share of rows in which it is filled, month by month", {}};
  Json cells{Json::Array{}};
  for (auto const month : months) {
    auto const counts = quality.counts(month);
    auto const share = counts && field < counts->fields.size() ? counts->fields[field].completeness() : std::nullopt;
    auto const valid = counts && field < counts->fields.size() ? counts->fields[field].validity() : std::nullopt;
    chart.shares.push_back(share);
    Json cell;
    cell.set("filled", share ? Json{*share} : Json{}).set("filled_words", percent(share));
    cell.set("usable", valid ? Json{*valid} : Json{}).set("usable_words", percent(valid));
    cells.push(std::move(cell));
  }
  Json model;
  model.set("id", quality.fields()[field]).set("title", title).set("months", std::move(cells));
  model.set("chart", as_data_address(line_chart(chart))).set("chart_words", chart.title);
  return model;
}

Json month_model(Month month, std::optional<intake::MonthCounts> const& counts) {
  Json model;
  model.set("month", format_month(month)).set("month_words", month_words(month)).set("has_rows", counts.has_value());
  if (!counts) return model;
  model.set("read", counts->read()).set("accepted", counts->accepted).set("quarantined", counts->quarantined).set("skipped", counts->skipped);
  model.set("read_words", number_words(counts->read())).set("accepted_words", number_words(counts->accepted));
  model.set("quarantined_words", number_words(counts->quarantined)).set("skipped_words", number_words(counts->skipped));
  auto const lag = counts->mean_lag_days();
  model.set("lag_words", lag ? fmt::format("{:.0f} days", *lag) : "");
  return model;
}

void add_quality(Json& model, hub::QualityView const& quality, hub::Hub const& hub) {
  auto const months = all_months(*quality.quality);
  Json rows{Json::Array{}};
  for (auto const month : months) rows.push(month_model(month, quality.quality->counts(month)));
  Json fields{Json::Array{}};
  auto const total = quality.quality->total();
  for (std::size_t i = 0; i < total.fields.size(); ++i) {
    if (total.fields[i].total() == 0) continue;
    auto one = field_model(*quality.quality, i, months, field_title(hub, quality.quality->fields()[i]));
    one.set("filled_words", percent(total.fields[i].completeness())).set("usable_words", percent(total.fields[i].validity()));
    for (auto const& trend : quality.trends) {
      if (trend.field != quality.quality->fields()[i]) continue;
      one.set("last_words", percent(trend.last)).set("direction", direction_words(trend.direction));
    }
    fields.push(std::move(one));
  }
  Json breaks{Json::Array{}};
  for (auto const& one : quality.breaks) {
    breaks.push(Json{}.set("code", one.code.view()).set("month", format_month(one.month)).set("month_words", month_words(one.month)).set("sentence", one.sentence));
  }
  model.set("months", std::move(rows)).set("fields", std::move(fields)).set("breaks", std::move(breaks));
}

Result<Answer> show_quality(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  auto const quality = hub::feed_quality(visit.hub, **feed, visit.who->agency, visit.who->member);
  if (!quality) return fail(quality);
  View view{"feeds/quality"};
  view.model.set("feed", (*feed)->id).set("title", (*feed)->title).set("has_data", quality->quality.has_value());
  if (quality->quality) add_quality(view.model, *quality, visit.hub);
  return view;
}

Result<Answer> show_quarantine(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  auto const cells = hub::QuarantineView::read(visit.hub, **feed, visit.member());
  if (!cells) return fail(cells);
  View view{"feeds/quarantine"};
  view.model.set("feed", (*feed)->id).set("title", (*feed)->title);
  constexpr std::size_t most_shown = 500;
  Json list{Json::Array{}};
  for (auto const& cell : *cells) {
    if (list.array().size() == most_shown) break;
    Json one;
    one.set("file", cell.file.value_or("")).set("submission", cell.submission).set("row", cell.row).set("column", cell.column);
    one.set("field", cell.field).set("field_title", cell.field.empty() ? "" : field_title(visit.hub, cell.field));
    one.set("code", cell.code).set("remedy", cell.remedy).set("value", cell.value.value_or(""));
    auto const gone = parse_date(cell.expires_on);
    one.set("expires_on", gone ? date_model(*gone) : Json{});
    list.push(std::move(one));
  }
  view.model.set("count", static_cast<std::uint64_t>(cells->size())).set("most_shown", static_cast<std::uint64_t>(most_shown));
  view.model.set("cells", std::move(list));
  return view;
}

}  // namespace

void add_quality_pages(Site& site) {
  site.add({.pattern = "/feeds/:feed/quality",
            .summary = "Quality by month and field, for the agency that supplies the feed",
            .need = Need::right,
            .right = hub::Right::see_quality_own,
            .page = show_quality});
  site.add({.pattern = "/feeds/:feed/quarantine",
            .summary = "The cells that were set aside, with their values, for the agency that supplies the feed",
            .need = Need::right,
            .right = hub::Right::see_quarantine_own,
            .page = show_quarantine});
}

}  // namespace concordat::pages
