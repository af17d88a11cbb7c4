// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/audit_sample.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/says_why.h"
#include "hub/sharing/people.h"
#include "hub/sharing/sealed_words.h"
#include "hub/sharing/use_rows.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql uses =
    "SELECT id, used_at, kind, reference, supplier, discloser, recipient, member, purpose, form, fields, rules, onward, leaf_index FROM data_use "
    "WHERE (discloser = ? OR recipient = ?) AND used_at < ? ORDER BY used_at, id";
constexpr store::Sql done = "SELECT data_use, outcome, done_by FROM audit_sample WHERE agency = ?";
constexpr store::Sql put = "INSERT INTO audit_sample (agency, month, data_use, outcome, done_by, done_at, note_sealed) VALUES (?, ?, ?, ?, ?, ?, ?)";

}  // namespace sql

namespace {

constexpr std::size_t least = 1;
constexpr std::size_t most = 10;
constexpr std::size_t one_in = 10;

std::string rank_of(Hub& hub, std::string const& agency, std::string const& use) {
  return crypto::to_hex(crypto::hmac_sha256(hub.account_key("audit-sample"), crypto::bytes_of(agency + "|" + use)));
}

/// Every use of the month in the order of their ranks, cut to the sample's size.
void cut(Hub& hub, std::string const& agency, std::vector<DataUse>& uses) {
  std::map<std::string, DataUse> ranked;
  for (auto& use : uses) ranked.emplace(rank_of(hub, agency, use.id), std::move(use));
  auto const size = std::min(ranked.size(), std::clamp((ranked.size() + one_in - 1) / one_in, least, most));
  uses.clear();
  for (auto& [rank, use] : ranked) {
    if (uses.size() < size) uses.push_back(std::move(use));
  }
}

}  // namespace

Result<std::vector<SampledUse>> peek_sample(Hub& hub, store::Connection& connection, std::string const& agency) {
  auto const today = hub.clock().today();
  auto const this_month = format_month(Month::of(today));
  std::map<std::string, std::vector<DataUse>> by_month;
  auto const read = connection.query(
      sql::uses,
      [&](store::Row const& row) {
        auto use = use_of(row);
        auto const month = use.used_at.substr(0, 7);
        // An agency's own figures given back to it are no disclosure.
        if (use.supplier != use.recipient) by_month[month].push_back(std::move(use));
      },
      agency, agency, this_month);
  if (!read) return fail(read);
  std::map<std::string, std::pair<std::string, std::string>> looked_at;
  auto const marks = connection.query(sql::done, [&](store::Row const& row) { looked_at[row.string(0)] = {row.string(1), row.string(2)}; }, agency);
  if (!marks) return fail(marks);
  std::vector<SampledUse> all;
  for (auto& [month, uses] : by_month) {
    cut(hub, agency, uses);
    auto const over = parse_month(month).value_or(Month{}).next().first_day();
    for (auto& use : uses) {
      SampledUse one{std::move(use), month, over + std::chrono::days{audit_warns_after}, over + std::chrono::days{audit_blocks_after}, {}, {}, false, false};
      if (auto const mark = looked_at.find(one.use.id); mark != looked_at.end()) std::tie(one.outcome, one.done_by) = mark->second;
      one.late = one.outcome.empty() && today >= one.warn_on;
      one.blocks = one.outcome.empty() && today >= one.block_on;
      all.push_back(std::move(one));
    }
  }
  return all;
}

Result<std::vector<SampledUse>> audit_sample(Hub& hub, Member const& member) {
  auto act = act_of(ledger::Event::access, member, "audit-sample");
  if (!is_lead(member) && !member.has_role("auditor")) {
    return turned_away(hub, std::move(act), {Fault::refused, "audit-sample.not-a-lead", "Leads and auditors of an agency look through its disclosures.", "Ask your agency's information-governance lead.", {}});
  }
  auto all = peek_sample(hub, hub.database(), member.agency);
  if (!all) return all;
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return all;
}

Result<std::uint64_t> audit_done(Hub& hub, Member const& member, std::string const& use, std::string const& outcome, std::string const& note) {
  auto act = act_of(ledger::Event::admin, member, "audit-sample");
  if ((outcome != "in-order" && outcome != "concern") || !is_words(note)) {
    return fail(Fault::malformed, "audit-sample.words", "Say what you found: in-order or concern, and a note.", "Look the disclosure up by its ledger entry, then say what you found.");
  }
  if (!says_why(note)) return tl::unexpected<Problem>{no_reason()};
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const all = peek_sample(hub, transaction->connection(), member.agency);
  if (!all) return fail(all);
  auto const found = std::ranges::find_if(*all, [&](SampledUse const& one) { return one.use.id == use && one.outcome.empty(); });
  auto const own = found == all->end() ? Result<bool>{false} : is_one_of(hub, member.id, {found->use.member});
  if (!own) return fail(own);
  if (found == all->end() || !is_lead(member) || *own) {
    transaction->roll_back();
    return turned_away(hub, std::move(act),
                       {Fault::refused, "audit-sample.unknown", "That is not in your agency's sample, is done, or is not for you to look through.", "The page of the audit sample, or 'concordat audit-sample list', shows what is to do; a lead who did not ask for it looks it through.", {}});
  }
  auto const sealed = seal_words(hub, {"audit_sample", "note_sealed", use, member.agency}, Json{}.set("note", note));
  if (!sealed) return fail(sealed);
  auto const put = transaction->connection().execute(sql::put, member.agency, found->month, use, outcome, member.id, format_instant(hub.clock().now()), *sealed);
  if (!put) return fail(put);
  act.fields.push_back(outcome);
  act.previous = found->use.id;
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return receipt->index();
}

Result<bool> audit_is_overdue(Hub& hub, store::Connection& connection, std::string const& agency) {
  // Uses of months that are over come no more, and what was looked at stays so: who was in order today is so until tomorrow.
  auto const today = hub.clock().today();
  auto& in_order = hub.between_questions().audits_in_order;
  if (auto const known = in_order.find(agency); known != in_order.end() && known->second == today) return false;
  auto const all = peek_sample(hub, connection, agency);
  if (!all) return fail(all);
  bool const overdue = std::ranges::any_of(*all, &SampledUse::blocks);
  if (!overdue) in_order.insert_or_assign(agency, today);
  return overdue;
}

}  // namespace concordat::hub::sharing
