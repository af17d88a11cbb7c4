// SPDX-License-Identifier: Apache-2.0
#include "hub/records/record_release.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/id.h"
#include "base/json_list.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/local_settings.h"
#include "hub/records/record_beside.h"
#include "hub/records/record_report.h"
#include "hub/records/record_rows.h"
#include "hub/records/record_work.h"
#include "hub/records/records_left.h"
#include "hub/release/picture.h"
#include "hub/retention.h"
#include "hub/sharing/uses.h"
#include "hub/told/told.h"
#include "protection/recipient/leaving.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql records_number = "SELECT coalesce(max(number), 0) + 1 FROM release";
constexpr store::Sql put_records =
    "INSERT INTO release (id, number, table_name, period, recipient, purpose, actor, form, data_version, agreement_refs, "
    "request_hash, leaf_index, created_at, method) VALUES (?, ?, 'records', ?, ?, ?, ?, 'depersonalised', ?, ?, ?, ?, ?, ?)";
constexpr store::Sql put_records_refusal =
    "INSERT INTO refusal (id, refused_at, table_name, recipient, purpose, codes, leaf_index) VALUES (?, ?, 'records', ?, ?, ?, ?)";

}  // namespace sql

namespace {

constexpr std::uint32_t shipped_records_k = 5;

std::string known_word(bool known, std::string const& word) { return known ? word : std::string{"unknown"}; }

}  // namespace

class RecordsDesk {
 public:
  RecordsDesk(Hub& hub, RecordsAsked asked) : hub_{hub}, asked_{std::move(asked)} {}
  Result<ReleaseAnswer> run();

 private:
  Result<ReleaseAnswer> refuse(store::Transaction& transaction, Refused refused);
  Result<ReleaseAnswer> nothing_leaves(store::Transaction& transaction, Problem const& problem);
  Result<ReleaseAnswer> grant(store::Transaction& transaction, Granted granted);
  /// Nothing where none of that quarter left before.
  Result<std::optional<Release>> again(store::Transaction& transaction, Granted const& granted);
  Result<Release> make(store::Transaction& transaction, Granted const& granted, Periods const& periods);
  Result<ReleaseAnswer> ask_gate();
  /// Works out what takes long of what was permitted, for that alone, and reads what the ledger has of records that left: the gate is
  /// asked again before anything leaves.
  Result<void> rehearse();
  RecordsFor whom(Granted const& granted) const { return {granted.recipient.id, holds_, k_}; }
  Result<std::vector<ReleaseFile>> files_of(Granted const& granted, Periods const& periods);
  /// All that takes long about records: kept in workings_ from the first time to the second.
  struct Checked {
    RecordsGiven given;
    CoarseRecords coarse;
    BesideTold beside;
    RecordsReport facts;
  };
  Result<Checked> check(Granted const& granted, Periods const& periods, Watch* watch);
  /// `points`: what places may be told by; null: middle areas at their finest.
  Result<Checked> check_with(Granted const& granted, Periods const& periods, Watch* watch, RecordPoints* points);
  Result<void> keep(store::Connection& connection, Granted const& granted, Release const& release);
  Result<Receipt> write_leaf(store::Transaction& transaction, Granted const& granted, ledger::Event event, Json detail);
  sharing::DataUse use_of(Granted const& granted) const;
  render::ReportLines facts_of(Granted const& granted) const;
  /// The one with permits.
  [[nodiscard]] static SourceDecision const& source_of_records(Granted const& granted);

  Hub& hub_;
  RecordsAsked asked_;
  protection::RecipientHolds holds_ = protection::RecipientHolds::named_incidents;
  bool said_ = false;
  std::uint32_t k_ = shipped_records_k;
  std::string period_, method_, data_version_, request_hash_, id_;
  std::uint64_t index_ = 0;
  std::optional<told::Finding> would_tell_;
  std::optional<std::pair<Granted, Periods>> permitted_ = {};  ///< to be rehearsed
  bool rehearsed_ = false;
  RecordPoints points_ = {};
  Workings workings_ = {};
};

SourceDecision const& RecordsDesk::source_of_records(Granted const& granted) {
  return *std::ranges::find_if(granted.sources, [](auto const& source) { return !source.permits.empty(); });
}

Result<Receipt> RecordsDesk::write_leaf(store::Transaction& transaction, Granted const& granted, ledger::Event event, Json detail) {
  Act act;
  act.event = event;
  act.verdict = ledger::Verdict::permit;
  act.rules = granted.rules;
  act.purpose = asked_.gate.purpose;
  act.from = hub_.partnership().id;
  act.to = granted.recipient.id;
  act.member = asked_.gate.member;
  act.form = "depersonalised";
  act.fields = {std::string{records_table().id.view()}};
  for (auto const& permit : source_of_records(granted).permits) act.fields.push_back(permit.field);
  act.detail = std::move(detail);
  return record(hub_, transaction, std::move(act));
}

Result<ReleaseAnswer> RecordsDesk::refuse(store::Transaction& transaction, Refused refused) {
  std::set<std::string> codes;
  Json withheld{Json::Array{}};
  for (auto const& reason : refused.reasons) {
    codes.insert(reason.code);
    withheld.push(Json{}.set("field", reason.field).set("code", reason.code).set("source", reason.source));
  }
  Act act;
  act.event = ledger::Event::refuse;
  act.verdict = ledger::Verdict::refuse;
  act.purpose = known_word(hub_.catalogue().purpose(asked_.gate.purpose) != nullptr, asked_.gate.purpose);
  act.from = hub_.partnership().id;
  act.to = known_word(hub_.agency(asked_.gate.recipient) != nullptr, asked_.gate.recipient);
  act.member = asked_.gate.member;
  act.form = "depersonalised";
  act.fields = {std::string{records_table().id.view()}};
  act.why.assign(codes.begin(), codes.end());
  act.request = uuid7(hub_.clock().now(), hub_.chance());
  act.detail.set("withheld", std::move(withheld));
  if (would_tell_) act.detail.set("witness", would_tell_->witness).set("difference", would_tell_->difference);
  Refusal refusal{act.request, 0, std::move(refused.reasons)};
  auto const to = act.to;
  auto const purpose = act.purpose;
  auto const receipt = record(hub_, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  refusal.ledger_index = receipt->index();
  auto put = hub_.database().execute(sql::put_records_refusal, refusal.id, format_instant(hub_.clock().now()), to, purpose, list_of(codes).canonical(), refusal.ledger_index);
  if (!put) return fail(put);
  if (auto done = transaction.commit(); !done) return fail(done);
  if (auto done = hub_.log().sign_pending(); !done) return fail(done);
  return ReleaseAnswer{std::move(refusal)};
}

/// Asked and allowed, and yet nothing leaves: the ledger says so too.
Result<ReleaseAnswer> RecordsDesk::nothing_leaves(store::Transaction& transaction, Problem const& problem) {
  Refused refused;
  refused.reasons.push_back({"", "R12", std::string{problem.code.view()}, "", std::string{problem.title.view()}, std::string{problem.remedy.view()}});
  auto written = refuse(transaction, std::move(refused));
  if (!written) return written;
  return tl::unexpected<Problem>{problem};
}

sharing::DataUse RecordsDesk::use_of(Granted const& granted) const {
  auto const& source = source_of_records(granted);
  sharing::DataUse use{{}, {}, "release", id_, source.feed->agency, source.discloser, granted.recipient.id, asked_.gate.member, asked_.gate.purpose, "depersonalised", {}, {}, false, 0};
  for (auto const& permit : source.permits) use.fields.push_back(permit.field);
  use.rules = granted.rules;
  return use;
}

render::ReportLines RecordsDesk::facts_of(Granted const& granted) const {
  auto const& source = source_of_records(granted);
  auto const* supplier = hub_.agency(source.feed->agency);
  auto const* purpose = hub_.catalogue().purpose(asked_.gate.purpose);
  render::ReportLines lines;
  lines.emplace_back("Release", id_);
  lines.emplace_back("Entry of the ledger", fmt::format("{}", index_));
  lines.emplace_back("Records of", supplier == nullptr ? source.feed->agency : supplier->name);
  lines.emplace_back("Quarter and source", period_);
  lines.emplace_back("For", granted.recipient.name);
  lines.emplace_back("Purpose", purpose == nullptr ? asked_.gate.purpose : purpose->title);
  for (auto const& rule : granted.rules) lines.emplace_back("Under", rule);
  lines.emplace_back("Made", format_instant(hub_.clock().now()));
  // the shortest that any item is allowed to be kept
  std::optional<Date> last;
  for (auto const& permit : source.permits) {
    if (!permit.retention) continue;
    auto const until = add(hub_.clock().today(), permit.retention->period);
    if (!last || until < *last) last = until;
  }
  lines.emplace_back("Delete by", last ? format_date(*last) : "the agreement says no day: ask the supplier");
  return lines;
}

Result<RecordsDesk::Checked> RecordsDesk::check(Granted const& granted, Periods const& periods, Watch* watch) {
  auto checked = check_with(granted, periods, watch, &points_);
  if (!checked || checked->beside.may_be_fine) return checked;
  return check_with(granted, periods, watch, nullptr);
}

Result<RecordsDesk::Checked> RecordsDesk::check_with(Granted const& granted, Periods const& periods, Watch* watch, RecordPoints* points) {
  auto given = records_given(hub_, granted.sources, source_of_records(granted), periods, whom(granted), points);
  if (!given) return fail(given);
  auto coarse = coarsen_records(*given, whom(granted), watch, workings_);
  if (!coarse) return fail(coarse);
  if (watch != nullptr && !watch->go_on("laying them beside what was told", 0, 1)) return tl::unexpected<Problem>{stopped_work()};
  RecordsReport facts;
  facts.incidents = given->incidents.rows.size();
  facts.left_out = given->incidents.left_out;
  facts.beside_squares = points == nullptr;
  if (points != nullptr) points->tell(facts);
  auto beside = lay_beside_told(hub_, granted, source_of_records(granted), periods, facts, coarse->release, workings_);
  if (!beside) return fail(beside);
  return Checked{std::move(*given), std::move(*coarse), std::move(*beside), std::move(facts)};
}

Result<std::vector<ReleaseFile>> RecordsDesk::files_of(Granted const& granted, Periods const& periods) {
  auto checked = check(granted, periods, nullptr);
  if (!checked) return fail(checked);
  if (checked->beside.refused) {
    would_tell_ = std::move(checked->beside.refused);
    return told::would_tell_small();
  }
  auto& facts = checked->facts;
  auto release = std::move(checked->coarse.release);
  facts.place_would_tell = !checked->beside.tells_places && tell_no_places(release);
  auto const sets = sets_of_columns(release);
  if (!sets) return fail(sets);
  facts.release = facts_of(granted);
  facts.holds = holds_;
  facts.said = said_;
  facts.told_of_none = checked->coarse.told_of_none;
  facts.tried = checked->given.tried;
  facts.sets = *sets;
  if (!facts.points.empty()) facts.fewest_addresses = points_.fewest_addresses(release);
  facts.residents = protection::population_k(release, checked->given.incidents.rows, checked->given.residents);
  auto const report = report_on(facts, release);
  std::vector<ReleaseFile> files{{"disclosure-control.html", "text/html", render::html_of(report)},
                                 {"disclosure-control.json", "application/json", render::json_of(report).canonical() + "\n"},
                                 {"records.csv", "text/csv", records_csv(release, hub_.chance())},
                                 {"summary.txt", "text/plain", summary_on(report, facts, release)}};
  if (auto points = facts.points.empty() ? std::nullopt : points_.file_for(release)) files.insert(files.begin() + 2, std::move(*points));
  return files;
}

Result<std::optional<Release>> RecordsDesk::again(store::Transaction& transaction, Granted const& granted) {
  auto const rows = rows_of_records(hub_.database(), period_);
  if (!rows) return fail(rows);
  if (rows->empty()) return std::optional<Release>{};
  bool const same = std::ranges::all_of(*rows, [&](RecordsRow const& row) {
    return row.recipient == granted.recipient.id && row.purpose == asked_.gate.purpose && row.rules == list_of(granted.rules).canonical() && row.method == method_ && row.data_version == data_version_ &&
           row.request_hash == request_hash_;
  });
  if (!same) {
    return fail(Fault::refused, "records.left-before", "Records of that quarter left before: for another agency, for another purpose, under other rules or of other reports. Two such releases together could tell who somebody is.", "Ask for a table of counts, or for the records of another quarter.");
  }
  auto const& row = rows->back();
  auto files = files_of_release(hub_.database(), row.id);
  if (!files) return fail(files);
  // The database is not believed: bytes that the ledger does not vouch for do not leave a second time, nor without the others, nor for
  // an agency, a purpose or a quarter that its entry does not have.
  bool rows_as_entered = true;
  for (auto const& one : *rows) {
    auto const held = is_as_entered(hub_, one);
    if (!held) return fail(held);
    rows_as_entered &= *held;
  }
  auto const as_entered = are_as_entered(hub_, row.id, *files);
  if (!as_entered) return fail(as_entered);
  if (!rows_as_entered || !*as_entered) {
    return fail(Fault::integrity, "records.not-in-ledger", "The stored records are not those that the ledger has an entry of.", "Run 'concordat ledger verify', and restore the database from a backup.");
  }
  auto receipt = write_leaf(transaction, granted, ledger::Event::access, Json{}.set("release", row.id).set("again", true));
  if (!receipt) return fail(receipt);
  Release release{granted.permit, *receipt};
  release.id_ = row.id;
  release.ledger_index_ = row.index;  // of the disclosure whose files these are
  release.served_again_ = true;
  release.files_ = std::move(*files);
  return std::optional<Release>{std::move(release)};
}

Result<void> RecordsDesk::keep(store::Connection& connection, Granted const& granted, Release const& release) {
  auto const number = connection.query_integer(sql::records_number);
  if (!number) return fail(number);
  auto put = connection.execute(sql::put_records, id_, number->value_or(1), period_, granted.recipient.id, asked_.gate.purpose, hub_.actor(granted.recipient.id, asked_.gate.member),
                                data_version_, list_of(granted.rules).canonical(), request_hash_, release.ledger_index(), format_instant(hub_.clock().now()), method_);
  if (!put) return fail(put);
  return keep_files(connection, id_, release.files());
}

Result<Release> RecordsDesk::make(store::Transaction& transaction, Granted const& granted, Periods const& periods) {
  id_ = uuid7(hub_.clock().now(), hub_.chance());
  auto files = files_of(granted, periods);
  if (!files) return fail(files);
  auto use = use_of(granted);
  Json hashes;
  for (auto const& file : *files) hashes.set(file.name, crypto::to_hex(crypto::sha256(file.content)));
  Json detail;
  detail.set("release", id_).set("period", period_).set("feed", static_cast<std::int64_t>(source_of_records(granted).feed->number)).set("data_version", data_version_).set("files", std::move(hashes)).set("uses", sharing::mark_of(std::vector{use}));
  auto receipt = write_leaf(transaction, granted, ledger::Event::disclose, std::move(detail));
  if (!receipt) return fail(receipt);
  Release release{granted.permit, *receipt};
  release.id_ = id_;
  release.files_ = std::move(*files);
  if (auto done = keep(transaction.connection(), granted, release); !done) return fail(done);
  use.ledger_index = receipt->index();
  if (auto noted = sharing::record_use(hub_, transaction, std::move(use)); !noted) return fail(noted);
  return release;
}

Result<ReleaseAnswer> RecordsDesk::grant(store::Transaction& transaction, Granted granted) {
  auto const index = hub_.log().next_index(transaction);
  if (!index) return fail(index);
  index_ = *index;
  auto const today = hub_.today(transaction);
  if (!today) return fail(today);
  auto periods = periods_of(hub_, granted, asked_.quarter, *today);
  if (!periods) return nothing_leaves(transaction, periods.error());
  auto closed = close_quarters(hub_, transaction, periods->coverage, periods->used, index_);
  if (!closed) return fail(closed);
  if (auto written = record_closing(hub_, transaction, *closed); !written) return fail(written);
  if (!closed->empty()) ++index_;
  auto const& source = source_of_records(granted);
  data_version_ = data_version(periods->coverage, periods->used);
  period_ = fmt::format("{} of {}", format_quarter(periods->map), source.feed->id);
  said_ = std::ranges::all_of(source.permits, [](auto const& permit) { return permit.control && permit.control->recipient_holds_named_incidents; });
  bool const none = said_ && std::ranges::none_of(source.permits, [](auto const& permit) { return permit.control->holder(); });
  holds_ = none ? protection::RecipientHolds::no_named_incidents : protection::RecipientHolds::named_incidents;
  k_ = std::max(shipped_records_k, static_cast<std::uint32_t>(granted.smallest_group));
  method_ = fmt::format("records 1; {}; k {}", none ? "recipient holds no named incidents" : "recipient holds named incidents", k_);
  Json asked;
  asked.set("table", std::string{records_table().id.view()}).set("to", granted.recipient.id).set("purpose", asked_.gate.purpose).set("period", period_).set("method", method_).set("rules", list_of(granted.rules).canonical());
  request_hash_ = crypto::to_hex(crypto::sha256(asked.canonical()));
  auto given = again(transaction, granted);
  if (given && !*given && !rehearsed_) {
    permitted_.emplace(std::move(granted), std::move(*periods));
    return tl::unexpected<Problem>{stopped_work()};  // nothing of what was begun stands: see ask_gate
  }
  if (given && !*given) {
    // Not by the rows alone: what the ledger has of quarters and of records that left, from before this turn and of it.
    if (auto held = hold_settled(hub_); !held) return fail(held);
    if (auto held = hold_records_that_left(hub_); !held) return fail(held);
    auto made = make(transaction, granted, *periods);
    if (made) *given = std::move(*made);
    else given = tl::unexpected{made.error()};
  }
  if (!given && would_tell_) return refuse(transaction, {{{"", "R12", std::string{given.error().code.view()}, "", would_tell_->words, std::string{given.error().remedy.view()}}}});
  if (!given && given.error().fault == Fault::refused) return nothing_leaves(transaction, given.error());
  if (!given) return fail(given);
  auto& release = **given;
  release.period_ = period_;
  release.rules_ = granted.rules;
  release.suppliers_ = {source.feed->agency};
  if (asked_.watch != nullptr && !asked_.watch->go_on(writing_the_entry, 0, 1)) return tl::unexpected<Problem>{stopped_work()};
  if (auto done = transaction.commit(); !done) return fail(done);
  if (auto done = hub_.log().sign_pending(); !done) return fail(done);
  if (auto covered = hub_.log().check_covered(release.ledger_index()); !covered) return fail(covered);
  return ReleaseAnswer{std::move(release)};
}

Result<void> RecordsDesk::rehearse() {
  auto const permitted = std::exchange(permitted_, std::nullopt);
  rehearsed_ = true;
  if (auto read = read_entered(hub_, asked_.watch); !read) return read;
  if (asked_.watch != nullptr && !asked_.watch->go_on("reading the reports", 0, 1)) return tl::unexpected<Problem>{stopped_work()};
  auto const checked = check(permitted->first, permitted->second, asked_.watch);
  // Whatever else is amiss is found again by the release that counts, which says it under an entry.
  if (!checked && checked.error().fault == Fault::cancelled) return fail(checked);
  if (asked_.watch != nullptr && !asked_.watch->go_on(asking_again, 0, 1)) return tl::unexpected<Problem>{stopped_work()};
  return {};
}

Result<ReleaseAnswer> RecordsDesk::ask_gate() {
  would_tell_.reset();  // of the turn before, which nothing came of
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto answer = Gate{hub_, *transaction}.ask_records(asked_.gate);
  if (!answer) return fail(answer);
  if (!*answer) return refuse(*transaction, std::move(answer->error()));
  auto granted = grant(*transaction, std::move(**answer));
  if (!permitted_) return granted;
  transaction->roll_back();
  if (auto done = rehearse(); !done) return fail(done);
  return ask_gate();
}

Result<ReleaseAnswer> RecordsDesk::run() {
  // No ledger, no answer: the signer must be there before any work is done.
  if (auto ready = hub_.log().ready(); !ready) return fail(ready);
  if (auto done = run_retention_by_itself(hub_); !done) return fail(done);
  auto answer = ask_gate();
  if (answer || !is_alarm(answer.error())) return answer;
  // Nothing of what was begun stands; the alarm does.
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  return nothing_leaves(*transaction, answer.error());
}

Result<ReleaseAnswer> release_records_of(Hub& hub, RecordsAsked const& asked) { return RecordsDesk{hub, asked}.run(); }

}  // namespace concordat::hub
