// SPDX-License-Identifier: Apache-2.0
// What ought to have come and how good it is to become: the feeds, what agreements promise, reminders, and a supplier's
// plan for its own quality; and what its words for places mean.
#include <fmt/format.h>

#include "base/json_list.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/feeds.h"
#include "hub/improvement/plan.h"
#include "hub/place_texts/place_texts.h"
#include "hub/quarters/delivery.h"
#include "hub/timetable/agreed.h"
#include "hub/timetable/chase.h"

namespace concordat::cli {

Json to_json(hub::AgreedSupply const& supply) {
  Json json;
  json.set("agreement", supply.agreement).set("title", supply.title).set("agreed", supply.agreed).set("not_supplied", supply.missing_count);
  Json which{Json::Array{}};
  for (auto const& one : supply.missing) {
    which.push(Json{}.set("agency", one.discloser).set("field", one.field).set("feed", one.feed).set("why", hub::name_of(one.why).view()));
  }
  json.set("which", std::move(which)).set("may_see_which", supply.party);
  return json;
}

std::string text_of(hub::AgreedSupply const& supply) {
  auto out = fmt::format("{} of {} agreed fields have not come\n", supply.missing_count, supply.agreed);
  for (auto const& one : supply.missing) {
    out += fmt::format("    {} from {}: {}{}\n", one.field, one.discloser, hub::name_of(one.why).view(), one.feed.empty() ? "" : " (" + one.feed + ")");
  }
  return out;
}

namespace {

Json to_json(hub::FeedStatus const& status, std::vector<hub::OddMonth> const& odd) {
  Json json;
  Json months{Json::Array{}};
  for (auto const& month : odd) months.push(hub::to_json(month));
  json.set("odd_months", std::move(months));
  json.set("feed", status.feed.id).set("agency", status.feed.agency).set("files", status.files).set("failed", status.failed);
  if (status.latest) json.set("latest", format_month(*status.latest));
  json.set("last_received", status.last_received).set("missed", status.missed).set("silent", status.silent);
  Json open{Json::Array{}};
  for (auto const& period : status.open) {
    Json one;
    one.set("month", format_month(period.month)).set("last_month", format_month(period.last)).set("state", hub::name_of(period.state).view()).set("due_by", format_date(period.due_by));
    open.push(one.set("days_late", period.days_late));
  }
  json.set("open", std::move(open)).set("chase", list_of(status.chase)).set("contact", status.feed.contact);
  return json;
}

std::string chase_text(hub::FeedStatus const& status) {
  std::string text = status.agency_name;
  for (auto const& member : status.chase) text += " " + member;
  if (!status.feed.contact.empty()) text += " <" + status.feed.contact + ">";
  return text;
}

void print_feed(hub::FeedStatus const& status, std::vector<hub::OddMonth> const& odd) {
  print(fmt::format("{:<20} {:>3} files, latest {}{}{}\n", status.feed.id, status.files,
                    status.latest ? format_month(*status.latest) : "none", status.failed > 0 ? fmt::format(", {} failed", status.failed) : "",
                    status.silent ? ", silent" : ""));
  for (auto const& period : status.open) {
    print(fmt::format("    {} {} (due by {}{}): ask {}\n", hub::months_of(period), hub::name_of(period.state).view(), format_date(period.due_by),
                      period.days_late > 0 ? fmt::format(", {} days late", period.days_late) : "", chase_text(status)));
  }
  for (auto const& month : odd) print(fmt::format("    {}\n", hub::text_of(month)));
}

void print_report(hub::ChaseReport const& report) {
  for (auto const& chaser : report.written) {
    print(fmt::format("{}: {} months of {}, ledger index {}\n", chaser.to, chaser.months, fmt::join(chaser.feeds, ", "), chaser.ledger_index));
  }
  if (report.reviews > 0) print(fmt::format("{} reminders of overdue reviews of broken glass.\n", report.reviews));
  if (report.written.empty()) print("Nothing new is late: nobody needs another reminder.\n");
  print(fmt::format("{} messages went out, {} wait.\n", report.delivered, report.waiting));
  for (auto const& feed : report.without_contact) {
    print(fmt::format("{} is late and names no mailbox: give it a 'contact' in the partnership file, then 'concordat init'.\n", feed));
  }
}

}  // namespace

Exit run_feeds(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const agency = asking_agency(office.hub(), arguments);
  if (!agency) return Exit::refused;
  auto const all = hub::feed_status(office.hub(), *agency, arguments.by);
  if (!all) return complain(arguments, all.error());
  auto const agreed = hub::agreed_supply(office.hub(), *agency);
  if (!agreed) return complain(arguments, agreed.error());
  std::vector<std::vector<hub::OddMonth>> odd;
  for (auto const& status : *all) {
    auto months = hub::odd_months(office.hub(), status.feed);
    if (!months) return complain(arguments, months.error());
    odd.push_back(std::move(*months));
  }
  if (arguments.json) {
    Json feeds{Json::Array{}};
    for (std::size_t i = 0; i < all->size(); ++i) feeds.push(to_json((*all)[i], odd[i]));
    Json agreements{Json::Array{}};
    for (auto const& supply : *agreed) agreements.push(to_json(supply));
    print_json(Json{}.set("feeds", std::move(feeds)).set("agreed", std::move(agreements)));
    return Exit::ok;
  }
  for (std::size_t i = 0; i < all->size(); ++i) print_feed((*all)[i], odd[i]);
  for (auto const& supply : *agreed) print(supply.agreement + ": " + text_of(supply));
  return Exit::ok;
}

Exit run_chase(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const report = hub::chase(office.hub(), {arguments.from, arguments.spool, arguments.sendmail});
  if (!report) return complain(arguments, report.error());
  if (!arguments.json) print_report(*report);
  if (arguments.json) {
    Json written{Json::Array{}};
    for (auto const& chaser : report->written) {
      written.push(Json{}.set("agency", chaser.agency).set("to", chaser.to).set("feeds", list_of(chaser.feeds)).set("months", chaser.months).set("ledger_index", chaser.ledger_index));
    }
    Json json;
    json.set("written", std::move(written)).set("reviews", report->reviews).set("delivered", report->delivered).set("waiting", report->waiting);
    json.set("without_contact", list_of(report->without_contact));
    json.set("problem", report->trouble ? cli::to_json(*report->trouble) : Json{});
    print_json(json);
  } else if (report->trouble) {
    (void)complain(arguments, *report->trouble);
  }
  return report->trouble ? Exit::failed : Exit::ok;
}

Json to_json(hub::Target const& target) {
  Json json;
  json.set("id", target.id).set("measure", hub::name_of(target.aim.measure).view()).set("field", target.aim.field).set("percent", target.aim.percent);
  json.set("by", format_date(target.aim.by_when)).set("written_by", target.written_by).set("written_at", target.written_at);
  Json actual{Json::Array{}};
  for (auto const& [month, share] : target.actual) {
    actual.push(Json{}.set("month", format_month(month)).set("share", share ? Json{*share} : Json{}));
  }
  json.set("actual", std::move(actual)).set("last", target.last ? Json{*target.last} : Json{});
  return json.set("reached", target.reached);
}

std::string text_of(hub::Target const& target) {
  auto const now = target.last ? fmt::format("{:.1f}%", 100 * *target.last) : std::string{"no data"};
  return fmt::format("target {}: {}{} {}% by {} (now {}{}), written by {}\n", target.id, hub::name_of(target.aim.measure).view(),
                     target.aim.field.empty() ? "" : " " + target.aim.field, target.aim.percent, format_date(target.aim.by_when), now,
                     target.reached ? ", reached" : "", visible(target.written_by));
}

namespace {

/// The feed and the member that every verb here needs; complains where one is not there.
struct Asked {
  hub::Feed const* feed = nullptr;
  hub::Member member;
};

std::optional<Asked> asked(Office& office, Arguments const& arguments, Exit& exit) {
  auto member = find_member(office.hub(), arguments, "");
  exit = Exit::refused;
  if (!member) return std::nullopt;
  auto const* feed = office.hub().feed(arguments.feed);
  if (feed != nullptr) return Asked{feed, std::move(*member)};
  exit = complain(arguments, {Fault::not_found, "feed.unknown", "This hub has no feed of that name.", "'concordat feeds' lists the feeds.", {}});
  return std::nullopt;
}

}  // namespace

Exit run_plan_publish(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const who = asked(office, arguments, exit);
  if (!who) return exit;
  auto const shows = hub::published_named(arguments.shows).value_or(hub::Published::nothing);
  auto const index = hub::publish_quality(office.hub(), *who->feed, who->member, shows);
  if (!index) return complain(arguments, index.error());
  if (arguments.json) print_json(Json{}.set("feed", who->feed->id).set("shows", hub::name_of(shows).view()).set("ledger_index", *index));
  else print(fmt::format("{}: others see {} of its quality from now on, ledger index {}\n", who->feed->id, hub::name_of(shows).view(), *index));
  return Exit::ok;
}

Exit run_plan_target(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const who = asked(office, arguments, exit);
  if (!who) return exit;
  auto const day = parse_date(arguments.until);
  if (!day) {
    fmt::print(stderr, "--until is no day: write it as 2027-03-31.\n");
    return Exit::usage;
  }
  hub::NewTarget const aim{hub::measure_named(arguments.measure).value_or(hub::Measure::accepted), arguments.field, arguments.percent, *day};
  auto const id = hub::set_target(office.hub(), *who->feed, who->member, aim);
  if (!id) return complain(arguments, id.error());
  if (arguments.json) print_json(Json{}.set("feed", who->feed->id).set("target", *id));
  else print(fmt::format("{}: target {} stands in its plan\n", who->feed->id, *id));
  return Exit::ok;
}

Exit run_plan_withdraw(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const who = asked(office, arguments, exit);
  if (!who) return exit;
  auto const done = hub::withdraw_target(office.hub(), *who->feed, who->member, arguments.target);
  if (!done) return complain(arguments, done.error());
  if (arguments.json) print_json(Json{}.set("feed", who->feed->id).set("withdrawn", arguments.target));
  else print(fmt::format("{}: target {} no longer stands\n", who->feed->id, visible(arguments.target)));
  return Exit::ok;
}

namespace {

std::string meaning_in_words(hub::PlaceMeaning const& meaning) {
  if (meaning.means == "home") return "a private home";
  return meaning.means == "place" ? visible(meaning.place) : "no place";
}

Json list_as_json(hub::PlaceTexts const& all) {
  Json waiting{Json::Array{}};
  for (auto const& one : all.waiting) waiting.push(Json{}.set("text", one.number).set("words", one.text).set("rows", one.rows).set("expires_on", one.expires_on));
  Json meanings{Json::Array{}};
  for (auto const& one : all.meanings) meanings.push(Json{}.set("meaning", one.number).set("means", one.means).set("place", one.place).set("since", one.since));
  return Json{}.set("waiting", std::move(waiting)).set("meanings", std::move(meanings));
}

}  // namespace

Exit run_place_text_list(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const who = asked(office, arguments, exit);
  if (!who) return exit;
  auto const all = hub::list_place_texts(office.hub(), *who->feed, who->member);
  if (!all) return complain(arguments, all.error());
  if (arguments.json) {
    print_json(list_as_json(*all));
    return Exit::ok;
  }
  if (all->waiting.empty()) print("No words for a place wait for a meaning.\n");
  for (auto const& one : all->waiting) print(fmt::format("text {}: '{}', {} rows; deleted on {}\n", one.number, visible(one.text), one.rows, one.expires_on));
  for (auto const& one : all->meanings) print(fmt::format("meaning {}: {}, since {}\n", one.number, meaning_in_words(one), one.since));
  return Exit::ok;
}

Exit run_place_text_map(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const who = asked(office, arguments, exit);
  if (!who) return exit;
  auto const meaning = hub::map_place_text(office.hub(), *who->feed, who->member, arguments.place_text, {arguments.means, arguments.named_place, arguments.at_point});
  if (!meaning) return complain(arguments, meaning.error());
  if (arguments.json) print_json(Json{}.set("feed", who->feed->id).set("meaning", *meaning));
  else print(fmt::format("{}: meaning {} is remembered, and the words are destroyed; it acts from the next file on\n", who->feed->id, *meaning));
  return Exit::ok;
}

Exit run_place_text_forget(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const who = asked(office, arguments, exit);
  if (!who) return exit;
  auto const done = hub::forget_place_meaning(office.hub(), *who->feed, who->member, arguments.place_meaning);
  if (!done) return complain(arguments, done.error());
  if (arguments.json) print_json(Json{}.set("feed", who->feed->id).set("forgotten", arguments.place_meaning));
  else print(fmt::format("{}: meaning {} no longer stands\n", who->feed->id, arguments.place_meaning));
  return Exit::ok;
}

}  // namespace concordat::cli
