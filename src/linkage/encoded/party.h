// SPDX-License-Identifier: Apache-2.0
// The keys with which two parties encode: one pair of keys for each party, agreement and epoch
// (docs/formats/encoded-records.md).
//
// The private file holds a seed, of which the keys are derived together with what they are for: the seed of one
// agreement or epoch, put under another's name, gives other keys. The secret of the pair is never written anywhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/result.h"
#include "crypto/shared_key.h"
#include "crypto/sign.h"
#include "linkage/encoded/tokens.h"

namespace concordat::linkage {

/// What a key is for. Each of letters, digits, '.', '_' and '-', up to 64 of them.
struct KeyUse {
  std::string agreement;
  std::string epoch;
  std::string party;
  [[nodiscard]] bool operator==(KeyUse const&) const = default;
};
[[nodiscard]] bool is_key_word(std::string_view word);

/// What a party gives to the other: its public keys, signed by itself.
class PartyCard {
 public:
  /// "party.malformed", "party.signature"
  [[nodiscard]] static Result<PartyCard> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  /// To be read aloud and compared: who hands over another card in the mail cannot make it fit.
  [[nodiscard]] std::string fingerprint() const;
  /// Of the key alone, whatever it is said to be for.
  [[nodiscard]] std::string key_id() const;
  [[nodiscard]] KeyUse const& use() const { return use_; }
  [[nodiscard]] crypto::ExchangeKey const& exchange() const { return exchange_; }
  [[nodiscard]] bool signed_this(std::string_view message, crypto::Signature const& signature) const;
  [[nodiscard]] bool operator==(PartyCard const&) const = default;

 private:
  friend class PartyKey;
  PartyCard() = default;
  [[nodiscard]] std::string unsigned_text() const;
  KeyUse use_;
  crypto::ExchangeKey exchange_{};
  crypto::PublicKey signing_{};
  crypto::Signature signature_{};
};

/// Whether two cards are of two parties under one agreement and epoch: "party.other-agreement", "party.other-epoch",
/// "party.itself".
[[nodiscard]] Result<void> may_pair(PartyCard const& one, PartyCard const& other);

/// What two parties share, as one of them holds it.
struct Pair {
  PartyCard mine;
  PartyCard theirs;
  LinkKey key;
};

class PartyKey {
 public:
  /// "party.name" where a word of `use` is none.
  [[nodiscard]] static Result<PartyKey> generate(KeyUse use, Chance& chance);
  /// "party.malformed"
  [[nodiscard]] static Result<PartyKey> parse(std::string_view text);
  /// For a private file only.
  [[nodiscard]] Secret<std::string> text() const;
  [[nodiscard]] PartyCard const& card() const { return card_; }
  [[nodiscard]] crypto::Signature sign(std::string_view message) const;
  /// The problems of may_pair; "shared-key.weak".
  [[nodiscard]] Result<Pair> pair_with(PartyCard const& theirs) const;

 private:
  PartyKey(KeyUse use, crypto::SymmetricKey seed);
  crypto::SymmetricKey seed_;
  crypto::SymmetricKey exchange_;
  crypto::SigningKey signing_;
  PartyCard card_;
};

}  // namespace concordat::linkage
