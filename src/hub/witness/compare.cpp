// SPDX-License-Identifier: Apache-2.0
#include "hub/witness/compare.h"

#include <algorithm>
#include <array>

#include "base/date.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/witness/witness_rows.h"
#include "ledger/witness/add_checkpoint.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql keep = "INSERT INTO ledger_conflict (hash, size, shown, ours, found_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING";
constexpr store::Sql conflicts = "SELECT size, shown, ours, found_at FROM ledger_conflict ORDER BY found_at, hash";

}  // namespace sql

namespace {

constexpr std::size_t largest_pasted = 1U << 20U;
constexpr std::size_t most_pieces = 4;  ///< into which a mail program breaks a signature
/// What mail programs and people make of the dash before a signature.
constexpr std::array<std::string_view, 4> dashes{"\xe2\x80\x94 ", "\xe2\x80\x93 ", "-- ", "- "};

/// Without quotation marks of e-mail and spaces.
std::vector<std::string> plain_lines(std::string_view pasted) {
  std::vector<std::string> lines;
  for (auto line : text::split(pasted, '\n')) {
    line = text::trim(line);
    while (line.starts_with('>')) line = text::trim(line.substr(1));
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

/// The signature that begins on this line, put together again.
std::optional<ledger::NoteSignature> signature_from(std::vector<std::string> const& lines, std::size_t at) {
  for (auto const dash : dashes) {
    if (!lines[at].starts_with(dash)) continue;
    auto line = "\xe2\x80\x94 " + lines[at].substr(dash.size());
    for (std::size_t piece = 1; piece <= most_pieces; ++piece) {
      // one that is whole has a signature's length: the start of a broken one may be good base64 as well
      if (auto signature = ledger::parse_signature_line(line); signature && signature->bytes.size() >= 64) return signature;
      if (at + piece >= lines.size()) break;
      line += lines[at + piece];
    }
  }
  return std::nullopt;
}

struct Shown {
  ledger::Checkpoint checkpoint;
  std::string note;
  bool is_signed = false;
};

std::optional<Shown> find_checkpoint(std::string_view pasted, std::vector<ledger::VerifierKey> const& keys) {
  auto const lines = plain_lines(pasted);
  for (std::size_t at = 0; at + 2 < lines.size(); ++at) {
    auto const key = std::find_if(keys.begin(), keys.end(), [&](auto const& one) { return one.name() == lines[at]; });
    if (key == keys.end()) continue;
    ledger::SignedNote note{.text = lines[at] + "\n" + lines[at + 1] + "\n" + lines[at + 2] + "\n", .signatures = {}};
    auto checkpoint = ledger::parse_checkpoint(note.text);
    if (!checkpoint) continue;
    for (auto line = at + 3; line < lines.size(); ++line) {
      if (auto signature = signature_from(lines, line)) note.signatures.push_back(std::move(*signature));
    }
    Shown shown{std::move(*checkpoint), ledger::write_note(note), false};
    shown.is_signed = std::any_of(keys.begin(), keys.end(), [&](auto const& one) { return ledger::open_checkpoint(shown.note, one).has_value(); });
    return shown;
  }
  return std::nullopt;
}

Result<std::vector<ledger::VerifierKey>> every_key(Hub& hub) {
  auto keys = hub.log().former_verifiers();
  if (!keys) return keys;
  auto key = hub.log().verifier();
  if (!key) return fail(key);
  keys->push_back(std::move(*key));
  return keys;
}

Result<Agreement> hold_up(Hub& hub, Shown const& shown, std::uint64_t our_size) {
  auto const& head = shown.checkpoint.head;
  if (head.size > our_size) return Agreement::ours_is_older;
  ledger::TileHashes hashes{hub.log().storage(), head.size};
  auto const root = ledger::tree_root(head.size, hashes);
  if (!root) return fail(root);
  if (*root == head.root) return Agreement::agrees;
  return shown.is_signed ? Agreement::split_view : Agreement::differs;
}

/// The look, and with it the evidence where there is any: one transaction.
Result<void> keep_look(Hub& hub, Shown const& shown, Comparison& comparison) {
  bool const split = comparison.agreement == Agreement::split_view;
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  Act act;
  act.event = split ? ledger::Event::admin : ledger::Event::access;
  act.to = hub.partnership().id;
  act.fields = {"ledger-compare", std::string{name_of(comparison.agreement)}};
  if (split) {
    act.bundle = crypto::sha256(shown.note);
    auto const ours = note_of_size(hub.database(), shown.checkpoint.head.size);
    if (!ours) return fail(ours);
    auto const kept = hub.database().execute(sql::keep, crypto::to_hex(*act.bundle), shown.checkpoint.head.size, shown.note, ours->value_or(std::string{}),
                                             format_instant(hub.clock().now()));
    if (!kept) return fail(kept);
  }
  auto receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return done;
  comparison.kept = split;
  return hub.log().sign_pending();
}

}  // namespace

std::string_view name_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::agrees: return "agrees";
    case Agreement::ours_is_older: return "ours-is-older";
    case Agreement::differs: return "differs";
    case Agreement::split_view: return "split-view";
  }
  return "differs";
}

Result<Comparison> compare_checkpoint(Hub& hub, std::string_view pasted) {
  auto const keys = every_key(hub);
  if (!keys) return fail(keys);
  auto const shown = pasted.size() > largest_pasted ? std::nullopt : find_checkpoint(pasted, *keys);
  if (!shown) {
    return fail(Fault::malformed, "compare.no-checkpoint", "No checkpoint of this ledger stands in this text.",
                "Copy it whole: its name, its size and its root on three lines, and the signature below.");
  }
  auto const size = hub.log().size();
  if (!size) return fail(size);
  auto const agreement = hold_up(hub, *shown, *size);
  if (!agreement) return fail(agreement);
  Comparison comparison{.agreement = *agreement, .is_signed = shown->is_signed, .shown_size = shown->checkpoint.head.size, .our_size = *size};
  if (auto const kept = keep_look(hub, *shown, comparison); !kept) comparison.unrecorded = kept.error();
  return comparison;
}

Result<std::vector<Conflict>> ledger_conflicts(Hub& hub) {
  std::vector<Conflict> all;
  auto const read = hub.database().query(sql::conflicts, [&](store::Row const& row) {
    all.push_back({static_cast<std::uint64_t>(row.integer(0)), row.string(1), row.string(2), row.string(3)});
  });
  if (!read) return fail(read);
  return all;
}

}  // namespace concordat::hub
