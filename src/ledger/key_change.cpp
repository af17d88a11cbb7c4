// SPDX-License-Identifier: Apache-2.0
#include "ledger/key_change.h"

#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view mark = "ledger-key";
constexpr std::string_view old_start = "old:";
constexpr std::string_view new_start = "new:";
constexpr std::size_t group = 4;

std::string word_of(std::string_view start, VerifierKey const& key) {
  std::string word{start};
  auto const hex = crypto::to_hex(key.public_key());
  for (std::size_t at = 0; at < hex.size(); at += group) {
    if (at > 0) word += '-';
    word += hex.substr(at, group);
  }
  return word;
}

std::optional<crypto::PublicKey> key_in(std::string_view word, std::string_view start) {
  if (!word.starts_with(start)) return std::nullopt;
  std::string hex;
  for (char const character : word.substr(start.size())) {
    if (character != '-') hex += character;
  }
  return crypto::hash_from_hex(hex);
}

/// The fields of an entry about the ledger's key; none where it is about something else.
std::vector<std::string> words_about_key(std::string_view entry) {
  if (entry.find(mark) == std::string_view::npos) return {};  // nearly every entry, and cheap
  auto leaf = read_leaf(entry);
  if (!leaf || leaf->event != Event::admin || leaf->fields.empty() || leaf->fields[0] != mark) return {};
  return std::move(leaf->fields);
}

}  // namespace

std::vector<std::string> rotated_words(VerifierKey const& old_key, VerifierKey const& new_key) {
  return {std::string{mark}, "rotated", word_of(old_start, old_key), word_of(new_start, new_key)};
}

std::vector<std::string> retired_words(VerifierKey const& old_key) { return {std::string{mark}, "retired", word_of(old_start, old_key)}; }

std::optional<KeyChange> key_change_in(std::string_view entry) {
  auto const words = words_about_key(entry);
  if (words.size() != 4 || words[1] != "rotated") return std::nullopt;
  auto const old_key = key_in(words[2], old_start);
  auto const new_key = key_in(words[3], new_start);
  if (!old_key || !new_key) return std::nullopt;
  return KeyChange{*old_key, *new_key};
}

std::optional<crypto::PublicKey> retired_key_in(std::string_view entry) {
  auto const words = words_about_key(entry);
  return words.size() == 3 && words[1] == "retired" ? key_in(words[2], old_start) : std::nullopt;
}

}  // namespace concordat::ledger
