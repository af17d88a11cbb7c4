// SPDX-License-Identifier: Apache-2.0
#include "hub/retention.h"

#include <set>
#include <vector>

#include "base/json_list.h"
#include "hub/act.h"
#include "hub/feed_points.h"
#include "hub/sealed_ids.h"
#include "hub/signing_key.h"
#include "hub/words_key.h"
#include "store/scrub.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql due =
    "SELECT number, feed, first_record, last_record, id FROM submission WHERE state = 'accepted' AND delete_on <= ? ORDER BY "
    "number";
constexpr store::Sql happened_before = "SELECT max(received_at) FROM submission WHERE received_at <= ?";
constexpr store::Sql kept = "SELECT count(*) FROM submission WHERE state = 'accepted' AND delete_on > ?";
constexpr store::Sql expired = "SELECT (SELECT count(*) FROM quarantine WHERE expires_on <= ?) + (SELECT count(*) FROM place_text WHERE expires_on <= ?)";
constexpr store::Sql sealed_records = "SELECT id FROM source_record WHERE id BETWEEN ? AND ? AND sealed IS NOT NULL";
constexpr store::Sql sealed_cells =
    "SELECT id FROM quarantine WHERE submission = ? AND value_sealed IS NOT NULL UNION ALL SELECT id FROM quarantine_row WHERE submission = ? UNION ALL "
    "SELECT id FROM place_text WHERE submission = ?";
constexpr store::Sql expired_cells =
    "SELECT id FROM quarantine WHERE expires_on <= ? AND value_sealed IS NOT NULL UNION ALL SELECT id FROM quarantine_row WHERE expires_on <= ? UNION ALL "
    "SELECT id FROM place_text WHERE expires_on <= ?";
constexpr store::Sql drop_expired_rows = "DELETE FROM quarantine_row WHERE expires_on <= ?";
constexpr store::Sql drop_expired_texts = "DELETE FROM place_text WHERE expires_on <= ?";
constexpr store::Sql drop_texts_of = "DELETE FROM place_text WHERE submission = ?";
constexpr store::Sql drop_rows = "DELETE FROM quarantine_row WHERE submission = ?";
constexpr store::Sql drop_corrected = "DELETE FROM corrected_row WHERE submission = ?";
constexpr store::Sql drop_expired = "DELETE FROM quarantine WHERE expires_on <= ?";
constexpr store::Sql drop_cells = "DELETE FROM quarantine WHERE submission = ?";
constexpr store::Sql drop_persons = "DELETE FROM person_in_event WHERE source_record BETWEEN ? AND ?";
constexpr store::Sql drop_links = "DELETE FROM link WHERE source_record BETWEEN ? AND ?";
constexpr store::Sql drop_pairs = "DELETE FROM link_pair WHERE left_record BETWEEN ? AND ? OR right_record BETWEEN ? AND ?";
constexpr store::Sql drop_judgements =
    "DELETE FROM link_sample_judgement WHERE EXISTS (SELECT 1 FROM link_sample_pair p WHERE p.sample = link_sample_judgement.sample AND p.place = link_sample_judgement.place "
    "AND (p.left_record BETWEEN ? AND ? OR p.right_record BETWEEN ? AND ?))";
constexpr store::Sql drop_sampled = "DELETE FROM link_sample_pair WHERE left_record BETWEEN ? AND ? OR right_record BETWEEN ? AND ?";
// A decision is about several records; it goes with the first of them.
constexpr store::Sql decided = "SELECT DISTINCT decision FROM link_decision_record WHERE record BETWEEN ? AND ?";
constexpr store::Sql agency_of_decision = "SELECT DISTINCT d.id, d.agency FROM link_decision d JOIN link_decision_record r ON r.decision = d.id WHERE r.record BETWEEN ? AND ?";
// The pair itself may stay, with nobody's decision behind it: the next run looks at it anew.
constexpr store::Sql drop_decided[] = {"UPDATE link_pair SET state = 'scored', why = '', outcome = NULL, decided_weight = NULL WHERE state = 'resolved' AND id IN (SELECT pair FROM link_decision WHERE id = ?)",
                                       "DELETE FROM link_override WHERE decision = ?", "DELETE FROM link_before WHERE decision = ?", "DELETE FROM link_before_pair WHERE decision = ?",
                                       "DELETE FROM link_decision_record WHERE decision = ?", "DELETE FROM link_decision WHERE id = ?"};
// So does a judgement of criteria; what another agency said in confirming it goes with it.
constexpr store::Sql judged = "SELECT DISTINCT judgement FROM criteria_judgement_record WHERE record BETWEEN ? AND ?";
constexpr store::Sql agencies_of_judged =
    "SELECT DISTINCT j.id, j.agency, coalesce(j.asked, '') FROM criteria_judgement j JOIN criteria_judgement_record r ON r.judgement = j.id WHERE r.record BETWEEN ? AND ?";
constexpr store::Sql drop_judged[] = {"DELETE FROM criteria_judgement_record WHERE judgement = ?", "DELETE FROM criteria_judgement WHERE id = ?"};
constexpr store::Sql drop_attention = "DELETE FROM person_attention WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.person = person_attention.person)";
constexpr store::Sql drop_people =
    "DELETE FROM person WHERE NOT EXISTS (SELECT 1 FROM link l WHERE l.person = person.id) AND NOT EXISTS (SELECT 1 FROM assertion a WHERE a.person = person.id)";
// Of people whose last record is gone no number stays but for the highest, so that it is never given again, and those beside
// the number of somebody who has records: that is the other's history too.
constexpr store::Sql drop_link_events =
    "DELETE FROM link_event WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = link_event.person) AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = link_event.other) "
    "AND person < (SELECT max(person) FROM link_event) AND coalesce(other, 0) < (SELECT coalesce(max(other), 1) FROM link_event)";
constexpr store::Sql drop_events = "DELETE FROM event WHERE id BETWEEN ? AND ?";
// Without its salt nobody tries out which reports a fingerprint is of.
constexpr store::Sql drop_salt = "UPDATE closed_source SET salt = NULL WHERE feed = ? AND files LIKE ?";
constexpr store::Sql drop_subjects = "DELETE FROM ledger_subject WHERE record BETWEEN ? AND ?";
constexpr store::Sql drop_keys = "DELETE FROM source_key WHERE feed = ? AND record BETWEEN ? AND ?";
constexpr store::Sql drop_records = "DELETE FROM source_record WHERE id BETWEEN ? AND ?";
constexpr store::Sql mark_erased =
    "UPDATE submission SET state = 'erased', file_name_sealed = NULL, mapping_sealed = NULL, heading_mark = NULL, mapping = '{}', quality = '{}' WHERE number = ? AND "
    "state = 'accepted'";

constexpr store::Sql known_judges =
    "SELECT j.sample, j.place, j.member, j.at FROM link_sample_judgement j JOIN link_sample s ON s.id = j.sample WHERE s.state = 'closed' AND j.at < ? AND j.member NOT LIKE 'judge _' "
    "ORDER BY j.sample, j.place, j.at, j.member";
constexpr store::Sql forgotten_judges = "SELECT count(*) FROM link_sample_judgement WHERE sample = ? AND place = ? AND member LIKE 'judge _'";
constexpr store::Sql forget_judge = "UPDATE link_sample_judgement SET member = ?, at = ? WHERE sample = ? AND place = ? AND member = ?";
constexpr store::Sql emptied_of_judges[] = {"VACUUM link_sample_judgement"};

constexpr store::Sql emptied[] = {"VACUUM quarantine",  "VACUUM quarantine_row", "VACUUM place_text", "VACUUM person_in_event", "VACUUM link",       "VACUUM event",
                                  "VACUUM source_key", "VACUUM source_record",   "VACUUM submission", "VACUUM feed_points",
                                  "VACUUM link_pair",  "VACUUM link_decision",  "VACUUM link_before",     "VACUUM person",      "VACUUM link_event",
                                  "VACUUM link_sample_pair", "VACUUM link_sample_judgement", "VACUUM criteria_judgement"};

constexpr store::Sql first_month = "SELECT min(period_from) FROM submission WHERE feed = ? AND state = 'accepted'";

struct Due {
  std::int64_t number = 0;
  std::int64_t feed = 0;
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
  std::string id;
};

}  // namespace sql

namespace {

Result<void> destroy_keys(Hub& hub, std::vector<std::int64_t> const& records, RetentionReport& report) {
  auto const destroyed = hub.vault().erase(records);
  if (!destroyed) return fail(destroyed);
  report.keys += static_cast<std::uint64_t>(*destroyed);
  return {};
}

Result<std::vector<std::int64_t>> sealed_of(Hub& hub, sql::Due const& due) {
  auto& connection = hub.database();
  std::vector<std::int64_t> records{file_name_key(due.number), mapping_key(due.number)};
  if (due.first) {
    auto read = connection.query(sql::sealed_records, [&](store::Row const& row) { records.push_back(row.integer(0)); }, *due.first, *due.last);
    if (!read) return fail(read);
    auto words = connection.query(
        sql::agency_of_decision,
        [&](store::Row const& row) {
          for (auto const& one : words_of_decision(row.string(0))) records.push_back(words_key(hub, "link_decision", one, row.text(1)));
        },
        *due.first, *due.last);
    if (!words) return fail(words);
    auto judged = connection.query(
        sql::agencies_of_judged,
        [&](store::Row const& row) {
          records.push_back(words_key(hub, "criteria_judgement", row.text(0), row.text(1)));
          if (!row.text(2).empty()) records.push_back(words_key(hub, "criteria_judgement", row.text(0), row.text(2)));
        },
        *due.first, *due.last);
    if (!judged) return fail(judged);
  }
  auto cells = connection.query(sql::sealed_cells, [&](store::Row const& row) { records.push_back(quarantine_key(row.integer(0))); }, due.number, due.number, due.number);
  if (!cells) return fail(cells);
  return records;
}

/// What linkage says of records that go: their links, pairs and what people decided about them.
Result<void> forget_links(store::Connection& connection, std::int64_t first, std::int64_t last, RetentionReport& report) {
  std::vector<std::string> decisions;
  auto const read = connection.query(sql::decided, [&](store::Row const& row) { decisions.push_back(row.string(0)); }, first, last);
  if (!read) return fail(read);
  for (auto const& decision : decisions) {
    for (auto const statement : sql::drop_decided) {
      if (auto done = connection.execute(statement, decision); !done) return fail(done);
    }
  }
  std::vector<std::string> judgements;
  auto const judged = connection.query(sql::judged, [&](store::Row const& row) { judgements.push_back(row.string(0)); }, first, last);
  if (!judged) return fail(judged);
  for (auto const& judgement : judgements) {
    for (auto const statement : sql::drop_judged) {
      if (auto done = connection.execute(statement, judgement); !done) return fail(done);
    }
  }
  report.judgements.insert(report.judgements.end(), judgements.begin(), judgements.end());
  for (auto const statement : {sql::drop_pairs, sql::drop_judgements, sql::drop_sampled}) {
    if (auto done = connection.execute(statement, first, last, first, last); !done) return fail(done);
  }
  if (auto done = connection.execute(sql::drop_links, first, last); !done) return fail(done);
  for (auto const statement : {sql::drop_attention, sql::drop_people, sql::drop_link_events}) {
    if (auto done = connection.execute(statement); !done) return fail(done);
  }
  return {};
}

Result<void> erase_rows(store::Connection& connection, sql::Due const& due, RetentionReport& report) {
  for (auto const statement : {sql::drop_cells, sql::drop_rows, sql::drop_texts_of, sql::drop_corrected}) {
    if (auto done = connection.execute(statement, due.number); !done) return fail(done);
  }
  if (due.first) {
    if (auto done = forget_links(connection, *due.first, *due.last, report); !done) return done;
    for (auto const statement : {sql::drop_persons, sql::drop_events, sql::drop_subjects}) {
      if (auto done = connection.execute(statement, *due.first, *due.last); !done) return fail(done);
    }
    if (auto done = connection.execute(sql::drop_keys, due.feed, *due.first, *due.last); !done) return fail(done);
    if (auto done = connection.execute(sql::drop_salt, due.feed, "%," + std::to_string(due.number) + ",%"); !done) return fail(done);
    auto const records = connection.execute(sql::drop_records, *due.first, *due.last);
    if (!records) return fail(records);
    report.records += static_cast<std::uint64_t>(*records);
  }
  // another hub on this database may have been here a moment ago
  auto const marked = connection.execute(sql::mark_erased, due.number);
  if (!marked) return fail(marked);
  report.submissions += static_cast<std::uint64_t>(*marked);
  if (*marked > 0) report.files.push_back(due.id);
  return {};
}

/// Where events of deleted files lay is forgotten with them: points that no file still held has used.
Result<void> forget_points(store::Connection& connection, std::int64_t feed) {
  auto const first = connection.query_integer(sql::first_month, feed);
  if (!first) return fail(first);
  if (!*first) return keep_feed_points(connection, feed, {});
  auto seen = read_feed_points(connection, feed);
  if (!seen) return fail(seen);
  std::erase_if(*seen, [&](intake::PointMemory::Seen const& point) { return point.last.index < **first; });
  return keep_feed_points(connection, feed, *seen);
}

Result<void> write_leaf(Hub& hub, store::Transaction& transaction, RetentionReport const& report) {
  Act act;
  act.event = ledger::Event::erase;
  act.to = hub.partnership().id;
  act.fields = {"retention"};
  act.detail.set("submissions", report.submissions).set("records", report.records).set("keys", report.keys);
  act.detail.set("quarantined", report.quarantined).set("kept", report.kept);
  // 'ledger verify' takes no other file, and no other judgement, for one that was deleted.
  act.detail.set("files", list_of(report.files)).set("judgements", list_of(report.judgements));
  auto receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  return {};
}

Result<RetentionReport> erase_what_is_due(Hub& hub) {
  RetentionReport report;
  auto& connection = hub.database();
  auto const today = format_date(hub.clock().today());
  std::vector<sql::Due> due;
  auto read = connection.query(sql::due,
                               [&](store::Row const& row) {
                                 due.push_back({row.integer(0), row.integer(1), row.maybe_integer(2), row.maybe_integer(3), row.string(4)});
                               },
                               today);
  if (!read) return fail(read);
  auto const cells = connection.query_integer(sql::expired, today, today);
  if (!cells) return fail(cells);
  auto const kept = connection.query_integer(sql::kept, today);
  if (!kept) return fail(kept);
  report.kept = static_cast<std::uint64_t>(kept->value_or(0));
  if (due.empty() && cells->value_or(0) == 0) return report;
  // Keys first: a crash in between leaves rows nobody can read, never a readable row past its day.
  std::vector<std::int64_t> records;
  auto found = connection.query(sql::expired_cells, [&](store::Row const& row) { records.push_back(quarantine_key(row.integer(0))); }, today, today, today);
  if (!found) return fail(found);
  for (auto const& one : due) {
    auto more = sealed_of(hub, one);
    if (!more) return fail(more);
    records.insert(records.end(), more->begin(), more->end());
  }
  if (auto done = destroy_keys(hub, records, report); !done) return fail(done);
  auto transaction = store::Transaction::write(connection);
  if (!transaction) return fail(transaction);
  for (auto const& one : due) {
    if (auto done = erase_rows(connection, one, report); !done) return fail(done);
  }
  std::set<std::int64_t> feeds;
  for (auto const& one : due) feeds.insert(one.feed);
  for (auto const feed : feeds) {
    if (auto done = forget_points(connection, feed); !done) return fail(done);
  }
  auto const dropped = connection.execute(sql::drop_expired, today);
  if (!dropped) return fail(dropped);
  report.quarantined = static_cast<std::uint64_t>(*dropped);
  if (auto done = connection.execute(sql::drop_expired_rows, today); !done) return fail(done);
  if (auto done = connection.execute(sql::drop_expired_texts, today); !done) return fail(done);
  if (auto done = write_leaf(hub, *transaction, report); !done) return fail(done);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  if (auto done = store::scrub(connection, sql::emptied); !done) return fail(done);
  return report;
}

/// Who judged is not kept past the day because nobody happens to act on a sample.
Result<void> forget_judges(Hub& hub) {
  auto& connection = hub.database();
  auto const today = format_date(hub.clock().today());
  bool any = false;
  auto const read = connection.query(sql::known_judges, [&](store::Row const&) { any = true; }, today);
  if (!read) return fail(read);
  if (!any) return {};
  auto transaction = store::Transaction::write(connection);
  if (!transaction) return fail(transaction);
  if (auto done = forget_who_judged(connection, today); !done) return done;
  if (auto done = transaction->commit(); !done) return fail(done);
  return store::scrub(connection, sql::emptied_of_judges);
}

}  // namespace

Result<void> forget_who_judged(store::Connection& connection, std::string const& today) {
  struct Known {
    std::string sample;
    std::int64_t place;
    std::string member, at;
  };
  std::vector<Known> all;
  auto const read = connection.query(sql::known_judges, [&](store::Row const& row) { all.push_back({row.string(0), row.integer(1), row.string(2), row.string(3)}); }, today);
  if (!read) return fail(read);
  for (auto const& one : all) {
    auto const before = connection.query_integer(sql::forgotten_judges, one.sample, one.place);
    if (!before) return fail(before);
    auto const done = connection.execute(sql::forget_judge, "judge " + std::to_string(before->value_or(0) + 1), one.at.substr(0, today.size()), one.sample, one.place, one.member);
    if (!done) return fail(done);
  }
  return {};
}

Result<bool> clock_is_doubted(store::Connection& connection, Instant now) {
  std::optional<Instant> last;
  auto read = connection.query(sql::happened_before,
                               [&](store::Row const& row) {
                                 if (!row.is_null(0)) last = parse_instant(row.text(0));
                               },
                               format_instant(now - clock_unproved));
  if (!read) return fail(read);
  return last && now > *last + longest_pause;
}

Problem clock_leapt() {
  return {Fault::refused, "retention.clock-leap",
          "This machine's clock is more than four months after the last file of this hub: nothing was done, because what is deleted by a "
          "wrong clock does not come back.",
          "Look at the clock. If it is right, run 'concordat retention --after-a-pause' once.", {}};
}

Result<RetentionReport> run_retention_by_itself(Hub& hub) {
  auto const doubted = clock_is_doubted(hub.database(), hub.clock().now());
  if (!doubted) return fail(doubted);
  if (*doubted) return tl::unexpected<Problem>{clock_leapt()};
  return run_retention(hub);
}

Result<RetentionReport> run_retention(Hub& hub) {
  auto const retired = retire_signing_key(hub, ClockIs::right);
  if (!retired) return fail(retired);
  auto report = erase_what_is_due(hub);
  if (report) {
    if (auto done = forget_judges(hub); !done) return fail(done);
  }
  if (report && *retired) {
    report->retired_key = (*retired)->old_vkey;
    report->retired_key_in = (*retired)->still_in;
  }
  return report;
}

}  // namespace concordat::hub
