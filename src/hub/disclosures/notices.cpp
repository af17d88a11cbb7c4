// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "hub/act.h"
#include "base/json_list.h"
#include "hub/disclosures/corrections.h"
#include "hub/disclosures/rows.h"
#include "hub/sharing/people.h"
#include "hub/sharing/request_rows.h"

namespace concordat::hub::disclosures {
namespace sql {

constexpr store::Sql of_agency =
    "SELECT n.id, n.disclosure, d.request, n.kind, n.fields, n.made_for, n.made_at, d.recipient, n.done, n.done_at, n.words_sealed, d.member, d.given_at, d.discloser FROM disclosure_notice n "
    "JOIN disclosure d ON d.id = n.disclosure WHERE d.recipient = ? OR n.made_for = ? ORDER BY n.made_at DESC, n.id DESC LIMIT 500";
constexpr store::Sql of_disclosure =
    "SELECT n.id, n.disclosure, d.request, n.kind, n.fields, n.made_for, n.made_at, d.recipient, n.done, n.done_at, n.words_sealed, d.member, d.given_at, d.discloser FROM disclosure_notice n "
    "JOIN disclosure d ON d.id = n.disclosure WHERE n.disclosure = ? ORDER BY n.made_at DESC, n.id DESC";
constexpr store::Sql one_notice =
    "SELECT n.id, n.disclosure, d.request, n.kind, n.fields, n.made_for, n.made_at, d.recipient, n.done, n.done_at, n.words_sealed, d.member, d.given_at, d.discloser FROM disclosure_notice n "
    "JOIN disclosure d ON d.id = n.disclosure WHERE n.id = ?";
constexpr store::Sql open_ones = "SELECT d.member FROM disclosure_notice n JOIN disclosure d ON d.id = n.disclosure WHERE d.recipient = ? AND n.done IS NULL";
constexpr store::Sql answer = "UPDATE disclosure_notice SET done = ?, done_by = ?, done_at = ?, done_index = ? WHERE id = ? AND done IS NULL AND erased_on IS NULL";

}  // namespace sql

namespace {

constexpr std::array outcomes{"own-copy-corrected", "own-copy-deleted", "no-copy-held"};

struct NoticeRow {
  Notice notice;
  store::Bytes words_sealed;
  std::string reader;
  std::string discloser;  ///< who gave it to the recipient, which is not always whose correction it is
};

NoticeRow notice_in(store::Row const& row) {
  NoticeRow one;
  auto& notice = one.notice;
  notice.id = row.string(0);
  notice.disclosure = row.string(1);
  notice.request = row.string(2);
  notice.kind = row.string(3);
  notice.fields = texts_in(row.text(4));
  notice.made_for = row.string(5);
  notice.made_at = row.string(6);
  notice.recipient = row.string(7);
  notice.done = row.string(8);
  notice.done_at = row.string(9);
  notice.given_at = row.string(12);
  one.words_sealed = row.bytes(10);
  one.reader = row.string(11);
  one.discloser = row.string(13);
  return one;
}

bool is_theirs_to_answer(NoticeRow const& one, Member const& member) { return one.notice.recipient == member.agency && (one.reader == member.id || sharing::is_lead(member)); }

bool may_see(NoticeRow const& one, Member const& member) {
  bool const audits = member.has_role("auditor");
  bool const got = is_theirs_to_answer(one, member) || (audits && one.notice.recipient == member.agency);
  return got || (one.notice.made_for == member.agency && (audits || sharing::answers_requests(member)));
}

/// Where it was passed on: who got it knows who gave it to them, and need not learn whose it was; whose it was need not learn what went on
/// between these two.
void keep_apart(Member const& member, NoticeRow& one) {
  if (one.notice.recipient == member.agency) {
    one.notice.made_for = one.discloser;
    one.notice.because.clear();
    return;
  }
  one.notice.request.clear();
  one.notice.disclosure.clear();
  one.notice.given_at.clear();
}

/// By which the recipient knows which child it is about; nobody else reads it here.
Result<void> add_reference(Hub& hub, Member const& member, Notice& notice) {
  if (notice.recipient != member.agency) return {};
  auto const asked = sharing::stored_request(hub, hub.database(), notice.request);
  if (!asked) return fail(asked);
  if (*asked) notice.reference = (*asked)->request.reference;
  return {};
}

/// What the member may see of these, with the words.
Result<std::vector<Notice>> shown(Hub& hub, Member const& member, std::vector<NoticeRow> rows) {
  std::vector<Notice> all;
  for (auto& one : rows) {
    if (!may_see(one, member)) continue;
    one.notice.may_answer = one.notice.done.empty() && is_theirs_to_answer(one, member);
    if (!one.words_sealed.empty()) {
      auto const words = sharing::open_words(hub, spot_of_notice(one.notice.id, one.notice.made_for), one.words_sealed);
      if (!words) return fail(words);
      one.notice.because = (*words)["because"].string();
    }
    if (auto done = add_reference(hub, member, one.notice); !done) return fail(done);
    if (one.discloser != one.notice.made_for) keep_apart(member, one);
    all.push_back(std::move(one.notice));
  }
  return all;
}

}  // namespace

Result<std::vector<Notice>> notices(Hub& hub, Member const& member) {
  std::vector<NoticeRow> rows;
  auto const read = hub.database().query(sql::of_agency, [&](store::Row const& row) { rows.push_back(notice_in(row)); }, member.agency, member.agency);
  if (!read) return fail(read);
  auto all = shown(hub, member, std::move(rows));
  if (!all) return all;
  if (auto noted = record_alone(hub, sharing::act_of(ledger::Event::access, member, "corrections")); !noted) return fail(noted);
  return all;
}

Result<std::uint64_t> notices_waiting(Hub& hub, Member const& member) {
  std::uint64_t waiting = 0;
  auto const read = hub.database().query(sql::open_ones, [&](store::Row const& row) { waiting += row.text(0) == member.id || sharing::is_lead(member) ? 1 : 0; }, member.agency);
  if (!read) return fail(read);
  return waiting;
}

Result<std::vector<Notice>> notices_of(Hub& hub, Member const& member, std::string const& disclosure) {
  std::vector<NoticeRow> rows;
  auto const read = hub.database().query(sql::of_disclosure, [&](store::Row const& row) { rows.push_back(notice_in(row)); }, disclosure);
  if (!read) return fail(read);
  return shown(hub, member, std::move(rows));
}

Result<std::uint64_t> acknowledge(Hub& hub, Member const& member, std::string const& notice, std::string const& done) {
  if (std::ranges::find(outcomes, done) == outcomes.end()) {
    return fail(Fault::malformed, "notice.words", "Say what became of your agency's own copy.", "One of own-copy-corrected, own-copy-deleted, no-copy-held.");
  }
  auto const found = hub.database().query_one(sql::one_notice, &notice_in, notice);
  if (!found) return fail(found);
  auto act = sharing::act_of(ledger::Event::receive, member, "correction");
  Problem const unknown{Fault::not_found, "notice.unknown", "There is no such correction that waits for you.", "The page of corrections, or 'concordat correction list', shows those that do.", {}};
  if (!*found || !(*found)->notice.done.empty() || !is_theirs_to_answer(**found, member)) return turned_away(hub, std::move(act), unknown);
  act.fields.push_back(done);
  act.from = (*found)->notice.made_for;
  act.previous = (*found)->notice.request;
  act.detail = Json{}.set("notice", notice).set("done", done);
  return record_with(hub, std::move(act), [&](store::Connection& connection, Act&, std::uint64_t index) -> Result<void> {
    auto const changed = connection.execute(sql::answer, done, member.id, format_instant(hub.clock().now()), index, notice);
    if (!changed) return fail(changed);
    if (*changed != 1) return tl::unexpected<Problem>{unknown};
    return {};
  });
}

}  // namespace concordat::hub::disclosures
