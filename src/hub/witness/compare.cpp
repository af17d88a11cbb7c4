// SPDX-License-Identifier: Apache-2.0
#include "hub/witness/compare.h"

#include <algorithm>

#include "base/date.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/witness/entries.h"
#include "hub/witness/witness_rows.h"
#include "ledger/witness/pasted.h"
#include "ledger/witness/split_view.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql conflicts = "SELECT size, shown, ours, found_at FROM ledger_conflict ORDER BY found_at, hash";

}  // namespace sql

namespace {

struct Shown {
  ledger::Checkpoint checkpoint;
  std::string note;
  bool is_signed = false;
  std::optional<std::int64_t> former_epoch = {};  ///< that signed it, where it is not today's: the first is 1
};

/// `keys`: all that ever signed this ledger, today's last.
std::optional<Shown> find_checkpoint(std::string_view pasted, std::vector<ledger::VerifierKey> const& keys) {
  auto found = ledger::find_pasted_checkpoints(pasted, keys, 1);
  if (found.empty()) return std::nullopt;
  auto& first = found.front();
  Shown shown{std::move(first.checkpoint), std::move(first.note), first.signer.has_value()};
  if (first.signer && keys[*first.signer].name() != keys.back().name()) shown.former_epoch = epoch_of(keys[*first.signer].name());
  return shown;
}

Result<std::vector<ledger::VerifierKey>> every_key(Hub& hub) {
  auto keys = hub.log().former_verifiers();
  if (!keys) return keys;
  auto key = hub.log().verifier();
  if (!key) return fail(key);
  keys->push_back(std::move(*key));
  return keys;
}

/// The number in "epoch-2"; 0 where it is none.
std::int64_t epoch_in(ledger::Leaf const& leaf) {
  constexpr std::string_view start = "epoch-";
  if (leaf.event != ledger::Event::checkpoint_restore || leaf.fields.size() < 2 || !leaf.fields[1].starts_with(start)) return 0;
  return text::parse_integer(std::string_view{leaf.fields[1]}.substr(start.size())).value_or(0);
}

bool tells_of_the_clock(ledger::Leaf const& leaf) { return !leaf.fields.empty() && leaf.fields.front() == "time-anomaly"; }

/// How many entries a later epoch took over from this one: all before the entry of the restore, which may have one about the
/// clock before it. Every entry where the ledger tells of no such restore.
Result<std::uint64_t> taken_over(Hub& hub, std::int64_t epoch) {
  std::uint64_t before = 0;  ///< entries so far, without those about the clock that come last
  std::optional<std::uint64_t> found;
  auto const read = visit_entries(hub.log(), {0, UINT64_MAX}, [&](std::uint64_t index, ledger::Leaf const& leaf) {
    if (epoch_in(leaf) > epoch) found = before;
    else if (!tells_of_the_clock(leaf)) before = index + 1;
    return !found;
  });
  if (!read) return fail(read);
  return found.value_or(UINT64_MAX);
}

/// What cannot be this ledger's: a longer one, or one with another root. What an earlier epoch signed beyond what was taken over
/// of it was lost, and other entries stand in its place since: the ledger itself says so.
Result<Agreement> judge_misfit(Hub& hub, Shown const& shown, Agreement same_epoch) {
  if (!shown.former_epoch) return same_epoch;
  auto const kept = taken_over(hub, *shown.former_epoch);
  if (!kept) return fail(kept);
  return shown.checkpoint.head.size > *kept ? Agreement::other_epoch : same_epoch;
}

Result<Agreement> hold_up(Hub& hub, Shown const& shown, std::uint64_t our_size) {
  auto const& head = shown.checkpoint.head;
  if (head.size > our_size) return judge_misfit(hub, shown, Agreement::ours_is_older);
  ledger::TileHashes hashes{hub.log().storage(), head.size};
  auto const root = ledger::tree_root(head.size, hashes);
  if (!root) return fail(root);
  if (*root == head.root) return Agreement::agrees;
  return judge_misfit(hub, shown, shown.is_signed ? Agreement::split_view : Agreement::differs);
}

/// The look, and with it the evidence where there is any: one transaction.
Result<void> keep_look(Hub& hub, std::string const& shown, Comparison& comparison) {
  bool const split = comparison.agreement == Agreement::split_view;
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  Act act;
  act.event = split ? ledger::Event::admin : ledger::Event::access;
  act.to = hub.partnership().id;
  act.fields = {"ledger-compare", std::string{name_of(comparison.agreement)}};
  if (split) {
    act.bundle = crypto::sha256(shown);
    if (auto kept = put_conflict(hub.database(), shown, hub.clock().now()); !kept) return kept;
  }
  auto receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return done;
  comparison.kept = split;
  return hub.log().sign_pending();
}

bool is_named(std::vector<ledger::VerifierKey> const& keys, std::string_view origin) {
  return std::any_of(keys.begin(), keys.end(), [&](auto const& key) { return key.name() == origin; });
}

/// Somebody else found it; what it proves stands in it.
Result<Comparison> take_proof(Hub& hub, ledger::SplitView const& split, std::vector<ledger::VerifierKey> const& ours, std::span<ledger::VerifierKey const> others) {
  auto keys = ours;
  keys.insert(keys.end(), others.begin(), others.end());
  auto const proven = ledger::check_split_view(split, keys);
  if (!proven) return fail(proven);
  auto const size = hub.log().size();
  if (!size) return fail(size);
  Comparison comparison{.agreement = Agreement::split_view, .is_signed = true, .shown_size = proven->smaller.size, .our_size = *size};
  if (!is_named(ours, proven->origin)) comparison.other_log = proven->origin;
  if (auto const kept = keep_look(hub, ledger::write_split_view(split), comparison); !kept) comparison.unrecorded = kept.error();
  return comparison;
}

}  // namespace

std::string_view name_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::agrees: return "agrees";
    case Agreement::ours_is_older: return "ours-is-older";
    case Agreement::differs: return "differs";
    case Agreement::other_epoch: return "other-epoch";
    case Agreement::split_view: return "split-view";
  }
  return "differs";
}

Result<Comparison> compare_checkpoint(Hub& hub, std::string_view pasted, std::span<ledger::VerifierKey const> others) {
  auto const keys = every_key(hub);
  if (!keys) return fail(keys);
  if (auto const split = ledger::parse_split_view(pasted)) return take_proof(hub, *split, *keys, others);
  auto const shown = find_checkpoint(pasted, *keys);
  if (!shown) {
    return fail(Fault::malformed, "compare.no-checkpoint", "No checkpoint of this ledger stands in this text.",
                "Copy it whole: its name, its size and its root on three lines, and the signature below.");
  }
  auto const size = hub.log().size();
  if (!size) return fail(size);
  auto const agreement = hold_up(hub, *shown, *size);
  if (!agreement) return fail(agreement);
  Comparison comparison{.agreement = *agreement, .is_signed = shown->is_signed, .shown_size = shown->checkpoint.head.size, .our_size = *size};
  if (auto const kept = keep_look(hub, shown->note, comparison); !kept) comparison.unrecorded = kept.error();
  return comparison;
}

Result<std::vector<Conflict>> ledger_conflicts(Hub& hub) {
  std::vector<Conflict> all;
  auto const read = hub.database().query(sql::conflicts, [&](store::Row const& row) {
    all.push_back({static_cast<std::uint64_t>(row.integer(0)), row.string(1), row.string(2), row.string(3), {}});
  });
  if (!read) return fail(read);
  auto const keys = every_key(hub);
  if (!keys) return fail(keys);
  for (auto& one : all) {
    auto log = log_of_conflict(one.shown);
    if (log && !is_named(*keys, *log)) one.other_log = std::move(*log);
  }
  return all;
}

}  // namespace concordat::hub
