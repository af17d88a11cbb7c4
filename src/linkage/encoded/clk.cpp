// SPDX-License-Identifier: Apache-2.0
#include "linkage/encoded/clk.h"

#include <algorithm>
#include <bit>
#include <set>

#include "crypto/encoding.h"
#include "linkage/text/folding.h"
#include "linkage/text/letters.h"
#include "linkage/text/neighbours.h"

namespace concordat::linkage {
namespace {

// A piece as one number: two letters of 21 bits, or a letter and its place; then the field and the salt.
// Never 0, for fields count from 1.
constexpr unsigned letter_bits = 21;
constexpr unsigned field_shift = 42;
constexpr unsigned salt_shift = 48;
constexpr char32_t mark_of_ends = 0x1F;
constexpr std::size_t most_fields = 63;
constexpr std::size_t most_places = 255;
constexpr std::uint64_t last_bits = 7;
constexpr std::size_t most_known = std::size_t{1} << 18U;

/// Where the search for a piece begins in a table of a power of two.
std::uint64_t first_place(std::uint64_t piece, std::size_t size) {
  auto const hash = piece * 0x9E3779B97F4A7C15U;
  return (hash ^ (hash >> 29U)) & (size - 1);
}

/// What is hashed of a value: its folded letters without spaces. The short way for ASCII is the same.
void letters_of(std::string_view value, std::u32string& letters) {
  letters.clear();
  for (char const c : value) {
    auto const byte = static_cast<std::uint8_t>(c);
    if (byte >= 0x80) {
      Letters const folded_letters{joined(folded(value))};
      letters.clear();
      for (std::size_t at = 0; at < folded_letters.size(); ++at) letters.push_back(folded_letters.view()[at]);
      return;
    }
    bool const upper = byte >= 'A' && byte <= 'Z';
    if (upper || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
      letters.push_back(static_cast<char32_t>(upper ? byte + ('a' - 'A') : byte));
  }
}

std::uint64_t two(char32_t first, char32_t second) {
  return std::uint64_t{first} | (std::uint64_t{second} << letter_bits);
}

/// Years of birth from 1 on; everything else is not salted.
std::uint64_t salt_of(std::optional<int> year) {
  constexpr int years = 1 << 14;
  return year && *year > 0 && *year < years ? static_cast<std::uint64_t>(*year) : 0;
}

std::string text_of(std::uint64_t number) {
  std::string text;
  for (unsigned shift = 0; shift < 64; shift += 8)
    text.push_back(static_cast<char>((number >> shift) & 0xFFU));
  return text;
}

std::string_view name_of(ClkField::Cut cut) {
  switch (cut) {
    case ClkField::Cut::bigrams:
      return "bigrams";
    case ClkField::Cut::positions:
      return "positions";
    case ClkField::Cut::whole:
      return "whole";
  }
  return "";
}

bool is_sound(ClkSchema const& schema) {
  std::set<std::string_view> names;
  for (auto const& field : schema.fields) {
    if (field.bits == 0 || field.bits > filter_bits || field.name.empty()) return false;
    if (!names.insert(field.name).second) return false;
  }
  return !schema.fields.empty() && schema.fields.size() <= most_fields;
}

}  // namespace

unsigned Filter::count() const {
  unsigned bits = 0;
  for (auto const word : words) bits += static_cast<unsigned>(std::popcount(word));
  return bits;
}

crypto::Hash ClkSchema::fingerprint() const {
  std::string text = "concordat/clk/1";
  text += options.salt_with_year ? " salted" : " plain";
  text += options.fold ? " folded" : " whole";
  for (auto const& field : fields) {
    text += "\n" + std::to_string(field.name.size()) + ":" + field.name + " " +
            std::string{name_of(field.cut)} + " " + std::to_string(field.bits) +
            (field.salted ? " salted" : " plain");
  }
  return crypto::sha256(text);
}

ClkSchema people_schema() {
  using Cut = ClkField::Cut;
  return {{{"forename", Cut::bigrams, 200, true},
           {"surname", Cut::bigrams, 200, true},
           {"date_of_birth", Cut::positions, 200, false},
           {"sex", Cut::whole, 25, true},
           {"postcode", Cut::positions, 100, true}},
          {}};
}

Result<ClkEncoder> ClkEncoder::of(Enclave const& /*declared*/, LinkKey const& key, ClkSchema schema) {
  if (!is_sound(schema))
    return fail(Fault::malformed, "clk.schema",
                "The fields to encode have no names, come twice, or have no bits.",
                "Name one to 63 different fields with 1 to 1,024 bits each.");
  return ClkEncoder{key, std::move(schema)};
}

ClkEncoder::ClkEncoder(LinkKey const& key, ClkSchema schema)
    : mac_{key.derive("clk " + std::string{crypto::to_hex(schema.fingerprint())})},
      schema_{std::move(schema)},
      known_(std::size_t{1} << 12U) {}

void ClkEncoder::cut(ClkField const& field, std::string_view value) {
  pieces_.clear();
  letters_of(value, letters_);
  auto const& view = letters_;
  std::size_t const size = std::min(view.size(), most_places);
  if (size == 0) return;
  switch (field.cut) {
    case ClkField::Cut::bigrams:
      pieces_.push_back(two(mark_of_ends, view[0]));
      for (std::size_t at = 1; at < size; ++at) pieces_.push_back(two(view[at - 1], view[at]));
      pieces_.push_back(two(view[size - 1], mark_of_ends));
      break;
    case ClkField::Cut::positions:
      for (std::size_t at = 0; at < size; ++at) pieces_.push_back(two(view[at], static_cast<char32_t>(at)));
      break;
    case ClkField::Cut::whole:
      pieces_.push_back(hash_of(std::u32string_view{view}) >> (64U - 2 * letter_bits));
      break;
  }
  if (field.cut != ClkField::Cut::bigrams) return;
  std::ranges::sort(pieces_);
  auto const repeated = std::ranges::unique(pieces_);
  pieces_.erase(repeated.begin(), repeated.end());
}

ClkEncoder::Positions ClkEncoder::make(std::uint64_t pieces) const {
  std::string const message = "pieces " + text_of(pieces);
  auto const hash = mac_.of(crypto::bytes_of(message));
  auto const number = [&hash](std::size_t at) {
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(hash[at]) << 8U |
                                      std::to_integer<unsigned>(hash[at + 1]));
  };
  Positions made{pieces, {}, {}};
  for (std::size_t at = 0; at < made.start.size(); ++at) {
    made.start[at] = number(4 * at);
    // an odd step passes every position before it comes back
    made.step[at] = static_cast<std::uint16_t>(number(4 * at + 2) | 1U);
  }
  return made;
}

void ClkEncoder::grow() {
  std::vector<Positions> old(known_.size() * 2);
  std::swap(old, known_);
  for (auto const& entry : old) {
    if (entry.pieces == 0) continue;
    auto place = first_place(entry.pieces, known_.size());
    while (known_[place].pieces != 0) place = (place + 1) & (known_.size() - 1);
    known_[place] = entry;
  }
}

ClkEncoder::Positions const& ClkEncoder::positions_of(std::uint64_t pieces) {
  auto place = first_place(pieces, known_.size());
  while (known_[place].pieces != 0 && known_[place].pieces != pieces)
    place = (place + 1) & (known_.size() - 1);
  if (known_[place].pieces != 0) return known_[place];
  if (2 * ++known_count_ > known_.size()) {
    if (known_.size() < most_known) {
      grow();
    } else {
      std::ranges::fill(known_, Positions{});
      known_count_ = 1;
    }
    place = first_place(pieces, known_.size());
    while (known_[place].pieces != 0) place = (place + 1) & (known_.size() - 1);
  }
  known_[place] = make(pieces);
  return known_[place];
}

void ClkEncoder::ask(std::size_t field, std::uint64_t salt) {
  if (pieces_.empty()) return;
  auto const pieces = static_cast<unsigned>(pieces_.size());
  unsigned const each = std::max(1U, schema_.fields[field].bits / pieces);
  std::uint64_t const where = (std::uint64_t{field + 1} << field_shift) | (salt << salt_shift);
  for (auto const piece : pieces_) {
    // the table is larger than the caches near by: called for early, the entries come while others are worked
    // on
    __builtin_prefetch(&known_[first_place((piece | where) & ~last_bits, known_.size())]);
    asked_.push_back({piece | where, each});
  }
}

void ClkEncoder::set_bits() {
  std::uint32_t const width = schema_.options.fold ? 2 * filter_bits : filter_bits;
  for (auto const& [piece, bits] : asked_) {
    auto const& positions = positions_of(piece & ~last_bits);
    std::uint32_t at = positions.start[piece & last_bits];
    std::uint32_t const step = positions.step[piece & last_bits];
    for (unsigned bit = 0; bit < bits; ++bit, at += step) {
      auto const place = at & (width - 1);
      wide_[place / 64] |= std::uint64_t{1} << (place % 64);
    }
  }
}

Filter ClkEncoder::encode(std::span<std::string_view const> values, std::optional<int> birth_year) {
  wide_.fill(0);
  asked_.clear();
  auto const year = schema_.options.salt_with_year ? salt_of(birth_year) : 0;
  for (std::size_t field = 0; field < schema_.fields.size() && field < values.size(); ++field) {
    cut(schema_.fields[field], values[field]);
    ask(field, schema_.fields[field].salted ? year : 0);
  }
  set_bits();
  Filter filter;
  for (std::size_t word = 0; word < filter.words.size(); ++word)
    filter.words[word] = wide_[word] ^ wide_[word + filter.words.size()];
  return filter;
}

}  // namespace concordat::linkage
