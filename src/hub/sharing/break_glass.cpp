// SPDX-License-Identifier: Apache-2.0
#include "hub/sharing/break_glass.h"

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/notice/glass_notice.h"
#include "hub/says_why.h"
#include "hub/sharing/people.h"
#include "hub/sharing/request_rows.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::sharing {
namespace sql {

constexpr store::Sql put =
    "INSERT INTO break_glass (id, subject, agency, member, danger, reason_sealed, begun_at, until, second, review_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql of_agency =
    "SELECT id, agency, member, danger, begun_at, until, second, ended_at, review_by, reviewed_at, reviewed_by, outcome, reason_sealed, subject FROM break_glass "
    "WHERE agency = ? AND erased_on IS NULL ORDER BY begun_at DESC, id DESC";
constexpr store::Sql used =
    "SELECT id FROM sharing_request WHERE member = ? AND subject = ? AND outcome = 'emergency_disclose' AND asked_at >= ? AND asked_at <= ? AND erased_on IS NULL ORDER BY asked_at, id";
constexpr store::Sql end_it = "UPDATE break_glass SET ended_at = ? WHERE id = ? AND member = ? AND ended_at IS NULL";
constexpr store::Sql review =
    "UPDATE break_glass SET reviewed_at = ?, reviewed_by = ?, outcome = ?, review_sealed = ?, ended_at = coalesce(ended_at, ?) WHERE id = ? AND reviewed_at IS NULL";
constexpr store::Sql not_reviewed = "SELECT member, review_by FROM break_glass WHERE reviewed_at IS NULL";
constexpr store::Sql of_matter = "SELECT id, agency, begun_at, review_by, until FROM break_glass WHERE member = ? AND subject = ? AND ended_at IS NULL ORDER BY begun_at, id";

}  // namespace sql

namespace {

Spot spot_of(std::string_view id, std::string_view agency, std::string_view column) { return {"break_glass", column, id, agency}; }

bool is_over(std::string const& instant, Instant now) {
  auto const at = parse_instant(instant);
  return !at || *at <= now;
}

struct StoredGlass {
  Glass glass;
  store::Bytes sealed;
  std::string subject;
};

/// The requests that it opened something for, and what.
Result<std::vector<GlassUse>> uses_of(Hub& hub, StoredGlass const& stored) {
  std::vector<std::string> ids;
  auto const& glass = stored.glass;
  auto const read = hub.database().query(sql::used, [&](store::Row const& row) { ids.push_back(row.string(0)); }, glass.member, stored.subject, glass.begun_at,
                                         glass.ended_at.empty() ? glass.until : glass.ended_at);
  if (!read) return fail(read);
  std::vector<GlassUse> uses;
  for (auto const& id : ids) {
    auto const found = stored_request(hub, hub.database(), id);
    if (!found) return fail(found);
    if (!*found) continue;
    auto const& request = (*found)->request;
    GlassUse use{request.id, request.asked_at, request.discloser, request.purpose, request.necessary, std::string{name_of(request.state).view()},
                 request.answered_at, request.answered_by, request.how, {}};
    for (auto const& field : (*found)->told["fields"].array()) {
      if (field["may"].string() == "yes") use.fields.emplace_back(field["field"].string(), field["title"].string());
    }
    uses.push_back(std::move(use));
  }
  return uses;
}

Result<std::vector<Glass>> read_glasses(Hub& hub, std::string const& agency) {
  std::vector<StoredGlass> rows;
  auto const read = hub.database().query(
      sql::of_agency,
      [&](store::Row const& row) {
        StoredGlass one;
        one.glass = {row.string(0), row.string(1), row.string(2), row.string(3), {}, row.string(4), row.string(5), row.string(6), row.string(7), row.string(8),
                     row.string(9), row.string(10), row.string(11)};
        one.sealed = row.bytes(12);
        one.subject = row.string(13);
        rows.push_back(std::move(one));
      },
      agency);
  if (!read) return fail(read);
  auto const now = hub.clock().now();
  std::vector<Glass> all;
  for (auto& row : rows) {
    auto const words = open_words(hub, spot_of(row.glass.id, row.glass.agency, "reason_sealed"), row.sealed);
    if (!words) return fail(words);
    row.glass.reason = (*words)["reason"].string();
    auto uses = uses_of(hub, row);
    if (!uses) return fail(uses);
    row.glass.uses = std::move(*uses);
    row.glass.overdue = row.glass.outcome.empty() && is_over(row.glass.review_by, now);
    row.glass.open = row.glass.ended_at.empty() && !is_over(row.glass.until, now);
    all.push_back(std::move(row.glass));
  }
  return all;
}

/// Another lead of the agency; empty: there is none.
Result<std::string> second_person(Hub& hub, Member const& member) {
  for (auto const* role : {"information-governance-lead", "data-protection-officer", "strategic-lead"}) {
    auto const found = members_in_role(hub, member.agency, role, {member.id});
    if (!found) return fail(found);
    if (!found->empty()) return found->front();
  }
  return std::string{};
}

/// Whether a glass that this person broke, in whichever post, has waited for its review too long.
Result<bool> waits_too_long(Hub& hub, Member const& member) {
  std::vector<std::string> late;
  auto const now = hub.clock().now();
  auto const read = hub.database().query(sql::not_reviewed, [&](store::Row const& row) {
    if (is_over(row.string(1), now)) late.push_back(row.string(0));
  });
  if (!read) return fail(read);
  return late.empty() ? Result<bool>{false} : is_one_of(hub, member.id, late);
}

/// Why it may not be broken now; nothing where it may.
Result<std::optional<Problem>> why_not(Hub& hub, Member const& member, std::string const& reference, std::string const& danger, std::string const& reason) {
  bool const good = (danger == "life" || danger == "serious-harm") && is_words(reason) && is_words(reference, 200);
  if (!good || text::trim(reason).size() < glass_reason_shortest) {
    return std::optional{Problem{Fault::malformed, "break-glass.words", "Say which matter it is, which danger there is, and why, in at least 20 characters.",
                                 "It is for danger to life or of serious harm only; for anything else make a request.", {}}};
  }
  auto const late = waits_too_long(hub, member);
  if (!late) return fail(late);
  if (*late) {
    return std::optional{Problem{Fault::refused, "break-glass.review-overdue", "An earlier break-glass of yours has not been reviewed in time.",
                                 "Ask another lead of your agency to review it now; then you can go on.", {}}};
  }
  return std::optional<Problem>{};
}

Result<Glass> settled(Hub& hub, store::Transaction& transaction, Act act, Glass glass) {
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  glass.ledger_index = receipt->index();
  if (auto done = transaction.commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return glass;
}

Problem not_for_review() {
  return {Fault::refused, "break-glass.review", "A lead of the agency who did not break it reviews it once, with an outcome and reasons.",
          "Let another lead do it: justified or not-justified, and why.", {}};
}

Result<std::optional<Glass>> find_glass(Hub& hub, Member const& member, std::string const& id) {
  auto const all = read_glasses(hub, member.agency);
  if (!all) return fail(all);
  auto const found = std::ranges::find(*all, id, &Glass::id);
  return found == all->end() ? std::optional<Glass>{} : std::optional{*found};
}

}  // namespace

Result<Glass> break_glass(Hub& hub, Member const& member, std::string const& reference, std::string const& danger, std::string const& reason) {
  auto act = act_of(ledger::Event::break_glass, member, "begin");
  auto refused_because = why_not(hub, member, reference, danger, reason);
  if (!refused_because) return fail(refused_because);
  if (*refused_because) return turned_away(hub, std::move(act), std::move(**refused_because));
  auto const second = second_person(hub, member);
  if (!second) return fail(second);
  if (second->empty()) {
    return turned_away(hub, std::move(act),
                       {Fault::refused, "break-glass.nobody", "Your agency has no second lead who could be told.", "Telephone; and let the partnership name a second lead for your agency.", {}});
  }
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const now = hub.clock().now();
  Glass glass{uuid7(now, hub.chance()), member.agency, member.id, danger, reason, format_instant(now), format_instant(now + glass_lasts), *second, {},
              format_instant(now + glass_review_within), {}, {}, {}, false, true, 0};
  auto const sealed = seal_words(hub, spot_of(glass.id, glass.agency, "reason_sealed"), Json{}.set("reason", reason));
  if (!sealed) return fail(sealed);
  auto const put = transaction->connection().execute(sql::put, glass.id, subject_of(hub, member.agency, reference), glass.agency, glass.member, danger, *sealed, glass.begun_at,
                                                     glass.until, glass.second, glass.review_by);
  if (!put) return fail(put);
  if (auto told = tell_broken(hub, *transaction, {glass.id, glass.agency, glass.begun_at, glass.review_by}, glass.second); !told) return fail(told);
  act.fields.push_back(danger);
  act.request = glass.id;
  return settled(hub, *transaction, std::move(act), std::move(glass));
}

Result<Glass> end_glass(Hub& hub, Member const& member, std::string const& id) {
  auto act = act_of(ledger::Event::break_glass, member, "end");
  auto glass = find_glass(hub, member, id);
  if (!glass) return fail(glass);
  if (!*glass || (*glass)->member != member.id || !(*glass)->open) {
    return turned_away(hub, std::move(act), {Fault::not_found, "break-glass.unknown", "You have broken no such glass, or its time is over.", "The page of break-glass, or 'concordat break-glass list', shows yours.", {}});
  }
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  (*glass)->ended_at = format_instant(hub.clock().now());
  (*glass)->open = false;
  auto const done = transaction->connection().execute(sql::end_it, (*glass)->ended_at, id, member.id);
  if (!done) return fail(done);
  act.previous = id;
  return settled(hub, *transaction, std::move(act), std::move(**glass));
}

Result<Glass> review_glass(Hub& hub, Member const& member, std::string const& id, std::string const& outcome, std::string const& words) {
  if (is_words(words) && !says_why(words)) return tl::unexpected<Problem>{no_reason()};
  auto act = act_of(ledger::Event::break_glass, member, "review");
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const turn_away = [&](Problem problem) {
    transaction->roll_back();
    return turned_away(hub, std::move(act), std::move(problem));
  };
  auto glass = find_glass(hub, member, id);
  if (!glass) return fail(glass);
  auto const own = *glass ? is_one_of(hub, member.id, {(*glass)->member}) : Result<bool>{false};
  if (!own) return fail(own);
  bool const may = *glass && is_lead(member) && !*own && (*glass)->outcome.empty();
  if (!may || (outcome != "justified" && outcome != "not-justified") || !is_words(words)) return turn_away(not_for_review());
  if (outcome == "justified" && (*glass)->open) {
    return turn_away({Fault::refused, "break-glass.still-open", "It is still open, so what will be done with it is not yet known.",
                      "Review it when its time is over or it was ended; or say not-justified, which ends it at once.", {}});
  }
  auto const now = format_instant(hub.clock().now());
  auto const sealed = seal_words(hub, spot_of(id, member.agency, "review_sealed"), Json{}.set("reasons", words));
  if (!sealed) return fail(sealed);
  std::optional<std::string> const ends = (*glass)->open ? std::optional{now} : std::nullopt;
  auto const done = transaction->connection().execute(sql::review, now, member.id, outcome, *sealed, ends, id);
  if (!done) return fail(done);
  if (*done == 0) return turn_away(not_for_review());  // another reviewed it at the same moment
  (*glass)->reviewed_at = now;
  (*glass)->reviewed_by = member.id;
  (*glass)->outcome = outcome;
  (*glass)->overdue = false;
  if (ends) (*glass)->ended_at = now;
  (*glass)->open = false;
  act.fields.push_back(outcome);
  act.previous = id;
  return settled(hub, *transaction, std::move(act), std::move(**glass));
}

Result<std::vector<Glass>> glasses(Hub& hub, Member const& member) {
  auto all = read_glasses(hub, member.agency);
  if (!all) return all;
  if (!is_lead(member) && !member.has_role("auditor")) std::erase_if(*all, [&](Glass const& one) { return one.member != member.id; });
  if (auto noted = record_alone(hub, act_of(ledger::Event::access, member, "break-glass")); !noted) return fail(noted);
  return all;
}

Result<std::optional<BrokenGlass>> glass_about(Hub& hub, store::Connection& connection, std::string const& member, std::string const& subject) {
  std::optional<BrokenGlass> broken;
  auto const now = hub.clock().now();
  auto const read = connection.query(
      sql::of_matter,
      [&](store::Row const& row) {
        if (!is_over(row.string(4), now)) broken = BrokenGlass{row.string(0), row.string(1), row.string(2), row.string(3)};
      },
      member, subject);
  if (!read) return fail(read);
  return broken;
}

}  // namespace concordat::hub::sharing
