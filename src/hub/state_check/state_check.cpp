// SPDX-License-Identifier: Apache-2.0
#include "hub/state_check/state_check.h"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

#include "base/date.h"
#include "crypto/encoding.h"
#include "hub/openings_key.h"
#include "hub/processing_desk.h"
#include "hub/state_check/state_check_parts.h"
#include "store/transaction.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql checkpoints = "SELECT min(size), count(*) FROM ledger_checkpoint";
constexpr store::Sql cosigned = "SELECT w.name, w.size FROM witness w WHERE w.size > 0 AND NOT EXISTS (SELECT 1 FROM ledger_checkpoint c WHERE c.size = w.size) ORDER BY w.name";
constexpr store::Sql entries = "SELECT i, entry FROM ledger_leaf WHERE i < ? ORDER BY i";

}  // namespace sql

namespace {

/// No act waits longer for its turn.
constexpr std::chrono::minutes longest_transaction{10};
constexpr std::string_view event_mark = "\"ev\":\"";
/// Only a hub that writes steps down writes these.
constexpr std::array<std::string_view, 5> written_words{"add", "activate", "assess", "stopped", "running-again"};
constexpr std::array<std::string_view, 3> old_words{"suspend", "resume", "end"};

/// What entries of sharing begin their fields with.
constexpr std::array<std::string_view, 5> sharing_words{"request", "disclosure", "correction", "appeal-decided", "judgement"};
constexpr std::array<std::string_view, 5> sharing_marks{"\"fields\":[\"request\"", "\"fields\":[\"disclosure\"", "\"fields\":[\"correction\"", "\"fields\":[\"appeal-decided\"",
                                                         "\"fields\":[\"judgement\""};

constexpr std::array<std::string_view, 12> admin_marks{"\"public-edition\"", "\"shared-edition\"", "\"fields\":[\"init\"]", "\"revision-", "\"quarters-closed\"", "\"edition-signed\"", "\"filter-settled\"", "\"month-all-there\"", "\"protection-setting\"", "\"equality-submission\"", "\"equality-report\"", "\"snap-points\""};

/// Searches that tell of other agencies' data.
constexpr std::array<std::string_view, 3> search_marks{"\"fields\":[\"locate\"]", "\"fields\":[\"household\"]", "\"fields\":[\"criteria\"]"};

bool is_among(std::string_view word, auto const& words) { return std::ranges::find(words, word) != words.end(); }

/// What people decide about links, and runs that make them; none of samples and looks.
constexpr std::array<std::string_view, 7> linking_words{"run", "decide", "second", "withdraw", "split", "merge", "undo"};

/// Before the entry is read in full: of a big ledger nearly every entry is about something else.
bool may_count(std::string_view entry) {
  auto const at = entry.find(event_mark);
  if (at == std::string_view::npos) return false;
  auto const event = entry.substr(at + event_mark.size());
  if (event.starts_with("agreement\"")) return true;
  if (std::ranges::any_of(sharing_marks, [&](auto mark) { return entry.find(mark) != std::string_view::npos; })) return true;
  if (event.starts_with("receive\"") || event.starts_with("erase\"")) return true;
  if (event.starts_with("admin\"") && entry.find("\"fields\":[\"init\"]") != std::string_view::npos) return true;
  if (event.starts_with("link\"")) return true;
  if (event.starts_with("admin\"")) return std::ranges::any_of(admin_marks, [&](auto mark) { return entry.find(mark) != std::string_view::npos; });
  if (event.starts_with("search\"")) return std::ranges::any_of(search_marks, [&](auto mark) { return entry.find(mark) != std::string_view::npos; });
  // records are a release as tables are; what else is given depersonalised is an answer to a request
  return event.starts_with("disclose\"") && (entry.find("\"form\":\"aggregate\"") != std::string_view::npos || entry.find("\"fields\":[\"records\",") != std::string_view::npos);
}

}  // namespace

std::string words_of(ledger::Leaf const& leaf) {
  auto const what = leaf.fields.empty() ? std::string{"brought in"} : fmt::format("{}", fmt::join(leaf.fields, ", "));
  return leaf.to.empty() ? what : what + ", by " + leaf.to;
}

bool is_time_of(std::string const& at, ledger::Leaf const& leaf) {
  auto const time = parse_instant(at);
  return time && (*time > leaf.at ? *time - leaf.at : leaf.at - *time) <= longest_transaction;
}

namespace {

std::string year_of(Instant at) { return format_instant(at).substr(0, 4); }

}  // namespace

bool is_of_files(ledger::Leaf const& leaf) {
  return leaf.event == ledger::Event::erase && leaf.fields.size() == 1 && leaf.fields.front() == "retention";
}

bool acted(Hub const& hub, ledger::Leaf const& leaf, std::string const& agency, std::string const& member) {
  if (member.empty() || leaf.actor.empty()) return member.empty() && leaf.actor.empty();
  return year_of(leaf.at) != year_of(hub.clock().now()) || leaf.actor == hub.actor(agency, member);
}

Result<Json> OpenedDetails::of(std::uint64_t index, ledger::Leaf const& leaf) {
  if (!leaf.detail) return Json{};
  auto const opening = hub_.log().opening(index, static_cast<int>(leaf.subjects.size()));
  if (!opening && opening.error().fault == Fault::not_found) {
    auto const has_key = openings_key_is_there(hub_.options().keys, leaf.at);
    if (!has_key) return fail(has_key);
    if (!*has_key) return Json{};
    return fail(Fault::integrity, "ledger.state-detail", "What lay sealed beside an entry is gone, while the key of its year is not.", state_remedy);
  }
  bool const changed = !opening && (opening.error().fault == Fault::integrity || opening.error().fault == Fault::malformed);
  if (!opening && !changed) return fail(opening);
  if (!changed && ledger::opens(*leaf.detail, opening->reveal(ProcessingDesk::open()))) {
    if (auto detail = Json::parse(opening->reveal(ProcessingDesk::open()).value)) return detail;
  }
  return fail(Fault::integrity, "ledger.state-detail", "What lies sealed beside an entry is not what the entry committed to.", state_remedy);
}

namespace {

Entries& entries_of(Comparing& comparing, std::string_view what) {
  if (what == "public-edition") return comparing.publications;
  if (what == "shared-edition") return comparing.shares;
  if (what == "edition-signed") return comparing.signatures;
  if (what == "quarters-closed") return comparing.closings;
  if (what == "filter-settled") return comparing.settled;
  if (what == "month-all-there") return comparing.months;
  if (what == "protection-setting") return comparing.settings;
  if (what == "equality-submission" || what == "equality-report") return comparing.equality;
  if (what == "snap-points") return comparing.points;
  return comparing.revisions;
}

void take(Comparing& comparing, std::uint64_t index, std::string_view entry) {
  if (!may_count(entry)) return;
  auto leaf = ledger::read_leaf(entry);
  if (!leaf) return;
  auto const first = leaf->fields.empty() ? std::string_view{} : std::string_view{leaf->fields.front()};
  if (is_among(first, sharing_words) || (leaf->event == ledger::Event::agreement && first == "acknowledge")) {
    if (leaf->fields.size() > 1 || leaf->event != ledger::Event::access) comparing.sharing.emplace(index, std::move(*leaf));
    return;
  }
  if (leaf->event == ledger::Event::search) {
    if (leaf->verdict == ledger::Verdict::permit || leaf->verdict == ledger::Verdict::partial) comparing.searches.emplace(index, std::move(*leaf));
    return;
  }
  if (leaf->event == ledger::Event::disclose) {
    if (leaf->verdict == ledger::Verdict::permit) comparing.releases.emplace(index, std::move(*leaf));
    return;
  }
  if (leaf->event == ledger::Event::receive) {
    if (leaf->verdict == ledger::Verdict::permit) comparing.received.emplace(index, std::move(*leaf));
    return;
  }
  if (leaf->event == ledger::Event::erase) {
    bool const of_words = leaf->fields == std::vector<std::string>{"retention", "words"};
    if (is_of_files(*leaf)) comparing.erasures.emplace(index, std::move(*leaf));
    else if (of_words) comparing.forgettings.emplace(index, std::move(*leaf));
    return;
  }
  if (leaf->event == ledger::Event::link) {
    bool const counts = leaf->verdict != ledger::Verdict::refuse && is_among(first, linking_words) && (leaf->fields.size() < 2 || leaf->fields[1] != "more");
    if (counts) comparing.linking.emplace(index, std::move(*leaf));
    return;
  }
  if (leaf->event == ledger::Event::admin && first == "init") {
    if (leaf->detail) comparing.partnerships.emplace(index, std::move(*leaf));
    return;
  }
  if (leaf->event == ledger::Event::admin) {
    auto const what = leaf->fields.empty() ? std::string{} : leaf->fields.front();
    entries_of(comparing, what).emplace(index, std::move(*leaf));
    return;
  }
  auto const word = leaf->fields.empty() ? std::string_view{} : std::string_view{leaf->fields.front()};
  // A stop that names the state it led to is of a hub that writes steps down as well.
  bool const writes = is_among(word, written_words) || (leaf->fields.size() > 1 && is_among(word, old_words));
  bool const counts = writes || leaf->fields.empty() || is_among(leaf->fields.front(), old_words);
  if (writes) comparing.written_from = std::min(comparing.written_from, index);
  if (counts) comparing.steps.emplace(index, std::move(*leaf));
}

/// The first is signed with the first entry, or with the first two where published points came in with the partnership, in one turn; one
/// that a witness cosigned was shown to it. Without them whoever kept an old one can no longer be answered, and a later act signs as though
/// nothing had been.
Result<void> compare_checkpoints(Comparing& comparing) {
  std::int64_t const first = comparing.points.contains(0) ? 2 : 1;
  auto read = comparing.connection.query(sql::checkpoints, [&](store::Row const& row) {
    if (row.integer(1) > 0 && row.integer(0) > first) comparing.differ("checkpoints", 0, "signed with the first entry and since", fmt::format("none below {} entries", row.integer(0)));
    if (row.integer(1) == 0 && comparing.size > 0) comparing.differ("checkpoints", 0, "signed with the first entry and since", "none");
  });
  if (!read) return read;
  return comparing.connection.query(sql::cosigned, [&](store::Row const& row) {
    comparing.differ("checkpoints", std::nullopt, fmt::format("{} cosigned the one of {} entries", row.text(0), row.integer(1)), "it is gone");
  });
}

}  // namespace

Result<std::vector<StateDifference>> state_differences(Hub& hub, std::uint64_t size) {
  auto transaction = store::Transaction::read(hub.database());
  if (!transaction) return fail(transaction);
  OpenedDetails details{hub};
  Comparing comparing{.hub = hub, .details = details, .connection = transaction->connection(), .size = size};
  auto const read = comparing.connection.query(sql::entries, [&](store::Row const& row) {
    take(comparing, static_cast<std::uint64_t>(row.integer(0)), crypto::text_of(row.blob(1)));
  }, size);
  if (!read) return fail(read);
  for (auto const part : {compare_steps, compare_assessments, compare_stops, compare_releases, compare_quarters, compare_settled, compare_months, compare_settings, compare_equality, compare_points, compare_submissions, compare_editions, compare_publications, compare_shares, compare_requests, compare_searches, compare_given, compare_judgements, compare_uses, compare_members, compare_links, compare_checkpoints, compare_beyond}) {
    if (auto done = part(comparing); !done) return fail(done);
  }
  return std::move(comparing.found);
}

}  // namespace concordat::hub
