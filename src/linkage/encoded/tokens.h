// SPDX-License-Identifier: Apache-2.0
// Keyed exact tokens: "do you hold something on this person?" without saying who.
//
// Two hubs that agreed on a key make the same tokens of the same person, and nobody without it can test a
// guess. The key is for one agreement and one epoch: tokens of two agreements, or of two epochs, never meet.
// This is the default between hubs; what tolerates misspelling is in clk.h and stays inside an enclave.
//
// Thread safety: a LinkKey may be read from many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hash.h"

namespace concordat::linkage {

/// What two parties share for one agreement and one epoch. Only ever derived, so that the agreed secret
/// itself encodes nothing.
class LinkKey {
 public:
  /// `agreement` is the id of the agreement both signed, `epoch` its period ("2026-11").
  LinkKey(crypto::SymmetricKey const& agreed, std::string_view agreement, std::string_view epoch);

  /// A key for one purpose below this one.
  [[nodiscard]] crypto::SymmetricKey derive(std::string_view purpose) const;
  /// Says whether two parties hold the same key, and nothing else of it.
  [[nodiscard]] std::uint64_t check() const;

 private:
  crypto::HmacSha256 mac_;
};

using Token = crypto::Hash;

/// Names as they are written; folding is done here. Nothing where a part is not known.
struct TokenFields {
  std::string_view forename;
  std::string_view surname;
  struct Date {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
  };
  std::optional<Date> born;
  std::string_view sex;  ///< one letter, or empty
};

/// Which parts a token is of. Tokens of two kinds never meet.
enum class TokenKind : std::uint8_t {
  full,               ///< forename, surname, date of birth, sex
  day_month_swapped,  ///< the same with day and month either way round
  surname_sound,      ///< how the surname sounds, and date of birth
  names_and_year,     ///< forename, surname, year of birth
};
[[nodiscard]] std::string_view name_of(TokenKind kind);

struct KindToken {
  TokenKind kind;
  Token token;
};

class Tokeniser {
 public:
  explicit Tokeniser(LinkKey const& key);
  /// A token of each kind whose parts are all there.
  [[nodiscard]] std::vector<KindToken> tokens(TokenFields const& fields) const;

 private:
  [[nodiscard]] Token token(TokenKind kind, std::vector<std::string> const& parts) const;

  crypto::HmacSha256 mac_;
};

}  // namespace concordat::linkage
