// SPDX-License-Identifier: Apache-2.0
#include "pages/linking/timeline.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "pages/wording.h"

namespace concordat::pages {
namespace {

constexpr int timeline_width = 640;

struct Shape {
  std::string_view kind;
  std::string_view path;
};
constexpr std::array shapes{Shape{"happened", "M5 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0"}, Shape{"assessed", "M10 4L16 15L4 15Z"}, Shape{"came", "M5 5H15V15H5Z"},
                            Shape{"review", "M10 3L17 10L10 17L3 10Z"}, Shape{"deleted", "M5 5L15 15M15 5L5 15"}};

std::string_view path_of(std::string_view kind) {
  auto const found = std::ranges::find(shapes, kind, &Shape::kind);
  return found == shapes.end() ? shapes.front().path : found->path;
}

/// The day, or the middle of the month where only that is known.
std::optional<Date> day_of(std::string const& on) {
  if (auto const day = parse_date(on)) return day;
  auto const month = parse_month(on);
  return month ? std::optional{month->first_day() + std::chrono::days{14}} : std::nullopt;
}

std::string moment_words(std::string const& on) {
  if (auto const day = parse_date(on)) return date_words(*day);
  auto const month = parse_month(on);
  return month ? month_words(*month) : on;
}

Json months_of(catalogue::Catalogue const& catalogue, std::vector<hub::links::Moment> const& timeline) {
  Json months{Json::Array{}};
  std::string current;
  Json moments{Json::Array{}};
  auto const close = [&] {
    if (!current.empty()) months.push(Json{}.set("words", moment_words(current)).set("moments", std::move(moments)));
    moments = Json{Json::Array{}};
  };
  for (auto const& one : timeline) {
    if (!day_of(one.on)) continue;
    auto const month = one.on.substr(0, std::string_view{"2026-11"}.size());
    if (month != current) close();
    current = month;
    auto const* role = catalogue.subject_role(one.role);
    moments.push(Json{}.set("words", moment_words(one.on)).set("kind", one.kind).set("agency_name", one.agency_name).set("record", one.record).set("role_words", role == nullptr ? one.role : role->title));
  }
  close();
  return months;
}

}  // namespace

Json timeline_model(catalogue::Catalogue const& catalogue, hub::links::PersonTold const& person) {
  Json picture;
  Json lanes{Json::Array{}};
  Json kinds{Json::Array{}};
  picture.set("width", timeline_width).set("months", months_of(catalogue, person.timeline));
  std::optional<Date> first;
  std::optional<Date> last;
  for (auto const& one : person.timeline) {
    auto const day = day_of(one.on);
    if (!day) continue;
    first = first ? std::min(*first, *day) : *day;
    last = last ? std::max(*last, *day) : *day;
  }
  if (!first) return picture.set("lanes", std::move(lanes)).set("kinds", std::move(kinds)).set("from", "").set("to", "");
  auto const span = std::max<double>(1, static_cast<double>((*last - *first).count()));
  std::vector<std::string> agencies;
  for (auto const& record : person.records) {
    auto const known = std::ranges::find(agencies, record.side.agency_name) != agencies.end();
    if (!known) agencies.push_back(record.side.agency_name);
  }
  for (auto const& agency : agencies) {
    Json marks{Json::Array{}};
    for (auto const& one : person.timeline) {
      auto const day = day_of(one.on);
      if (!day || one.agency_name != agency) continue;
      auto const x = std::lround(static_cast<double>((*day - *first).count()) / span * (timeline_width - 20));
      marks.push(Json{}.set("x", static_cast<std::int64_t>(x)).set("path", path_of(one.kind)));
    }
    if (!marks.array().empty()) lanes.push(Json{}.set("agency_name", agency).set("marks", std::move(marks)));
  }
  for (auto const& shape : shapes) {
    if (std::ranges::any_of(person.timeline, [&](hub::links::Moment const& one) { return one.kind == shape.kind; })) kinds.push(Json{}.set("kind", shape.kind).set("path", shape.path));
  }
  return picture.set("lanes", std::move(lanes)).set("kinds", std::move(kinds)).set("from", date_words(*first)).set("to", date_words(*last));
}

}  // namespace concordat::pages
