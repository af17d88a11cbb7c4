// SPDX-License-Identifier: Apache-2.0
// The place in which filters may be made and compared, as both parties declared it in one signed file
// (docs/formats/encoded-records.md).
//
// Filters can be guessed at, so whatever makes or compares them asks for an Enclave, and an Enclave is made of a
// declaration with both signatures and of nothing else. That the place is what it is said to be is for people to see to.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/result.h"
#include "crypto/sealed_stream.h"
#include "linkage/encoded/party.h"

namespace concordat::linkage {

struct EnclaveTerms {
  std::string agreement;
  std::string epoch;
  std::string place;     ///< where it stands: one line, up to 200 letters
  std::string run_by; ///< who runs it: the same
  Date until{};          ///< the last day
  crypto::Recipient seal_to;  ///< whose private half is in the enclave only
};

/// The file, with one signature or both.
class Declaration {
 public:
  /// "enclave.terms" for a word or line that may not stand there.
  [[nodiscard]] static Result<Declaration> of(EnclaveTerms terms);
  /// "enclave.malformed"
  [[nodiscard]] static Result<Declaration> parse(std::string_view text);
  /// "enclave.other-agreement" where the key is for another agreement or epoch, "enclave.signed-already" where the party has signed.
  [[nodiscard]] Result<void> sign(PartyKey const& key);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] EnclaveTerms const& terms() const { return terms_; }

 private:
  friend class Enclave;
  struct Signed {
    std::string party;
    crypto::Signature signature;
  };
  explicit Declaration(EnclaveTerms terms) : terms_{std::move(terms)} {}
  [[nodiscard]] std::string unsigned_text() const;
  [[nodiscard]] bool signed_by(PartyCard const& card) const;
  EnclaveTerms terms_;
  std::vector<Signed> signatures_;
};

class Enclave {
 public:
  /// "enclave.other-agreement", "enclave.unsigned" where one of the two has not signed, "enclave.expired"; those of may_pair.
  [[nodiscard]] static Result<Enclave> open(Declaration const& declaration, PartyCard const& one, PartyCard const& other, Date today);
  [[nodiscard]] EnclaveTerms const& terms() const { return terms_; }

 private:
  explicit Enclave(EnclaveTerms terms) : terms_{std::move(terms)} {}
  EnclaveTerms terms_;
};

}  // namespace concordat::linkage
