// SPDX-License-Identifier: Apache-2.0
#include "linkage/model/version.h"

#include <fmt/format.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::linkage {

std::string version_of(Model const& model, std::string_view model_text, std::string_view nicknames_text) {
  auto const hash = crypto::to_hex(crypto::sha256({crypto::bytes_of(model_text), crypto::bytes_of(nicknames_text)})).substr(0, 12);
  return fmt::format("{}@{}", model.name, hash);
}

}  // namespace concordat::linkage
