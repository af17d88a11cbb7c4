// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/date.h"
#include "catalogue/review_terms.h"
#include "crypto/encoding.h"
#include "hub/linkage/quality/sample_rows.h"
#include "hub/retention.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql judged_since = "SELECT count(*) FROM link_sample_judgement WHERE member = ? AND at >= ?";
constexpr store::Sql put_judgement = "INSERT INTO link_sample_judgement (sample, place, member, at, verdict) VALUES (?, ?, ?, ?, ?)";
constexpr store::Sql decided_by =
    "SELECT d.made_by, coalesce(d.second, '') FROM link_decision d JOIN link_decision_record a ON a.decision = d.id AND a.record = ? "
    "JOIN link_decision_record b ON b.decision = d.id AND b.record = ?";
constexpr store::Sql ask_people = "UPDATE link_pair SET state = 'waiting', why = ?, queued_at = ? WHERE id = ? AND state = 'scored'";
constexpr store::Sql highest_pair = "SELECT coalesce(max(id), 0) FROM (SELECT max(id) AS id FROM link_pair UNION ALL SELECT max(pair) FROM link_decision) AS ids";
constexpr store::Sql put_asked_pair =
    "INSERT INTO link_pair (id, left_record, right_record, weight, conflict, sealed, model_version, state, why, queued_at) VALUES (?, ?, ?, ?, 0, ?, 'not compared yet', 'waiting', ?, ?)";

}  // namespace sql

namespace {

Problem none_left() {
  return {Fault::not_found, "sample.none-left", "No pair of this sample is left that you can judge.",
          "What others have yet to judge, and pairs whose agencies' agreements show you too little, are for other reviewers; close the sample when all are done.", {}};
}
Problem not_yours() {
  return {Fault::not_found, "sample.not-yours", "There is no such pair of this sample for you to judge.", "The next one is shown by the page of the sample, or 'concordat link-sample next'.", {}};
}

Problem enough_today() {
  return {Fault::refused, "sample.enough-today", "You have judged as many pairs today as one person may.", "Go on tomorrow, or let another reviewer judge the rest.", {}};
}

bool is_verdict(std::string_view verdict) { return verdict == "same" || verdict == "not-same" || verdict == "cannot-tell"; }

/// Where this member begins, so that two who judge at once do not meet at every pair.
std::size_t first_place(std::string_view member, std::size_t pairs) {
  std::size_t sum = 0;
  for (auto const letter : member) sum = sum * 31 + static_cast<unsigned char>(letter);
  return pairs == 0 ? 0 : sum % pairs;
}

/// What showing and judging have in common: the sample while it is open, and what of it this member may judge.
class JudgeSeat {
 public:
  static Result<JudgeSeat> take(Hub& hub, Member const& member, std::string sample, Act act) {
    auto transaction = store::Transaction::write(hub.database());
    if (!transaction) return fail(transaction);
    if (auto turn = take_turn(transaction->connection()); !turn) return fail(turn);
    JudgeSeat seat{hub, member, std::move(*transaction), std::move(sample), std::move(act)};
    if (!is_reviewer(member)) return seat.turn_away(not_a_reviewer());
    auto const found = find_sample(seat.connection(), seat.sample_);
    if (!found) return fail(found);
    if (!*found) return seat.turn_away(unknown_sample());
    auto const day = format_date(hub.clock().today());
    if (auto forgotten = forget_who_judged(seat.connection(), day); !forgotten) return fail(forgotten);
    auto const until = parse_date((*found)->until);
    if ((*found)->state != "open" || !until || *until < hub.clock().today()) return seat.turn_away(sample_over());
    auto const today = seat.connection().query_integer(sql::judged_since, member.id, day);
    if (!today) return fail(today);
    auto const terms = catalogue::load_review_terms(hub.options().definitions.string());
    if (has_errors(terms.findings) || today->value_or(0) >= terms.judged_of_samples) return seat.turn_away(enough_today());
    auto sights = Sights::read(hub, seat.transaction_, member);
    if (!sights) return fail(sights);
    seat.sights_.emplace(std::move(*sights));
    seat.act_.previous = seat.sample_;
    return seat;
  }

  [[nodiscard]] store::Connection& connection() { return transaction_.connection(); }
  [[nodiscard]] Act& act() { return act_; }
  tl::unexpected<Problem> turn_away(Problem problem) {
    transaction_.roll_back();
    return turned_away(hub_, std::move(act_), std::move(problem));
  }

  /// The pair as this member may judge it; nothing where it is not for them.
  Result<std::optional<SeenPair>> mine(SamplePair const& pair) {
    if (pair.judgements.size() >= static_cast<std::size_t>(pair.judges)) return std::optional<SeenPair>{};
    StoredPair two;
    two.left = pair.left;
    two.right = pair.right;
    auto seen = seen_pair(connection(), *sights_, two);
    if (!seen) return fail(seen);
    if (!*seen || !sees_enough(**seen)) return std::optional<SeenPair>{};
    std::vector<std::string> people;
    for (auto const& [who, verdict] : pair.judgements) people.push_back(who);
    auto const read = connection().query(sql::decided_by, [&](store::Row const& row) {
      people.push_back(row.string(0));
      if (!row.text(1).empty()) people.push_back(row.string(1));
    }, pair.left, pair.right);
    if (!read) return fail(read);
    auto const same = sharing::is_one_of(hub_, member_.id, people);
    if (!same) return fail(same);
    return *same ? std::optional<SeenPair>{} : std::move(*seen);
  }

  struct Next {
    std::int64_t place = 0;
    SeenPair seen;
  };
  /// The pair that this member is shown until they judge it; nothing where none is left for them.
  Result<std::optional<Next>> next(std::vector<SamplePair> const& pairs) {
    auto const first = first_place(member_.id, pairs.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      auto const& pair = pairs[(first + i) % pairs.size()];
      auto seen = mine(pair);
      if (!seen) return fail(seen);
      if (*seen) return std::optional{Next{pair.place, std::move(**seen)}};
    }
    return std::optional<Next>{};
  }

  Result<std::uint64_t> finish(SeenPair const& seen) {
    act_.people = {seen.left.key(), seen.right.key()};
    auto const receipt = record(hub_, transaction_, std::move(act_));
    if (!receipt) return fail(receipt);
    if (auto done = transaction_.commit(); !done) return fail(done);
    if (auto done = hub_.log().sign_pending(); !done) return fail(done);
    return receipt->index();
  }
  [[nodiscard]] std::string bundle() const { return sights_->bundle(); }

 private:
  JudgeSeat(Hub& hub, Member const& member, store::Transaction transaction, std::string sample, Act act)
      : hub_{hub}, member_{member}, transaction_{std::move(transaction)}, sample_{std::move(sample)}, act_{std::move(act)} {}
  Hub& hub_;
  Member const& member_;
  store::Transaction transaction_;
  std::string sample_;
  Act act_;
  std::optional<Sights> sights_ = {};
};

/// What people judged otherwise than the link is, people decide: into the queue. What people decided already stays decided.
Result<bool> ask_where_it_contradicts(Hub& hub, store::Connection& connection, SeenPair const& seen, std::string_view verdict) {
  bool const linked = seen.left_person == seen.right_person;
  bool const contradicts = (verdict == "same" && !linked) || (verdict == "not-same" && linked);
  if (!contradicts) return false;
  auto const pair = pair_of(connection, seen.left.record, seen.right.record);
  if (!pair) return fail(pair);
  auto const at = format_instant(hub.clock().now());
  if (*pair) {
    auto const changed = connection.execute(sql::ask_people, asked_by_sample, at, (*pair)->id);
    if (!changed) return fail(changed);
    return *changed > 0;
  }
  auto const last = connection.query_integer(sql::highest_pair);
  if (!last) return fail(last);
  auto const terms = terms_in_use(connection);
  if (!terms) return fail(terms);
  auto const put = connection.execute(sql::put_asked_pair, last->value_or(0) + 1, seen.left.record, seen.right.record, terms->below_all(), store::Bytes{}, asked_by_sample, at);
  if (!put) return fail(put);
  return true;
}

}  // namespace

Result<BlindPair> next_in_sample(Hub& hub, Member const& member, std::string const& sample) {
  auto seat = JudgeSeat::take(hub, member, sample, sharing::act_of(ledger::Event::access, member, "sample-pair"));
  if (!seat) return fail(seat);
  auto const pairs = pairs_of_sample(seat->connection(), sample);
  if (!pairs) return fail(pairs);
  BlindPair told;
  told.sample = sample;
  auto shown = seat->next(*pairs);
  if (!shown) return fail(shown);
  if (!*shown) return seat->turn_away(none_left());
  told.place = (*shown)->place;
  auto records = side_by_side(hub, seat->connection(), member, (*shown)->seen);
  if (!records && records.error().fault == Fault::refused) return seat->turn_away(records.error());
  if (!records) return fail(records);
  told.records = std::move(*records);
  seat->act().verdict = ledger::Verdict::permit;
  seat->act().rules = told.records.rules;
  seat->act().bundle = crypto::hash_from_hex(seat->bundle());
  auto const index = seat->finish((*shown)->seen);
  if (!index) return fail(index);
  told.ledger_index = *index;
  return told;
}

Result<Judged> judge(Hub& hub, Member const& member, std::string const& sample, std::int64_t place, std::string const& verdict) {
  auto seat = JudgeSeat::take(hub, member, sample, sharing::act_of(ledger::Event::link, member, "sample-judge"));
  if (!seat) return fail(seat);
  if (!is_verdict(verdict)) return seat->turn_away(sample_words());
  auto pairs = pairs_of_sample(seat->connection(), sample);
  if (!pairs) return fail(pairs);
  auto const pair = std::ranges::find(*pairs, place, &SamplePair::place);
  if (pair == pairs->end()) return seat->turn_away(not_yours());
  auto const next = seat->next(*pairs);
  if (!next) return fail(next);
  if (!*next || (*next)->place != place) return seat->turn_away(not_yours());  // nobody judges what they were not shown
  auto const put = seat->connection().execute(sql::put_judgement, sample, place, member.id, format_instant(hub.clock().now()), verdict);
  if (!put) return fail(put);
  pair->judgements.emplace_back(member.id, verdict);
  bool queued = false;
  if (auto const outcome = settled(*pair)) {
    auto const asked = ask_where_it_contradicts(hub, seat->connection(), (*next)->seen, *outcome);
    if (!asked) return fail(asked);
    queued = *asked;
  }
  // what was judged is sealed beside the entry: an entry that said it would tell the next judge
  seat->act().detail.set("place", place).set("verdict", verdict).set("queued", queued);
  auto const index = seat->finish((*next)->seen);
  if (!index) return fail(index);
  return Judged{sample, place, verdict, *index};
}

}  // namespace concordat::hub::links
