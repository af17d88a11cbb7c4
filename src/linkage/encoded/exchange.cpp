// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/exchange.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

#include "crypto/encoding.h"

namespace concordat::linkage {
namespace {

constexpr std::string_view magic = "CENC";
constexpr char version = 2;
constexpr char kind_tokens = 0;
constexpr char kind_filters = 1;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t filter_bytes = filter_bits / 8;
constexpr std::size_t fixed_bytes = 8 + 4 + hash_bytes + 8 + 4;  ///< with four words of no letters
constexpr std::size_t least_size = 100;

void append_number(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned at = 0; at < bytes; ++at) out.push_back(static_cast<char>((value >> (8 * at)) & 0xFFU));
}

void append_hash(std::string& out, crypto::Hash const& hash) { out += crypto::text_of(hash); }

void append_word(std::string& out, std::string_view word) {
  append_number(out, word.size(), 1);
  out += word;
}

/// REQUIRES that many bytes left; takes them.
std::uint64_t take_number(std::string_view& bytes, unsigned size) {
  std::uint64_t value = 0;
  for (unsigned at = 0; at < size; ++at)
    value |= std::uint64_t{static_cast<std::uint8_t>(bytes[at])} << (8 * at);
  bytes.remove_prefix(size);
  return value;
}

crypto::Hash take_hash(std::string_view& bytes) {
  crypto::Hash hash{};
  std::memcpy(hash.data(), bytes.data(), hash.size());
  bytes.remove_prefix(hash.size());
  return hash;
}

bool take_word(std::string_view& bytes, std::string& word) {
  if (bytes.empty()) return false;
  auto const size = static_cast<std::size_t>(take_number(bytes, 1));
  if (bytes.size() < size) return false;
  word = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return is_key_word(word);
}

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "encoded.malformed", "This is not a whole file of encoded records.",
              "Ask the sender for the file again.");
}

/// Sorted and without doubles, or nothing: each set has one file.
std::optional<TokenSets> take_tokens(std::string_view bytes, std::size_t size) {
  TokenSets sets;
  for (auto& set : sets) {
    set.resize(size);
    for (auto& token : set) token = take_hash(bytes);
    if (std::ranges::adjacent_find(set, std::ranges::greater_equal{}) != set.end()) return std::nullopt;
  }
  return sets;
}

Filters take_filters(std::string_view bytes) {
  Filters filters(bytes.size() / filter_bytes);
  for (auto& filter : filters) {
    for (auto& word : filter.words) word = take_number(bytes, 8);
  }
  return filters;
}

std::string unsigned_bytes(EncodedFile const& file) {
  auto const* const tokens = std::get_if<TokenSets>(&file.records);
  auto const* const filters = std::get_if<Filters>(&file.records);
  std::string out{magic};
  out.push_back(version);
  out.push_back(tokens != nullptr ? kind_tokens : kind_filters);
  append_number(out, 0, 2);
  for (auto const* word : {&file.agreement, &file.epoch, &file.from, &file.with}) append_word(out, *word);
  append_hash(out, file.schema);
  append_number(out, file.key_check, 8);
  append_number(out, tokens != nullptr ? tokens->front().size() : filters->size(), 4);
  if (tokens != nullptr) {
    for (auto const& set : *tokens) {
      for (auto const& token : set) append_hash(out, token);
    }
  } else {
    for (auto const& filter : *filters) {
      for (auto const word : filter.words) append_number(out, word, 8);
    }
  }
  return out;
}

/// A whole number below the bound, each as likely.
std::uint64_t number_below(std::uint64_t bound, Chance& chance) {
  auto const last = std::numeric_limits<std::uint64_t>::max() / bound * bound;
  for (;;) {
    std::array<std::byte, 8> bytes{};
    chance.fill(bytes);
    auto const number = std::bit_cast<std::uint64_t>(bytes);
    if (number < last) return number % bound;
  }
}

}  // namespace

crypto::Hash token_schema() {
  return crypto::sha256("concordat/tokens/1");
}

std::size_t padded_size(std::size_t tokens) {
  std::size_t size = least_size;
  for (unsigned step = 0; size < tokens; ++step) size = step % 3 == 1 ? size / 2 * 5 : size * 2;
  return size;
}

TokenSets padded(std::span<KindToken const> tokens, Chance& chance) {
  TokenSets sets;
  for (auto const& one : tokens) sets[static_cast<std::size_t>(one.kind)].push_back(one.token);
  std::size_t most = 0;
  for (auto& set : sets) {
    std::ranges::sort(set);
    auto const doubles = std::ranges::unique(set);
    set.erase(doubles.begin(), doubles.end());
    most = std::max(most, set.size());
  }
  auto const size = padded_size(most);
  for (auto& set : sets) {
    while (set.size() < size) chance.fill(set.emplace_back());
    std::ranges::sort(set);
  }
  return sets;
}

void shuffle(Filters& filters, Chance& chance) {
  for (std::size_t left = filters.size(); left > 1; --left) std::swap(filters[left - 1], filters[number_below(left, chance)]);
}

EncodedFile encoded_file(Pair const& pair, crypto::Hash const& schema, std::variant<TokenSets, Filters> records) {
  auto const& use = pair.mine.use();
  return {use.agreement, use.epoch, use.party, pair.theirs.use().party, schema, pair.key.check(), std::move(records)};
}

std::string to_bytes(EncodedFile const& file, PartyKey const& maker) {
  auto out = unsigned_bytes(file);
  out += crypto::text_of(maker.sign(out));
  return out;
}

Result<EncodedFile> read_encoded(std::string_view bytes, PartyCard const& maker) {
  if (bytes.size() < fixed_bytes + signature_bytes || !bytes.starts_with(magic)) return malformed();
  if (bytes[magic.size()] != version)
    return fail(Fault::unknown, "encoded.version", "The file of encoded records is of another version.",
                "Ask the sender for version 2, or bring this program up to date.");
  char const kind = bytes[magic.size() + 1];
  if (kind != kind_tokens && kind != kind_filters) return malformed();
  auto const whole = bytes.substr(0, bytes.size() - signature_bytes);
  auto rest = whole.substr(magic.size() + 2);
  if (take_number(rest, 2) != 0) return malformed();
  EncodedFile file;
  for (auto* word : {&file.agreement, &file.epoch, &file.from, &file.with}) {
    if (!take_word(rest, *word)) return malformed();
  }
  if (rest.size() < hash_bytes + 8 + 4) return malformed();
  file.schema = take_hash(rest);
  file.key_check = take_number(rest, 8);
  auto const count = static_cast<std::size_t>(take_number(rest, 4));
  if (count * (kind == kind_tokens ? token_kinds * hash_bytes : filter_bytes) != rest.size()) return malformed();
  if (KeyUse{file.agreement, file.epoch, file.from} != maker.use())
    return fail(Fault::refused, "encoded.other-card", "The public key is of another party, agreement or epoch than the file.",
                "Name the public key of the party that made the file.");
  crypto::Signature signature{};
  std::memcpy(signature.data(), bytes.data() + whole.size(), signature.size());
  if (!maker.signed_this(whole, signature))
    return fail(Fault::integrity, "encoded.signature", "The file of encoded records is not as its maker signed it.",
                "Ask the sender for the file again.");
  if (kind == kind_filters) {
    file.records = take_filters(rest);
    return file;
  }
  auto tokens = take_tokens(rest, count);
  if (!tokens) return malformed();
  file.records = std::move(*tokens);
  return file;
}

Result<void> comparable(EncodedFile const& left, EncodedFile const& right) {
  if (left.records.index() != right.records.index())
    return fail(Fault::refused, "encoded.other-kind", "One file holds tokens and the other filters.",
                "Ask for two files of one kind.");
  if (left.schema != right.schema)
    return fail(Fault::refused, "encoded.other-schema",
                "The two parties encoded other fields, or in another way.",
                "Agree on the fields and encode again on both sides.");
  if (left.agreement != right.agreement || left.epoch != right.epoch || left.from != right.with || left.with != right.from)
    return fail(Fault::refused, "encoded.other-parties",
                "The two files were not made for each other: by two parties, under one agreement, for one epoch.",
                "Ask both parties for files made for this comparison.");
  if (left.key_check != right.key_check)
    return fail(Fault::refused, "encoded.other-key", "The two parties used different keys.",
                "Compare the fingerprints of the public keys by telephone, and encode again on both sides.");
  return {};
}

std::array<std::size_t, token_kinds> common_tokens(TokenSets const& left, TokenSets const& right) {
  std::array<std::size_t, token_kinds> common{};
  for (std::size_t kind = 0; kind < token_kinds; ++kind) {
    auto mine = left[kind].begin();
    auto theirs = right[kind].begin();
    while (mine != left[kind].end() && theirs != right[kind].end()) {
      auto const order = *mine <=> *theirs;
      common[kind] += order == 0 ? 1 : 0;
      if (order <= 0) ++mine;
      if (order >= 0) ++theirs;
    }
  }
  return common;
}

}  // namespace concordat::linkage
