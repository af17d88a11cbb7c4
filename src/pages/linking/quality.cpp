// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "hub/agency_name.h"
#include "hub/linkage/quality/quality.h"
#include "pages/chart.h"
#include "pages/door.h"
#include "pages/linking/linking.h"
#include "pages/wording.h"

namespace concordat::pages {
namespace {

namespace links = hub::links;

std::string percent_words(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string interval_words(Json const& interval, std::string const& unknown) {
  if (!interval.is_object()) return unknown;
  return fmt::format("{} ({} to {})", percent_words(interval["at"].number()), percent_words(interval["low"].number()), percent_words(interval["high"].number()));
}

/// One line of the table of figures.
Json estimate_row(Json const& estimate, std::string name, Json const& words) {
  auto const unknown = words["not_known"].string();
  Json row;
  row.set("name", std::move(name)).set("precision", interval_words(estimate["precision"], unknown)).set("recall", interval_words(estimate["recall"], unknown));
  return row.set("judged", number_words(static_cast<std::uint64_t>(estimate["judged"].integer())));
}

Json gap_model(Json const& gap) {
  if (!gap.is_object()) return Json{};
  return Json{}.set("points", fmt::format("{:.1f}", 100 * gap["at"].number())).set("may_be_chance", gap["may_be_chance"].boolean());
}

Json figures_model(Visit const& visit, Json const& figures) {
  auto const& words = visit.services.words["link_quality"];
  Json rows{Json::Array{}};
  rows.push(estimate_row(figures["overall"], words["all_pairs"].string(), words));
  if (figures["cannot_tell"].integer() > 0) rows.push(estimate_row(figures["if_same"], words["if_same"].string(), words)).push(estimate_row(figures["if_not_same"], words["if_not_same"].string(), words));
  for (auto const& one : figures["by_agency"].array()) {
    auto const& two = one["agencies"].array();
    auto const name = [&](std::size_t i) { return two.size() == 2 ? std::string{hub::agency_name(visit.hub, two[i].string())} : std::string{}; };
    rows.push(estimate_row(one, fmt::format("{} / {}", name(0), name(1)), words));
  }
  for (auto const& one : figures["by_group"].array()) {
    rows.push(estimate_row(one, {}, words).set("group", one["group"]).set("records", number_words(static_cast<std::uint64_t>(one["records"].integer()))));
  }
  Json model;
  model.set("rows", std::move(rows)).set("precision_gap", gap_model(figures["precision_gap"])).set("recall_gap", gap_model(figures["recall_gap"]));
  for (auto const* count : {"settled", "cannot_tell", "not_judged", "against_decisions", "agencies_not_told", "groups_not_told"}) model.set(count, figures[count]);
  if (auto const& kappa = figures["kappa"]; kappa.is_object()) {
    model.set("kappa", Json{}.set("at", fmt::format("{:.2f}", kappa["at"].number())).set("low", fmt::format("{:.2f}", kappa["low"].number())).set("high", fmt::format("{:.2f}", kappa["high"].number()))
                           .set("pairs", kappa["pairs"]).set("agreed", percent_words(kappa["agreed"].number())));
  }
  return model;
}

Json sample_model(Visit const& visit, links::Sample const& sample) {
  auto model = links::to_json(sample);
  model.set("href", fmt::format("/links/samples/{}", sample.id)).set("drawn_on", instant_model(sample.drawn_at)).set("closed_on", instant_model(sample.closed_at));
  if (auto const until = parse_date(sample.until)) model.set("until_day", date_model(*until)).set("is_over", *until < visit.hub.clock().today());
  return sample.figures.is_object() ? model.set("told", figures_model(visit, sample.figures)) : model;
}

/// A line of one number over time; the largest stands at the top. Empty: nothing was counted.
Json chart_model(std::string const& title, std::vector<std::optional<double>> const& values, bool is_share) {
  double most = is_share ? 1 : 0;
  std::optional<double> last;
  for (auto const& value : values) {
    if (!value) continue;
    most = std::max(most, *value);
    last = value;
  }
  if (!last) return Json{};
  auto const words_of = [&](double value) { return is_share ? percent_words(value) : number_words(static_cast<std::uint64_t>(std::llround(value))); };
  ShareOverMonths chart{fmt::format("{}: {} at the end, {} at the top", title, words_of(*last), words_of(most)), {}};
  for (auto const& value : values) chart.shares.push_back(value ? std::optional{most > 0 ? *value / most : 0.0} : std::nullopt);
  return Json{}.set("title", title).set("words", chart.title).set("last", words_of(*last)).set("picture", as_data_address(line_chart(chart)));
}

Json charts_model(links::QualityOfLinks const& quality, Json const& words) {
  Json charts{Json::Array{}};
  auto const add = [&](char const* title, std::vector<std::optional<double>> const& values, bool is_share) {
    auto model = chart_model(words[title].string(), values, is_share);
    if (model.is_object()) charts.push(std::move(model));
  };
  auto const over_samples = [&](char const* what) {
    std::vector<std::optional<double>> values;
    for (auto sample = quality.samples.rbegin(); sample != quality.samples.rend(); ++sample) {
      auto const& interval = sample->figures["overall"][what];
      if (sample->figures.is_object()) values.push_back(interval.is_object() ? std::optional{interval["at"].number()} : std::nullopt);
    }
    return values;
  };
  auto const over_runs = [&](auto value_of) {
    std::vector<std::optional<double>> values;
    for (auto const& run : quality.runs) values.push_back(value_of(run));
    return values;
  };
  add("precision_chart", over_samples("precision"), true);
  add("recall_chart", over_samples("recall"), true);
  add("made_chart", over_runs([](links::RunTold const& run) { return std::optional{static_cast<double>(run.new_links)}; }), false);
  add("broken_chart", over_runs([](links::RunTold const& run) { return std::optional{static_cast<double>(run.broken_links)}; }), false);
  add("waiting_chart", over_runs([](links::RunTold const& run) { return std::optional{static_cast<double>(run.waiting)}; }), false);
  add("dead_band_chart", over_runs([](links::RunTold const& run) { return run.dead_band; }), true);
  return charts;
}

Result<Answer> show_link_quality(Visit& visit) {
  auto const quality = links::quality_of_links(visit.hub, visit.member());
  if (!quality) return fail(quality);
  auto const& words = visit.services.words["link_quality"];
  View view{"linking/quality"};
  view.model = links::to_json(*quality);
  Json samples{Json::Array{}};
  bool is_open = false;
  for (auto const& one : quality->samples) {
    samples.push(sample_model(visit, one));
    is_open = is_open || one.state == "open";
  }
  Json runs{Json::Array{}};
  for (auto const& one : view.model["runs"].array()) {
    runs.push(Json{one}.set("when", instant_model(one["at"].string())).set("dead_band_words", one["dead_band"].is_number() ? percent_words(one["dead_band"].number()) : words["not_known"].string()));
  }
  Json moved{Json::Array{}};
  bool moved_much = false;
  for (auto const& one : quality->moved) {
    moved.push(Json{}.set("comparison", one.comparison).set("label", one.label).set("index", fmt::format("{:.2f}", one.index)).set("how", one.how));
    moved_much = moved_much || one.how == "moved-much";
  }
  view.model.set("samples", std::move(samples)).set("runs", std::move(runs)).set("moved", std::move(moved)).set("moved_much", moved_much);
  view.model.set("since", instant_model(quality->compared_since)).set("charts", charts_model(*quality, words));
  view.model.set("may_review", visit.may(hub::Right::review_links)).set("may_draw", visit.may(hub::Right::review_links) && !is_open);
  return view;
}

Result<Answer> draw_link_sample(Visit& visit) {
  if (!visit.input.faults.empty()) return show_link_quality(visit);
  links::DrawOptions options;
  options.size = static_cast<std::int64_t>(visit.input.number("size"));
  options.until = format_date(visit.hub.clock().today() + std::chrono::days{static_cast<int>(text::parse_integer(visit.input.text("days")).value_or(0))});
  auto const sample = links::draw_sample(visit.hub, visit.member(), options);
  if (!sample) return fail(sample);
  Go go{"/links/quality"};
  go.model = links::to_json(*sample);
  return go;
}

Result<Answer> show_next_in_sample(Visit& visit) {
  auto const sample = std::string{visit.param("sample")};
  auto const pair = links::next_in_sample(visit.hub, visit.member(), sample);
  View view{"linking/judge"};
  if (!pair && pair.error().code.view() == "sample.none-left") {  // the end of the work, not a fault of who did it
    view.model.set("sample", sample).set("none_left", true);
    return view;
  }
  if (!pair) return fail(pair);
  view.model = links::to_json(*pair);
  for (auto const* side : {"left", "right"}) {
    auto const role = view.model[side]["role"].string();
    auto const* known = visit.hub.catalogue().subject_role(role);
    view.model.set(side, Json{view.model[side]}.set("role_words", known == nullptr ? role : known->title));
  }
  view.model.set("href", fmt::format("/links/samples/{}", sample)).set("none_left", false);
  return view;
}

Result<Answer> judge_in_sample(Visit& visit) {
  if (!visit.input.faults.empty()) return show_next_in_sample(visit);
  auto const sample = std::string{visit.param("sample")};
  auto const judged = links::judge(visit.hub, visit.member(), sample, text::parse_integer(visit.input.text("pair")).value_or(0), visit.input.text("outcome"));
  if (!judged) return fail(judged);
  Go go{fmt::format("/links/samples/{}", sample)};
  go.model = links::to_json(*judged);
  return go;
}

Result<Answer> close_link_sample(Visit& visit) {
  auto const sample = links::close_sample(visit.hub, visit.member(), std::string{visit.param("sample")});
  if (!sample) return fail(sample);
  Go go{"/links/quality"};
  go.model = links::to_json(*sample);
  return go;
}

}  // namespace

void add_link_quality_pages(Site& site) {
  using hub::Right;
  using http::Method;
  auto const add = [&site](Method method, std::string pattern, std::string summary, Right right, std::vector<InputField> inputs, Result<Answer> (*page)(Visit&)) {
    site.add({.method = method, .pattern = std::move(pattern), .summary = std::move(summary), .need = Need::right, .right = right, .inputs = std::move(inputs), .page = page});
  };
  add(Method::get, "/links/quality", "How good the links are: figures of judged samples, by agency and naming group, and what changes from run to run", Right::see_link_report, {}, show_link_quality);
  add(Method::post, "/links/samples", "Draw pairs of records by chance for reviewers to judge", Right::review_links,
      {{.name = "size", .kind = InputKind::number, .label = "how many pairs", .required = true}, {.name = "days", .kind = InputKind::choice, .label = "for how long they are judged", .required = true, .choices = {"14", "30", "60", "90"}}},
      draw_link_sample);
  add(Method::get, "/links/samples/:sample", "The next pair of a sample for this reviewer to judge, side by side and nothing else", Right::review_links, {}, show_next_in_sample);
  add(Method::post, "/links/samples/:sample/judge", "Say whether the two records of a pair are of one person; no link changes by it", Right::review_links,
      {{.name = "pair", .label = "the number of the pair", .required = true, .longest = 20},
       {.name = "outcome", .kind = InputKind::choice, .label = "whether they are one person", .required = true, .choices = {"same", "not-same", "cannot-tell"}}},
      judge_in_sample);
  add(Method::post, "/links/samples/:sample/close", "Work out the figures of a sample; nobody judges it any more", Right::review_links, {}, close_link_sample);
}

}  // namespace concordat::pages
