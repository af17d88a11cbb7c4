// SPDX-License-Identifier: Apache-2.0
// Under which id the key database keeps the key of what people typed into one row: one key a row and agency, so that the words of
// one row can be destroyed in every copy without touching another's. Below every id of sealed_ids.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "hub/hub.h"

namespace concordat::hub {

/// The key is destroyed once the words have reached their day: `KeyVault::erase`.
[[nodiscard]] inline std::int64_t words_key(Hub const& hub, std::string_view table, std::string_view row, std::string_view agency) {
  constexpr std::uint64_t range = std::uint64_t{1} << 62U;
  auto const text = std::string{table} + "|" + std::string{row} + "|" + std::string{agency};
  auto const mark = crypto::hmac_sha256(hub.account_key("words-key"), crypto::bytes_of(text));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = (number << 8U) | std::to_integer<std::uint64_t>(mark[i]);
  return -static_cast<std::int64_t>(range) - 1 - static_cast<std::int64_t>(number % range);
}

/// Where the reasons of a linkage decision are sealed: under its id, and what is added after those reached their day beside it.
[[nodiscard]] inline std::string words_of_decision_later(std::string const& decision) { return decision + "|later"; }
[[nodiscard]] inline std::array<std::string, 2> words_of_decision(std::string const& decision) { return {decision, words_of_decision_later(decision)}; }

}  // namespace concordat::hub
