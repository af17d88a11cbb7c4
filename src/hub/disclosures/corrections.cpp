// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/corrections.h"

#include <algorithm>
#include <array>

#include "base/id.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/disclosures/rows.h"
#include "hub/says_why.h"
#include "hub/sharing/people.h"

namespace concordat::hub::disclosures {
namespace sql {

constexpr store::Sql repack = "UPDATE disclosure SET values_sealed = ?, version = version + 1 WHERE id = ? AND version = ? AND taken_back_at IS NULL";

}  // namespace sql

namespace {

constexpr std::array kinds{"corrected", "role-changed", "deleted"};

tl::unexpected<Problem> no_words() {
  return fail(Fault::malformed, "correction.words", "It is not said which items are corrected, role-changed or deleted.", "Name one of the three kinds, and items of the catalogue.");
}

tl::unexpected<Problem> no_record() {
  return fail(Fault::malformed, "correction.which", "It is not said of what it is a correction, or twice.", "Name either the request in which it was given, or the reference of your own record that was said then.");
}

tl::unexpected<Problem> no_value_of_it() {
  return fail(Fault::malformed, "correction.values", "A value was typed of an item that is not corrected, or of one that was deleted.", "Type values of the items that you name, and none of what was deleted.");
}

/// What a correction says, with the items by the names they are kept under.
struct Read {
  std::vector<std::string> fields;
  std::vector<std::pair<catalogue::Field const*, std::string>> values;
};

Result<Read> read(Hub const& hub, Correction const& correction) {
  Read read;
  bool const known_kind = std::ranges::find(kinds, correction.kind) != kinds.end();
  if (!known_kind || correction.fields.empty()) return no_words();
  if (correction.request.empty() == correction.reference.empty()) return no_record();
  if (correction.kind == "deleted" && !correction.values.empty()) return no_value_of_it();
  for (auto const& name : correction.fields) {
    auto const* field = hub.catalogue().field(name);
    if (field == nullptr) return no_words();
    read.fields.push_back(field->dotted());
  }
  if (correction.kind == "role-changed" && std::ranges::find(read.fields, role_field) == read.fields.end()) {
    return fail(Fault::malformed, "correction.role", "Where a person's role has changed, the item is the role.", "Name person.role_in_concern, and its value where you know it; anything else is corrected.");
  }
  for (auto const& value : correction.values) {
    auto const* field = hub.catalogue().field(value.field);
    if (field == nullptr || std::ranges::find(read.fields, field->dotted()) == read.fields.end()) return no_value_of_it();
    if (!text::trim(value.text).empty()) read.values.emplace_back(field, value.text);
  }
  if (!says_why(correction.because) || !sharing::is_words(correction.because)) return tl::unexpected<Problem>{no_reason()};
  return read;
}

std::vector<std::string> in_both(std::vector<std::string> const& some, std::vector<std::string> const& others) {
  std::vector<std::string> both;
  for (auto const& one : some) {
    if (std::ranges::find(others, one) != others.end()) both.push_back(one);
  }
  return both;
}

/// Whoever got one of the items: first from the agency itself, then what they passed on of it, and so on.
Result<std::vector<Stored>> reached(Hub& hub, store::Connection& connection, Member const& member, Correction const& correction, std::vector<std::string> const& fields) {
  std::vector<Stored> own;
  if (correction.request.empty()) {
    auto of_record = stored_of_mark(connection, member.agency, sharing::subject_of(hub, member.agency, correction.reference));
    if (!of_record) return fail(of_record);
    own = std::move(*of_record);
  } else {
    auto one = stored_of_request(connection, correction.request);
    if (!one) return fail(one);
    if (*one && (*one)->discloser == member.agency) own.push_back(std::move(**one));
  }
  auto all = with_passed_on(connection, std::move(own));
  if (!all) return all;
  std::erase_if(*all, [&](Stored const& one) { return in_both(one.fields, fields).empty(); });
  return all;
}

class Corrector {
 public:
  Corrector(Hub& hub, Member const& member, Correction const& correction, Read read)
      : hub_{hub}, member_{member}, correction_{correction}, read_{std::move(read)}, today_{format_date(hub.clock().today())} {}

  /// One recipient: their notice, and what they can still open without what was wrong in it.
  Result<void> tell(store::Transaction& transaction, Stored const& one, Corrected& done) {
    auto const fields = in_both(one.fields, read_.fields);
    auto const id = uuid7(hub_.clock().now(), hub_.chance());
    Json committed = Json{}.set("disclosure", one.id).set("notice", id);
    std::optional<Json> repacked;
    auto values = one.can_open(today_) ? repack(one, fields) : Result<Json>{Json{}};
    bool const erased = !values && values.error().code.view() == "keys.erased";  // a kill left values that nobody reads any more
    if (!values && !erased) return fail(values);
    if (!erased && !values->is_null()) {
      repacked = std::move(*values);
      committed = commitment_to(one.id, one.version + 1, *repacked).set("notice", id);
    }
    Act act;
    act.event = ledger::Event::disclose;
    act.verdict = ledger::Verdict::permit;
    act.fields = {"correction", correction_.kind};
    act.fields.insert(act.fields.end(), fields.begin(), fields.end());
    act.from = member_.agency;
    act.to = one.recipient;
    act.member = member_.id;
    act.member_gives = true;
    act.previous = one.request;
    act.detail = std::move(committed);
    auto const receipt = record(hub_, transaction, std::move(act));
    if (!receipt) return fail(receipt);
    if (auto put = put_notice(hub_, transaction, member_, one, {id, correction_.kind, fields, correction_.because}, receipt->index()); !put) return put;
    if (repacked) {
      if (auto kept = keep(transaction, one, *repacked); !kept) return kept;
    }
    done.notices.push_back(id);
    if (std::ranges::find(done.recipients, one.recipient) == done.recipients.end()) done.recipients.push_back(one.recipient);
    done.ledger_index = receipt->index();
    return {};
  }

  /// "correction.nowhere" where values were typed and nobody can open them.
  Result<void> check_reached() const {
    if (read_.values.empty() || reached_) return {};
    return fail(Fault::malformed, "correction.nowhere", "What was given can be opened by nobody in the hub: the values would reach nobody.", "Leave the values out: who got it is told that it was wrong, and you tell them what is right in the way you gave it.");
  }

 private:
  Result<void> keep(store::Transaction& transaction, Stored const& one, Json const& values) {
    auto const sealed = sharing::seal_words(hub_, spot_of_values(one.id, one.discloser), values);
    if (!sealed) return fail(sealed);
    auto const changed = transaction.connection().execute(sql::repack, *sealed, one.id, one.version);
    if (!changed) return fail(changed);
    if (*changed != 1) return tl::unexpected<Problem>{unknown_disclosure()};
    return {};
  }

  /// Only the agency itself knows what is right now; what others passed on of it loses the item until they correct theirs.
  Result<Json> repack(Stored const& one, std::vector<std::string> const& fields) {
    auto const sealed = sharing::open_words(hub_, spot_of_values(one.id, one.discloser), one.values_sealed);
    if (!sealed) return fail(sealed);
    auto values = packed_in(*sealed);
    for (auto& value : values) {
      if (std::ranges::find(fields, value.field) == fields.end()) continue;
      auto text = one.discloser == member_.agency ? right_now(value) : Result<std::string>{""};
      if (!text) return fail(text);
      value.away = text->empty();
      value.text = std::move(*text);
      reached_ = reached_ || !value.away;
    }
    return salted(hub_, values);
  }

  /// The value that was typed, in the form in which the item was given; empty: none was.
  Result<std::string> right_now(Packed const& value) {
    auto const typed = std::ranges::find_if(read_.values, [&](auto const& one) { return one.first->dotted() == value.field; });
    if (typed == read_.values.end()) return std::string{};
    return cut_down(hub_, value.as, *typed->first, typed->second);
  }

  Hub& hub_;
  Member const& member_;
  Correction const& correction_;
  Read read_;
  std::string today_;
  bool reached_ = false;  ///< a value that is right now can be opened by somebody
};

}  // namespace

Result<Corrected> correct(Hub& hub, Member const& member, Correction const& correction) {
  auto said = read(hub, correction);
  if (!said) return fail(said);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  // Two corrections at once, or one beside a taking back, would each know only what was there before.
  if (auto done = take_turn(transaction->connection()); !done) return fail(done);
  auto const found = sharing::answers_requests(member) ? reached(hub, transaction->connection(), member, correction, said->fields) : Result<std::vector<Stored>>{std::vector<Stored>{}};
  if (!found) return fail(found);
  if (found->empty()) {
    transaction->roll_back();
    return turned_away(hub, sharing::act_of(ledger::Event::access, member, "correction"),
                                {Fault::not_found, "correction.nobody", "Your agency gave these items to nobody in that request, or of that record.",
                                 "The page of who has used your data, or 'concordat uses', shows what was given; a record is found by the reference that was said when it was given.", {}});
  }
  Corrector corrector{hub, member, correction, std::move(*said)};
  Corrected done;
  for (auto const& one : *found) {
    if (auto told = corrector.tell(*transaction, one, done); !told) return fail(told);
  }
  if (auto reached = corrector.check_reached(); !reached) return fail(reached);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  if (auto written = hub.log().sign_pending(); !written) return fail(written);
  return done;
}

}  // namespace concordat::hub::disclosures
