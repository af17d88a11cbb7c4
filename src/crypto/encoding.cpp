// SPDX-License-Identifier: Apache-2.0
#include "crypto/encoding.h"

#include <algorithm>
#include <cstring>

namespace concordat::crypto {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view for_links = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::uint32_t at(Bytes bytes, std::size_t index) {
  return index < bytes.size() ? std::to_integer<std::uint32_t>(bytes[index]) : 0U;
}

std::string encode(Bytes bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t from = 0; from < bytes.size(); from += 3) {
    auto const group = at(bytes, from) << 16U | at(bytes, from + 1) << 8U | at(bytes, from + 2);
    auto const characters = std::min<std::size_t>(bytes.size() - from, 3) + 1;
    for (std::size_t index = 0; index < characters; ++index) {
      out += alphabet[group >> (18U - 6U * static_cast<unsigned>(index)) & 63U];
    }
  }
  return out;
}

/// `text` without padding.
std::optional<std::string> decode(std::string_view text, std::string_view alphabet) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t collected = 0;
  unsigned bits = 0;
  for (char const character : text) {
    auto const value = alphabet.find(character);
    if (value == std::string_view::npos) return std::nullopt;
    collected = (collected << 6U | static_cast<std::uint32_t>(value)) & 0xfffU;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(collected >> bits & 0xffU);
    }
  }
  if ((collected & ((1U << bits) - 1U)) != 0) return std::nullopt;  // spare bits: a second text for one value
  return out;
}

std::optional<Hash> hash_from(std::optional<std::string> const& bytes) {
  if (!bytes || bytes->size() != 32) return std::nullopt;
  return hash_from_bytes(*bytes);
}

}  // namespace

void append_hex(std::string& out, Bytes bytes) {
  for (auto const byte : bytes) {
    auto const value = std::to_integer<unsigned>(byte);
    out += hex_digits[value >> 4U];
    out += hex_digits[value & 15U];
  }
}

std::string to_hex(Bytes bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  append_hex(out, bytes);
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t index = 0; index < text.size(); index += 2) {
    auto const high = hex_digits.find(text[index]);
    auto const low = hex_digits.find(text[index + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    out += static_cast<char>(high << 4U | low);
  }
  return out;
}

std::string to_base64(Bytes bytes) {
  auto out = encode(bytes, usual);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  auto const padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
  return decode(text.substr(0, text.size() - padding), usual);
}

std::string to_base64url(Bytes bytes) {
  return encode(bytes, for_links);
}
std::optional<std::string> from_base64url(std::string_view text) {
  return decode(text, for_links);
}

std::optional<Hash> hash_from_hex(std::string_view text) {
  return hash_from(from_hex(text));
}
std::optional<Hash> hash_from_base64(std::string_view text) {
  return hash_from(from_base64(text));
}

Hash hash_from_bytes(std::string_view bytes) {
  Hash hash{};
  std::memcpy(hash.data(), bytes.data(), std::min(hash.size(), bytes.size()));
  return hash;
}

}  // namespace concordat::crypto
