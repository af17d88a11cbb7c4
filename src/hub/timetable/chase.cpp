// SPDX-License-Identifier: Apache-2.0
#include "hub/timetable/chase.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/visible.h"
#include "hub/act.h"
#include "hub/feeds.h"
#include "hub/notice/glass_notice.h"
#include "hub/notice/outbox.h"
#include "hub/timetable/outgoing.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql chased = "SELECT feed, month FROM chaser";
constexpr store::Sql put_chaser = "INSERT INTO chaser (feed, month, message, written_at) VALUES (?, ?, ?, ?)";

}  // namespace sql

namespace {

constexpr std::size_t longest_title = 200;

/// What one feed is to be reminded of.
struct Late {
  FeedStatus const* status = nullptr;
  std::vector<FeedPeriod> periods;
};

/// By agency and mailbox.
using ByMailbox = std::map<std::pair<std::string, std::string>, std::vector<Late>>;

std::string title_of(Feed const& feed) {
  auto title = visible(feed.title);
  if (title.size() <= longest_title) return title;
  auto length = longest_title;
  while (length > 0 && (static_cast<unsigned char>(title[length]) & 0xC0U) == 0x80U) --length;  // never inside a character
  return title.substr(0, length) + "...";
}

std::string lines_of(Late const& late) {
  auto const& feed = late.status->feed;
  auto out = fmt::format("{} ({})\n", title_of(feed), feed.id);
  for (auto const& period : late.periods) {
    out += fmt::format("  - {}: was due by {}, {} {} ago.{}\n", months_of(period), format_date(period.due_by), period.days_late,
                       period.days_late == 1 ? "day" : "days",
                       period.state == PeriodState::failed ? " A file came and could not be taken in." : "");
  }
  if (late.status->silent) out += "  Two months or more in a row have not come.\n";
  return out + "\n";
}

std::string text_of(Hub const& hub, std::string const& agency, std::vector<Late> const& all) {
  auto const* known = hub.agency(agency);
  auto out = fmt::format("To those who send the files of {}.\n\n{} has not received:\n\n",
                         visible(known == nullptr ? agency : known->name), visible(hub.partnership().name));
  for (auto const& late : all) out += lines_of(late);
  return out +
         "Please send them the way you always do. Where a file could not be taken in, the page of its feed says why and\n"
         "what helps. If a system or a person changed and nobody can send them, tell the partnership, so that it knows\n"
         "what its figures lack.\n\n"
         "A program wrote this message, once for each month that is late. Please never send personal data by e-mail.\n";
}

class Round {
 public:
  Round(Hub& hub, MailRoute const& route) : hub_{hub}, route_{route} {}
  Result<ChaseReport> run();

 private:
  Result<ByMailbox> what_is_late();
  Result<void> write(store::Transaction& transaction, std::pair<std::string, std::string> const& mailbox, std::vector<Late> const& all);
  Result<void> decide();

  Hub& hub_;
  MailRoute const& route_;
  std::vector<FeedStatus> status_;
  ChaseReport report_;
};

Result<ByMailbox> Round::what_is_late() {
  std::set<std::pair<int, int>> chased;
  auto read = hub_.database().query(sql::chased, [&](store::Row const& row) { chased.emplace(row.small(0), row.small(1)); });
  if (!read) return fail(read);
  auto status = read_feed_status(hub_);
  if (!status) return fail(status);
  status_ = std::move(*status);
  ByMailbox all;
  for (auto const& one : status_) {
    Late late{&one, {}};
    std::ranges::copy_if(one.open, std::back_inserter(late.periods), [&](FeedPeriod const& period) {
      return period.days_late > 0 && !chased.contains({one.feed.number, period.month.index});
    });
    if (late.periods.empty()) continue;
    if (one.feed.contact.empty()) report_.without_contact.push_back(one.feed.id);
    else all[{one.feed.agency, one.feed.contact}].push_back(std::move(late));
  }
  return all;
}

Result<void> Round::write(store::Transaction& transaction, std::pair<std::string, std::string> const& mailbox, std::vector<Late> const& all) {
  auto const& [agency, to] = mailbox;
  Chaser chaser{agency, to, {}, 0, 0};
  for (auto const& late : all) {
    chaser.feeds.push_back(late.status->feed.id);
    chaser.months += late.periods.size();
  }
  Act act;
  act.event = ledger::Event::send;
  act.from = hub_.partnership().id;
  act.to = agency;
  act.fields = {"chaser"};
  act.fields.insert(act.fields.end(), chaser.feeds.begin(), chaser.feeds.end());
  act.count = chaser.months;
  auto const receipt = record(hub_, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  chaser.ledger_index = receipt->index();
  auto& connection = transaction.connection();
  auto const id = put_message(hub_, transaction, "chaser", {to, fmt::format("Files that have not reached the partnership: {}", chaser.months), text_of(hub_, agency, all)});
  if (!id) return fail(id);
  for (auto const& late : all) {
    for (auto const& period : late.periods) {
      auto const put = connection.execute(sql::put_chaser, late.status->feed.number, period.month.index, *id, format_instant(hub_.clock().now()));
      if (!put) return fail(put);
    }
  }
  report_.written.push_back(std::move(chaser));
  return {};
}

Result<void> Round::decide() {
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  // Another that looks at the same moment would write the same reminder.
  if (auto done = take_turn(hub_.database()); !done) return done;
  auto const late = what_is_late();
  if (!late) return fail(late);
  for (auto const& [mailbox, all] : *late) {
    if (auto done = write(*transaction, mailbox, all); !done) return done;
  }
  if (report_.written.empty()) return {};
  if (auto done = transaction->commit(); !done) return done;
  return hub_.log().sign_pending();
}

Result<ChaseReport> Round::run() {
  if (auto good = check_route(route_); !good) return fail(good);
  auto const reviews = remind_of_reviews(hub_);
  if (!reviews) return fail(reviews);
  report_.reviews = *reviews;
  if (auto done = decide(); !done) return fail(done);
  auto const out = deliver_waiting(hub_, route_);
  if (!out) return fail(out);
  report_.delivered = out->delivered;
  report_.waiting = out->waiting;
  report_.trouble = out->trouble;
  return std::move(report_);
}

}  // namespace

Result<ChaseReport> chase(Hub& hub, MailRoute const& route) { return Round{hub, route}.run(); }

}  // namespace concordat::hub
