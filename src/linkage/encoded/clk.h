// SPDX-License-Identifier: Apache-2.0
// Cryptographic long-term keys: a record as one Bloom filter of 1,024 bits, so that misspelt records still
// look alike.
//
// For an enclave only, between two hubs, and never kept: who sees many filters and knows which names are
// common can guess at names by how often patterns come (Christen, Vidanage and others). What makes it harder
// here: keyed positions (HMAC- SHA-256, per agreement and epoch), another salt for each year of birth and
// field, and 2,048 bits folded to 1,024 by exclusive or, which takes single positions apart. None of this
// makes the filters anonymous.
//
// Thread safety: one encoder from one thread at a time; encoders of one key give the same filters.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/hash.h"
#include "linkage/encoded/enclave.h"
#include "linkage/encoded/tokens.h"

namespace concordat::linkage {

constexpr std::size_t filter_bits = 1024;

struct alignas(64) Filter {
  std::array<std::uint64_t, filter_bits / 64> words{};
  [[nodiscard]] unsigned count() const;
  [[nodiscard]] bool operator==(Filter const&) const = default;
};
static_assert(sizeof(Filter) == 128);

/// How a field is cut into what is hashed.
struct ClkField {
  enum class Cut : std::uint8_t {
    bigrams,    ///< two letters at a time of the folded text, ends marked: for names and addresses
    positions,  ///< each sign with its place: for dates, numbers, postcodes
    whole,      ///< all of it: for sex
  };
  std::string name;
  Cut cut = Cut::bigrams;
  unsigned bits = 200;  ///< positions for a value, spread over its pieces: the field's weight
  bool salted = true;   ///< with the year of birth, where it is known; an erroneous year then hides the field
};

/// Both make guessing harder and cost something: a wrong year of birth hides what is salted with it, and
/// folded filters of two strangers have half of their bits in common. Likeness begins at about 0.56 where
/// folded, at 0.75 where not.
struct ClkOptions {
  bool salt_with_year = true;
  bool fold = true;  ///< 2,048 bits to 1,024 by exclusive or
};

/// What both parties must do alike.
struct ClkSchema {
  std::vector<ClkField> fields;
  ClkOptions options;
  /// The hash of all of it: parties compare it before they compare filters.
  [[nodiscard]] crypto::Hash fingerprint() const;
};

/// Forename, surname, date of birth, sex, postcode.
[[nodiscard]] ClkSchema people_schema();

class ClkEncoder {
 public:
  /// For what goes into a declared enclave, and for nothing else. "clk.schema" where there are no fields, over 63, two of one
  /// name, or one of no bits or over 1,024.
  [[nodiscard]] static Result<ClkEncoder> of(Enclave const& enclave, LinkKey const& key, ClkSchema schema);

  /// One value for each field, empty where it is not known. REQUIRES values.size() == fields.
  [[nodiscard]] Filter encode(std::span<std::string_view const> values, std::optional<int> birth_year);

  [[nodiscard]] ClkSchema const& schema() const { return schema_; }

 private:
  /// Where eight pieces that differ in the last bits of their first letter begin and how they go on: one hash
  /// is enough for all of them.
  struct Positions {
    std::uint64_t pieces = 0;  ///< with field and salt; 0: free
    std::array<std::uint16_t, 8> start{};
    std::array<std::uint16_t, 8> step{};
  };
  struct Asked {
    std::uint64_t piece;
    unsigned bits;
  };

  ClkEncoder(LinkKey const& key, ClkSchema schema);
  void cut(ClkField const& field, std::string_view value);
  void ask(std::size_t field, std::uint64_t salt);
  void set_bits();
  [[nodiscard]] Positions const& positions_of(std::uint64_t piece);
  [[nodiscard]] Positions make(std::uint64_t pieces) const;
  void grow();

  crypto::HmacSha256 mac_;
  ClkSchema schema_;
  std::u32string letters_;
  std::vector<std::uint64_t> pieces_;
  std::vector<Asked> asked_;
  std::vector<Positions> known_;  ///< open addressing, a power of two
  std::size_t known_count_ = 0;
  std::array<std::uint64_t, 2 * filter_bits / 64> wide_{};
};

}  // namespace concordat::linkage
