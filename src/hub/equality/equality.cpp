// SPDX-License-Identifier: Apache-2.0
#include "hub/equality/equality.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/id.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/accounts/rights.h"
#include "hub/equality/access.h"
#include "hub/equality/report_content.h"
#include "hub/log/entered_log.h"
#include "hub/settings/entered_steps.h"
#include "hub/settings/settings.h"
#include "hub/sharing/sealed_words.h"
#include "hub/words_key.h"
#include "intake/read/worker.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql is_closed = "SELECT count(*) FROM equality_report WHERE quarter = ?";
constexpr store::Sql held_of_agency = "SELECT id FROM equality_submission WHERE quarter = ? AND agency = ? AND replaced = 0 ORDER BY id";
constexpr store::Sql replace_earlier = "UPDATE equality_submission SET replaced = 1, rows_sealed = ? WHERE quarter = ? AND agency = ? AND replaced = 0";
constexpr store::Sql put_submission = "INSERT INTO equality_submission (id, agency, quarter, submitted_by, submitted_at, rows_sealed, leaf_index) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql held_of_quarter = "SELECT id, agency, submitted_at, rows_sealed FROM equality_submission WHERE quarter = ? AND length(rows_sealed) > 0 ORDER BY agency, id";
constexpr store::Sql put_report = "INSERT INTO equality_report (quarter, made_by, made_for, made_at, content, leaf_index) VALUES (?, ?, ?, ?, ?, ?)";
constexpr store::Sql report_of = "SELECT made_at, content, leaf_index FROM equality_report WHERE quarter = ?";
constexpr store::Sql monitored = "SELECT quarter, agency, submitted_at FROM equality_submission WHERE replaced = 0 ORDER BY quarter, agency, submitted_at";
constexpr store::Sql reports = "SELECT quarter, made_at, leaf_index FROM equality_report ORDER BY quarter";

}  // namespace sql

namespace {

constexpr std::string_view submission_word = "equality-submission";
constexpr std::string_view report_word = "equality-report";
constexpr std::string_view submission_table = "equality_submission";

Result<EqualityWords> words_in_force(Hub const& hub) {
  auto words = load_equality_words(hub.options().definitions.string());
  if (!has_errors(words.findings)) return words;
  return fail(Fault::malformed, "equality.words", "The definitions do not say any more what equality monitoring counts.", "'concordat definitions check' says what is wrong with equality.yaml.");
}

sharing::Spot spot_of(std::string_view id, std::string_view agency) { return {submission_table, "rows_sealed", id, agency}; }

/// Whether the report was made, by the ledger: its row may have been taken away, and a second report would be made. REQUIRES: read on.
Result<bool> made_by_entries(Hub& hub, std::string const& quarter) {
  auto& entered = EnteredLog::of(hub);
  if (auto read = entered.read_rest(hub); !read) return fail(read);
  return std::ranges::any_of(entered.of_kind(Entered::equality), [&](auto const& entry) { return entry.second.fields.back() == quarter; });
}

Result<void> check_open(Hub& hub, store::Connection& connection, std::string const& quarter) {
  auto const closed = connection.query_integer(sql::is_closed, quarter);
  if (!closed) return fail(closed);
  auto const made = made_by_entries(hub, quarter);
  if (!made) return fail(made);
  if (closed->value_or(0) == 0 && !*made) return {};
  return fail(Fault::conflict, "equality.closed", "The report of that quarter has been made: what came later would tell, beside it, what it hides.",
              "Send the counts of the next quarter in time; the report stays as it is.");
}

Result<MonitoringFile> read_file_of(Hub& hub, intake::FileDescriptor file) {
  auto const words = words_in_force(hub);
  if (!words) return fail(words);
  intake::ReadOptions options{.format = intake::Format::csv, .header_row = 1, .header_rows = 1};
  auto source = intake::open_in_worker(std::move(file), std::move(options), hub.options().reader);
  if (!source) return fail(source);
  return read_monitoring(**source, *words, hub.clock().today());
}

/// What the agency sent about the quarter before goes: marked, emptied, and its keys among those to be destroyed.
Result<bool> replace(Hub const& hub, store::Connection& connection, MonitoringTaken const& taken, std::string const& agency, std::vector<std::int64_t>& keys) {
  auto const found = connection.query(sql::held_of_agency, [&](store::Row const& row) { keys.push_back(words_key(hub, submission_table, row.string(0), agency)); }, taken.quarter, agency);
  if (!found) return fail(found);
  auto const done = connection.execute(sql::replace_earlier, store::Bytes{}, taken.quarter, agency);
  if (!done) return fail(done);
  return *done > 0;
}

Result<std::vector<MonitoredCounts>> counts_held(Hub& hub, store::Connection& connection, std::string const& quarter) {
  struct Held {
    std::string id;
    MonitoredCounts counts;
    store::Bytes sealed;
  };
  std::vector<Held> held;
  auto const read = connection.query(sql::held_of_quarter, [&](store::Row const& row) { held.push_back({row.string(0), {row.string(1), row.string(2), {}}, row.bytes(3)}); }, quarter);
  if (!read) return fail(read);
  std::vector<MonitoredCounts> all;
  for (auto& one : held) {
    auto const opened = sharing::open_words(hub, spot_of(one.id, one.counts.agency), one.sealed);
    if (!opened) return fail(opened);
    auto rows = rows_of(*opened);
    if (!rows) return fail(rows);
    one.counts.rows = std::move(*rows);
    all.push_back(std::move(one.counts));
  }
  if (all.empty()) {
    return fail(Fault::not_found, "equality.no-rows", "No agency has sent counts of that quarter, or their day is over.", "Send them on the page of equality monitoring, or with 'concordat equality submit'; 'concordat equality list' shows who has.");
  }
  return all;
}

Result<std::string> content_of(Hub& hub, store::Connection& connection, EqualityReport const& report) {
  auto const words = words_in_force(hub);
  if (!words) return fail(words);
  if (auto held = hold_setting_steps(connection, EnteredLog::of(hub)); !held) return fail(held);
  auto const settings = settings_in_force(connection);
  if (!settings) return fail(settings);
  auto const rule = protection::SmallNumberRule::nhs().stricter((*settings)[Setting::smallest_group]);
  if (!rule) return fail(rule);
  auto const sent = counts_held(hub, connection, report.quarter);
  if (!sent) return fail(sent);
  auto const content = report_content({hub.partnership().name, report.quarter, report.made_at, *rule, settings->words()}, *words, *sent);
  if (!content) return fail(content);
  return content->canonical();
}

/// Agencies that somebody could send counts for.
Result<std::vector<std::string>> agencies_with_officers(Hub& hub) {
  std::vector<std::string> all;
  for (auto const& agency : hub.agencies()) {
    auto const members = hub.members_of(agency.id);
    if (!members) return fail(members);
    if (std::ranges::any_of(*members, [](Member const& one) { return allowed(Right::monitor_equality, one.roles); })) all.push_back(agency.id);
  }
  return all;
}

/// Who sent what stands, by quarter; newest first.
using SentByQuarter = std::map<std::string, MonitoredQuarter, std::greater<>>;
Result<SentByQuarter> sent_by_quarter(store::Connection& connection) {
  SentByQuarter quarters;
  auto const read = connection.query(sql::monitored, [&](store::Row const& row) { quarters[row.string(0)].agencies.push_back({row.string(1), row.string(2)}); });
  if (!read) return fail(read);
  return quarters;
}

/// Whoever has an officer, or sent counts of another quarter, and none of this.
std::vector<std::string> missing_of(MonitoredQuarter const& quarter, SentByQuarter const& all, std::vector<std::string> const& with_officers) {
  std::set<std::string> missing{with_officers.begin(), with_officers.end()};
  for (auto const& [name, other] : all) {
    for (auto const& one : other.agencies) missing.insert(one.agency);
  }
  for (auto const& one : quarter.agencies) missing.erase(one.agency);
  return {missing.begin(), missing.end()};
}

Result<void> check_all_sent(store::Connection& connection, std::string const& quarter, std::vector<std::string> const& with_officers) {
  auto const all = sent_by_quarter(connection);
  if (!all) return fail(all);
  auto const found = all->find(quarter);
  if (found == all->end() || missing_of(found->second, *all, with_officers).empty()) return {};
  return fail(Fault::conflict, "equality.missing", "Agencies have sent no counts of that quarter, and the report closes it for them for good.",
              "'concordat equality list' and the page name them: ask them first, or make the report without them (--without-missing, or the box on the page).");
}

Result<std::string> quarter_named(std::string_view name) {
  auto const quarter = parse_quarter(name);
  if (!quarter) return fail(Fault::malformed, "equality.quarter", "That is no quarter.", "Write it as 2026-Q3; the page of equality monitoring, or 'concordat equality list', shows which there are.");
  return format_quarter(*quarter);
}

/// The database is not believed: the report is what its entry of the ledger has the hash of.
Result<void> check_entered(Hub& hub, EqualityReport const& report) {
  auto const entry = hub.log().entry(report.ledger_index);
  if (!entry && entry.error().fault != Fault::not_found) return fail(entry);
  auto const leaf = entry ? ledger::read_leaf(*entry) : Result<ledger::Leaf>{fail(entry)};
  std::vector<std::string> const fields{std::string{report_word}, report.quarter};
  if (leaf && leaf->event == ledger::Event::admin && leaf->fields == fields && leaf->bundle == crypto::sha256(report.bytes)) return {};
  return fail(Fault::integrity, "equality.changed", "The stored report is not the one that was made.", "'concordat ledger verify' says what was changed; restore a backup from before.");
}

}  // namespace

Result<MonitoringTaken> submit_monitoring(Hub& hub, Member const& member, intake::FileDescriptor file) {
  auto act = equality_act(member, ledger::Event::admin, {std::string{submission_word}});
  if (auto admitted = admit_officer(hub, member, act); !admitted) return fail(admitted);
  auto const read = read_file_of(hub, std::move(file));
  if (!read) return turned_away(hub, act, fail(read));
  MonitoringTaken taken;
  if (!read->faults.empty()) {
    taken.faults = read->faults;
    if (auto noted = record_alone(hub, refused(act, std::string{read->faults.front().code.view()})); !noted) return fail(noted);
    return taken;
  }
  taken.quarter = format_quarter(read->quarter);
  taken.rows = read->rows.size();
  act.fields.push_back(taken.quarter);
  if (auto read_on = EnteredLog::of(hub).read_on(hub); !read_on) return fail(read_on);
  if (auto open = check_open(hub, hub.database(), taken.quarter); !open) return turned_away(hub, act, fail(open));
  auto const now = hub.clock().now();
  auto const id = uuid7(now, hub.chance());
  auto const sealed = sharing::seal_words(hub, spot_of(id, member.agency), sealed_form(read->rows));
  if (!sealed) return fail(sealed);
  act.bundle = crypto::sha256(crypto::bytes_of(crypto::text_of(*sealed)));
  std::vector<std::int64_t> keys;
  auto const index = record_with(hub, act, [&](store::Connection& connection, Act&, std::uint64_t entry) -> Result<void> {
    if (auto turn = take_turn(connection); !turn) return turn;
    if (auto open = check_open(hub, connection, taken.quarter); !open) return open;
    auto const replaced = replace(hub, connection, taken, member.agency, keys);
    if (!replaced) return fail(replaced);
    taken.replaced = *replaced;
    auto const put = connection.execute(sql::put_submission, id, member.agency, taken.quarter, member.id, format_instant(now), *sealed, static_cast<std::int64_t>(entry));
    if (!put) return fail(put);
    return {};
  }, keys);
  if (!index && index.error().code.view() == "equality.closed") return turned_away(hub, act, fail(index));
  if (!index) return fail(index);
  taken.id = id;
  taken.ledger_index = *index;
  return taken;
}

Result<EqualityReport> make_equality_report(Hub& hub, Member const& member, std::string_view quarter, MissingSenders missing) {
  auto act = equality_act(member, ledger::Event::admin, {std::string{report_word}});
  if (auto admitted = admit_officer(hub, member, act); !admitted) return fail(admitted);
  auto const named = quarter_named(quarter);
  if (!named) return fail(named);
  act.fields.push_back(*named);
  auto const with_officers = agencies_with_officers(hub);
  if (!with_officers) return fail(with_officers);
  EqualityReport report{*named, format_instant(hub.clock().now())};
  if (auto read_on = EnteredLog::of(hub).read_on(hub); !read_on) return fail(read_on);
  auto const index = record_with(hub, act, [&](store::Connection& connection, Act& leaf, std::uint64_t entry) -> Result<void> {
    if (auto turn = take_turn(connection); !turn) return turn;
    auto const made = connection.query_integer(sql::is_closed, report.quarter);
    if (!made) return fail(made);
    if (made->value_or(0) > 0) {
      return fail(Fault::conflict, "equality.made-already", "The report of that quarter has been made, and is made once.", "Read it on the page of equality monitoring, or with 'concordat equality report'.");
    }
    if (missing == MissingSenders::stop) {
      if (auto sent = check_all_sent(connection, report.quarter, *with_officers); !sent) return sent;
    }
    auto const entered = made_by_entries(hub, report.quarter);
    if (!entered) return fail(entered);
    if (*entered) {
      return fail(Fault::integrity, "equality.report-missing", "The ledger has an entry of the report of that quarter, and the database has no such report: a second one is not made.",
                  "Run 'concordat ledger verify', and restore the database from a backup.");
    }
    auto content = content_of(hub, connection, report);
    if (!content) return fail(content);
    report.bytes = std::move(*content);
    report.ledger_index = entry;
    leaf.bundle = crypto::sha256(report.bytes);
    auto const put = connection.execute(sql::put_report, report.quarter, member.id, member.agency, report.made_at, report.bytes, static_cast<std::int64_t>(entry));
    if (!put) return fail(put);
    return {};
  });
  if (!index && (index.error().fault == Fault::conflict || index.error().fault == Fault::not_found || index.error().fault == Fault::integrity)) return turned_away(hub, act, fail(index));
  if (!index) return fail(index);
  return report;
}

Result<EqualityReport> read_equality_report(Hub& hub, Member const& member, std::string_view quarter) {
  auto act = equality_act(member, ledger::Event::access, {std::string{report_word}});
  if (auto admitted = admit_reader(hub, member, act); !admitted) return fail(admitted);
  auto const named = quarter_named(quarter);
  if (!named) return fail(named);
  act.fields.push_back(*named);
  auto const stored = hub.database().query_one(sql::report_of, [&](store::Row const& row) {
    return EqualityReport{*named, row.string(0), static_cast<std::uint64_t>(row.integer(2)), row.string(1)};
  }, *named);
  if (!stored) return fail(stored);
  if (!*stored) {
    return turned_away(hub, act, fail(Fault::not_found, "equality.no-report", "No report of that quarter has been made.", "An equality monitoring officer makes it on the page of equality monitoring, or with 'concordat equality make', once the counts are there."));
  }
  if (auto entered = check_entered(hub, **stored); !entered) return turned_away(hub, act, fail(entered));
  // The leaf comes first: what was shown and not written down cannot be.
  if (auto noted = record_alone(hub, act); !noted) return fail(noted);
  return **stored;
}

Result<std::vector<MonitoredQuarter>> list_monitoring(Hub& hub, Member const& member) {
  auto const act = equality_act(member, ledger::Event::access, {std::string{report_word}, "list"});
  if (auto admitted = admit_reader(hub, member, act); !admitted) return fail(admitted);
  auto const with_officers = agencies_with_officers(hub);
  if (!with_officers) return fail(with_officers);
  auto quarters = sent_by_quarter(hub.database());
  if (!quarters) return fail(quarters);
  auto const read = hub.database().query(sql::reports, [&](store::Row const& row) {
    auto& one = (*quarters)[row.string(0)];
    one.made_at = row.string(1);
    one.ledger_index = static_cast<std::uint64_t>(row.integer(2));
  });
  if (!read) return fail(read);
  if (auto noted = record_alone(hub, act); !noted) return fail(noted);
  std::vector<MonitoredQuarter> all;
  for (auto& [name, one] : *quarters) {
    if (one.made_at.empty()) one.missing = missing_of(one, *quarters, *with_officers);
  }
  for (auto& [name, one] : *quarters) {
    one.quarter = name;
    all.push_back(std::move(one));
  }
  return all;
}

Json to_json(MonitoringTaken const& taken) {
  Json faults{Json::Array{}};
  for (auto const& one : taken.faults) {
    faults.push(Json{}.set("row", one.row).set("column", static_cast<std::int64_t>(one.column)).set("field", one.field).set("code", one.code.view()).set("title", one.title.view()).set("remedy", one.remedy.view()).set("about", one.about));
  }
  Json json;
  json.set("taken", !taken.id.empty()).set("quarter", taken.quarter).set("rows", taken.rows).set("replaced", taken.replaced).set("faults", std::move(faults));
  if (!taken.id.empty()) json.set("ledger_index", taken.ledger_index);
  return json;
}

Json to_json(MonitoredQuarter const& quarter) {
  Json agencies{Json::Array{}};
  for (auto const& one : quarter.agencies) agencies.push(Json{}.set("agency", one.agency).set("submitted_at", one.submitted_at));
  Json json;
  Json missing{Json::Array{}};
  for (auto const& one : quarter.missing) missing.push(one);
  json.set("quarter", quarter.quarter).set("agencies", std::move(agencies)).set("missing", std::move(missing)).set("made", !quarter.made_at.empty());
  if (!quarter.made_at.empty()) json.set("made_at", quarter.made_at).set("ledger_index", quarter.ledger_index);
  return json;
}

}  // namespace concordat::hub
