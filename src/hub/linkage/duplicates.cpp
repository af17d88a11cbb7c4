// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/duplicates.h"

#include <fmt/format.h>

#include <algorithm>

#include "hub/act.h"

namespace concordat::hub::links {
namespace sql {

// A list without references comes anew every month: only what is twice in one file is a duplicate there.
constexpr store::Sql own =
    "SELECT f.id, sa.id, sa.received_at, ra.row_number, sb.id, sb.received_at, rb.row_number, CASE WHEN la.person = lb.person THEN 1 ELSE 0 END "
    "FROM link_pair p JOIN source_record ra ON ra.id = p.left_record JOIN source_record rb ON rb.id = p.right_record "
    "JOIN submission sa ON sa.number = ra.submission JOIN submission sb ON sb.number = rb.submission AND sb.feed = sa.feed JOIN feed f ON f.number = sa.feed "
    "JOIN link la ON la.source_record = ra.id JOIN link lb ON lb.source_record = rb.id "
    "WHERE sa.agency = ? AND (la.person = lb.person OR p.state = 'waiting') AND (ra.submission = rb.submission OR ra.key_hash <> rb.key_hash) ORDER BY f.id, ra.id, rb.id";

}  // namespace sql

Result<std::vector<Duplicate>> own_duplicates(Hub& hub, Member const& member) {
  Act act;
  act.event = ledger::Event::export_;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"duplicates"};
  bool const may = std::ranges::any_of(std::array{"feed-supplier", "linkage-reviewer", "information-governance-lead"}, [&](char const* role) { return member.has_role(role); });
  auto const* agency = hub.agency(member.agency);
  if (!may || agency == nullptr) {
    if (auto noted = record_alone(hub, refused(std::move(act), "link.duplicates-own")); !noted) return fail(noted);
    return fail(Fault::refused, "link.duplicates-own", "Duplicates in an agency's own list are for those who send or govern it.", "Ask who sends your agency's files.");
  }
  std::vector<Duplicate> all;
  auto const read = hub.database().query(
      sql::own,
      [&](store::Row const& row) {
        all.push_back({row.string(0), row.string(1), row.string(2).substr(0, 10), static_cast<std::uint64_t>(row.integer(3)), row.string(4), row.string(5).substr(0, 10),
                       static_cast<std::uint64_t>(row.integer(6)), row.flag(7)});
      },
      agency->number);
  if (!read) return fail(read);
  act.count = all.size();
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return all;
}

Json to_json(Duplicate const& one) {
  Json json;
  json.set("feed", one.feed).set("submission", one.submission).set("received", one.received).set("row", one.row).set("other_submission", one.other_submission);
  return json.set("other_received", one.other_received).set("other_row", one.other_row).set("certain", one.certain);
}

std::string to_csv(std::vector<Duplicate> const& duplicates) {
  std::string text = "Feed,File,Came on,Row,Other file,Other came on,Other row,What to do\r\n";
  for (auto const& one : duplicates) {
    text += fmt::format("{},{},{},{},{},{},{},{}\r\n", one.feed, one.submission, one.received, one.row, one.other_submission, one.other_received, one.other_row,
                        one.certain ? "One person under two entries: merge them in your own system" : "May be one person: look at both entries");
  }
  return text;
}

}  // namespace concordat::hub::links
