// SPDX-License-Identifier: Apache-2.0
#include "agreements/analysis/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "agreements/print.h"

namespace concordat::agreements::analysis {
namespace {

std::string when(std::int64_t days_left) {
  if (days_left < 0) return fmt::format("{} day{} overdue", -days_left, days_left == -1 ? "" : "s");
  if (days_left == 0) return "today";
  return fmt::format("in {} day{}", days_left, days_left == 1 ? "" : "s");
}

class Diary {
 public:
  Diary(Date today, int days) : today_{today}, days_{days} {}

  /// Where it is within the days asked, or overdue.
  void add(Due due, Date day, std::string const& agreement, std::string const& what) {
    auto const left = (day - today_).count();
    if (left > days_) return;
    entries.push_back({.day = day, .due = due, .days_left = left, .agreement = agreement,
                       .sentence = fmt::format("{}: {} ({})", format_date(day), what, when(left))});
  }

  std::vector<CalendarEntry> entries = {};

 private:
  Date today_;
  int days_;
};

void add_agreement(Agreement const& agreement, Date today, Diary& diary) {
  auto const name = agreement.reference();
  if (agreement.from > today) diary.add(Due::begins, agreement.from, name, fmt::format("{} begins", name));
  diary.add(Due::ends, last_day(agreement.until), name, fmt::format("the last day of {}; from the next on it permits nothing", name));
  auto const lapse = agreement.dpia ? add(agreement.dpia->approved, {.months = 12, .days = 0}) : Date::max();
  auto const looked_at = agreement.dpia && lapse >= agreement.review_by;
  diary.add(Due::review, agreement.review_by, name,
            fmt::format("{} is to be reviewed{}", name, looked_at ? fmt::format(", and with it the assessment {}", agreement.dpia->reference) : ""));
  if (agreement.dpia && !looked_at && lapse < agreement.until) {
    diary.add(Due::assessment, lapse, name,
              fmt::format("the assessment {} of {} is a year old, and no review comes before {}", agreement.dpia->reference, name, format_date(agreement.review_by)));
  }
}

/// The first day on which the training no longer suffices.
void add_training(Agreement const& agreement, Rule const& rule, TrainedMember const& member, Diary& diary) {
  auto const& training = *rule.conditions.trained;
  auto const holds_role = std::any_of(member.roles.begin(), member.roles.end(), [&](auto const& role) { return contains(rule.recipient_roles, role); });
  auto const passed = member.passed.find(training.course);
  if (!holds_role || !contains(rule.recipients, member.agency) || passed == member.passed.end()) return;
  auto const before = diary.entries.size();
  diary.add(Due::training, add(passed->second, training.not_older_than) + std::chrono::days{1}, agreement.reference(),
            fmt::format("the course {} of {} ({}) is older than {} allows", training.course, member.id, member.agency, agreement.reference()));
  for (auto at = before; at < diary.entries.size(); ++at) {
    diary.entries[at].agency = member.agency;
    diary.entries[at].member = member.id;
    diary.entries[at].course = training.course;
  }
}

}  // namespace

std::string_view name_of(Due due) {
  switch (due) {
    case Due::begins: return "begins";
    case Due::ends: return "ends";
    case Due::review: return "review";
    case Due::assessment: return "assessment";
    case Due::training: return "training";
  }
  return "";
}

std::vector<CalendarEntry> calendar(Scope const& scope, Date today, int days, std::vector<TrainedMember> const& members) {
  Diary diary{today, days};
  for (auto const* const agreement : scope.agreements) {
    if (agreement->until <= today) continue;
    add_agreement(*agreement, today, diary);
    for (auto const& rule : agreement->rules) {
      if (!rule.conditions.trained) continue;
      for (auto const& member : members) add_training(*agreement, rule, member, diary);
    }
  }
  auto& all = diary.entries;
  auto const key = [](CalendarEntry const& entry) { return std::tie(entry.day, entry.due, entry.agency, entry.member, entry.course, entry.agreement); };
  std::sort(all.begin(), all.end(), [&](auto const& left, auto const& right) { return key(left) < key(right); });
  // A course that several rules ask for on the same day is told once.
  auto const same = [](CalendarEntry const& left, CalendarEntry const& right) {
    return left.due == right.due && left.day == right.day && left.member == right.member && left.course == right.course &&
           (left.due == Due::training || left.agreement == right.agreement);
  };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return std::move(all);
}

Json to_json(CalendarEntry const& entry) {
  Json out;
  out.set("day", format_date(entry.day)).set("due", name_of(entry.due)).set("days_left", entry.days_left).set("agreement", entry.agreement);
  if (entry.due == Due::training) out.set("agency", entry.agency).set("member", entry.member).set("course", entry.course);
  out.set("sentence", entry.sentence);
  return out;
}

}  // namespace concordat::agreements::analysis
