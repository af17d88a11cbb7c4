// SPDX-License-Identifier: Apache-2.0
// A PIN that a token did not take is never tried a second time: after a few tries a token locks itself. Written down beside the
// key, since every try may be another process. Another PIN, or the same file written again, is another try.
#pragma once

#include <filesystem>
#include <string>

#include "crypto/key_place.h"

namespace concordat::crypto {

class PinTries {
 public:
  /// Of the PIN as it lies now. `list` need not exist; empty: nothing is remembered.
  PinTries(std::filesystem::path list, TokenPlace const& place);
  /// Whether a token refused this very PIN.
  [[nodiscard]] bool refused() const;
  /// It did now.
  void note_refused();
  /// It took it.
  void forget();

 private:
  std::filesystem::path list_;
  std::string subject_;         ///< file of the PIN, and the token
  std::string mark_;            ///< a line of the list: which file and token, and when it was written; nothing of what it holds
  bool refused_here_ = false;
};

}  // namespace concordat::crypto
