// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "base/date.h"
#include "base/id.h"
#include "hub/linkage/patterns.h"
#include "hub/linkage/quality/sample_rows.h"
#include "hub/linkage/report_json.h"
#include "hub/retention.h"
#include "linkage/quality/sampling.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql open_samples = "SELECT count(*) FROM link_sample WHERE state = 'open'";
constexpr store::Sql last_sample = "SELECT coalesce(max(number), 0) FROM link_sample";
constexpr store::Sql newest_model = "SELECT model_version FROM link_run ORDER BY number DESC LIMIT 1";
constexpr store::Sql put_sample =
    "INSERT INTO link_sample (id, number, agency, drawn_by, drawn_at, until, seed, model_version, terms, strata, state, leaf_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)";
constexpr store::Sql put_sample_pair = "INSERT INTO link_sample_pair (sample, place, left_record, right_record, stratum, judges) VALUES (?, ?, ?, ?, ?, ?)";

}  // namespace sql

namespace {

using Two = std::pair<Record, Record>;

/// Every pair that could be drawn, by stratum, in an order that depends on nothing but the records.
class Frame {
 public:
  Frame(State const& state, Terms const& terms) {
    std::set<Two> weighed;
    for (auto const& pair : state.pairs) {
      auto const left = state.links.find(pair.left);
      auto const right = state.links.find(pair.right);
      if (left == state.links.end() || right == state.links.end()) continue;
      weighed.emplace(pair.left, pair.right);
      // a pair that a sample put into the queue has no weight of its own
      bool const bare = pair.weight < terms.fracture && pair.weight < terms.review;
      bool const linked = left->second.person == right->second.person;
      if (!bare || linked) add(bare ? not_weighed : band_of(pair.weight, terms), linked, {pair.left, pair.right});
    }
    std::map<Person, std::vector<Record>> persons;
    for (auto const& [record, link] : state.links) persons[link.person].push_back(record);
    for (auto const& [person, records] : persons) {
      for (std::size_t i = 0; i < records.size(); ++i) {
        for (auto j = i + 1; j < records.size(); ++j) {
          if (!weighed.contains({records[i], records[j]})) add(not_weighed, true, {records[i], records[j]});
        }
      }
    }
    for (auto& pairs : pairs_) std::ranges::sort(pairs);
  }

  [[nodiscard]] std::vector<SampleStratum>& strata() { return strata_; }
  [[nodiscard]] std::vector<Two> const& pairs_of(std::size_t stratum) const { return pairs_[stratum]; }

 private:
  void add(std::string_view band, bool linked, Two pair) {
    auto found = std::ranges::find_if(strata_, [&](SampleStratum const& one) { return one.band == band && one.linked == linked; });
    if (found == strata_.end()) {
      strata_.push_back({std::string{band}, linked, 0, 0});
      pairs_.emplace_back();
      found = std::prev(strata_.end());
    }
    ++found->size;
    pairs_[static_cast<std::size_t>(found - strata_.begin())].push_back(pair);
  }

  std::vector<SampleStratum> strata_;
  std::vector<std::vector<Two>> pairs_;
};

struct DrawnPair {
  Two pair;
  std::size_t stratum = 0;
};

/// Of each stratum its share, then all of them mixed, so that the place of a pair says nothing about it.
std::vector<DrawnPair> drawn_from(Frame& frame, std::int64_t size, std::uint64_t seed) {
  std::vector<std::uint64_t> sizes;
  for (auto const& one : frame.strata()) sizes.push_back(one.size);
  auto const counts = linkage::clerical::share_out(sizes, static_cast<std::uint64_t>(size));
  SeededChance chance{seed};
  std::vector<DrawnPair> all;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    frame.strata()[i].drawn = counts[i];
    for (auto const place : linkage::clerical::draw(sizes[i], counts[i], chance.next())) all.push_back({frame.pairs_of(i)[place], i});
  }
  std::vector<DrawnPair> mixed;
  for (auto const place : linkage::clerical::draw(all.size(), all.size(), chance.next())) mixed.push_back(all[place]);
  return mixed;
}

constexpr std::int64_t largest_seed = std::int64_t{1} << 53;  // what every reader of JSON holds exactly

bool is_sensible(DrawOptions const& options, Date today) {
  auto const until = parse_date(options.until);
  return options.size >= 2 && options.size <= largest_sample && options.twice >= 0 && options.twice <= 100 && until && *until > today &&
         *until <= today + std::chrono::days{longest_sample} && (!options.seed || (*options.seed >= 0 && *options.seed <= largest_seed));
}

std::int64_t seed_by_chance(Chance& chance) {
  std::array<std::byte, 4> bytes{};
  chance.fill(bytes);
  std::uint32_t seed = 0;
  std::memcpy(&seed, bytes.data(), sizeof seed);
  return seed;
}

/// Whether some reviewer of some agency sees enough of both records of one of these pairs to judge it.
Result<bool> can_be_judged(Hub& hub, store::Transaction& transaction, std::vector<DrawnPair> const& pairs) {
  std::vector<std::pair<RecordFacts, RecordFacts>> all;
  for (auto const& [pair, stratum] : pairs) {
    auto left = facts_of(transaction.connection(), pair.first);
    if (!left) return fail(left);
    auto right = facts_of(transaction.connection(), pair.second);
    if (!right) return fail(right);
    if (*left && *right) all.emplace_back(std::move(**left), std::move(**right));
  }
  for (auto const& agency : hub.agencies()) {
    auto const reviewers = sharing::members_in_role(hub, agency.id, reviewer_role, {});
    if (!reviewers) return fail(reviewers);
    for (auto const& id : *reviewers) {
      auto const reviewer = hub.member(id);
      if (!reviewer) return fail(reviewer);
      if (!*reviewer) continue;
      auto sights = Sights::read(hub, transaction, **reviewer);
      if (!sights) return fail(sights);
      bool const some = std::ranges::any_of(all, [&](auto const& two) { return sees_enough(SeenPair{{}, two.first, two.second, sights->of(two.first), sights->of(two.second)}); });
      if (some) return true;
    }
  }
  return false;
}

Result<void> put_pairs(store::Connection& connection, std::string const& sample, std::vector<DrawnPair> const& pairs, std::int64_t twice) {
  std::int64_t place = 0;
  std::int64_t owed = 0;
  for (auto const& [pair, stratum] : pairs) {
    owed += twice;
    int const judges = owed >= 100 ? 2 : 1;  // evenly over the sample: places are by chance already
    owed -= judges == 2 ? 100 : 0;
    auto const done = connection.execute(sql::put_sample_pair, sample, ++place, pair.first, pair.second, static_cast<std::int64_t>(stratum), judges);
    if (!done) return fail(done);
  }
  return {};
}

}  // namespace

Result<Sample> draw_sample(Hub& hub, Member const& member, DrawOptions const& options) {
  auto act = sharing::act_of(ledger::Event::link, member, "sample-draw");
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  if (auto turn = take_turn(connection); !turn) return fail(turn);
  auto const turn_away = [&](Problem problem) {
    transaction->roll_back();
    return turned_away(hub, std::move(act), std::move(problem));
  };
  if (!is_reviewer(member)) return turn_away(not_a_reviewer());
  if (!is_sensible(options, hub.clock().today())) return turn_away(sample_words());
  if (auto forgotten = forget_who_judged(connection, format_date(hub.clock().today())); !forgotten) return fail(forgotten);
  auto const open = connection.query_integer(sql::open_samples);
  if (!open) return fail(open);
  if (open->value_or(0) > 0) {
    return turn_away({Fault::conflict, "sample.open", "Another sample is being judged; one is at a time.", "Judge it to its end, or close it (the page of how good the links are, or 'concordat link-sample close').", {}});
  }
  auto const terms = terms_in_use(connection);
  if (!terms) return turn_away(terms.error());
  auto const model = connection.query_one(sql::newest_model, [](store::Row const& row) { return row.string(0); });
  if (!model) return fail(model);
  auto const state = read_state(connection);
  if (!state) return fail(state);
  Frame frame{*state, *terms};
  auto const seed = options.seed.value_or(seed_by_chance(hub.chance()));
  auto const pairs = drawn_from(frame, options.size, static_cast<std::uint64_t>(seed));
  if (pairs.empty()) return turn_away({Fault::conflict, "sample.nothing", "No two records of this hub may be of one person: there is nothing to judge.", "Draw a sample once records have come and been linked.", {}});
  auto const judged = can_be_judged(hub, *transaction, pairs);
  if (!judged) return fail(judged);
  if (!*judged) {
    return turn_away({Fault::conflict, "sample.nobody", "Nobody could judge a pair of this sample: no linkage reviewer of any agency sees names and birth dates of both its records. Nothing was drawn.",
                      "Bring an agreement into force that shows these to linkage reviewers, with whatever it asks for besides; or draw a larger sample, where some pairs lie within one agency.", {}});
  }
  auto const last = connection.query_integer(sql::last_sample);
  if (!last) return fail(last);
  auto const id = uuid7(hub.clock().now(), hub.chance());
  auto const strata = to_json(frame.strata()).canonical();
  act.request = id;
  act.count = pairs.size();
  act.detail.set("seed", seed).set("until", options.until).set("strata", to_json(told_strata(frame.strata()))).set("model", model->value_or(""));
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  auto const done = connection.execute(sql::put_sample, id, last->value_or(0) + 1, member.agency, member.id, format_instant(hub.clock().now()), options.until, seed, model->value_or(""),
                                       to_json(*terms).canonical(), strata, receipt->index());
  if (!done) return fail(done);
  if (auto put = put_pairs(connection, id, pairs, options.twice); !put) return fail(put);
  auto sample = find_sample(connection, id);
  if (!sample) return fail(sample);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  if (auto signed_now = hub.log().sign_pending(); !signed_now) return fail(signed_now);
  return std::move(**sample);
}

}  // namespace concordat::hub::links
