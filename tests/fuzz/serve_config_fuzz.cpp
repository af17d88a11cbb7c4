// SPDX-License-Identifier: Apache-2.0
// Any bytes as the file of `concordat serve`: read or refused with a remedy; and whatever is read keeps what the web
// server relies on: an origin without a path, numbers in their range, plain HTTP on this machine only.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/config/serve_config.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// libfyaml 0.7.12 loses 4 KiB when a quoted key holds more than some sixty escapes: bounded by the size of the document.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libfyaml"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace concordat;
  auto const parsed = cli::read_serve_config({reinterpret_cast<char const*>(data), size}, "folder/fuzz.yaml");
  check(parsed.config.has_value() != has_errors(parsed.findings));
  for (auto const& finding : parsed.findings) check(!finding.code.empty() && !finding.message.empty() && !finding.remedy.empty());
  if (!parsed.config) return 0;
  auto const& config = *parsed.config;
  check(config.origin.starts_with("https://") || config.origin.starts_with("http://"));
  check(config.origin.find('/', config.origin.find("://") + 3) == std::string::npos);
  check(config.threads >= 1 && config.threads <= 64 && config.workers >= 1 && config.workers <= 256);
  check(config.tls || config.host.starts_with("127.") || config.host == "::1");
  check(!config.tls || (!config.tls->certificate.empty() && !config.tls->key.empty()));
  for (auto const* text : {&config.database, &config.key_database, &config.keys, &config.web, &config.origin}) {
    check(text->find('\n') == std::string::npos && text->find('\0') == std::string::npos);
  }
  return 0;
}
