// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/opening.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json_list.h"
#include "hub/act.h"
#include "hub/agency_name.h"
#include "hub/disclosures/rows.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/people.h"
#include "hub/sharing/request_rows.h"

namespace concordat::hub::disclosures {
namespace sql {

constexpr store::Sql put_opening = "INSERT INTO disclosure_opening (disclosure, leaf_index, version, opened_at) VALUES (?, ?, ?, ?)";
constexpr store::Sql openings = "SELECT opened_at, version FROM disclosure_opening WHERE disclosure = ? ORDER BY leaf_index";

constexpr store::Sql unopened =
    "SELECT count(*) FROM disclosure d WHERE d.recipient = ? AND d.member = ? AND d.open_until >= ? AND d.values_sealed IS NOT NULL AND d.taken_back_at IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM disclosure_opening o WHERE o.disclosure = d.id)";
constexpr store::Sql items = "SELECT fields FROM disclosure WHERE discloser = ?";

}  // namespace sql

namespace {

Problem taken_back() {
  return {Fault::refused, "disclosure.taken-back", "What was given has been taken back.", "The request says why; ask again, or ask the agency that gave it.", {}};
}

Problem over() {
  return {Fault::refused, "disclosure.over", "The day until which it could be opened is over.", "Ask the agency again where you still need it, and say why.", {}};
}

Problem not_permitted_now() {
  return {Fault::refused, "disclosure.no-longer-permitted", "What was given may not be opened any more: the agreements, or what is known of the matter, are others now.",
          "Ask again: you then get today's answer with its reasons.", {}};
}

Problem being_corrected() {
  return {Fault::refused, "disclosure.being-corrected", "All that was given was wrong, and is being corrected or was deleted where it came from.", "The request says which and why; ask the agency that gave it.", {}};
}

/// Why nobody opens this one, whatever the engine says.
std::optional<Problem> closed(Stored const& one, std::string_view today) {
  if (!one.taken_back_at.empty()) return taken_back();
  if (one.is_over(today) || one.values_sealed.empty()) return over();
  return std::nullopt;
}

Act act_for(Member const& member, sharing::SharingRequest const& request) {
  auto act = sharing::act_of(ledger::Event::access, member, "disclosure");
  act.purpose = request.purpose;
  act.from = request.discloser;
  act.form = request.form;
  act.previous = request.id;
  return act;
}

/// What was given and may still be opened, each as the rule of today has it; the rest is withheld: what may not go any more, what is
/// being corrected, and a name whose role is.
void sort_out(Hub const& hub, std::vector<Packed> const& values, Json const& told, Opened& opened) {
  opened.items = Json{Json::Array{}};
  NameAndRole together{hub.catalogue()};
  bool with_role = false;
  auto const& all = told["fields"].array();
  auto const permit_of = [&](Packed const& value) {
    auto const* field = hub.catalogue().field(value.field);
    return std::ranges::find_if(all, [&](Json const& one) { return one["may"].string() == "yes" && one["as"].string() == value.as && hub.catalogue().field(one["field"].string()) == field; });
  };
  for (auto const& value : values) {
    if (permit_of(value) != all.end()) together.look(value);
    with_role = with_role || value.field == role_field;
  }
  for (auto const& value : values) {
    auto const found = permit_of(value);
    bool const alone = with_role && together.name_without_role() && together.is_name(value);
    if (found == all.end() || value.away || alone) {
      opened.withheld.push_back(value.field);
      continue;
    }
    auto item = *found;
    opened.items.push(item.set("value", value.text));
  }
}

}  // namespace

Result<Opened> open_given(Hub& hub, Member const& member, std::string const& request) {
  if (auto ready = hub.log().ready(); !ready) return fail(ready);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  // What is taken back at this moment is opened before it or not at all.
  if (auto done = take_turn(connection); !done) return fail(done);
  auto const turn_away = [&](Act act, Problem problem) {
    transaction->roll_back();
    return turned_away(hub, std::move(act), std::move(problem));
  };
  auto const stored = stored_of_request(connection, request);
  if (!stored) return fail(stored);
  auto const asked = sharing::stored_request(hub, connection, request);
  if (!asked) return fail(asked);
  bool const reads = *stored && *asked && (*stored)->in_hub() && (*stored)->recipient == member.agency && (*stored)->member == member.id;
  if (!reads) return turn_away(sharing::act_of(ledger::Event::access, member, "disclosure"), unknown_disclosure());
  auto const& one = **stored;
  auto const& about = (*asked)->request;
  auto act = act_for(member, about);
  if (auto why = closed(one, format_date(hub.clock().today()))) return turn_away(std::move(act), *why);
  if (auto still = sharing::check_asker(hub, member, about.role); !still) return turn_away(std::move(act), still.error());
  if (!one.received_in.empty()) {
    auto const agreed = sharing::onward_agreed(hub, connection, {one.received_in, one.supplier, one.recipient});
    if (!agreed) return fail(agreed);
    if (!*agreed) return turn_away(std::move(act), not_permitted_now());
  }
  auto const& ask_first = hub.options().before_people;
  if (auto fine = ask_first ? ask_first(hub) : Result<void>{}; !fine) return turn_away(std::move(act), fine.error());
  auto const rules = sharing::StandingRules::read(hub, *transaction);
  if (!rules) return fail(rules);
  auto const put = sharing::put_again(hub, *transaction, **asked, **rules);
  if (!put) return fail(put);
  auto const decision = (*rules)->decide(put->request, put->facts);
  auto const sealed = sharing::open_words(hub, spot_of_values(one.id, one.discloser), one.values_sealed);
  // A kill between the key and the row leaves values that nobody reads any more.
  if (!sealed && sealed.error().code.view() == "keys.erased") return turn_away(std::move(act), over());
  if (!sealed) return fail(sealed);
  Opened opened{one.id, request, one.discloser, member.id, member.agency, format_instant(hub.clock().now()), one.open_until, one.version};
  opened.show_role_with_name = decision.show_role_with_name;
  auto const values = packed_in(*sealed);
  if (std::ranges::all_of(values, &Packed::away)) return turn_away(std::move(act), being_corrected());
  sort_out(hub, values, sharing::explain(hub, (*rules)->held(), decision, agreements::Telling::asker), opened);
  if (opened.items.array().empty()) return turn_away(std::move(act), not_permitted_now());
  act.verdict = opened.withheld.empty() ? ledger::Verdict::permit : ledger::Verdict::partial;
  for (auto const& item : opened.items.array()) act.fields.push_back(item["field"].string());
  act.detail = commitment_to(one.id, one.version, *sealed);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  opened.ledger_index = receipt->index();
  auto const noted = connection.execute(sql::put_opening, one.id, opened.ledger_index, one.version, opened.opened_at);
  if (!noted) return fail(noted);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return opened;
}

std::string watermark(Hub const& hub, Opened const& opened) {
  return fmt::format("Opened by {} of {} on {} at {} UTC. Disclosure {}, version {}.", opened.reader, agency_name(hub, opened.agency), opened.opened_at.substr(0, 10), opened.opened_at.substr(11, 5),
                     opened.disclosure, opened.version);
}

Result<std::optional<Disclosure>> disclosure_of(Hub& hub, Member const& member, sharing::SharingRequest const& request) {
  auto const stored = stored_of_request(hub.database(), request.id);
  if (!stored) return fail(stored);
  if (!*stored) return std::optional<Disclosure>{};
  auto const& one = **stored;
  auto const today = format_date(hub.clock().today());
  Disclosure told{one.id, {}, one.given_at, one.open_until, one.fields, one.version, one.taken_back_at, one.taken_back_by};
  told.state = !one.in_hub() ? "elsewhere" : !one.taken_back_at.empty() ? "taken-back" : one.can_open(today) ? "open" : "over";
  auto const read = hub.database().query(sql::openings, [&](store::Row const& row) { told.openings.push_back({row.string(0), static_cast<int>(row.integer(1))}); }, one.id);
  if (!read) return fail(read);
  auto noticed = notices_of(hub, member, one.id);
  if (!noticed) return fail(noticed);
  told.notices = std::move(*noticed);
  for (auto const& notice : told.notices) {
    if (notice.kind == "taken-back") told.taken_back_words = notice.because;
  }
  bool const gives = member.agency == one.discloser && sharing::answers_requests(member);
  told.may_open = told.state == "open" && member.agency == one.recipient && member.id == one.member;
  told.may_take_back = told.state == "open" && gives;
  told.may_correct = gives;
  return std::optional{std::move(told)};
}

Result<std::uint64_t> not_opened_yet(Hub& hub, Member const& member) {
  auto const count = hub.database().query_integer(sql::unopened, member.agency, member.id, format_date(hub.clock().today()));
  if (!count) return fail(count);
  return static_cast<std::uint64_t>(count->value_or(0));
}

Result<std::vector<std::string>> items_given(Hub& hub, std::string const& agency) {
  std::set<std::string> all;
  auto const read = hub.database().query(sql::items, [&](store::Row const& row) {
    for (auto& field : texts_in(row.text(0))) all.insert(std::move(field));
  }, agency);
  if (!read) return fail(read);
  return std::vector<std::string>{all.begin(), all.end()};
}

}  // namespace concordat::hub::disclosures
