// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/tlog_proof.h"

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/encoding.h"
#include "ledger/witness/add_checkpoint.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view extra_start = "extra ";
constexpr std::string_view index_start = "index ";

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "ledger.proof-malformed", "This is not the proof of a ledger entry.",
              "Copy the whole file, with its first line, its empty line and the checkpoint.");
}

std::string_view take_line(std::string_view& rest) {
  auto const end = std::min(rest.find('\n'), rest.size());
  auto const line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

}  // namespace

std::string write_tlog_proof(TlogProof const& proof) {
  auto const extra = proof.extra.empty() ? std::string{} : fmt::format("{}{}\n", extra_start, crypto::to_base64(crypto::bytes_of(proof.extra)));
  auto text = fmt::format("{}{}{}{}\n", first_line, extra, index_start, proof.index);
  for (auto const& hash : proof.proof) text += crypto::to_base64(hash) + "\n";
  return text + "\n" + proof.note;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > largest_add_checkpoint || !text.starts_with(first_line)) return malformed();
  text.remove_prefix(first_line.size());
  auto line = take_line(text);
  TlogProof proof;
  if (line.starts_with(extra_start)) {
    auto extra = crypto::from_base64(line.substr(extra_start.size()));
    if (!extra) return malformed();
    proof.extra = std::move(*extra);
    line = take_line(text);
  }
  if (!line.starts_with(index_start)) return malformed();
  auto const index = parse_size(line.substr(index_start.size()));
  if (!index) return malformed();
  proof.index = *index;
  for (line = take_line(text); !line.empty(); line = take_line(text)) {
    auto const hash = crypto::hash_from_base64(line);
    if (!hash || proof.proof.size() == most_proof_lines) return malformed();
    proof.proof.push_back(*hash);
  }
  proof.note = text;
  if (!parse_note(proof.note)) return malformed();
  return proof;
}

Result<TlogProof> prove_entry(LogStorage const& storage, std::uint64_t index, std::string_view note, VerifierKey const& verifier) {
  auto const checkpoint = open_checkpoint(note, verifier);
  if (!checkpoint) return fail(checkpoint);
  TileHashes hashes{storage, checkpoint->head.size};
  auto proof = prove_inclusion(index, checkpoint->head.size, hashes);
  if (!proof) return fail(proof);
  return TlogProof{index, std::move(*proof), std::string{note}, {}};
}

Result<void> check_tlog_proof(TlogProof const& proof, std::string_view entry, VerifierKey const& verifier) {
  auto const checkpoint = open_checkpoint(proof.note, verifier);
  if (!checkpoint) return fail(checkpoint);
  if (check_inclusion(proof.proof, proof.index, leaf_hash(entry), checkpoint->head)) return {};
  return fail(Fault::integrity, "ledger.entry-not-proven", "This entry is not what the checkpoint was signed over.",
              "Ask the host for the proof again; if it stays so, the ledger was changed.");
}

}  // namespace concordat::ledger
