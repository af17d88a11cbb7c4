// SPDX-License-Identifier: Apache-2.0
#include "hub/notice/glass_notice.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/visible.h"
#include "hub/act.h"
#include "hub/notice/mailboxes.h"
#include "hub/notice/outbox.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql known = "SELECT count(*) FROM glass_notice WHERE about = ? AND kind = ? AND agency = ? AND mailbox = ?";
constexpr store::Sql put = "INSERT INTO glass_notice (about, kind, agency, mailbox, message, written_at) VALUES (?, ?, ?, ?, ?, ?)";
constexpr store::Sql overdue =
    "SELECT id, agency, begun_at, review_by, member FROM break_glass g WHERE outcome IS NULL AND erased_on IS NULL AND review_by <= ? AND NOT EXISTS (SELECT 1 FROM glass_notice n WHERE "
    "n.about = g.id AND n.kind = 'overdue') ORDER BY begun_at, id";

}  // namespace sql

namespace {

constexpr std::array lead_roles{"information-governance-lead", "data-protection-officer", "strategic-lead"};

/// What one message is about.
struct Notice {
  std::string kind;     ///< broken, used, overdue
  std::string about;    ///< the number that people find it by
  std::string to;       ///< agency
  BrokenGlass glass;
};

std::string name_of(Hub const& hub, std::string const& agency) {
  auto const* known = hub.agency(agency);
  return visible(known == nullptr ? agency : known->name);
}

std::string minute_of(std::string const& instant) { return instant.substr(0, 10) + " " + instant.substr(11, 5) + " UTC"; }

std::string what_happened(Hub const& hub, Notice const& notice) {
  auto const by = name_of(hub, notice.glass.agency);
  if (notice.kind == "used") return fmt::format("{} has broken the glass, for danger to life or of serious harm, and asks your agency under it.\n", by);
  if (notice.kind == "overdue") return fmt::format("The review of a broken glass of {} is overdue. Until it is done, who broke it cannot break it again.\n", by);
  return fmt::format("A member of {} has broken the glass, for danger to life or of serious harm.\n", by);
}

std::string where_to_look(Notice const& notice) {
  if (notice.kind == "used") return "the request of this number, among those that wait for your agency (/requests; 'concordat request list --which awaiting-me')";
  return "Break-glass (/break-glass; 'concordat break-glass list'), where another lead than who broke it says whether it was justified";
}

Message message_about(Hub const& hub, Notice const& notice, std::string const& mailbox) {
  auto text = fmt::format("To the leads of {}.\n\n{}\n", name_of(hub, notice.to), what_happened(hub, notice));
  text += fmt::format("  partnership:   {}\n  matter number: {}\n  broken at:     {}\n  review due by: {}\n  where to look: {}\n\n", visible(hub.partnership().name), notice.about,
                      minute_of(notice.glass.begun_at), minute_of(notice.glass.review_by), where_to_look(notice));
  text += "A program wrote this message, once. It says nothing of the person concerned: that shows in the hub only. Please never send personal\ndata by e-mail.\n";
  auto const* subject = notice.kind == "used" ? "Broken glass: your agency is asked" : notice.kind == "overdue" ? "Broken glass: its review is overdue" : "Broken glass: look at it";
  return {mailbox, subject, std::move(text)};
}

/// One row, and where there is a mailbox one message with its leaf. False where it was there already.
Result<bool> write_one(Hub& hub, store::Transaction& transaction, Notice const& notice, std::string const& mailbox) {
  auto& connection = transaction.connection();
  auto const there = connection.query_integer(sql::known, notice.about, notice.kind, notice.to, mailbox);
  if (!there) return fail(there);
  if (there->value_or(0) > 0) return false;
  std::optional<std::int64_t> message;
  if (!mailbox.empty()) {
    Act act;
    act.event = ledger::Event::send;
    act.from = hub.partnership().id;
    act.to = notice.to;
    act.fields = {"glass", notice.kind};
    act.previous = notice.about;
    if (auto const receipt = record(hub, transaction, std::move(act)); !receipt) return fail(receipt);
    auto const put = put_message(hub, transaction, "glass", message_about(hub, notice, mailbox));
    if (!put) return fail(put);
    message = *put;
  }
  auto const put = connection.execute(sql::put, notice.about, notice.kind, notice.to, mailbox, message, format_instant(hub.clock().now()));
  if (!put) return fail(put);
  return !mailbox.empty();
}

/// How many messages.
Result<std::uint64_t> write_to(Hub& hub, store::Transaction& transaction, Notice const& notice, std::vector<Member> const& people) {
  auto const mailboxes = mailboxes_of(transaction.connection(), notice.to, people);
  if (!mailboxes) return fail(mailboxes);
  std::uint64_t messages = 0;
  for (auto const& mailbox : *mailboxes) {
    auto const written = write_one(hub, transaction, notice, mailbox);
    if (!written) return fail(written);
    messages += *written ? 1 : 0;
  }
  return messages;
}

bool is_lead(Member const& member) {
  return std::ranges::any_of(lead_roles, [&](char const* role) { return member.has_role(role); });
}

/// Those in the first of the roles that anybody has.
std::vector<Member> first_leads(std::vector<Member> const& members) {
  std::vector<Member> leads;
  for (auto const* role : lead_roles) {
    std::ranges::copy_if(members, std::back_inserter(leads), [&](Member const& member) { return member.has_role(role); });
    if (!leads.empty()) break;
  }
  return leads;
}

Result<std::uint64_t> remind_of(Hub& hub, store::Transaction& transaction, BrokenGlass const& glass, std::string const& broken_by) {
  auto members = hub.members_of(glass.agency);
  if (!members) return fail(members);
  std::erase_if(*members, [&](Member const& member) { return !is_lead(member) || member.id == broken_by; });
  return write_to(hub, transaction, {"overdue", glass.id, glass.agency, glass}, *members);
}

}  // namespace

Result<void> tell_broken(Hub& hub, store::Transaction& transaction, BrokenGlass const& glass, std::string const& second) {
  if (auto done = take_turn(transaction.connection()); !done) return done;
  auto const member = hub.member(second);
  if (!member) return fail(member);
  std::vector<Member> people;
  if (*member) people.push_back(**member);
  auto const written = write_to(hub, transaction, {"broken", glass.id, glass.agency, glass}, people);
  if (!written) return fail(written);
  return {};
}

Result<void> tell_used(Hub& hub, store::Transaction& transaction, BrokenGlass const& glass, std::string const& request, std::string const& supplier) {
  if (auto done = take_turn(transaction.connection()); !done) return done;
  auto const members = hub.members_of(supplier);
  if (!members) return fail(members);
  auto const written = write_to(hub, transaction, {"used", request, supplier, glass}, first_leads(*members));
  if (!written) return fail(written);
  return {};
}

Result<std::uint64_t> remind_of_reviews(Hub& hub) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  // Another that looks at the same moment would write the same reminder.
  if (auto done = take_turn(transaction->connection()); !done) return fail(done);
  std::vector<std::pair<BrokenGlass, std::string>> overdue;
  auto const read = transaction->connection().query(
      sql::overdue, [&](store::Row const& row) { overdue.emplace_back(BrokenGlass{row.string(0), row.string(1), row.string(2), row.string(3)}, row.string(4)); },
      format_instant(hub.clock().now()));
  if (!read) return fail(read);
  if (overdue.empty()) return std::uint64_t{0};
  std::uint64_t messages = 0;
  for (auto const& [glass, broken_by] : overdue) {
    auto const written = remind_of(hub, *transaction, glass, broken_by);
    if (!written) return fail(written);
    messages += *written;
  }
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return messages;
}

}  // namespace concordat::hub
