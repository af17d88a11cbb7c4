// SPDX-License-Identifier: Apache-2.0
#include "hub/place_texts/place_texts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hub/act.h"
#include "hub/feeds.h"
#include "hub/processing_desk.h"
#include "hub/sealed_ids.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql waiting_texts =
    "SELECT id, mark, told_rows, text_sealed, key_version, expires_on FROM place_text t WHERE feed = ? AND expires_on > ? AND NOT EXISTS (SELECT 1 FROM place_meaning m "
    "WHERE m.feed = t.feed AND m.mark = t.mark) ORDER BY submission DESC, told_rows DESC, id";
constexpr store::Sql meanings = "SELECT number, means, place_name, place_kind, since FROM place_meaning WHERE feed = ? ORDER BY number";
constexpr store::Sql mark_of_text = "SELECT mark FROM place_text WHERE feed = ? AND id = ? AND expires_on > ?";
constexpr store::Sql texts_of_mark = "SELECT id FROM place_text WHERE feed = ? AND mark = ?";
constexpr store::Sql drop_texts = "DELETE FROM place_text WHERE feed = ? AND mark = ?";
constexpr store::Sql last_meaning = "SELECT coalesce(max(number), 0) FROM place_meaning";
constexpr store::Sql places_named = "SELECT kind, name, easting, northing FROM key_place WHERE lower(name) = lower(?) ORDER BY id";
constexpr store::Sql keep_meaning =
    "INSERT INTO place_meaning (number, feed, mark, means, place_kind, place_name, easting, northing, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql drop_meaning = "DELETE FROM place_meaning WHERE feed = ? AND number = ?";

}  // namespace sql

namespace {

struct Meant {
  std::optional<std::string> kind;
  std::optional<std::string> name;
  std::optional<std::int64_t> easting;
  std::optional<std::int64_t> northing;
};

Act act_on(Feed const& feed, Member const& member, ledger::Event event, std::string what) {
  Act act;
  act.event = event;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {std::move(what), feed.id};
  return act;
}

Result<void> check_sender(Hub& hub, Feed const& feed, Member const& member, Act const& act) {
  auto const may = may_have_rows_back(hub, feed, member);
  if (!may) return fail(may);
  if (*may) return {};
  if (auto noted = record_alone(hub, refused(act, "place-text.supplier-only")); !noted) return noted;
  return fail(Fault::refused, "place-text.supplier-only", "Words for places go back to those who send the files of the agency that supplied them, and to nobody else.",
              "Ask one of those.");
}

Result<Meant> place_meant(store::Connection& connection, PlaceAnswerOfPerson const& answer) {
  std::vector<Meant> found;
  auto read = connection.query(sql::places_named,
                               [&](store::Row const& row) {
                                 auto const at = fmt::format("{},{}", row.integer(2), row.integer(3));
                                 if (!answer.at.empty() && at != answer.at) return;
                                 found.push_back({row.string(0), row.string(1), row.integer(2), row.integer(3)});
                               },
                               answer.place);
  if (!read) return fail(read);
  if (found.empty()) {
    return fail(Fault::not_found, "place-text.no-such-place", "The partnership names no place like that.",
                "Write the name as the file of key places has it; who runs the hub adds a place to that file, then runs 'concordat init'.");
  }
  if (found.size() > 1) {
    return fail(Fault::malformed, "place-text.namesakes", "Several places bear that name.", "Say which with its easting and northing, as the file of key places has them.");
  }
  return found.front();
}

}  // namespace

Result<PlaceTexts> list_place_texts(Hub& hub, Feed const& feed, Member const& member) {
  auto const act = act_on(feed, member, ledger::Event::access, "place-texts");
  if (auto may = check_sender(hub, feed, member, act); !may) return fail(may);
  // The leaf comes first: words that were shown and not written down cannot be.
  if (auto done = record_alone(hub, act); !done) return fail(done);
  PlaceTexts all;
  std::set<std::string> seen;
  auto const* agency = hub.agency(feed.agency);
  auto const processing = ProcessingDesk::open();
  auto read = hub.database().query(sql::waiting_texts,
                                   [&](store::Row const& row) -> Result<void> {
                                     if (!seen.insert(row.string(1)).second) return {};
                                     auto const opened = hub.vault().open_identity({quarantine_key(row.integer(0)), agency->number, row.small(4)}, row.bytes(3));
                                     if (!opened) return fail(opened);
                                     all.waiting.push_back({row.integer(0), opened->reveal(processing), static_cast<std::uint64_t>(row.integer(2)), row.string(5)});
                                     return {};
                                   },
                                   feed.number, format_date(hub.clock().today()));
  if (!read) return fail(read);
  std::ranges::stable_sort(all.waiting, std::ranges::greater{}, &WaitingPlaceText::rows);
  auto meant = hub.database().query(sql::meanings,
                                    [&](store::Row const& row) {
                                      auto const place = row.is_null(2) ? std::string{} : fmt::format("{} ({})", row.text(2), row.text(3));
                                      all.meanings.push_back({row.integer(0), row.string(1), place, row.string(4)});
                                    },
                                    feed.number);
  if (!meant) return fail(meant);
  return all;
}

Result<std::int64_t> map_place_text(Hub& hub, Feed const& feed, Member const& member, std::int64_t number, PlaceAnswerOfPerson const& answer) {
  auto const act = act_on(feed, member, ledger::Event::admin, "place-text-map");
  if (auto may = check_sender(hub, feed, member, act); !may) return fail(may);
  bool const is_place = answer.means == "place";
  if ((!is_place && answer.means != "home" && answer.means != "nowhere") || is_place == answer.place.empty()) {
    return fail(Fault::malformed, "place-text.meaning", "That is no meaning of a place.", "Name a key place, or say that it is a private home, or no place.");
  }
  auto& connection = hub.database();
  std::string mark;
  auto read = connection.query(sql::mark_of_text, [&](store::Row const& row) { mark = row.string(0); }, feed.number, number, format_date(hub.clock().today()));
  if (!read) return fail(read);
  if (mark.empty()) {
    return fail(Fault::not_found, "place-text.unknown", "No words with that number wait for a meaning, or their time is over.", "List the words that wait; each has its number.");
  }
  auto const meant = is_place ? place_meant(connection, answer) : Result<Meant>{Meant{}};
  if (!meant) return fail(meant);
  std::vector<std::int64_t> keys;
  auto found = connection.query(sql::texts_of_mark, [&](store::Row const& row) { keys.push_back(quarantine_key(row.integer(0))); }, feed.number, mark);
  if (!found) return fail(found);
  std::int64_t meaning = 0;
  auto const done = record_with(hub, act,
                                [&](store::Connection& in, Act& leaf, std::uint64_t) -> Result<void> {
                                  auto const last = in.query_integer(sql::last_meaning);
                                  if (!last) return fail(last);
                                  meaning = last->value_or(0) + 1;
                                  auto kept = in.execute(sql::keep_meaning, meaning, feed.number, mark, answer.means, meant->kind, meant->name, meant->easting, meant->northing,
                                                         format_date(hub.clock().today()));
                                  if (!kept) return fail(kept);
                                  if (auto dropped = in.execute(sql::drop_texts, feed.number, mark); !dropped) return fail(dropped);
                                  leaf.detail.set("meaning", meaning).set("means", answer.means);
                                  return {};
                                },
                                keys);
  if (!done) return fail(done);
  return meaning;
}

Result<void> forget_place_meaning(Hub& hub, Feed const& feed, Member const& member, std::int64_t number) {
  auto const act = act_on(feed, member, ledger::Event::admin, "place-text-forget");
  if (auto may = check_sender(hub, feed, member, act); !may) return fail(may);
  auto const done = record_with(hub, act, [&](store::Connection& in, Act& leaf, std::uint64_t) -> Result<void> {
    auto const gone = in.execute(sql::drop_meaning, feed.number, number);
    if (!gone) return fail(gone);
    if (*gone == 0) {
      return fail(Fault::not_found, "place-text.unknown-meaning", "No meaning with that number stands for this feed.", "List the meanings; each has its number.");
    }
    leaf.detail.set("meaning", number);
    return {};
  });
  if (!done) return fail(done);
  return {};
}

}  // namespace concordat::hub
