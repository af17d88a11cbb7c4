// SPDX-License-Identifier: Apache-2.0
#include "hub/keeping/keeping.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <vector>

#include "base/file.h"
#include "base/sync_folder.h"
#include "crypto/private_file.h"
#include "hub/act.h"
#include "hub/keeping/items.h"
#include "hub/openings_key.h"
#include "store/scrub.h"

namespace concordat::hub {
namespace sql {

// '' and '-' stand for posts that are gone; 64 zeros for a matter.
constexpr store::Sql request =
    "UPDATE sharing_request SET subject = ?, member = '', answered_by = NULL, told = '{}', full_sealed = ?, question_sealed = ?, words_sealed = ?, decline_sealed = NULL, "
    "erased_on = ? WHERE id = ?";
constexpr store::Sql refusal = "UPDATE human_refusal SET declined_by = '', erased_on = ? WHERE id = ?";
constexpr store::Sql appeal = "UPDATE appeal SET made_by = '', decider = '', words_sealed = ?, reasons_sealed = NULL, erased_on = ? WHERE id = ?";
constexpr store::Sql may_i = "DELETE FROM may_i WHERE id = ?";
constexpr store::Sql fact = "DELETE FROM fact_record WHERE id = ?";
constexpr store::Sql facts_changed = "UPDATE fact_version SET version = version + 1";
constexpr store::Sql use = "UPDATE data_use SET member = '', erased_on = ? WHERE id = ? AND erased_on IS NULL";
constexpr store::Sql glass =
    "UPDATE break_glass SET subject = ?, member = '', second = '-', reviewed_by = NULL, reason_sealed = ?, review_sealed = NULL, ended_at = coalesce(ended_at, until), "
    "erased_on = ? WHERE id = ?";
constexpr store::Sql sample = "UPDATE audit_sample SET done_by = '', note_sealed = ?, erased_on = ? WHERE agency = ? AND data_use = ?";
constexpr store::Sql decision = "UPDATE link_decision SET words_sealed = ?, erased_on = ? WHERE id = ?";
constexpr store::Sql judgement_parts[] = {"DELETE FROM criteria_judgement_record WHERE judgement = ?"};
constexpr store::Sql judgement = "DELETE FROM criteria_judgement WHERE id = ?";
constexpr store::Sql commentary = "UPDATE edition_text SET written_by = '', words_sealed = ? WHERE edition = ? AND section = ?";
constexpr store::Sql hands = "DELETE FROM edition_hand WHERE edition = ? AND edition IN (SELECT id FROM edition WHERE signed_by IS NOT NULL)";
// Answers and uses name their draft.
constexpr store::Sql draft_parts[] = {"DELETE FROM agreement_draft_answer WHERE draft = ?", "DELETE FROM agreement_draft_use WHERE draft = ?"};
constexpr store::Sql draft = "DELETE FROM agreement_draft WHERE id = ?";
// One that was never sent keeps no day of sending: '{}' alone says that there is nothing to send any more.
constexpr store::Sql message = "UPDATE outbox SET payload = '{}' WHERE id = ?";
constexpr store::Sql openings = "DELETE FROM ledger_opening WHERE key_ref = ?";
constexpr store::Sql acknowledgement = "DELETE FROM agreement_acknowledgement WHERE id = ? AND version = ?";

constexpr store::Sql given_values = "UPDATE disclosure SET values_sealed = NULL WHERE id = ?";
constexpr store::Sql given_row = "UPDATE disclosure SET member = '', mark = NULL, values_sealed = NULL, taken_back_by = NULL, erased_on = ? WHERE id = ?";
constexpr store::Sql notice = "UPDATE disclosure_notice SET made_by = '', done_by = NULL, words_sealed = ?, erased_on = ? WHERE id = ?";

constexpr store::Sql monitoring = "UPDATE equality_submission SET submitted_by = '', rows_sealed = ?, erased_on = ? WHERE id = ? AND erased_on IS NULL";

constexpr store::Sql emptied[] = {"VACUUM disclosure", "VACUUM disclosure_notice", "VACUUM sharing_request", "VACUUM human_refusal", "VACUUM appeal",        "VACUUM may_i",         "VACUUM fact_record",
                                  "VACUUM data_use",        "VACUUM break_glass",   "VACUUM audit_sample",  "VACUUM link_decision", "VACUUM criteria_judgement", "VACUUM agreement_acknowledgement", "VACUUM edition_text",
                                  "VACUUM agreement_draft", "VACUUM agreement_draft_use", "VACUUM agreement_draft_answer", "VACUUM outbox", "VACUUM ledger_opening", "VACUUM equality_submission"};

}  // namespace sql

namespace {

std::string const no_matter(64, '0');

std::pair<std::string, std::string> halves(std::string const& text, char between) {
  auto const at = text.rfind(between);
  return {text.substr(0, at), text.substr(at + 1)};
}

/// The row of one item, without what reached its day.
Result<std::int64_t> change_row(store::Connection& connection, Item const& item, std::string const& today) {
  store::Bytes const nothing;
  if (item.kind == "request") return connection.execute(sql::request, no_matter, nothing, nothing, nothing, today, item.id);
  if (item.kind == "refusal") return connection.execute(sql::refusal, today, item.id);
  if (item.kind == "appeal") return connection.execute(sql::appeal, nothing, today, item.id);
  if (item.kind == "may-i") return connection.execute(sql::may_i, item.id);
  if (item.kind == "fact") return connection.execute(sql::fact, item.id);
  if (item.kind == "use") return connection.execute(sql::use, today, item.id);
  if (item.kind == "glass") return connection.execute(sql::glass, no_matter, nothing, today, item.id);
  if (item.kind == "decision") return connection.execute(sql::decision, nothing, today, item.id);
  if (item.kind == "given") return connection.execute(sql::given_values, item.id);
  if (item.kind == "disclosure") return connection.execute(sql::given_row, today, item.id);
  if (item.kind == "notice") return connection.execute(sql::notice, nothing, today, item.id);
  if (item.kind == "monitoring") return connection.execute(sql::monitoring, nothing, today, item.id);
  if (item.kind == "sample") {
    auto const [agency, data_use] = halves(item.id, '|');
    return connection.execute(sql::sample, nothing, today, agency, data_use);
  }
  if (item.kind == "commentary") {
    auto const [edition, section] = halves(item.id, '|');
    // Who had a hand in it mattered until somebody signed.
    if (auto const hands = connection.execute(sql::hands, edition); !hands) return fail(hands);
    return connection.execute(sql::commentary, nothing, edition, section);
  }
  if (item.kind == "draft") {
    for (auto const part : sql::draft_parts) {
      if (auto const done = connection.execute(part, item.id); !done) return done;
    }
    return connection.execute(sql::draft, item.id);
  }
  if (item.kind == "judgement") {
    for (auto const part : sql::judgement_parts) {
      if (auto const done = connection.execute(part, item.id); !done) return done;
    }
    return connection.execute(sql::judgement, item.id);
  }
  if (item.kind == "message") return connection.execute(sql::message, static_cast<std::int64_t>(std::stoll(item.id)));
  if (item.kind == "opening") return connection.execute(sql::openings, openings_of(item.id));
  auto const [id, version] = halves(item.id, '@');
  return connection.execute(sql::acknowledgement, id, static_cast<std::int64_t>(std::stoll(version)));
}

/// Of a year's openings: the key lies in the folder of the keys, and no database has it.
Result<void> destroy_year(Hub& hub, Item const& item, KeepingReport& report) {
  auto const file = openings_key_file(hub.options().keys, openings_of(item.id));
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return {};
  if (auto gone = crypto::overwrite_private_file(file); !gone) return gone;
  std::filesystem::remove(file, error);
  if (error) return tl::unexpected<Problem>{file_problem(error.value())};
  ++report.keys;
  return sync_folder(hub.options().keys);
}

/// What goes today; what stays is counted with why.
std::vector<Item> choose(std::vector<Item> items, std::vector<catalogue::KeepingRule> const& rules, Date today, KeepingReport& report) {
  std::set<std::string> gone;  // requests: what belongs to one goes with it
  std::vector<Item> chosen;
  for (auto& item : items) {
    auto const* rule = catalogue::rule_of(rules, item.kind);
    if (rule == nullptr) continue;  // the loader refuses definitions without a rule for each
    auto const fate = fate_of(item, *rule, today);
    if (!fate.goes && !gone.contains(item.request)) {
      ++report.kept[{item.kind, std::string{name_of(fate.kept_by).view()}}];
      continue;
    }
    if (item.kind == "request") gone.insert(item.id);
    chosen.push_back(std::move(item));
  }
  return chosen;
}

Result<void> write_leaf(Hub& hub, store::Transaction& transaction, KeepingReport const& report, std::string const& today) {
  Act act;
  act.event = ledger::Event::erase;
  act.to = hub.partnership().id;
  act.fields = {"retention", "words"};
  act.detail = to_json(report).set("on", today);  // which the rows say too
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  return {};
}

}  // namespace

std::uint64_t KeepingReport::erased_in_all() const {
  std::uint64_t all = 0;
  for (auto const& [kind, count] : erased) all += count;
  return all;
}

std::uint64_t KeepingReport::held() const {
  std::uint64_t all = 0;
  for (auto const& [which, count] : kept) all += which.second == name_of(Holds::nothing).view() ? 0 : count;
  return all;
}

Json to_json(KeepingReport const& report) {
  Json erased{Json::Object{}};
  for (auto const& [kind, count] : report.erased) erased.set(kind, count);
  Json kept{Json::Array{}};
  for (auto const& [which, count] : report.kept) kept.push(Json{}.set("kind", which.first).set("why", which.second).set("count", count));
  return Json{}.set("erased", std::move(erased)).set("keys", report.keys).set("kept", std::move(kept));
}

Result<KeepingReport> run_keeping(Hub& hub) {
  KeepingReport report;
  auto const rules = catalogue::load_keeping(hub.options().definitions.string());
  if (has_errors(rules.findings)) {
    return fail(Fault::malformed, "retention.no-rules", "The definitions do not say any more how long each kind is kept; nothing was deleted.", "'concordat definitions check' says what is wrong with retention.yaml.");
  }
  auto items = kept_items(hub, rules.rules);
  if (!items) return fail(items);
  auto const chosen = choose(std::move(*items), rules.rules, hub.clock().today(), report);
  if (chosen.empty()) return report;
  // Keys first: a crash in between leaves rows nobody can read, never a readable row past its day.
  std::vector<std::int64_t> keys;
  for (auto const& item : chosen) keys.insert(keys.end(), item.keys.begin(), item.keys.end());
  auto const destroyed = hub.vault().erase(keys);
  if (!destroyed) return fail(destroyed);
  report.keys = static_cast<std::uint64_t>(*destroyed);
  for (auto const& item : chosen) {
    if (item.kind != "opening") continue;
    if (auto gone = destroy_year(hub, item, report); !gone) return fail(gone);
  }
  auto& connection = hub.database();
  auto transaction = store::Transaction::write(connection);
  if (!transaction) return fail(transaction);
  auto const today = format_date(hub.clock().today());
  for (auto const& item : chosen) {
    auto const changed = change_row(connection, item, today);
    if (!changed) return fail(changed);
    // another hub on this database may have been here a moment ago
    if (*changed > 0) ++report.erased[item.kind];
  }
  if (report.erased.contains("fact")) {
    if (auto done = connection.execute(sql::facts_changed); !done) return fail(done);
  }
  if (auto done = write_leaf(hub, *transaction, report, today); !done) return fail(done);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  if (auto done = store::scrub(connection, sql::emptied); !done) return fail(done);
  return report;
}

Result<RoundReport> run_round(Hub& hub) {
  auto records = run_retention(hub);
  if (!records) return fail(records);
  auto words = run_keeping(hub);
  if (!words) return fail(words);
  return RoundReport{*records, std::move(*words)};
}

Result<RoundReport> run_round_by_itself(Hub& hub) {
  auto records = run_retention_by_itself(hub);
  if (!records) return fail(records);
  auto words = run_keeping(hub);
  if (!words) return fail(words);
  return RoundReport{*records, std::move(*words)};
}

}  // namespace concordat::hub
