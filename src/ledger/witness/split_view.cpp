// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/split_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view first_line = "concordat/split-view@v1";
constexpr std::string_view root_start = "root ";
constexpr std::size_t most_proof_hashes = 63;

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "split-view.malformed", "This is no proof that two histories were shown.",
              "Copy it whole, from its first line to the last signature of its second checkpoint.");
}

tl::unexpected<Problem> not_proven() {
  return fail(Fault::integrity, "split-view.not-proven", "This proves nothing against the log: its key did not sign both checkpoints, or they go together.",
              "Use the log's public key that its host gave you; if it is that one, whoever sent this is mistaken or lies.");
}

std::string_view take_line(std::string_view& rest) {
  auto const end = std::min(rest.find('\n'), rest.size());
  auto const line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

std::string_view text_of(std::string_view note) { return note.substr(0, note.find("\n\n") + 1); }

std::optional<Hash> take_root(std::string_view& rest) {
  auto const line = take_line(rest);
  if (!line.starts_with(root_start)) return std::nullopt;
  return crypto::hash_from_base64(line.substr(root_start.size()));
}

/// The key's own signature of the text, proven: who shows a note may put any lines under it, and as many as it likes.
std::optional<NoteSignature> signature_by(VerifierKey const& key, SignedNote const& note) {
  for (auto const& signature : note.signatures) {
    if (signature.name != key.name() || signature.key_hash != key.key_hash()) continue;
    if (open_checkpoint(write_note({note.text, {signature}}), key)) return signature;
  }
  return std::nullopt;
}

}  // namespace

std::string write_split_view(SplitView const& split) {
  auto text = fmt::format("{}\n{}{}\n", first_line, root_start, crypto::to_base64(split.root));
  for (auto const& hash : split.proof) text += crypto::to_base64(hash) + "\n";
  return text + "\n" + split.smaller + "\n" + split.larger;
}

Result<SplitView> parse_split_view(std::string_view text) {
  auto rest = text;
  if (text.size() > largest_split_view || take_line(rest) != first_line) return malformed();
  SplitView split;
  auto const root = take_root(rest);
  if (!root) return malformed();
  split.root = *root;
  for (auto line = take_line(rest); !line.empty(); line = take_line(rest)) {
    auto const hash = crypto::hash_from_base64(line);
    if (!hash || split.proof.size() == most_proof_hashes) return malformed();
    split.proof.push_back(*hash);
  }
  // The first note ends at the first empty line behind the one that its own text ends with.
  auto const its_text = rest.find("\n\n");
  auto const end = its_text == rest.npos ? its_text : rest.find("\n\n", its_text + 2);
  if (end == rest.npos) return malformed();
  split.smaller = rest.substr(0, end + 1);
  split.larger = rest.substr(end + 2);
  if (!parse_note(split.smaller) || !parse_note(split.larger) || write_split_view(split) != text) return malformed();
  return split;
}

Result<ProvenSplit> check_split_view(SplitView const& split, std::span<VerifierKey const> keys) {
  auto const smaller = open_with(split.smaller, keys);
  auto const larger = open_with(split.larger, keys);
  if (!smaller || !larger || smaller->origin != larger->origin || smaller->head.size == 0) return not_proven();
  TreeHead const beginning{smaller->head.size, split.root};
  if (!check_consistency(split.proof, beginning, larger->head) || beginning == smaller->head) return not_proven();
  return ProvenSplit{smaller->origin, smaller->head, larger->head};
}

std::string id_of(SplitView const& split) {
  return crypto::to_hex(crypto::sha256(fmt::format("{}\n{}", text_of(split.smaller), text_of(split.larger))));
}

std::optional<SplitView> split_of_one_size(Sighting const& one, Sighting const& other) {
  bool const of_one_log = text_of(one.note).substr(0, one.note.find('\n')) == text_of(other.note).substr(0, other.note.find('\n'));
  if (!of_one_log || one.head.size != other.head.size || one.head.root == other.head.root || one.head.size == 0) return std::nullopt;
  // In one order whoever finds it, so that it is one proof.
  bool const in_order = text_of(one.note) < text_of(other.note);
  auto const& first = in_order ? one : other;
  auto const& second = in_order ? other : one;
  return SplitView{first.note, second.note, second.head.root, {}};
}

std::optional<Checkpoint> open_with(std::string_view note, std::span<VerifierKey const> keys) {
  for (auto const& key : keys) {
    if (auto checkpoint = open_checkpoint(note, key)) return std::move(*checkpoint);
  }
  return std::nullopt;
}

std::string signed_part(std::string_view note, std::span<VerifierKey const> keys) {
  auto const parsed = parse_note(note);
  if (!parsed) return {};
  SignedNote kept{parsed->text, {}};
  for (auto const& key : keys) {
    if (auto signature = signature_by(key, *parsed)) kept.signatures.push_back(std::move(*signature));
  }
  return write_note(kept);
}

std::optional<Sighting> sighting_of(std::string_view note, std::span<VerifierKey const> keys) {
  auto const parsed = parse_note(note);
  auto const checkpoint = parsed ? parse_checkpoint(parsed->text) : Result<Checkpoint>{fail(parsed)};
  if (!checkpoint) return std::nullopt;
  Sighting seen{.note = {}, .head = checkpoint->head};
  SignedNote kept{parsed->text, {}};
  for (std::size_t at = 0; at < keys.size(); ++at) {
    auto signature = keys[at].name() == checkpoint->origin ? signature_by(keys[at], *parsed) : std::nullopt;
    if (!signature) continue;
    kept.signatures.push_back(std::move(*signature));
    seen.signers.push_back(at);
  }
  if (seen.signers.empty()) return std::nullopt;
  seen.note = write_note(kept);
  return seen;
}

}  // namespace concordat::ledger
