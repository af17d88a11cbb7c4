// SPDX-License-Identifier: Apache-2.0
// Agreements and signature sidecars, as anybody may hand them in. Whatever is read must be stable: its stored
// form reads back with the same hash, and it prints.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "agreements/check.h"
#include "agreements/print.h"
#include "agreements/signature.h"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  namespace agreements = concordat::agreements;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text to us
  auto const text = std::string_view{reinterpret_cast<char const*>(data), size};
  auto const parsed = agreements::parse(text, "fuzz.yaml");
  must(parsed.agreement.has_value() != concordat::has_errors(parsed.findings));
  if (parsed.agreement) {
    auto const stored = agreements::from_json(*concordat::Json::parse(parsed.agreement->canonical), "stored");
    must(stored.agreement && stored.agreement->sha256 == parsed.agreement->sha256);
    (void)agreements::check(*parsed.agreement, {}, *concordat::parse_date("2026-06-01"));
    must(!agreements::print_text(*parsed.agreement).empty());
    must(!agreements::print_html(*parsed.agreement).empty());
  }
  if (auto const sidecar = agreements::read_sidecar(text)) {
    must(agreements::read_sidecar(agreements::write_sidecar(*sidecar)).has_value());
  }
  return 0;
}
