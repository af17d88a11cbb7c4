// SPDX-License-Identifier: Apache-2.0
#include "hub/release/release.h"

#include <set>

#include <fmt/format.h>

#include "base/id.h"
#include "base/json_list.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/local_settings.h"
#include "hub/release/control.h"
#include "hub/release/event_store.h"
#include "hub/release/file_proof.h"
#include "hub/release/suppliers.h"
#include "hub/retention.h"
#include "hub/sharing/uses.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql stored =
    "SELECT id, leaf_index, period, agreement_refs, table_name, recipient, purpose FROM release WHERE request_hash = ? AND data_version = ?";
constexpr store::Sql stored_by_id =
    "SELECT table_name, purpose, leaf_index, period, agreement_refs FROM release WHERE id = ? AND recipient = ?";
constexpr store::Sql next_number = "SELECT coalesce(max(number), 0) + 1 FROM release";
constexpr store::Sql put_release =
    "INSERT INTO release (id, number, table_name, period, recipient, purpose, actor, form, data_version, agreement_refs, "
    "request_hash, leaf_index, created_at, method) VALUES (?, ?, ?, ?, ?, ?, ?, 'aggregate', ?, ?, ?, ?, ?, ?)";
constexpr store::Sql put_refusal =
    "INSERT INTO refusal (id, refused_at, table_name, recipient, purpose, codes, leaf_index) VALUES (?, ?, ?, ?, ?, ?, ?)";

}  // namespace sql

namespace {

/// Asked, allowed and counted, and yet there is nothing that may leave.
bool is_no_answer(Problem const& problem) { return problem.code.view() == "release.part-tells" || problem.code.view() == "funnel.no-reports" || problem.code.view() == "funnel.areas-left-out"; }

/// A word that a person typed goes into the record only where this hub knows it: it might be a name.
std::string known_or(bool known, std::string const& word) { return known ? word : std::string{"unknown"}; }

std::string refs_json(std::vector<std::string> const& rules) { return list_of(rules).canonical(); }

}  // namespace

class ReleaseDesk {
 public:
  ReleaseDesk(Hub& hub, ReleaseRequest request) : hub_{hub}, request_{std::move(request)} {}
  Result<ReleaseAnswer> run();
  Result<ReleaseAnswer> reopen(std::string const& id);

 private:
  /// What stands of a stored release in its row.
  struct Shelved {
    std::string id;
    std::uint64_t index = 0;
    std::string period;
    std::string rules;
  };
  Result<void> get_ready();
  Result<ReleaseAnswer> ask_gate();
  Result<void> rehearse();
  Result<Release> serve(store::Transaction& transaction, Granted const& granted, Shelved const& shelved);
  Result<ReleaseAnswer> hand_out(store::Transaction& transaction, Release release);
  Result<ReleaseAnswer> refuse(store::Transaction& transaction, Refused refused);
  Result<ReleaseAnswer> nothing_to_release(store::Transaction& transaction, Problem const& problem);
  Result<ReleaseAnswer> grant(store::Transaction& transaction, Granted granted);
  Result<std::optional<Release>> serve_again(store::Transaction& transaction, Granted const& granted);
  Result<Release> make(store::Transaction& transaction, Granted const& granted, Periods periods);
  Result<void> keep(store::Connection& connection, Granted const& granted, Drawing const& drawing, Release const& release);
  Result<Receipt> write_leaf(store::Transaction& transaction, Granted const& granted, ledger::Event event, Json detail);
  render::About about(Granted const& granted, std::string const& id, std::uint64_t index) const;

  Hub& hub_;
  ReleaseRequest request_;
  std::string request_hash_;
  std::string data_version_;
  std::string id_;
  std::uint64_t index_ = 0;  ///< of the entry that this answer gets
  /// What is permitted and has to be drawn, from when the gate said so until it is worked out.
  struct Permitted {
    Granted granted;
    Periods periods;
  };
  std::optional<Permitted> permitted_;
  Workings workings_;
  std::optional<told::Finding> would_tell_;
  bool rehearsed_ = false;
};

Result<Receipt> ReleaseDesk::write_leaf(store::Transaction& transaction, Granted const& granted, ledger::Event event, Json detail) {
  Act act;
  act.event = event;
  act.verdict = ledger::Verdict::permit;
  act.rules = granted.rules;
  act.purpose = request_.gate.purpose;
  act.from = hub_.partnership().id;
  act.to = granted.recipient.id;
  act.member = request_.gate.member;
  act.form = "aggregate";
  std::set<std::string> fields;
  for (auto const& source : granted.sources) {
    for (auto const& permit : source.permits) fields.insert(permit.field);
  }
  act.fields.assign(fields.begin(), fields.end());
  act.fields.insert(act.fields.begin(), std::string{granted.table->id.view()});
  act.detail = std::move(detail);
  return record(hub_, transaction, std::move(act));
}

Result<ReleaseAnswer> ReleaseDesk::refuse(store::Transaction& transaction, Refused refused) {
  std::set<std::string> codes;
  for (auto const& reason : refused.reasons) codes.insert(reason.code);
  Act act;
  act.event = ledger::Event::refuse;
  act.verdict = ledger::Verdict::refuse;
  act.purpose = known_or(hub_.catalogue().purpose(request_.gate.purpose) != nullptr, request_.gate.purpose);
  act.from = hub_.partnership().id;
  act.to = known_or(hub_.agency(request_.gate.recipient) != nullptr, request_.gate.recipient);
  act.member = request_.gate.member;
  act.form = "aggregate";
  act.fields = {known_or(release_table(request_.gate.table) != nullptr, request_.gate.table)};
  act.why.assign(codes.begin(), codes.end());
  act.request = uuid7(hub_.clock().now(), hub_.chance());
  // What was withheld, item by item: ids of the catalogue and codes of ours, sealed beside the leaf.
  Json withheld{Json::Array{}};
  for (auto const& reason : refused.reasons) {
    Json item;
    item.set("field", reason.field).set("code", reason.code).set("source", reason.source);
    withheld.push(std::move(item));
  }
  act.detail.set("withheld", std::move(withheld));
  if (would_tell_) act.detail.set("witness", would_tell_->witness).set("difference", would_tell_->difference);
  Refusal refusal{act.request, 0, std::move(refused.reasons)};
  auto const table = act.fields.front();
  auto const to = act.to;
  auto const purpose = act.purpose;
  auto receipt = record(hub_, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  refusal.ledger_index = receipt->index();
  auto put = hub_.database().execute(sql::put_refusal, refusal.id, format_instant(hub_.clock().now()), table, to, purpose,
                                     list_of(codes).canonical(), refusal.ledger_index);
  if (!put) return fail(put);
  if (auto done = transaction.commit(); !done) return fail(done);
  if (auto done = hub_.log().sign_pending(); !done) return fail(done);
  return ReleaseAnswer{std::move(refusal)};
}

/// Asked and allowed, and yet nothing leaves: the ledger says so too.
Result<ReleaseAnswer> ReleaseDesk::nothing_to_release(store::Transaction& transaction, Problem const& problem) {
  Refused refused;
  refused.reasons.push_back({"", "R12", std::string{problem.code.view()}, "", std::string{problem.title.view()},
                             std::string{problem.remedy.view()}});
  auto written = refuse(transaction, std::move(refused));
  if (!written) return written;
  return tl::unexpected<Problem>{problem};
}

render::About ReleaseDesk::about(Granted const& granted, std::string const& id, std::uint64_t index) const {
  render::About about;
  about.release = id;
  about.ledger_index = index;
  about.recipient = granted.recipient.name;
  auto const* purpose = hub_.catalogue().purpose(request_.gate.purpose);
  about.purpose = purpose == nullptr ? request_.gate.purpose : purpose->title;
  about.created_at = format_instant(hub_.clock().now());
  about.data_version = data_version_;
  about.settings = granted.settings.words();
  return about;
}

Result<std::optional<Release>> ReleaseDesk::serve_again(store::Transaction& transaction, Granted const& granted) {
  Shelved shelved;
  bool is_asked_for = true;
  auto found = hub_.database().query(sql::stored,
                                     [&](store::Row const& row) {
                                       is_asked_for = row.text(4) == granted.table->id.view() && row.text(5) == granted.recipient.id && row.text(6) == request_.gate.purpose;
                                       shelved = {row.string(0), static_cast<std::uint64_t>(row.integer(1)), row.string(2), row.string(3)};
                                     },
                                     request_hash_, data_version_);
  if (!found) return fail(found);
  if (shelved.id.empty()) return std::optional<Release>{};
  // A row that was made to stand for another request: one agency would get what was made for another.
  if (!is_asked_for) return stored_release_differs();
  auto release = serve(transaction, granted, shelved);
  if (!release) return fail(release);
  return std::optional<Release>{std::move(*release)};
}

Result<Release> ReleaseDesk::serve(store::Transaction& transaction, Granted const& granted, Shelved const& shelved) {
  Json detail;
  detail.set("release", shelved.id).set("again", true);
  auto receipt = write_leaf(transaction, granted, ledger::Event::access, std::move(detail));
  if (!receipt) return fail(receipt);
  Release release{granted.permit, *receipt};
  release.suppliers_ = suppliers_of(granted);
  release.id_ = shelved.id;
  release.ledger_index_ = shelved.index;  // of the disclosure whose files these are
  release.served_again_ = true;
  release.period_ = shelved.period;
  if (auto const list = Json::parse(shelved.rules)) {
    for (auto const& rule : list->array()) release.rules_.push_back(rule.string());
  }
  auto files = files_of_release(hub_.database(), shelved.id);
  if (!files) return fail(files);
  release.files_ = std::move(*files);
  // The database is not believed: bytes that the ledger does not vouch for do not leave a second time, nor without the others.
  auto const as_entered = are_as_entered(hub_, shelved.id, release.files_);
  if (!as_entered) return fail(as_entered);
  if (!*as_entered) return stored_release_differs();
  return release;
}

Result<void> ReleaseDesk::keep(store::Connection& connection, Granted const& granted, Drawing const& drawing, Release const& release) {
  auto const number = connection.query_integer(sql::next_number);
  if (!number) return fail(number);
  auto const actor = hub_.actor(granted.recipient.id, request_.gate.member);
  auto put = connection.execute(sql::put_release, id_, number->value_or(1), granted.table->id.view(), drawing.period,
                                granted.recipient.id, request_.gate.purpose, actor, data_version_, refs_json(granted.rules),
                                request_hash_, release.ledger_index(), format_instant(hub_.clock().now()), drawing.method);
  if (!put) return fail(put);
  return keep_files(connection, id_, release.files());
}

Result<Release> ReleaseDesk::make(store::Transaction& transaction, Granted const& granted, Periods periods) {
  id_ = uuid7(hub_.clock().now(), hub_.chance());
  auto drawing = draw(hub_, granted, std::move(periods), about(granted, id_, index_), {request_.watch, &workings_, &would_tell_}).and_then([&](Drawing drawn) { return with_control_report(hub_, granted, about(granted, id_, index_), std::move(drawn), workings_); });
  if (!drawing) return fail(drawing);
  Json detail;
  detail.set("release", id_).set("period", drawing->period).set("data_version", data_version_);
  Json files;
  for (auto const& file : drawing->files) files.set(file.name, crypto::to_hex(crypto::sha256(file.content)));
  auto uses = uses_of_release(granted, request_.gate, id_);
  detail.set("files", std::move(files)).set("uses", sharing::mark_of(uses));
  auto receipt = write_leaf(transaction, granted, ledger::Event::disclose, std::move(detail));
  if (!receipt) return fail(receipt);
  Release release{granted.permit, *receipt};
  release.suppliers_ = suppliers_of(granted);
  release.id_ = id_;
  release.period_ = drawing->period;
  release.rules_ = granted.rules;
  release.files_ = std::move(drawing->files);
  if (auto done = keep(transaction.connection(), granted, *drawing, release); !done) return fail(done);
  for (auto& use : uses) {
    use.ledger_index = receipt->index();
    if (auto noted = sharing::record_use(hub_, transaction, std::move(use)); !noted) return fail(noted);
  }
  return release;
}

Result<ReleaseAnswer> ReleaseDesk::grant(store::Transaction& transaction, Granted granted) {
  // From here on alone: the files name their entry, and who asks for the same at this moment is served what is stored.
  auto const index = hub_.log().next_index(transaction);
  if (!index) return fail(index);
  index_ = *index;
  auto const today = hub_.today(transaction);
  if (!today) return fail(today);
  auto periods = periods_of(hub_, granted, request_.quarter, *today);
  if (!periods) return nothing_to_release(transaction, periods.error());
  auto closed = close_quarters(hub_, transaction, periods->coverage, periods->used, index_);
  if (!closed) return fail(closed);
  if (auto written = record_closing(hub_, transaction, *closed); !written) return fail(written);
  if (!closed->empty()) ++index_;
  data_version_ = data_version(periods->coverage, periods->used);
  Json asked;
  asked.set("table", std::string{granted.table->id.view()}).set("to", granted.recipient.id);
  if (granted.part) asked.set("part", granted.part->id());
  asked.set("purpose", request_.gate.purpose).set("period", period_text(granted.table->kind, *periods)).set("method", method_version).set("rules", refs_json(granted.rules));
  // Files that were drawn before a stricter rule stood are not served again.
  if (granted.smallest_group > smallest_group_baseline) asked.set("smallest_group", granted.smallest_group);
  // What was made under other settings is left as it is, and asked for anew it is made under those of today.
  if (auto tightened = granted.settings.tightened(); !tightened.object().empty()) asked.set("settings", std::move(tightened));
  request_hash_ = crypto::to_hex(crypto::sha256(asked.canonical()));
  if (granted.part) {
    auto const settled = settle_part(hub_, transaction, *granted.part, periods->used, index_);
    if (!settled) return nothing_to_release(transaction, settled.error());
    if (*settled) ++index_;
  }
  auto again = serve_again(transaction, granted);
  if (!again) return fail(again);
  if (!*again && !rehearsed_) {
    permitted_ = Permitted{std::move(granted), std::move(*periods)};
    return tl::unexpected<Problem>{stopped_work()};  // nothing of what was begun stands: see ask_gate
  }
  if (!*again) {
    if (auto held = hold_settled(hub_); !held) return fail(held);
    auto made = make(transaction, granted, std::move(*periods));
    if (!made && would_tell_) return refuse(transaction, {{{"", "R12", std::string{made.error().code.view()}, "", would_tell_->words, std::string{made.error().remedy.view()}}}});
    if (!made && is_no_answer(made.error())) return nothing_to_release(transaction, made.error());
    if (!made) return fail(made);
    *again = std::move(*made);
  }
  return hand_out(transaction, std::move(**again));
}

/// Committed and signed first: nothing leaves before it is written down.
Result<ReleaseAnswer> ReleaseDesk::hand_out(store::Transaction& transaction, Release release) {
  if (request_.watch != nullptr && !request_.watch->go_on(writing_the_entry, 0, 1)) return tl::unexpected<Problem>{stopped_work()};
  if (auto done = transaction.commit(); !done) return fail(done);
  if (auto done = hub_.log().sign_pending(); !done) return fail(done);
  // The signer may have signed this entry, and the table of checkpoints may still say something else.
  if (auto covered = hub_.log().check_covered(release.ledger_index()); !covered) return fail(covered);
  return ReleaseAnswer{std::move(release)};
}

Result<void> ReleaseDesk::get_ready() {
  // No ledger, no answer: the signer must be there before any work is done.
  if (auto ready = hub_.log().ready(); !ready) return fail(ready);
  if (auto done = run_retention_by_itself(hub_); !done) return fail(done);
  return {};
}

Result<ReleaseAnswer> ReleaseDesk::run() {
  if (auto ready = get_ready(); !ready) return fail(ready);
  auto answer = ask_gate();
  if (answer || !is_alarm(answer.error())) return answer;
  // Nothing of what was begun stands; the alarm does.
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  return nothing_to_release(*transaction, answer.error());
}

Result<ReleaseAnswer> ReleaseDesk::ask_gate() {
  would_tell_.reset();  // of the turn before, which nothing came of
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto answer = Gate{hub_, *transaction}.ask(request_.gate);
  if (!answer) return fail(answer);
  if (!*answer) return refuse(*transaction, std::move(answer->error()));
  auto granted = grant(*transaction, std::move(**answer));
  if (!permitted_) return granted;
  transaction->roll_back();
  if (auto done = rehearse(); !done) return fail(done);
  return ask_gate();
}

/// Draws what was permitted, for what it works out alone, with the judgement and the report: the drawing itself is thrown away, and the gate is
/// asked again before one leaves. What was worked out is found then by all that went in, and by nothing else.
Result<void> ReleaseDesk::rehearse() {
  auto const permitted = std::exchange(permitted_, std::nullopt);
  rehearsed_ = true;
  if (auto read = read_entered(hub_, request_.watch); !read) return read;
  auto const about_it = about(permitted->granted, {}, 0);
  auto const drawn = draw(hub_, permitted->granted, permitted->periods, about_it, {request_.watch, &workings_}).and_then([&](Drawing drawing) { return with_control_report(hub_, permitted->granted, about_it, std::move(drawing), workings_); });
  // Whatever else is amiss is found again by the drawing that counts, which says it under an entry.
  if (!drawn && drawn.error().fault == Fault::cancelled) return fail(drawn);
  if (request_.watch != nullptr && !request_.watch->go_on(asking_again, 0, 1)) return tl::unexpected<Problem>{stopped_work()};
  return {};
}

Result<ReleaseAnswer> ReleaseDesk::reopen(std::string const& id) {
  if (auto ready = get_ready(); !ready) return fail(ready);
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  Shelved shelved;
  auto found = hub_.database().query(sql::stored_by_id,
                                     [&](store::Row const& row) {
                                       request_.gate.table = row.string(0);
                                       request_.gate.purpose = row.string(1);
                                       shelved = {id, static_cast<std::uint64_t>(row.integer(2)), row.string(3), row.string(4)};
                                       request_.gate.part = part_in(shelved.period);
                                     },
                                     id, request_.gate.recipient);
  if (!found) return fail(found);
  if (shelved.id.empty()) {
    return fail(Fault::not_found, "release.unknown", "Your agency has no release of that number.", "The list of releases shows what there is; or ask for the table anew.");
  }
  if (request_.gate.table == records_table().id.view()) {
    return fail(Fault::conflict, "release.records-again", "These are records, and not one of the tables.", "Ask for them again on the page of releases, or with 'concordat release records': the same files are given where the agreement still allows it.");
  }
  auto answer = Gate{hub_, *transaction}.ask(request_.gate);
  if (!answer) return fail(answer);
  if (!*answer) return refuse(*transaction, std::move(answer->error()));
  if (refs_json((*answer)->rules) != shelved.rules) {
    return fail(Fault::conflict, "release.rules-changed", "The agreements have changed since this release was made.", "Ask for the table again: you get it as it is agreed today.");
  }
  auto release = serve(*transaction, **answer, shelved);
  if (!release) return fail(release);
  return hand_out(*transaction, std::move(*release));
}

Result<ReleaseAnswer> release(Hub& hub, ReleaseRequest const& request) { return ReleaseDesk{hub, request}.run(); }

Result<ReleaseAnswer> reopen_release(Hub& hub, Member const& member, std::string const& role, std::string const& id) {
  return ReleaseDesk{hub, {{"", member.agency, member.id, role, ""}, ""}}.reopen(id);
}

}  // namespace concordat::hub
