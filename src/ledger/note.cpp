// SPDX-License-Identifier: Apache-2.0
#include "ledger/note.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view signature_start = "\xe2\x80\x94 ";  // an em dash and a space
constexpr std::size_t most_signatures = 100;
constexpr std::uint64_t largest_size = INT64_MAX;  // what other implementations can read

bool is_key_name(std::string_view name) {
  bool const plain = std::all_of(name.begin(), name.end(), [](char character) {
    auto const byte = static_cast<unsigned char>(character);
    return byte > 0x20 && byte != 0x7f && byte != '+';
  });
  return !name.empty() && plain && text::is_utf8(name);
}

bool is_note_text(std::string_view note) {
  bool const plain = std::all_of(note.begin(), note.end(), [](char character) {
    return static_cast<unsigned char>(character) >= 0x20 || character == '\n';
  });
  return plain && note.find('\x7f') == std::string_view::npos && text::is_utf8(note);
}

tl::unexpected<Problem> malformed_note() {
  return fail(Fault::malformed, "ledger.note-malformed", "This is not a signed note.",
              "Copy the whole checkpoint, with its empty line and its signature lines.");
}

tl::unexpected<Problem> malformed_checkpoint() {
  return fail(Fault::malformed, "ledger.checkpoint-malformed", "This is not the checkpoint of a log.",
              "Copy the whole checkpoint: its name, its size and its root on three lines.");
}

tl::unexpected<Problem> malformed_key() {
  return fail(Fault::malformed, "ledger.vkey-malformed", "This is not the public key of a log.",
              "Ask the log's host for its vkey line: name+hash+key, without spaces.");
}

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>(number >> static_cast<unsigned>(shift) & 0xffU);
  return bytes;
}

std::uint32_t from_big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t at = 0; at < 4; ++at) number = number << 8U | static_cast<unsigned char>(bytes[at]);
  return number;
}

std::uint32_t hash_of_key(std::string_view name, crypto::PublicKey const& key, KeyType type) {
  std::string named{name};
  named += '\n';
  named += static_cast<char>(type);
  auto const hash = crypto::sha256({crypto::bytes_of(named), key});
  return from_big_endian(crypto::text_of(hash));
}

}  // namespace

std::optional<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(signature_start)) return std::nullopt;
  line.remove_prefix(signature_start.size());
  auto const space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  auto const bytes = crypto::from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() < 5) return std::nullopt;
  return NoteSignature{std::string{line.substr(0, space)}, from_big_endian(*bytes), bytes->substr(4)};
}

std::string signature_line(NoteSignature const& signature) {
  auto const bytes = big_endian(signature.key_hash) + signature.bytes;
  return fmt::format("{}{} {}", signature_start, signature.name, crypto::to_base64(crypto::bytes_of(bytes)));
}

Result<SignedNote> parse_note(std::string_view note) {
  if (note.size() > largest_note || !is_note_text(note) || !note.ends_with('\n')) return malformed_note();
  auto const empty_line = note.rfind("\n\n");
  if (empty_line == std::string_view::npos) return malformed_note();
  SignedNote parsed{.text = std::string{note.substr(0, empty_line + 1)}, .signatures = {}};
  auto rest = note.substr(empty_line + 2);
  while (!rest.empty()) {
    auto const end = rest.find('\n');
    auto signature = parse_signature_line(rest.substr(0, end));
    if (!signature || parsed.signatures.size() == most_signatures) return malformed_note();
    parsed.signatures.push_back(std::move(*signature));
    rest.remove_prefix(end + 1);
  }
  if (parsed.signatures.empty()) return malformed_note();
  return parsed;
}

std::string write_note(SignedNote const& note) {
  auto out = note.text + "\n";
  for (auto const& signature : note.signatures) out += signature_line(signature) + "\n";
  return out;
}

VerifierKey::VerifierKey(std::string_view name, crypto::PublicKey const& key, KeyType type)
    : name_{name}, key_{key}, type_{type}, key_hash_{hash_of_key(name, key, type)} {}

Result<VerifierKey> VerifierKey::make(std::string_view name, crypto::PublicKey const& key, KeyType type) {
  if (!is_key_name(name)) return malformed_key();
  return VerifierKey{name, key, type};
}

Result<VerifierKey> VerifierKey::parse(std::string_view vkey, KeyType type) {
  auto const first = vkey.find('+');
  if (first == std::string_view::npos) return malformed_key();
  auto const second = vkey.find('+', first + 1);
  if (second == std::string_view::npos) return malformed_key();
  auto const bytes = crypto::from_base64(vkey.substr(second + 1));
  if (!bytes || bytes->size() != 33 || bytes->front() != static_cast<char>(type)) return malformed_key();
  auto key = make(vkey.substr(0, first), crypto::hash_from_bytes(bytes->substr(1)), type);
  if (!key || key->text() != vkey) return malformed_key();
  return key;
}

std::string VerifierKey::text() const {
  std::string bytes(1, static_cast<char>(type_));
  bytes += crypto::text_of(key_);
  return fmt::format("{}+{:08x}+{}", name_, key_hash_, crypto::to_base64(crypto::bytes_of(bytes)));
}

std::string checkpoint_text(Checkpoint const& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.head.size,
                     crypto::to_base64(checkpoint.head.root));
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  auto const lines = text::split(text, '\n');
  if (lines.size() != 4 || !is_key_name(lines[0]) || !lines[3].empty()) return malformed_checkpoint();
  Checkpoint checkpoint{.origin = std::string{lines[0]}, .head = {}};
  auto const& digits = lines[1];
  auto const read = std::from_chars(digits.data(), digits.data() + digits.size(), checkpoint.head.size);
  auto const root = crypto::hash_from_base64(lines[2]);
  bool const fine = read.ec == std::errc{} && checkpoint.head.size <= largest_size && root;
  if (!fine) return malformed_checkpoint();
  checkpoint.head.root = *root;
  if (checkpoint_text(checkpoint) != text) return malformed_checkpoint();
  return checkpoint;
}

std::string sign_checkpoint(TreeHead const& head, VerifierKey const& verifier,
                            crypto::SigningKey const& key) {
  SignedNote note{.text = checkpoint_text({verifier.name(), head}), .signatures = {}};
  auto const signature = key.sign(crypto::bytes_of(note.text));
  note.signatures.push_back({verifier.name(), verifier.key_hash(), std::string{crypto::text_of(signature)}});
  return write_note(note);
}

Result<Checkpoint> open_checkpoint(std::string_view note, VerifierKey const& verifier) {
  auto const parsed = parse_note(note);
  if (!parsed) return fail(parsed);
  bool const signed_by_key =
      std::any_of(parsed->signatures.begin(), parsed->signatures.end(), [&](auto const& each) {
        if (each.name != verifier.name() || each.key_hash != verifier.key_hash()) return false;
        crypto::Signature signature{};
        if (each.bytes.size() != signature.size()) return false;
        auto const bytes = crypto::bytes_of(each.bytes);
        std::copy(bytes.begin(), bytes.end(), signature.begin());
        return crypto::verify(verifier.public_key(), crypto::bytes_of(parsed->text), signature);
      });
  if (!signed_by_key) {
    return fail(
        Fault::integrity, "ledger.note-signature", "The checkpoint is not signed by this log's key.",
        "Compare the key with the one the host published; if it is the same, the checkpoint is forged.");
  }
  auto checkpoint = parse_checkpoint(parsed->text);
  if (!checkpoint) return checkpoint;
  if (checkpoint->origin != verifier.name()) {
    return fail(Fault::integrity, "ledger.other-origin", "The checkpoint is that of another log.",
                "Use the checkpoint of the log this key belongs to.");
  }
  return checkpoint;
}

}  // namespace concordat::ledger
