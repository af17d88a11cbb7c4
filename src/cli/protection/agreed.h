// SPDX-License-Identifier: Apache-2.0
// What an agreement says of a release of records: what its recipient holds, how many have to look alike, and under which name the
// recipient knows a record again.
#pragma once

#include <optional>
#include <string>

#include "cli/files/trouble.h"
#include "cli/protection/protect_verbs.h"
#include "crypto/hash.h"

namespace concordat::cli {

struct AgreedRelease {
  std::string agreement;  ///< "isa.northshire.ed-istv@4"
  std::string id;         ///< of the agreement, whatever its version
  std::string rule;
  std::string sha256;     ///< of the document
  bool holder = true;     ///< of named incidents; so it is where the rule does not say
  bool said = false;
  int min_group = 0;
};

/// The rule --rule of the agreement --agreement. Refuses a document that is none ("protect.agreement"), a rule that it does not have
/// ("protect.rule"), one that gives no records ("protect.rule-form"), and --recipient-holds-named-incidents where it says another thing
/// than the agreement ("protect.agreement-says"): what was signed is not talked away.
[[nodiscard]] Tried<AgreedRelease> read_agreed(ProtectArguments const& arguments);

/// Ids by which one recipient knows a record again from release to release, and two recipients do not know that theirs is the same:
/// HMAC-SHA-256 of the record's id under a key that is kept, for this agreement and this epoch alone.
class LastingIds {
 public:
  LastingIds(crypto::SymmetricKey const& key, std::string const& agreement, std::string const& epoch);
  [[nodiscard]] std::string of(std::string const& record) const;

 private:
  crypto::HmacSha256 hmac_;
};

/// The key of --id-key, made where it is not there. Refuses it without an agreement ("protect.id-agreement"), without an epoch or with one
/// that is no short word ("protect.epoch").
[[nodiscard]] Tried<LastingIds> lasting_ids(ProtectArguments const& arguments, AgreedRelease const& agreed);

}  // namespace concordat::cli
