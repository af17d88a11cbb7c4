// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/gossip.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <optional>

#include "ledger/witness/gossip_memory.h"
#include "ledger/witness/hub_view.h"
#include "ledger/witness/pasted.h"
#include "ledger/witness/sightings.h"

namespace concordat::ledger {
namespace {

constexpr std::size_t most_checkpoints_of_a_text = 16;

/// What one other said of one log.
struct Told {
  std::string from;
  std::string origin;
  Standing standing = Standing::no_answer;      ///< not yet judged where `newest` is there
  std::optional<Sighting> newest = {};
  std::optional<Sighting> of_my_size = {};
  std::optional<SplitView> proof = {};
  bool by_the_log = false;
};

/// Asks. Each function may run on a thread of its own.
class Asker {
 public:
  Asker(Witness const& witness, GossipFetch const& fetch) : witness_{witness}, fetch_{fetch} {}

  [[nodiscard]] std::vector<Told> peer(std::string const& address) const {
    std::vector<Told> all;
    bool answers = true;
    for (auto const& origin : witness_.origins()) {
      Told told{address, origin};
      // One that did not answer once has had its time in this round.
      if (answers) answers = ask(told);
      all.push_back(std::move(told));
    }
    return all;
  }

  [[nodiscard]] std::vector<Told> hub(std::string const& address) const {
    Told told{address, ""};
    told.by_the_log = true;
    auto const answer = fetch_(below(address, "checkpoint"));
    if (!answer || answer->status != 200) return {told};
    told.standing = Standing::nonsense;
    told.newest = sighting_of(answer->body, witness_.logs());
    if (told.newest) told.origin = origin_of(*told.newest);
    return {told};
  }

  [[nodiscard]] std::vector<Told> note(PassedOn const& passed) const {
    if (auto split = parse_split_view(passed.text)) {
      Told told{passed.name, "", Standing::nonsense};
      if (auto const proven = check_split_view(*split, witness_.logs())) told.origin = proven->origin, told.proof = std::move(*split);
      return {told};
    }
    std::vector<Told> all;
    for (auto& found : find_pasted_checkpoints(passed.text, witness_.logs(), most_checkpoints_of_a_text)) {
      Told told{passed.name, found.checkpoint.origin, Standing::nonsense};
      if (found.signer) told.newest = sighting_of(found.note, witness_.logs());
      all.push_back(std::move(told));
    }
    if (all.empty()) all.push_back({passed.name, "", Standing::nonsense});
    return all;
  }

 private:
  /// Whether it answered at all.
  bool ask(Told& told) const {
    auto const name = name_of_log(told.origin);
    auto const newest = fetch_(below(told.from, name + "/checkpoint"));
    if (!newest) return false;
    if (newest->status != 200) {
      if (newest->status == 404) told.standing = Standing::nothing;
      return true;
    }
    told.standing = Standing::nonsense;
    told.newest = signed_by_its_log(newest->body, told.origin);
    auto const mine = witness_.last(told.origin);
    if (told.newest && mine && told.newest->head.size > mine->head.size) {
      auto const earlier = fetch_(below(told.from, fmt::format("{}/checkpoint/{}", name, mine->head.size)));
      auto shown = earlier && earlier->status == 200 ? signed_by_its_log(earlier->body, told.origin) : std::nullopt;
      // Another size than was asked for would let an old checkpoint pass for a comparison.
      if (shown && shown->head.size == mine->head.size) told.of_my_size = std::move(shown);
    }
    return ask_for_proof(told, name);
  }

  bool ask_for_proof(Told& told, std::string const& name) const {
    if (witness_.stopped(told.origin)) return true;
    auto const proof = fetch_(below(told.from, name + "/split-view"));
    if (!proof) return false;
    auto split = proof->status == 200 ? parse_split_view(proof->body) : Result<SplitView>{SplitView{}};
    if (proof->status == 200 && split && check_split_view(*split, witness_.logs())) told.proof = std::move(*split);
    return true;
  }

  [[nodiscard]] std::optional<Sighting> signed_by_its_log(std::string const& body, std::string const& origin) const {
    auto seen = sighting_of(body, witness_.logs());
    return seen && origin_of(*seen) == origin ? std::move(seen) : std::nullopt;
  }

  [[nodiscard]] std::string const& origin_of(Sighting const& seen) const { return witness_.logs()[seen.signers.front()].name(); }

  Witness const& witness_;
  GossipFetch const& fetch_;
};

/// Holds what was said against what is known, and against each other.
class Judge {
 public:
  Judge(Witness& witness, GossipFetch const& fetch, Instant now, GossipReport& report) : witness_{witness}, fetch_{fetch}, now_{now}, report_{report} {}

  void hear(std::vector<Told> const& all) {
    for (auto const& told : all) {
      if (told.by_the_log && told.newest) hubs_[told.origin].push_back(std::make_unique<HubView>(told.from, *told.newest, fetch_));
    }
    for (auto const& told : all) {
      Heard heard{told.from, told.origin, told.standing, told.newest ? told.newest->head.size : 0};
      if (told.newest) heard.standing = judge(told);
      if (told.proof && convict(*told.proof, told.from)) heard.standing = Standing::split_view;
      report_.heard.push_back(std::move(heard));
    }
    compare_others(all);
  }

 private:
  Standing judge(Told const& told) {
    auto const mine = witness_.last(told.origin);
    auto const& shown = *told.newest;
    auto const met = meeting(told, mine);
    if (!met) return judge_by_hub(told, mine);
    if (judge_pair(met->first, met->second, told.from)) return Standing::split_view;
    // What it showed beyond that is its word alone, where the log does not bear it out.
    return judge_by_hub(told, mine) == Standing::split_view ? Standing::split_view : by_size(shown, mine);
  }

  /// Two checkpoints of one size, one known here and one shown: the first that there are.
  [[nodiscard]] std::optional<std::pair<Sighting, Sighting>> meeting(Told const& told, std::optional<Sighting> const& mine) const {
    auto const& shown = *told.newest;
    if (mine && mine->head.size == shown.head.size) return std::pair{*mine, shown};
    if (auto const earlier = witness_.of_size(told.origin, shown.head.size)) return std::pair{*earlier, shown};
    if (!told.of_my_size) return std::nullopt;
    if (auto const same = witness_.of_size(told.origin, told.of_my_size->head.size)) return std::pair{*same, *told.of_my_size};
    if (mine && mine->head.size == told.of_my_size->head.size) return std::pair{*mine, *told.of_my_size};
    return std::nullopt;
  }

  [[nodiscard]] bool judge_pair(Sighting const& known, Sighting const& shown, std::string const& from) {
    auto const split = split_of_one_size({signed_part(known.note, witness_.logs()), known.head}, shown);
    return split && convict(*split, from);
  }

  [[nodiscard]] Standing judge_by_hub(Told const& told, std::optional<Sighting> const& mine) {
    for (auto const& hub : hubs_[told.origin]) {
      auto const theirs = hub->judge(*told.newest);
      if (theirs.split && convict(*theirs.split, told.from)) return Standing::split_view;
      if (!mine && theirs.known) return Standing::ahead;
      if (!mine) continue;
      auto const ours = hub->judge({signed_part(mine->note, witness_.logs()), mine->head});
      if (ours.split && convict(*ours.split, told.from)) return Standing::split_view;
      if (theirs.known && ours.known) return by_size(*told.newest, mine);
    }
    return Standing::not_comparable;
  }

  [[nodiscard]] static Standing by_size(Sighting const& shown, std::optional<Sighting> const& mine) {
    if (!mine || shown.head.size > mine->head.size) return Standing::ahead;
    return shown.head.size < mine->head.size ? Standing::behind : Standing::same;
  }

  /// Two others may prove what neither does beside what is known here.
  void compare_others(std::vector<Told> const& all) {
    std::map<std::pair<std::string, std::uint64_t>, Sighting> first;
    for (std::size_t number = 0; number < all.size(); ++number) {
      auto const& told = all[number];
      for (auto const* shown : {&told.newest, &told.of_my_size}) {
        if (!*shown) continue;
        auto const [at, is_new] = first.try_emplace({told.origin, (*shown)->head.size}, **shown);
        if (!is_new && judge_pair(at->second, **shown, told.from)) report_.heard[number].standing = Standing::split_view;
      }
    }
  }

  /// Whether it is a proof; then it is kept, if it was not.
  bool convict(SplitView const& split, std::string const& from) {
    auto const kept = witness_.keep(split, from, now_);
    if (kept && *kept) report_.found.push_back(id_of(split));
    if (!kept && kept.error().code.view() == std::string_view{"split-view.not-proven"}) return false;
    if (!kept) report_.unkept.push_back(kept.error());
    return true;
  }

  Witness& witness_;
  GossipFetch const& fetch_;
  Instant now_;
  GossipReport& report_;
  std::map<std::string, std::vector<std::unique_ptr<HubView>>> hubs_;
};

}  // namespace

GossipReport gossip(Witness& witness, GossipRoute const& route, GossipFetch const& fetch, Instant now) {
  Asker const asker{witness, fetch};
  std::vector<std::future<std::vector<Told>>> asked;
  for (auto const& peer : route.peers) asked.push_back(std::async(std::launch::async, [&] { return asker.peer(peer); }));
  for (auto const& hub : route.hubs) asked.push_back(std::async(std::launch::async, [&] { return asker.hub(hub); }));
  std::vector<Told> all;
  for (auto const& note : route.notes) {
    for (auto& told : asker.note(note)) all.push_back(std::move(told));
  }
  for (auto& each : asked) {
    for (auto& told : each.get()) all.push_back(std::move(told));
  }
  GossipReport report;
  Judge{witness, fetch, now, report}.hear(all);
  remember_gossip(witness.folder(), report, now);
  return report;
}

}  // namespace concordat::ledger
