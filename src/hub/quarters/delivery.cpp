// SPDX-License-Identifier: Apache-2.0
#include "hub/quarters/delivery.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hub/act.h"

namespace concordat::hub {
namespace sql {

// A correction of single rows delivers no month.
constexpr store::Sql months_covered =
    "SELECT period_from, period_to FROM submission WHERE feed = ? AND state = 'accepted' AND corrects IS NULL AND period_from IS NOT NULL";
// By the files of the feed, so that the reports of other feeds are not read through.
constexpr store::Sql reports_by_month =
    "SELECT e.month, count(*) FROM submission s JOIN event e ON e.id BETWEEN s.first_record AND s.last_record WHERE s.feed = ? AND s.state = 'accepted' AND e.is_current = 1 GROUP BY e.month";
constexpr store::Sql said_whole = "SELECT month, reason, said_by, said_at FROM month_all_there WHERE feed = ? ORDER BY month";
constexpr store::Sql say_whole = "INSERT INTO month_all_there (feed, month, reason, said_by, said_for, said_at, ledger_index) VALUES (?, ?, ?, ?, ?, ?, ?)";

}  // namespace sql

namespace {

constexpr std::int64_t whole_percent = 100;

int whole_percent_of(Hub const& hub, Feed const& feed) {
  auto const* profile = hub.profiles().find(feed.profile);
  auto const* kind = profile == nullptr ? nullptr : hub.catalogue().feed_kind(profile->feed_kind);
  return kind == nullptr ? catalogue::usual_whole_from_percent : kind->whole_from_percent;
}

/// Twice the median, so that it stays a whole number. REQUIRES: one at least.
std::int64_t twice_the_median(std::vector<std::int64_t> counts) {
  std::ranges::sort(counts);
  auto const middle = counts.size() / 2;
  return counts.size() % 2 == 1 ? 2 * counts[middle] : counts[middle - 1] + counts[middle];
}

Act act_about(Feed const& feed, Member const& member, Month month) {
  Act act;
  act.event = ledger::Event::admin;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"month-all-there", feed.id, format_month(month)};
  return act;
}

}  // namespace

Result<MonthsDelivered> delivered_by(Hub const& hub, store::Connection& connection, Feed const& feed) {
  std::set<Month> covered;
  auto read = connection.query(sql::months_covered,
                               [&](store::Row const& row) {
                                 // A stray row of long ago, reported late, delivers nothing of its year.
                                 auto month = std::max(Month{row.small(0)}, feed.first_period);
                                 for (; month <= Month{row.small(1)}; month = month.next()) covered.insert(month);
                               },
                               feed.number);
  if (!read) return fail(read);
  std::map<Month, std::int64_t> reports;
  std::set<Month> said;
  if (covered.size() > months_before_a_median) {
    read = connection.query(sql::reports_by_month, [&](store::Row const& row) { reports[Month{row.small(0)}] = row.integer(1); }, feed.number);
    if (!read) return fail(read);
    read = connection.query(sql::said_whole, [&](store::Row const& row) { said.insert(Month{row.small(0)}); }, feed.number);
    if (!read) return fail(read);
  }
  auto const percent = whole_percent_of(hub, feed);
  MonthsDelivered delivered;
  std::vector<std::int64_t> before;  // of earlier months that count
  for (auto const month : covered) {
    auto const count = reports[month];
    auto how = Delivered::unmeasured;
    if (before.size() >= months_before_a_median) {
      auto const first = before.size() - std::min(before.size(), most_months_in_a_median);
      auto const twice = twice_the_median({before.begin() + static_cast<std::ptrdiff_t>(first), before.end()});
      bool const few = twice >= 2 * least_usual && 2 * whole_percent * count < twice * percent;
      how = !few ? Delivered::whole : said.contains(month) ? Delivered::said_whole : Delivered::partly;
    }
    if (how != Delivered::partly) before.push_back(count);
    delivered.emplace(month, how);
  }
  return delivered;
}

FixedText name_of(WholeReason reason) {
  switch (reason) {
    case WholeReason::quiet_month: return "quiet-month";
    case WholeReason::closed_for_a_time: return "closed-for-a-time";
    case WholeReason::recorded_otherwise: return "recorded-otherwise";
    case WholeReason::fewer_send: return "fewer-send";
  }
  return "";
}

FixedText words_of(WholeReason reason) {
  switch (reason) {
    case WholeReason::quiet_month: return "it was a quiet month";
    case WholeReason::closed_for_a_time: return "a site was closed, or open for a part of the month";
    case WholeReason::recorded_otherwise: return "what is recorded, or how, has changed";
    case WholeReason::fewer_send: return "fewer sites or teams send reports than did";
  }
  return "";
}

std::optional<WholeReason> whole_reason_named(std::string_view name) {
  auto const found = std::ranges::find_if(all_whole_reasons, [&](WholeReason reason) { return name_of(reason).view() == name; });
  return found == all_whole_reasons.end() ? std::nullopt : std::optional{*found};
}

std::vector<std::string> whole_reason_names() {
  std::vector<std::string> names;
  for (auto const reason : all_whole_reasons) names.emplace_back(name_of(reason).view());
  return names;
}

Result<std::vector<OddMonth>> odd_months(Hub& hub, Feed const& feed) {
  auto const* profile = hub.profiles().find(feed.profile);
  std::vector<OddMonth> odd;
  if (profile == nullptr || !profile->category) return odd;
  auto const delivered = delivered_by(hub, hub.database(), feed);
  if (!delivered) return fail(delivered);
  for (auto const& [month, how] : *delivered) {
    if (how == Delivered::partly || how == Delivered::said_whole) odd.push_back({month, how, whole_percent_of(hub, feed)});
  }
  auto read = hub.database().query(sql::said_whole, [&](store::Row const& row) {
    auto const found = std::ranges::find_if(odd, [&](OddMonth const& one) { return one.month == Month{row.small(0)} && one.how == Delivered::said_whole; });
    if (found == odd.end()) return;
    found->reason = whole_reason_named(row.text(1));
    found->said_by = row.string(2);
    found->said_at = row.string(3);
  }, feed.number);
  if (!read) return fail(read);
  return odd;
}

Json to_json(OddMonth const& month) {
  Json json;
  json.set("month", format_month(month.month)).set("delivered", month.how == Delivered::partly ? "partly" : "all-there").set("whole_from_percent", month.percent);
  if (!month.reason) return json;
  return json.set("reason", std::string{name_of(*month.reason).view()}).set("said_by", month.said_by).set("said_at", month.said_at);
}

std::string text_of(OddMonth const& month) {
  if (month.how == Delivered::partly) {
    return fmt::format("{}: delivered in part, with fewer than {} per cent of the reports that are usual: its quarter is not complete", format_month(month.month), month.percent);
  }
  return fmt::format("{}: fewer reports than usual, and all there is, as {} said on {}{}{}", format_month(month.month), month.said_by, month.said_at.substr(0, 10), month.reason ? ": " : "",
                     month.reason ? words_of(*month.reason).view() : std::string_view{});
}

bool may_say_whole(Feed const& feed, Member const& member) {
  return member.active && member.agency == feed.agency && (member.has_role("information-governance-lead") || member.has_role("strategic-lead"));
}

Result<std::uint64_t> say_whole(Hub& hub, Feed const& feed, Member const& member, std::string_view text, WholeReason reason) {
  auto const month = parse_month(text);
  if (!month) return fail(Fault::malformed, "month.unknown", "That is no month.", "Write it as 2026-01; the page of feeds, or 'concordat feeds', shows the months that were delivered in part.");
  auto act = act_about(feed, member, *month);
  if (!may_say_whole(feed, member)) {
    if (auto noted = record_alone(hub, refused(std::move(act), "month.not-yours")); !noted) return fail(noted);
    return fail(Fault::refused, "month.not-yours", "Only a lead of the agency that supplies a feed says that nothing more of a month will come.",
                "Let its strategic lead or its information-governance lead say so.");
  }
  act.why = {std::string{name_of(reason).view()}};
  return record_with(hub, std::move(act), [&](store::Connection& connection, Act&, std::uint64_t index) -> Result<void> {
    auto const delivered = delivered_by(hub, connection, feed);
    if (!delivered) return fail(delivered);
    auto const found = delivered->find(*month);
    if (found == delivered->end() || found->second != Delivered::partly) {
      return fail(Fault::conflict, "month.not-partly", "That month counts as it is, or nothing of it has come yet.", "Nothing need be said of it; the page of feeds, or 'concordat feeds', shows the months that were delivered in part.");
    }
    auto done = connection.execute(sql::say_whole, feed.number, month->index, name_of(reason).view(), member.id, member.agency, format_instant(hub.clock().now()), index);
    if (!done) return fail(done);
    return {};
  });
}

}  // namespace concordat::hub
