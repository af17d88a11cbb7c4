// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "http/response.h"
#include "hub/feeds.h"
#include "hub/improvement/plan.h"
#include "hub/supply/error_file.h"
#include "hub/supply/template_file.h"
#include "hub/supply/terms_told.h"
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
    breaks.push(Json{}.set("code", one.code.view()).set("month", format_month(one.month)).set("month_words", month_words(one.month)).set("field_title", one.field.empty() ? "" : field_title(hub, one.field)).set("sentence", one.sentence));
  }
  model.set("months", std::move(rows)).set("fields", std::move(fields)).set("breaks", std::move(breaks));
}

/// The feed in the address where this person may see its quality; one answer for what is not there and not shown.
Result<hub::Feed const*> shown_feed_of(Visit& visit) {
  auto const* feed = visit.hub.feed(visit.param("feed"));
  if (feed == nullptr || feed->agency == visit.who->agency) return own_feed_of(visit);
  auto const shows = hub::published_quality(visit.hub, *feed);
  if (!shows) return fail(shows);
  return *shows == hub::Published::nothing ? own_feed_of(visit) : feed;
}

/// What came for the targets of a plan; the chart's line is of the same months.
Json target_model(hub::Target const& target, hub::Hub const& hub) {
  ShareOverMonths chart{"What came for this target, month by month", {}};
  for (auto const& [month, share] : target.actual) chart.shares.push_back(share);
  Json model;
  model.set("id", target.id).set("measure", hub::name_of(target.aim.measure).view()).set("field", target.aim.field);
  model.set("field_title", target.aim.field.empty() ? "" : field_title(hub, target.aim.field)).set("percent", target.aim.percent);
  model.set("by", date_model(target.aim.by_when)).set("written_by", target.written_by).set("written_at", instant_model(target.written_at));
  model.set("last", target.last ? Json{*target.last} : Json{}).set("last_words", percent(target.last)).set("reached", target.reached);
  model.set("over", target.aim.by_when < hub.clock().today());
  return model.set("chart", as_data_address(line_chart(chart))).set("chart_words", chart.title);
}

/// The fields that a target may name.
Json field_choices(hub::Hub const& hub, hub::Feed const& feed) {
  Json list{Json::Array{}};
  auto const* profile = hub.profiles().find(feed.profile);
  if (profile == nullptr) return list;
  for (auto const& column : profile->columns) {
    auto const& field = hub.catalogue().fields()[column.field];
    list.push(Json{}.set("id", field.id).set("title", field.label));
  }
  return list;
}

Result<Answer> show_quality(Visit& visit) {
  auto const feed = shown_feed_of(visit);
  if (!feed) return fail(feed);
  auto const quality = hub::feed_quality(visit.hub, **feed, visit.who->agency, visit.who->member);
  if (!quality) return fail(quality);
  auto const plan = hub::plan_of(visit.hub, *quality);
  if (!plan) return fail(plan);
  auto const shows = hub::published_quality(visit.hub, **feed);
  if (!shows) return fail(shows);
  View view{"feeds/quality"};
  bool const own = (*feed)->agency == visit.who->agency;
  view.model.set("feed", (*feed)->id).set("title", (*feed)->title).set("has_data", quality->quality.has_value());
  view.model.set("own", own).set("shows", hub::name_of(*shows).view()).set("may_choose", own && visit.may(hub::Right::improve_quality));
  Json entered;  // what a form held that has to be mended
  for (auto const* name : {"measure", "field", "percent", "by"}) entered.set(name, visit.input.text(name));
  view.model.set("entered", std::move(entered));
  Json targets{Json::Array{}};
  for (auto const& target : *plan) targets.push(target_model(target, visit.hub));
  view.model.set("plan", std::move(targets)).set("fields_to_choose", field_choices(visit.hub, **feed));
  if (quality->quality) add_quality(view.model, *quality, visit.hub);
  auto const terms = hub::terms_of(visit.hub, *quality);
  if (!terms) return fail(terms);
  hub::add_terms(view.model, terms->told, visit.hub.catalogue());
  view.model.set("quarter_words", terms->quarter ? format_quarter(*terms->quarter) : std::string{});
  return view;
}

Result<Answer> take_publication(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  if (!visit.input.faults.empty()) return show_quality(visit);
  auto const shows = hub::published_named(visit.input.text("shows")).value_or(hub::Published::nothing);
  auto const done = hub::publish_quality(visit.hub, **feed, visit.member(), shows);
  if (!done) return fail(done);
  return Go{"/feeds/" + (*feed)->id + "/quality"};
}

Result<Answer> take_target(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  auto const day = parse_date(visit.input.text("by"));
  if (!day && visit.input.has("by")) visit.fault("by", "Enter the day as 2027-03-31.");
  if (!visit.input.faults.empty()) return show_quality(visit);
  auto const measure = hub::measure_named(visit.input.text("measure")).value_or(hub::Measure::accepted);
  auto const field = measure == hub::Measure::accepted ? std::string{} : visit.input.text("field");
  auto const made = hub::set_target(visit.hub, **feed, visit.member(), {measure, field, static_cast<int>(std::min<std::uint64_t>(visit.input.number("percent"), 101)), *day});
  if (!made) {
    if (made.error().fault != Fault::malformed) return fail(made);
    auto const words = std::string{made.error().title.view()} + " " + std::string{made.error().remedy.view()};
    visit.fault(made.error().code.view() == "plan.past" ? "by" : made.error().code.view() == "plan.percent" ? "percent" : "field", words);
    return show_quality(visit);
  }
  Go go{"/feeds/" + (*feed)->id + "/quality"};
  go.model.set("target", *made);
  return go;
}

Result<Answer> take_withdrawal(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  auto const done = hub::withdraw_target(visit.hub, **feed, visit.member(), std::string{visit.param("target")});
  if (!done) return fail(done);
  return Go{"/feeds/" + (*feed)->id + "/quality"};
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

http::Response attached(std::string const& media_type, std::string const& name, std::string const& bytes) {
  http::Response response{http::Status::ok, media_type, bytes};
  response.set_header("content-disposition", http::attachment(name));
  return response;
}

Result<Answer> send_error_file(Visit& visit) {
  auto const feed = own_feed_of(visit);
  if (!feed) return fail(feed);
  auto const& kind = visit.input.text("as");
  hub::ErrorRequest const request{visit.input.text("submission"), kind == "csv" ? hub::ErrorFormat::csv : hub::ErrorFormat::xlsx};
  auto const file = hub::error_file(visit.hub, **feed, visit.member(), request);
  if (!file) return fail(file);
  return Sent{attached(file->media_type, file->name, file->bytes)};
}

Result<Answer> send_template(Visit& visit) {
  auto const feed = feed_of(visit);
  if (!feed) return fail(feed);
  auto const file = hub::template_file(visit.hub, **feed, visit.who->agency, visit.who->member);
  if (!file) return fail(file);
  return Sent{attached("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file->name, file->bytes)};
}

}  // namespace

void add_quality_pages(Site& site) {
  auto const choose = [&site](std::string pattern, std::string summary, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = http::Method::post, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right,
              .right = hub::Right::improve_quality, .inputs = std::move(inputs), .page = page});
  };
  choose("/feeds/:feed/quality/shown", "Choose what others see of the feed's quality; acts at the next request",
         {{.name = "shows", .kind = InputKind::choice, .label = "what others see", .required = true, .choices = {"nothing", "rows", "fields"}}}, take_publication);
  choose("/feeds/:feed/quality/targets", "Put a target into the feed's improvement plan",
         {{.name = "measure", .kind = InputKind::choice, .label = "what is measured", .required = true, .choices = {"accepted", "filled", "usable"}},
          {.name = "field", .label = "the field"},
          {.name = "percent", .kind = InputKind::number, .label = "what is to be reached, in per cent", .required = true},
          {.name = "by", .label = "the day, as 2027-03-31", .required = true, .longest = 10}},
         take_target);
  choose("/feeds/:feed/quality/targets/:target/withdraw", "Take a target out of the plan", {}, take_withdrawal);
  site.add({.pattern = "/feeds/:feed/to-correct",
            .summary = "The rows that were set aside as a workbook or CSV file, to be corrected and sent again, for the agency that supplies the feed",
            .need = Need::right,
            .right = hub::Right::see_quarantine_own,
            .inputs = {{.name = "as", .kind = InputKind::choice, .label = "the kind of file", .choices = {"xlsx", "csv"}}, {.name = "submission", .label = "the submission"}},
            .page = send_error_file});
  site.add({.pattern = "/feeds/:feed/template",
            .summary = "An empty workbook for the feed, with headings, drop-downs and notes",
            .need = Need::right,
            .right = hub::Right::see_feeds,
            .page = send_template});
  site.add({.pattern = "/feeds/:feed/quality",
            .summary = "Quality by month and field with the improvement plan: for the agency that supplies the feed, and for others as far as it chose",
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
