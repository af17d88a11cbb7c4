// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/pasted.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

constexpr std::size_t most_pieces = 4;  ///< into which a mail program breaks a signature
/// What mail programs and people make of the dash before a signature.
constexpr std::array<std::string_view, 4> dashes{"\xe2\x80\x94 ", "\xe2\x80\x93 ", "-- ", "- "};

bool is_name_of(std::string_view line, std::span<VerifierKey const> keys) {
  return std::any_of(keys.begin(), keys.end(), [&](auto const& key) { return key.name() == line; });
}

/// A whole note on one line of base64, as an answer over HTTP carries it, with or without the header's name.
std::optional<std::string> carried_note(std::string_view line, std::span<VerifierKey const> keys) {
  if (auto const colon = line.find(':'); colon != std::string_view::npos) line = text::trim(line.substr(colon + 1));
  auto note = crypto::from_base64(line);
  if (!note || !is_name_of(std::string_view{*note}.substr(0, note->find('\n')), keys)) return std::nullopt;
  return note;
}

/// Without quotation marks of e-mail and spaces.
std::vector<std::string> plain_lines(std::string_view pasted, std::span<VerifierKey const> keys) {
  std::vector<std::string> lines;
  for (auto line : text::split(pasted, '\n')) {
    line = text::trim(line);
    while (line.starts_with('>')) line = text::trim(line.substr(1));
    if (line.empty()) continue;
    auto const note = carried_note(line, keys);
    if (!note) {
      lines.emplace_back(line);
      continue;
    }
    for (auto const one : text::split(*note, '\n')) {
      if (!one.empty()) lines.emplace_back(one);
    }
  }
  return lines;
}

/// The signature that begins on this line, put together again.
std::optional<NoteSignature> signature_from(std::vector<std::string> const& lines, std::size_t at) {
  for (auto const dash : dashes) {
    if (!lines[at].starts_with(dash)) continue;
    auto line = "\xe2\x80\x94 " + lines[at].substr(dash.size());
    for (std::size_t piece = 1; piece <= most_pieces; ++piece) {
      // one that is whole has a signature's length: the start of a broken one may be good base64 as well
      if (auto signature = parse_signature_line(line); signature && signature->bytes.size() >= 64) return signature;
      if (at + piece >= lines.size()) break;
      line += lines[at + piece];
    }
  }
  return std::nullopt;
}

std::optional<PastedCheckpoint> checkpoint_at(std::vector<std::string> const& lines, std::size_t at, std::span<VerifierKey const> keys) {
  SignedNote note{.text = lines[at] + "\n" + lines[at + 1] + "\n" + lines[at + 2] + "\n", .signatures = {}};
  auto checkpoint = parse_checkpoint(note.text);
  if (!checkpoint) return std::nullopt;
  for (auto line = at + 3; line < lines.size() && !is_name_of(lines[line], keys); ++line) {
    if (auto signature = signature_from(lines, line)) note.signatures.push_back(std::move(*signature));
  }
  PastedCheckpoint found{std::move(*checkpoint), write_note(note)};
  auto const signer = std::find_if(keys.begin(), keys.end(), [&](auto const& key) { return open_checkpoint(found.note, key).has_value(); });
  if (signer != keys.end()) found.signer = static_cast<std::size_t>(std::distance(keys.begin(), signer));
  return found;
}

}  // namespace

std::vector<PastedCheckpoint> find_pasted_checkpoints(std::string_view pasted, std::span<VerifierKey const> keys, std::size_t most) {
  std::vector<PastedCheckpoint> all;
  if (pasted.size() > largest_pasted) return all;
  auto const lines = plain_lines(pasted, keys);
  for (std::size_t at = 0; at + 2 < lines.size() && all.size() < most; ++at) {
    if (!is_name_of(lines[at], keys)) continue;
    if (auto found = checkpoint_at(lines, at, keys)) all.push_back(std::move(*found));
  }
  return all;
}

}  // namespace concordat::ledger
