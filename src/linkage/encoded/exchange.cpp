// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/exchange.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace concordat::linkage {
namespace {

constexpr std::string_view magic = "CENC";
constexpr char version = 1;
constexpr char kind_tokens = 0;
constexpr char kind_filters = 1;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t head_bytes = 4 + 1 + 1 + 2 + hash_bytes + 8 + 4;
constexpr std::size_t token_bytes = 4 + 1 + hash_bytes;
constexpr std::size_t filter_bytes = filter_bits / 8;

void append_number(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned at = 0; at < bytes; ++at) out.push_back(static_cast<char>((value >> (8 * at)) & 0xFFU));
}

void append_hash(std::string& out, crypto::Hash const& hash) {
  for (auto const byte : hash) out.push_back(static_cast<char>(byte));
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

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "encoded.malformed", "This is not a whole file of encoded records.",
              "Ask the sender for the file again.");
}

Result<std::vector<TokenRow>> take_tokens(std::string_view bytes) {
  std::vector<TokenRow> rows(bytes.size() / token_bytes);
  for (auto& row : rows) {
    row.record = static_cast<std::uint32_t>(take_number(bytes, 4));
    auto const kind = take_number(bytes, 1);
    if (kind > static_cast<std::uint64_t>(TokenKind::names_and_year)) return malformed();
    row.token.kind = static_cast<TokenKind>(kind);
    row.token.token = take_hash(bytes);
  }
  return rows;
}

std::vector<Filter> take_filters(std::string_view bytes) {
  std::vector<Filter> filters(bytes.size() / filter_bytes);
  for (auto& filter : filters) {
    for (auto& word : filter.words) word = take_number(bytes, 8);
  }
  return filters;
}

}  // namespace

crypto::Hash token_schema() {
  return crypto::sha256("concordat/tokens/1");
}

std::string to_bytes(EncodedFile const& file) {
  auto const* const tokens = std::get_if<std::vector<TokenRow>>(&file.records);
  auto const* const filters = std::get_if<std::vector<Filter>>(&file.records);
  std::string out{magic};
  out.push_back(version);
  out.push_back(tokens != nullptr ? kind_tokens : kind_filters);
  append_number(out, 0, 2);
  append_hash(out, file.schema);
  append_number(out, file.key_check, 8);
  append_number(out, tokens != nullptr ? tokens->size() : filters->size(), 4);
  if (tokens != nullptr) {
    for (auto const& row : *tokens) {
      append_number(out, row.record, 4);
      append_number(out, static_cast<std::uint64_t>(row.token.kind), 1);
      append_hash(out, row.token.token);
    }
  } else {
    for (auto const& filter : *filters) {
      for (auto const word : filter.words) append_number(out, word, 8);
    }
  }
  append_hash(out, crypto::sha256(out));
  return out;
}

Result<EncodedFile> read_encoded(std::string_view bytes) {
  if (bytes.size() < head_bytes + hash_bytes || !bytes.starts_with(magic)) return malformed();
  if (bytes[magic.size()] != version)
    return fail(Fault::unknown, "encoded.version", "The file of encoded records is of a later version.",
                "Ask the sender for version 1, or bring this hub up to date.");
  char const kind = bytes[magic.size() + 1];
  if (kind != kind_tokens && kind != kind_filters) return malformed();
  auto const whole = bytes.substr(0, bytes.size() - hash_bytes);
  auto last = bytes.substr(whole.size());
  auto rest = whole.substr(magic.size() + 2);
  if (take_number(rest, 2) != 0) return malformed();
  EncodedFile file;
  file.schema = take_hash(rest);
  file.key_check = take_number(rest, 8);
  std::uint64_t const count = take_number(rest, 4);
  if (count * (kind == kind_tokens ? token_bytes : filter_bytes) != rest.size()) return malformed();
  if (crypto::sha256(whole) != take_hash(last))
    return fail(Fault::integrity, "encoded.checksum", "The file of encoded records was damaged on its way.",
                "Ask the sender for the file again.");
  if (kind == kind_filters) {
    file.records = take_filters(rest);
    return file;
  }
  auto tokens = take_tokens(rest);
  if (!tokens) return fail(tokens);
  file.records = std::move(*tokens);
  return file;
}

Result<void> comparable(EncodedFile const& left, EncodedFile const& right) {
  if (left.records.index() != right.records.index())
    return fail(Fault::conflict, "encoded.other-kind", "One file holds tokens and the other filters.",
                "Ask for two files of one kind.");
  if (left.schema != right.schema)
    return fail(Fault::conflict, "encoded.other-schema",
                "The two parties encoded other fields, or in another way.",
                "Agree on the fields and encode again on both sides.");
  if (left.key_check != right.key_check)
    return fail(Fault::conflict, "encoded.other-key",
                "The two parties used different keys, agreements or epochs.",
                "Check the agreement and its epoch, and encode again on both sides.");
  return {};
}

}  // namespace concordat::linkage
