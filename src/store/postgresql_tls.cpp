// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql_tls.h"

#include <libpq-fe.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string_view>

#include "base/text.h"
#include "store/errors.h"

namespace concordat::store {
namespace {

/// Where Debian keeps the authorities that the system trusts.
constexpr std::string_view system_authorities = "/etc/ssl/certs/ca-certificates.crt";
/// From here on libpq knows sslrootcert=system itself.
constexpr int libpq_with_system = 160'000;

struct Freeing {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, Freeing>;
using Values = std::map<std::string, std::string, std::less<>>;

Values values_of(Options const& options) {
  Values values;
  for (auto const* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val != nullptr) values.emplace(option->keyword, option->val);
  }
  return values;
}

std::string value(Values const& values, std::string_view key) {
  auto const found = values.find(key);
  return found == values.end() ? std::string{} : found->second;
}

bool is_this_machine(std::string_view host) {
  if (host.empty() || host.front() == '/' || host.front() == '@') return true;  // a Unix socket
  // "127.0.0.1.example.org" is a name, not an address
  bool const loopback = host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
  return loopback || host == "localhost" || host == "::1";
}

/// libpq takes the first of several that answers, so that each must be this machine.
bool all_are_this_machine(std::string_view hosts) {
  for (auto const host : text::split(hosts, ',')) {
    if (!is_this_machine(host)) return false;
  }
  return true;
}

/// An address goes before the name; where a list of addresses leaves one empty, the name counts.
bool is_local(std::string_view names, std::string_view addresses) {
  bool whole = !addresses.empty();
  for (auto const one : text::split(addresses, ',')) whole = whole && !one.empty();
  return all_are_this_machine(addresses) && (whole || all_are_this_machine(names));
}

}  // namespace

Result<TlsDemand> tls_demand(std::string const& url) {
  Options const parsed{PQconninfoParse(url.c_str(), nullptr)};
  if (!parsed) return fail(Trouble::bad_url);
  auto const said = values_of(parsed);
  if (said.contains("service")) return fail(Trouble::service_file);
  auto const surroundings = values_of(Options{PQconndefaults()});
  bool const named = said.contains("host") || said.contains("hostaddr");
  auto const& where = named ? said : surroundings;
  if (is_local(value(where, "host"), value(where, "hostaddr"))) return TlsDemand{};
  auto const mode = value(said, "sslmode");
  if (!mode.empty() && mode != "verify-full") return fail(Trouble::tls_needed);
  TlsDemand demand{.needed = true};
  auto const root = value(said.contains("sslrootcert") ? said : surroundings, "sslrootcert");
  if (root == "system") {
    if (PQlibVersion() < libpq_with_system) demand.root_file = system_authorities;
  } else if (std::error_code error; !root.empty() && !std::filesystem::exists(root, error)) {
    return fail(Trouble::tls_no_root);
  }
  return demand;
}

}  // namespace concordat::store
