// SPDX-License-Identifier: Apache-2.0
// How the ledger stands with its witnesses: counted anew each time, from what they signed and nothing else.
#include <algorithm>

#include <fmt/format.h>

#include "hub/witness/witness_rows.h"
#include "ledger/witness/cosignature.h"

namespace concordat::hub {
namespace {

constexpr std::chrono::hours too_long{24};

/// Who saw the checkpoint of one size, and when.
struct Seen {
  std::uint64_t size = 0;
  std::string note;
  std::map<std::string, Instant, std::less<>> by = {};  ///< those that count
  std::vector<ledger::NoteSignature> lines = {};
};

class Count {
 public:
  Count(Hub& hub, StoredSetting const& stored, ledger::WitnessPolicy const& policy) : hub_{hub}, stored_{stored}, policy_{policy} {}

  [[nodiscard]] bool is_own(std::string_view name) const {
    auto const& own = stored_.setting.own;
    return std::find(own.begin(), own.end(), name) != own.end();
  }

  /// The largest first; only what its witness signed over the very text this ledger's key signed.
  Result<std::vector<Seen>> read(WitnessState& state) {
    auto const rows = read_cosignatures(hub_.database());
    if (!rows) return fail(rows);
    std::vector<Seen> all;
    for (auto const& row : *rows) {
      if (all.empty() || all.back().size != row.size) {
        auto const note = note_of_size(hub_.database(), row.size);
        if (!note) return fail(note);
        all.push_back({.size = row.size, .note = note->value_or(std::string{})});
        if (!hub_.log().open(all.back().note)) all.back().note.clear();
      }
      take(row, all.back(), state);
    }
    return all;
  }

  /// When the last of those whose word was needed gave it: the latest instant since which a quorum has signed.
  [[nodiscard]] std::optional<Instant> quorum_at(Seen const& seen) const {
    std::vector<std::pair<Instant, std::string_view>> newest;
    for (auto const& [name, at] : seen.by) newest.emplace_back(at, name);
    std::sort(newest.rbegin(), newest.rend());
    std::set<std::string, std::less<>> names;
    for (auto const& [at, name] : newest) {
      names.emplace(name);
      if (policy_.is_quorum(names)) return at;
    }
    return std::nullopt;
  }

 private:
  void take(StoredCosignature const& row, Seen& seen, WitnessState& state) const {
    auto const& known = policy_.witnesses();
    auto const witness = std::find_if(known.begin(), known.end(), [&](auto const& one) { return one.name == row.name; });
    auto const line = ledger::parse_signature_line(row.line);
    auto const note = ledger::parse_note(seen.note);
    if (witness == known.end() || !line || !note) return;
    auto const at = ledger::cosigned_at(note->text, *line, witness->key);
    // One that lies in the future now is no better for having been stored.
    if (!at || *at > hub_.clock().now() + std::chrono::minutes{10}) return;
    seen.lines.push_back(*line);
    if (!is_own(row.name)) seen.by.emplace(row.name, *at);
    for (auto& one : state.witnesses) {
      if (one.name == row.name && (!one.seen || *at > *one.seen)) one.size = row.size, one.seen = at;
    }
  }

  Hub& hub_;
  StoredSetting const& stored_;
  ledger::WitnessPolicy const& policy_;
};

Result<void> name_witnesses(Hub& hub, ledger::WitnessPolicy const& policy, Count const& count, WitnessState& state) {
  auto const asked = read_asked(hub.database());
  if (!asked) return fail(asked);
  for (auto const& witness : policy.witnesses()) {
    WitnessState::One one{.name = witness.name, .key_name = witness.key.name(), .own = count.is_own(witness.name)};
    if (auto const found = asked->find(witness.name); found != asked->end()) one.trouble = found->second.trouble;
    state.counted += one.own ? 0 : 1;
    state.witnesses.push_back(std::move(one));
  }
  return {};
}

Result<std::uint64_t> newest_size(Hub& hub) {
  auto const note = hub.log().note();
  if (!note) return fail(note);
  auto const parsed = ledger::parse_note(note->value_or(std::string{}));
  auto const checkpoint = parsed ? ledger::parse_checkpoint(parsed->text) : Result<ledger::Checkpoint>{fail(parsed)};
  return checkpoint ? checkpoint->head.size : std::uint64_t{0};
}

struct Counted {
  WitnessState state;
  std::vector<Seen> seen;
};

Result<Counted> count_all(Hub& hub) {
  Counted counted;
  auto& state = counted.state;
  auto const size = newest_size(hub);
  if (!size) return fail(size);
  state.size = *size;
  auto const stored = read_setting(hub.database());
  if (!stored) return fail(stored);
  if (!*stored) return counted;
  auto const policy = ledger::WitnessPolicy::parse((*stored)->setting.policy);
  if (!policy) return fail(policy);
  state.configured = policy->needs_witnesses();
  state.required = (*stored)->setting.required;
  Count count{hub, **stored, *policy};
  if (auto named = name_witnesses(hub, *policy, count, state); !named) return fail(named);
  auto seen = count.read(state);
  if (!seen) return fail(seen);
  counted.seen = std::move(*seen);
  for (auto const& one : counted.seen) {
    auto const at = count.quorum_at(one);
    if (!at || (state.last && *state.last >= *at)) continue;
    state.last = at;
    state.witnessed_size = one.size;
    state.cosigned = one.by.size();
  }
  state.overdue = state.configured && hub.clock().now() - state.last.value_or((*stored)->since) > too_long;
  return counted;
}

std::string ago(std::chrono::milliseconds since) {
  auto const seconds = std::max<std::int64_t>(std::chrono::floor<std::chrono::seconds>(since).count(), 0);
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 120 * 60) return fmt::format("{} min", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} days", seconds / 86400);
}

}  // namespace

Result<WitnessState> witness_state(Hub& hub) {
  auto counted = count_all(hub);
  if (!counted) return fail(counted);
  return std::move(counted->state);
}

std::string words_of(WitnessState const& state, Instant now) {
  if (!state.configured) return "no witnesses are asked";
  if (!state.last) return fmt::format("never witnessed yet; {} witnesses count", state.counted);
  return fmt::format("last witnessed {} ago by {} of {}", ago(now - *state.last), state.cosigned, state.counted);
}

Result<void> check_witnessed(Hub& hub) {
  auto const state = witness_state(hub);
  if (!state) return fail(state);
  if (!state->required || !state->overdue) return {};
  return fail(Fault::refused, "ledger.not-witnessed", "No quorum of witnesses has seen the ledger for 24 hours, and this hub discloses nothing about people without one.",
              "Ask the host to see that the witnesses are reached: concordat ledger status names each of them.");
}

Result<std::optional<std::string>> cosigned_note(Hub& hub, bool witnessed) {
  auto const counted = count_all(hub);
  if (!counted) return fail(counted);
  if (witnessed && !counted->state.last) return std::nullopt;
  auto const wanted = witnessed ? counted->state.witnessed_size : counted->state.size;
  auto note = witnessed ? note_of_size(hub.database(), wanted) : hub.log().note();
  if (!note || !*note) return note;
  for (auto const& one : counted->seen) {
    if (one.size != wanted || one.note.empty()) continue;
    for (auto const& line : one.lines) **note += ledger::signature_line(line) + "\n";
  }
  return note;
}

}  // namespace concordat::hub
